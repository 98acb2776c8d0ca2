"""The questions of a form for a kind of record: which fields in which order, with which hint, choices and default."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from config.forms import ChecklistForm, ChecklistItem
from config.rulebook import RuleBook
from config.vocabulary import Answer
from lifecycle.fields.choices import choices_of
from lifecycle.fields.values import StoredValue, is_blank, parse_value
from states.columns import CONTRACT, columns_of
from states.documents import Column, ValueType
from states.editions import unknown_edition
from states.evidence import Kind


@dataclass(frozen=True, slots=True)
class Question:
    """One field to ask for: whether it must be filled, what it is about, which value stands where nothing is given.

    `among` are the only answers that the field takes, where there are any; `book` knows the editions that it takes.
    """

    column: Column
    required: bool = False
    about: str = ""
    default: str = ""
    among: tuple[str, ...] = ()
    book: RuleBook | None = field(default=None, repr=False)

    @property
    def choices(self) -> tuple[str, ...]:
        """The answers to choose from, as people write them; empty where the field takes more than a few words."""
        return self.among or choices_of(self.column)

    def read(self, given: str) -> StoredValue | None:
        """The stored value of an answer; None for a blank answer that is allowed. Raises ValueError, in Japanese."""
        if is_blank(given):
            if self.required:
                raise ValueError("必ず入れてください。")
            return None
        value = parse_value(self.column, given)
        if self.among and given not in self.among:
            raise ValueError(f"次のいずれかです: {'、'.join(self.among)}")
        if self.book and (unknown := unknown_edition(self.book, self.column, value)):
            raise ValueError(unknown)
        return value


def contract_questions(required: Sequence[str], offices: Sequence[str]) -> list[Question]:
    """The questions for a contract, in the ledger's order; 所属 is one of the offices, where any office is known."""
    among = {"division": tuple(offices)}
    return [Question(c, c.name in required, among=among.get(c.name, ())) for c in columns_of(CONTRACT)]


def evidence_questions(
    kind: Kind, book: RuleBook, omitted: Iterable[int] = (), form: ChecklistForm | None = None
) -> list[Question]:
    """The questions for a kind of evidence; for a checklist those of a form, 斜線 where an article is left out.

    Without a form of the checklist, the newest is asked; numbers that the form has not are not asked for.
    """
    items = {f"q{item.no}": item for item in (form or book.checklist).items} if kind.id == "checklist" else {}
    left_out = set(omitted)
    return [
        _of_item(column, items[column.name], left_out)
        if column.name in items
        else Question(column, required=not kind.undated and column.name == kind.dated_by, book=book)
        for column in kind.columns
        if column.value_type is not ValueType.ANSWER or column.name in items
    ]


def _of_item(column: Column, item: ChecklistItem, left_out: set[int]) -> Question:
    """The question for an item of the checklist, with its article and text; the choices stand behind the text."""
    about = f"第{item.articles[0]} {item.text or f'〔本文は資料で欠落。推論: {item.inference}〕'}"
    question = Question(column, about=about, default=Answer.STRUCK.label if left_out & set(item.articles) else "")
    if column.value_type is not ValueType.ANSWER or item.answer == "free_text":
        return question
    return replace(question, about=f"{about}({'、'.join(question.choices)})")
