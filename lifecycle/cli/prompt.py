"""Interactive entry at a terminal: each field is asked for and checked as it is typed, all are stored at the end."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from config.errors import CancelledError

if TYPE_CHECKING:
    from lifecycle.fields.questions import Question
    from states.documents import Column

_YES = ("はい", "y", "yes")


def is_interactive() -> bool:
    """Whether a person sits at a terminal on both ends."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(title: str, questions: "Iterable[Question]") -> dict[str, str]:
    """Ask each question until its answer can be read; a blank passes where the field may stay blank.

    Gives the typed values by field name. Raises CancelledError where input ends.
    """
    _say(f"{title}。*は必須、空欄のままEnterで飛ばします。日付は R6.4.1 のように。やめるときは Ctrl-D。")
    answers: dict[str, str] = {}
    for question in questions:
        typed = _one(question)
        if typed:
            answers[question.column.name] = typed
    return answers


def _one(question: "Question") -> str:
    column = question.column
    mark = "*" if question.required else " "
    default = f" [{question.default}]" if question.default else ""
    if question.about:
        _say(f"    {question.about}")
    while True:
        typed = line_typed(f"{mark} {column.label}({column.expected}){default}: ") or question.default
        try:
            question.read(typed)
        except ValueError as error:
            _say(f"    {error}")
        else:
            return typed


def confirm(title: str, answers: Mapping[str, str], columns: "Sequence[Column]") -> None:
    """Show what will be stored and ask once. Raises CancelledError where the answer is not はい."""
    _say(f"\n{title}")
    for column in columns:
        if column.name in answers:
            _say(f"  {column.label}: {answers[column.name]}")
    if line_typed("記録しますか(はい/いいえ): ").strip().lower() not in _YES:
        raise CancelledError("記録しませんでした。")


def line_typed(prompt: str) -> str:
    """The line that is typed after a prompt. Raises CancelledError where input ends."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    try:
        return input().strip()
    except EOFError:
        raise CancelledError("\n記録しませんでした。") from None


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
