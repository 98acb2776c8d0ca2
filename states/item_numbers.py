"""The numbers of a checklist's items by the rule book in use: how far they go, and which are answered otherwise."""

from typing import TYPE_CHECKING

from config.in_use import per_book
from states.checklist_forms import form_of_stored

if TYPE_CHECKING:
    from config.forms import ChecklistItem


@per_book
def item_numbers() -> range:
    """The numbers that an item of a checklist may have, by every form of the rule book in use."""
    from config.loader import rule_book

    return range(1, max((len(form.items) for form in rule_book().forms.values()), default=0) + 1)


@per_book
def free_text_items() -> frozenset[int]:
    """The numbers that are answered in words, whatever the edition of the form."""
    return items_in_words() - {item.no for item in _every_item() if item.answer != "free_text"}


@per_book
def items_in_words() -> frozenset[int]:
    """The numbers that are answered in words in some edition of the form."""
    return frozenset(item.no for item in _every_item() if item.answer == "free_text")


@per_book
def no_subcontract_items() -> frozenset[int]:
    """The numbers that may be answered, in some edition of the form, by saying that nothing is subcontracted."""
    return frozenset(item.no for item in _every_item() if item.may_be_no_subcontract)


def _every_item() -> "list[ChecklistItem]":
    from config.loader import rule_book

    return [item for form in rule_book().forms.values() for item in form.items]


@per_book
def in_words_by(edition: str | None, received_on: str | None) -> dict[int, bool]:
    """The items of the form by which stored answers are read; for each whether it is answered in words."""
    from config.loader import rule_book

    form = form_of_stored(rule_book(), {"form_edition": edition, "received_on": received_on})
    return {item.no: item.answer == "free_text" for item in form.items}
