"""By which form the answers of a checklist are read: that of the edition on it, whatever form is asked for today."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from config.vocabulary import Answer
from states.documents import OLD_EDITION, Checklist, Column
from states.labels import label

if TYPE_CHECKING:
    from config.forms import ChecklistForm
    from config.rulebook import RuleBook

_ANSWERS = frozenset(answer.value for answer in Answer)


def form_by(book: "RuleBook", edition: date | None, received_on: date | None) -> "ChecklistForm":
    """The form of the edition on a checklist; of 旧 the first known one, else the one of the day on which it came in.

    Without a day, the newest. An edition that the book does not know is read by the day.
    """
    named = (one for one in book.editions_of("checklist") if one.issued_on == edition)
    if one := next(named, None):
        return book.forms[one.id]
    return book.checklist_on(OLD_EDITION if edition == OLD_EDITION else received_on or date.max)


def form_of_stored(book: "RuleBook", stored: Mapping[str, Any]) -> "ChecklistForm":
    """The same of a checklist as the store keeps it, with days in ISO and 旧 as it is written."""
    edition, received = stored.get("form_edition"), stored.get("received_on")
    return form_by(
        book,
        OLD_EDITION if edition == "旧" else date.fromisoformat(edition) if edition else None,
        date.fromisoformat(received) if received else None,
    )


def unfit_answers(
    book: "RuleBook", fields: Mapping[str, Any], columns: Iterator[Column]
) -> Iterator[tuple[Column, str, str]]:
    """Every answer that the form on a checklist has no place for: the column, what was found, what to do."""
    form = form_of_stored(book, fields)
    of = f"{label(Checklist, 'form_edition')} {_name_of(book, form)}"
    items = {f"q{item.no}": item for item in form.items}
    for column in columns:
        answer = fields.get(column.name)
        if answer is None:
            continue
        item = items.get(column.name)
        if item is None:
            told = f"{of} の項目は問1〜問{len(items)}です。版を確かめるか、この回答を外してください"
            yield column, f"{column.label}は{of} にありません", told
        elif item.answer != "free_text" and isinstance(answer, str) and answer not in _ANSWERS:
            told = f"{of} の{column.label}は、はい、いいえ、斜線 で答える項目です。版と回答を確かめてください"
            yield column, "文字の回答", told
        elif answer == Answer.NO_SUBCONTRACT and not item.may_be_no_subcontract:
            told = f"{of} の{column.label}は、再委託について尋ねる項目ではありません。版と回答を確かめてください"
            yield column, Answer.NO_SUBCONTRACT.label, told


def _name_of(book: "RuleBook", form: "ChecklistForm") -> str:
    return next(one.label for one in book.editions_of("checklist") if one.id == form.edition)
