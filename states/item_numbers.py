"""The numbers of a checklist's items by the rule book in use: how far they go, and which are answered otherwise."""

from typing import TYPE_CHECKING

from config.in_use import per_book

if TYPE_CHECKING:
    from config.forms import ChecklistForm


@per_book
def item_numbers() -> range:
    """The numbers that an item of a checklist may have, by every form of the rule book in use."""
    from config.loader import rule_book

    return range(1, max((len(form.items) for form in rule_book().forms.values()), default=0) + 1)


@per_book
def free_text_items(edition: str | None = None) -> frozenset[int]:
    """The items that are answered in words, of the form of an edition (its first day); without one, of the newest."""
    return frozenset(item.no for item in _form(edition).items if item.answer == "free_text")


@per_book
def no_subcontract_items() -> frozenset[int]:
    """The items of the newest form that may be answered by saying that nothing is subcontracted."""
    return frozenset(item.no for item in _form(None).items if item.may_be_no_subcontract)


def _form(edition: str | None) -> "ChecklistForm":
    from config.loader import rule_book

    book = rule_book()
    named = (one for one in book.editions_of("checklist") if one.issued_on.isoformat() == edition)
    one = next(named, None)
    return book.forms[one.id] if one else book.checklist
