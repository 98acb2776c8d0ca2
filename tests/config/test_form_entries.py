"""A form says only what differs from the edition on which it is based; what can't be made whole is told by place."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.citations import Citation
from config.errors import DataFault
from config.form_entries import FormEntry, whole_forms
from config.forms import ChecklistForm
from config.loader import rows_in, shipped_book
from config.wordings import ItemWording

CITE = Citation(source="5kou1237")
((_, OLD),) = rows_in(shipped_book().files).forms
LOST = next(item.no for item in OLD.items if item.text_status == "lost")


def based(edition: str = "new", on: str = OLD.edition, **own: object) -> FormEntry:
    """A form that is based on another."""
    return FormEntry.model_validate({"edition": edition, "based_on": on, "cite": CITE, **own})


def made(*entries: FormEntry, wordings: Sequence[ItemWording] = ()) -> tuple[dict[str, ChecklistForm], list[DataFault]]:
    """The forms as wholes, with what is wrong with them."""
    faults: list[DataFault] = []
    named = [(f"forms/{entry.edition}.toml", entry) for entry in (OLD, *entries)]
    return whole_forms(named, wordings, faults), faults


def test_what_is_not_said_is_as_before() -> None:
    """Title, items and articles are the predecessor's; the citation is its own."""
    forms, faults = made(based())
    old, new = forms[OLD.edition], forms["new"]
    assert faults == []
    assert (new.title, new.items, new.mandatory_articles) == (old.title, old.items, old.mandatory_articles)
    assert new.cite == CITE


def test_an_item_of_its_own_takes_the_place_of_that_number() -> None:
    """And of no other."""
    item = OLD.items[1].model_copy(update={"text": "改めた文言"})
    forms, faults = made(based(items=(item,)))
    assert faults == []
    differing = [new.no for old, new in zip(OLD.items, forms["new"].items, strict=True) if old != new]
    assert differing == [item.no]


@given(st.permutations(range(1, 30)))
def test_items_keep_what_they_ask_under_new_numbers(order: list[int]) -> None:
    """Whatever the order: the item that had a number stands under the new one, and none is lost."""
    moved = tuple((old, new) for old, new in zip(range(1, 30), order, strict=True) if old != new)
    forms, faults = made(based(renumbered=moved))
    assert faults == []
    where = dict(moved)
    for item in OLD.items:
        new = forms["new"].items[where.get(item.no, item.no) - 1]
        assert new == item.model_copy(update={"no": new.no})


def test_a_wording_that_was_entered_stands_in_what_is_based_on_it() -> None:
    """Under the number that the item has there."""
    wording = ItemWording(edition=OLD.edition, no=LOST, text="県の様式の文言")
    forms, _ = made(based(renumbered=((LOST, 1), (1, LOST))), wordings=[wording])
    assert (forms["new"].items[0].text, forms["new"].items[0].text_status) == ("県の様式の文言", "own")


def test_one_may_be_based_on_one_that_is_based_itself_in_any_order() -> None:
    """The files are read in the order of their names."""
    item = OLD.items[1].model_copy(update={"text": "改めた文言"})
    forms, faults = made(based("a", on="z"), based("z", items=(item,)))
    assert faults == []
    assert forms["a"].items == forms["z"].items


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"on": "無い版"}, "「無い版」の様式がありません"),
        ({"on": "new"}, "互いに前の版"),
        ({"removed": (99,)}, "番号(99)は、前の版にありません"),
        ({"renumbered": ((99, 1),)}, "番号(99)は、前の版にありません"),
        ({"renumbered": ((2, 1),)}, "問1 になる項目が2つあります"),
    ],
)
def test_what_leads_nowhere_is_told(own: dict[str, object], told: str) -> None:
    """By the file and the edition; nothing is made of it."""
    forms, faults = made(based(**own))  # type: ignore[arg-type]
    assert [fault for fault in faults if told in fault.problem and fault.place.startswith("new")]
    assert "new" not in forms


@pytest.mark.parametrize(
    "own",
    [
        {"removed": (2,), "renumbered": ((2, 3),)},
        {"items": (OLD.items[0], OLD.items[0])},
        {"renumbered": ((2, 3), (4, 3))},
    ],
)
def test_a_number_is_named_once(own: dict[str, object]) -> None:
    """Removed or renumbered, and by one item."""
    with pytest.raises(ValueError, match="2つあります"):
        based(**own)  # type: ignore[arg-type]


def test_a_form_without_a_predecessor_is_whole() -> None:
    """Each part that is lacking is named."""
    with pytest.raises(ValueError, match="title、mandatory_articles、articles_without_items、items"):
        FormEntry(edition="new", cite=CITE)
