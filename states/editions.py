"""Editions: whether a recorded edition exists. The one check behind every door, and behind every judgement."""

from collections.abc import Iterator, Mapping
from datetime import date

from config.rulebook import RuleBook
from config.vocabulary import EditionForm
from config.wareki import format_date, short_date
from states.columns import columns_of
from states.documents import OLD_EDITION, Column
from states.evidence import fact_value


def no_such_edition(book: RuleBook, form: EditionForm, edition: date) -> str:
    """The words that refuse an edition which its form has never had, naming the known ones; empty where it exists.

    旧 stands for any text older than the first known edition and is always taken.
    """
    if edition == OLD_EDITION or book.knows(form, edition):
        return ""
    return f"{short_date(edition)}という版はありません(あるのは{known_editions(book, form)})"


def known_editions(book: RuleBook, form: EditionForm) -> str:
    """The editions that a column of this form may hold, in words: each by its name and day, then 旧."""
    named = (f"{edition.label}({format_date(edition.issued_on)})" for edition in book.editions_of(form))
    return "、".join((*named, "それより古い「旧」"))


def unknown_edition(book: RuleBook, column: Column, stored: object) -> str:
    """The words that refuse a stored value of a column; empty where the column takes no edition, or it exists."""
    if column.edition_of is None or stored is None:
        return ""
    return no_such_edition(book, column.edition_of, fact_value(stored, column.value_type, None, None))


def unknown_editions(book: RuleBook, kind: str, values: Mapping[str, object]) -> Iterator[tuple[Column, str]]:
    """Every value of a kind of record that names an edition which does not exist, with the words that refuse it."""
    for column in columns_of(kind):
        if problem := unknown_edition(book, column, values.get(column.name)):
            yield column, problem
