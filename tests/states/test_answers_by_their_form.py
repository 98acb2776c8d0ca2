"""An answer belongs to the edition on its checklist: where numbers moved, none is read, or taken, by another form."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config.loader import RULE_DATA, load_rule_book, shipped_book, use
from config.rulebook import RuleBook
from config.vocabulary import Answer, Stage
from states.checklist_forms import form_of_stored, unfit_answers
from states.documents import Checklist, ValueType
from states.evidence import KINDS, document
from states.facts import Contract, ContractSheet
from states.guards.case import Case
from states.guards.checklists import negative_answers, outsiders_have_access, what_is_incomplete, wrongly_struck
from states.proof import Proof

OLD, NEW = "2023-12-26", "2025-04-01"
EDITION = """
[[edition]]
id = "checklist-R7.4.1"
form = "checklist"
label = "R7.4.1"
issued_on = 2025-04-01
cite = { source = "5kou1237" }
binds = "running_on"
"""
MIDDLE = "".join(
    f'[[items]]\nno = {no}\narticles = [8]\narticle_title = "新設"\ntext = "新しい項目"\ntext_status = "verbatim"\n'
    f'answer = "{answer}"\ncame_with_edition = true\n'
    for no, answer in ((20, "free_text"), (21, "yes_no"))
)


def pack_with(folder: Path, differs: str) -> Path:
    """A copy of the pack with one more edition of the checklist, whose form differs so from the one before."""
    shutil.copytree(RULE_DATA, folder)
    with (folder / "editions.toml").open("a", encoding="utf-8") as file:
        file.write(EDITION)
    head = 'edition = "checklist-R7.4.1"\nbased_on = "checklist-R5.12.26"\ncite = { source = "5kou1237" }\n'
    (folder / "forms" / "r7.toml").write_text(head + differs, encoding="utf-8")
    return folder


def longer(folder: Path) -> Path:
    """The same with 31 items: two came in the middle, so that what had 20 to 29 has 22 to 31."""
    return pack_with(folder, f"renumbered = {[[no, no + 2] for no in range(20, 30)]}\n{MIDDLE}")


def shorter(folder: Path) -> Path:
    """The same with 24 items: five went, so that the others moved up."""
    return pack_with(folder, f"removed = [7, 8, 9, 10, 11]\nrenumbered = {[[no, no - 5] for no in range(12, 30)]}\n")


@pytest.fixture(scope="module", params=[longer, shorter])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> RuleBook:
    """A rule book in which the numbers of the newest form moved."""
    return load_rule_book(request.param(tmp_path_factory.mktemp("pack") / "theirs"))


@pytest.fixture
def book(made: RuleBook) -> Iterator[RuleBook]:
    """The same, in use."""
    use(made)
    yield made
    use(shipped_book())


def stored(book: RuleBook, edition: str, **answers: str) -> dict[str, Any]:
    """A checklist of an edition as the store keeps it, every item answered はい or in words but for the given ones."""
    fields: dict[str, Any] = {"form_edition": edition, "received_on": "2025-05-01", "inspected_on": "2025-04-20"}
    items = form_of_stored(book, fields).items
    fields |= {f"q{item.no}": "担当課が鍵で保管" if item.answer == "free_text" else "yes" for item in items}
    return {**fields, **answers}


def read(fields: dict[str, Any]) -> Checklist:
    """The checklist as guards see it."""
    return document(Checklist, fields, date(2025, 6, 1), Proof())


def case(book: RuleBook, checklist: Checklist) -> Case:
    """A running contract with that checklist, on a day on which the newest form binds it."""
    until = date(2026, 3, 31)
    sheet = ContractSheet(concluded_on=date(2024, 4, 1), performance_end_on=until)
    contract = Contract(id="R6-1", stage=Stage.PERFORMING, sheet=sheet, checklists=(checklist,))
    return Case(contract, date(2025, 6, 1), book)


@pytest.mark.parametrize("edition", [OLD, NEW])
def test_every_answer_of_an_edition_has_its_place_in_it_only(book: RuleBook, edition: str) -> None:
    """Full by its own form: nothing unfit, nothing blank; by the other form's numbers each surplus one is refused."""
    columns = [column for column in KINDS["checklist"].columns if column.value_type is ValueType.ANSWER]
    full = stored(book, edition)
    assert not list(unfit_answers(book, full, iter(columns)))
    assert not [word for word in what_is_incomplete(read(full), case(book, read(full)))[1] if word.startswith("問")]
    form, most = form_of_stored(book, full), len(columns)
    assert most == max(len(other.items) for other in book.forms.values())
    surplus = {f"q{no}": "yes" for no in range(len(form.items) + 1, most + 1)}
    told = [column.name for column, _, _ in unfit_answers(book, full | surplus, iter(columns))]
    assert told == list(surplus)
    assert read(full | surplus).answers == read(full).answers


@pytest.mark.parametrize("edition", [OLD, NEW])
def test_only_the_item_on_outsiders_of_its_own_form_speaks_of_them(book: RuleBook, edition: str) -> None:
    """いいえ to its number there is the safe answer; いいえ to the number of another form asks for improvement."""
    numbers = {f.edition: item.no for f in book.forms.values() if (item := f.item_meaning("outsiders"))}
    own = numbers.pop(form_of_stored(book, {"form_edition": edition}).edition)
    other = next(iter(numbers.values()))
    safe = read(stored(book, edition, **{f"q{own}": "no"}))
    assert (outsiders_have_access(safe, book), negative_answers(safe, book)) == (False, [])
    if form_of_stored(book, {"form_edition": edition}).items[other - 1].answer != "free_text":
        moved = read(stored(book, edition, **{f"q{other}": "no"}))
        assert (outsiders_have_access(moved, book), negative_answers(moved, book)) == (True, [other])


@pytest.mark.parametrize("edition", [OLD, NEW])
def test_an_item_struck_or_blank_is_told_by_its_own_number(book: RuleBook, edition: str) -> None:
    """The last item of each form, whatever the other form has there."""
    last = len(form_of_stored(book, {"form_edition": edition}).items)
    struck = read(stored(book, edition, **{f"q{last}": Answer.STRUCK.value}))
    assert wrongly_struck(struck, case(book, struck)) == ([last], [])
    blank = stored(book, edition)
    del blank[f"q{last}"]
    assert f"問{last}" in what_is_incomplete(read(blank), case(book, read(blank)))[1]


def test_the_old_form_is_read_by_the_first_known_one_whenever_it_came(book: RuleBook) -> None:
    """旧 that came in after the newest edition has the numbers of the first."""
    assert form_of_stored(book, {"form_edition": "旧", "received_on": "2025-05-01"}).edition == "checklist-R5.12.26"
    assert form_of_stored(book, {"received_on": "2025-05-01"}).edition == "checklist-R7.4.1"
