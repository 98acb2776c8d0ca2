"""Which form of the checklist a page asks by: that on the record, the edition chosen, else the one that binds."""

from collections.abc import Iterator

from config.forms import ChecklistForm
from lifecycle.fields.values import parse_value
from lifecycle.papers.letters.checklist_form import case_of
from lifecycle.views.contracts import show
from lifecycle.web import places
from lifecycle.web.paper_places import PaperPlace, filling_at, paper_at
from lifecycle.web.visit import Visit
from states.checklist_forms import form_of_stored
from states.columns import columns_of

EDITION = "form_edition"
"""The name of 様式の版, on the form and in the address of its page."""


def items_asked(visit: Visit, place: PaperPlace) -> ChecklistForm:
    """The form whose items are asked: of a checklist on record the one on it.

    Of a new one that of the edition which was chosen or typed, else the one that binds the contract on the day.
    """
    book = visit.app.book
    if place.of:
        paper = paper_at(visit.app, place)
        return form_of_stored(book, paper.fields if paper else {})
    begun = filling_at(visit, place)
    if stored := _read(visit.asked(EDITION) or (begun.given.get(EDITION, "") if begun else "")):
        return form_of_stored(book, {EDITION: stored})
    contract = show(visit.app, place.id, visit.as_of).contract
    return case_of(visit.app, contract, visit.today, place.subcontract).form


def other_editions(visit: Visit, place: PaperPlace) -> Iterator[tuple[str, str]]:
    """The editions by whose form a new checklist may be asked instead: the label, and the address of that page."""
    if place.kind.id == "checklist" and not place.of:
        asked = items_asked(visit, place).edition
        for edition in reversed(visit.app.book.editions_of("checklist")):
            if edition.id != asked:
                yield edition.label, places.with_query(place.form, **{EDITION: edition.label})


def _read(text: str) -> str:
    """The edition that was typed, as it is stored; empty where nothing was, or nothing that can be read."""
    column = next(column for column in columns_of("checklist") if column.name == EDITION)
    try:
        return str(parse_value(column, text) or "") if text else ""
    except ValueError:
        return ""
