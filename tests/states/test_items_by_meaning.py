"""What a checklist says is asked by what its items mean, in the form of the edition on it; numbers may move."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from config.forms import ChecklistForm
from config.loader import load_rule_book, shipped_book
from config.rulebook import RuleBook
from config.vocabulary import Answer
from states.documents import Checklist
from states.guards.checklists import answer_meaning, negative_answers, outsiders_have_access
from states.proof import Proof

CITY = Path(__file__).parents[1] / "packs" / "shiomi"
FIRST, SECOND = date(2024, 2, 1), date(2024, 7, 1)


@pytest.fixture(scope="module")
def city() -> RuleBook:
    """The fictional city, whose second form has two items more than the first, in the middle."""
    return load_rule_book(CITY)


def checklist(edition: date, **no: Answer) -> Checklist:
    """A checklist of an edition with some answers, by q and number; every other item is answered はい."""
    answers: dict[int, Answer | str] = dict.fromkeys(range(1, 25), Answer.YES)
    answers |= {int(name.removeprefix("q")): answer for name, answer in no.items()}
    return Checklist(proof=Proof(), form_edition=edition, received_on=edition, answers=answers)


def numbers(book: RuleBook, edition: str) -> dict[str, list[int]]:
    """The numbers of the items of a form that mean something."""
    form = book.forms[edition]
    given = [(form.meaning_of(item), item.no) for item in form.items]
    return {str(one): [no for meaning, no in given if meaning == one] for one, _ in given if one}


def test_two_editions_number_their_items_by_themselves(city: RuleBook) -> None:
    """The item on the contact moved by two, that on outsiders did not; neither form has 29 items."""
    first, second = numbers(city, "sheet-R6.2.1"), numbers(city, "sheet-R6.7.1")
    assert (len(city.forms["sheet-R6.2.1"].items), len(city.forms["sheet-R6.7.1"].items)) == (22, 24)
    assert first["outsiders"] == second["outsiders"] == [11]
    assert (first["incident_contact"], second["incident_contact"]) == ([19], [21])


@pytest.mark.parametrize(("edition", "item", "other"), [(FIRST, "q19", "q21"), (SECOND, "q21", "q19")])
def test_an_answer_is_read_by_the_form_on_it(city: RuleBook, edition: date, item: str, other: str) -> None:
    """いいえ to the contact's own item counts; いいえ to the number it has in the other edition does not."""
    said = answer_meaning(checklist(edition, **{item: Answer.NO}), city, "incident_contact")
    moved = answer_meaning(checklist(edition, **{other: Answer.NO}), city, "incident_contact")
    assert (said, moved) == (Answer.NO, Answer.YES)


@pytest.mark.parametrize("edition", [FIRST, SECOND])
def test_the_safe_no_is_the_one_on_outsiders(city: RuleBook, edition: date) -> None:
    """いいえ to the item on outsiders asks for no improvement; はい says that they have access."""
    assert negative_answers(checklist(edition, q11=Answer.NO, q20=Answer.NO), city) == [20]
    assert outsiders_have_access(checklist(edition), city)
    assert not outsiders_have_access(checklist(edition, q11=Answer.NO), city)


def test_a_form_of_before_meanings_means_what_it_meant() -> None:
    """A kept form of 29 items that says nothing of meanings is read as it was; a shorter one means nothing."""
    shipped = shipped_book().checklist
    silent = [item.model_copy(update={"meaning": None, "came_with_edition": False}) for item in shipped.items]
    older = shipped.model_copy(update={"items": tuple(silent)})
    assert meanings(older) == meanings(shipped) != []
    assert meanings(shipped.model_copy(update={"items": tuple(silent[:24])})) == []


def meanings(form: ChecklistForm) -> list[tuple[int, str, bool]]:
    """The numbers, meanings and newness of the items of a form that mean something."""
    return [(item.no, said, form.is_new(item)) for item in form.items if (said := form.meaning_of(item))]


def test_a_form_without_an_item_on_outsiders_says_nothing_of_them(city: RuleBook) -> None:
    """Where the form does not ask, nobody is said to have access, and every いいえ asks for an improvement."""
    form = city.forms["sheet-R6.7.1"]
    plain = tuple(item.model_copy(update={"meaning": None}) for item in form.items)
    book = replace(city, forms={**city.forms, form.edition: form.model_copy(update={"items": plain})})
    assert not outsiders_have_access(checklist(SECOND), book)
    assert negative_answers(checklist(SECOND, q11=Answer.NO), book) == [11]
