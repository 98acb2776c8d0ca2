"""Editions: whether a recorded edition exists. The one check behind every door, and behind every judgement."""

from datetime import date

from config.rulebook import RuleBook
from config.vocabulary import EditionForm
from config.wareki import format_date, short_date
from states.documents import OLD_EDITION


def no_such_edition(book: RuleBook, form: EditionForm, edition: date) -> str:
    """The words that refuse an edition which its form has never had, naming the known ones; empty where it exists.

    旧 stands for any text older than the first known edition and is always taken.
    """
    if edition == OLD_EDITION or book.knows(form, edition):
        return ""
    known = "、".join(f"{e.label}({format_date(e.issued_on)})" for e in book.editions_of(form))
    return f"{short_date(edition)}という版はありません(あるのは{known}。それより古いものは「旧」)"
