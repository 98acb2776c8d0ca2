"""Interactive entry: field by field at a terminal, each value checked as it is typed, stored once at the end."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from config.errors import CancelledError
from states.documents import Column, ValueType

_YES = ("はい", "y", "yes")


@dataclass(frozen=True, slots=True)
class Question:
    """One field to ask for: whether it must be filled, what it is about, and what stands where nothing is typed.

    `among` are the only answers it takes, where there are any.
    """

    column: Column
    required: bool = False
    about: str = ""
    default: str = ""
    among: tuple[str, ...] = ()


def is_interactive() -> bool:
    """Whether a person sits at a terminal on both ends."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(title: str, questions: Iterable[Question]) -> dict[str, str]:
    """Ask each question until its answer can be read; a blank passes where the field may stay blank.

    Gives what was typed by field name. Raises CancelledError where input ends.
    """
    _say(f"{title}。*は必須、空欄のままEnterで飛ばします。日付は R6.4.1 のように。やめるときは Ctrl-D。")
    answers: dict[str, str] = {}
    for question in questions:
        typed = _one(question)
        if typed:
            answers[question.column.name] = typed
    return answers


def _one(question: Question) -> str:
    from lifecycle.fields.values import parse_value

    column = question.column
    mark = "*" if question.required else " "
    default = f" [{question.default}]" if question.default else ""
    if question.about:
        _say(f"    {question.about}")
    while True:
        typed = _line(f"{mark} {column.label}({column.expected}){default}: ") or question.default
        if not typed:
            if not question.required:
                return ""
            _say("    必ず入れてください。")
            continue
        try:
            parse_value(column, typed)
        except ValueError as error:
            _say(f"    {error}")
            continue
        if question.among and typed not in question.among:
            _say(f"    次のいずれかです: {'、'.join(question.among)}")
            continue
        return typed


def confirm(title: str, answers: Mapping[str, str], columns: Sequence[Column]) -> None:
    """Show what will be stored and ask once. Raises CancelledError where the answer is not はい."""
    _say(f"\n{title}")
    for column in columns:
        if column.name in answers:
            _say(f"  {column.label}: {answers[column.name]}")
    if _line("記録しますか(はい/いいえ): ").strip().lower() not in _YES:
        raise CancelledError("記録しませんでした。")


def _line(prompt: str) -> str:
    sys.stderr.write(prompt)
    sys.stderr.flush()
    try:
        return input().strip()
    except EOFError:
        raise CancelledError("\n記録しませんでした。") from None


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def contract_questions(required: Sequence[str], offices: Sequence[str]) -> list[Question]:
    """The fields of a contract, in the ledger's order; 所属 is one of the offices, where any is known."""
    from states.columns import CONTRACT, columns_of

    among = {"division": tuple(offices)}
    return [Question(c, c.name in required, among=among.get(c.name, ())) for c in columns_of(CONTRACT)]


def evidence_questions(kind_id: str, omitted: Iterable[int] = ()) -> list[Question]:
    """The fields of a kind of evidence; for a checklist item by item, 斜線 already standing where it belongs."""
    from config.loader import rule_book
    from states.evidence import KINDS

    kind = KINDS[kind_id]
    questions = []
    items = {f"q{item.no}": item for item in rule_book().checklist.items} if kind_id == "checklist" else {}
    left_out = set(omitted)
    for column in kind.columns:
        item = items.get(column.name)
        if item is None:
            questions.append(Question(column, required=kind.keyed and column.name == kind.dated_by))
            continue
        about = item.text or f"〔本文は資料で欠落。推論: {item.inference}〕"
        struck = bool(left_out.intersection(item.articles))
        questions.append(Question(column, about=f"第{item.articles[0]} {about}", default="斜線" if struck else ""))
    return [_typed(question) for question in questions]


def _typed(question: Question) -> Question:
    """An answer's choices are listed; other types say what they take themselves."""
    if question.column.value_type is not ValueType.ANSWER:
        return question
    number = int(question.column.name[1:])
    from states.evidence import FREE_TEXT_ITEMS, NO_SUBCONTRACT_ITEMS

    if number in FREE_TEXT_ITEMS:
        return question
    extra = "、再委託しない" if number in NO_SUBCONTRACT_ITEMS else ""
    return replace(question, about=f"{question.about}(はい、いいえ、斜線{extra})")
