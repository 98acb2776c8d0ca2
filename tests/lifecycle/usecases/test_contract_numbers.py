"""One contract, one number: whatever dash, width or alien letter it is typed with, at every door."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine
from hypothesis import given
from hypothesis import strategies as st
from installation import ADMIN, HEAD, ID, NOW, OFFICE, OFFICER, OTHER_OFFICE, Installation, a_contract
from web_visits import Visitor

from config.errors import UsageError
from lifecycle.fields.contract_numbers import as_seen, one_spelling
from lifecycle.fields.dashes import DASHES
from lifecycle.fields.texts import read_contract_no
from lifecycle.usecases.contracts import register
from lifecycle.usecases.importing import LedgerRejected, import_ledger

WIDE = str.maketrans("R0123456789", "Ｒ０１２３４５６７８９")
SHEET = {"division": "広報課", "title": "集計", "contractor": "甲社", "fiscal_years": "R6"}
WriteLedger = Callable[[Mapping[str, list[dict[str, Any]]]], str]


@given(
    st.integers(1, 30), st.integers(0, 9999), st.sampled_from(DASHES), st.booleans(), st.sampled_from(["", " ", "　"])
)
def test_every_dash_is_the_hyphen(year: int, number: int, dash: str, wide: bool, blank: str) -> None:
    """R6−0001 (U+2212), R6ー0001, Ｒ６－０００１ name R6-0001."""
    text = f"{blank}R{year}{dash}{number:04}{blank}"
    assert read_contract_no(text.translate(WIDE) if wide else text) == f"R{year}-{number:04}"


@given(st.text(min_size=1, max_size=40))
def test_the_one_spelling_is_its_own(text: str) -> None:
    """Read twice, a number stays as it was read once."""
    once = one_spelling(text)
    assert one_spelling(once) == once
    assert as_seen(once) == as_seen(text)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("Α-1", "A-1"),
        ("АС−12", "AC-12"),
        ("R6一0001", "R6-0001"),
        ("データー01", "データー01"),
        ("一般ー3", "一般-3"),
        ("委託第一号", "委託第一号"),
    ],
)
def test_letters_of_other_scripts_and_the_long_vowel(typed: str, number: str) -> None:
    """Greek and Cyrillic letters drawn as Latin ones; ー and 一 stay where they are letters."""
    assert read_contract_no(typed) == number


@pytest.mark.parametrize("typed", ["R6-①", "R6-1²", "R6-½"])
def test_what_would_become_another_number_is_refused(typed: str) -> None:
    """R6-① would merge with R6-1."""
    with pytest.raises(ValueError, match="契約番号"):
        read_contract_no(typed)


@pytest.mark.parametrize("typed", ["R6−9001", "Ｒ６ー９００１", "R6-9OO1", "r6-9001", "R6-9〇01"])
def test_no_second_contract_by_a_number_that_looks_alike(installation: Installation, typed: str) -> None:
    """contract register: taken, or refused with the contract that it looks like."""
    register(installation.app(), "R6-9001", SHEET)
    with pytest.raises(UsageError, match="R6-9001"):
        register(installation.app(), typed, SHEET)


def test_a_ledger_is_refused_a_number_that_looks_like_another(installation: Installation, ledger: WriteLedger) -> None:
    """On record, or in a row before it: the row, the number, and what to do; the same dash is the same contract."""
    register(installation.app(), "R6-9001", SHEET)
    row = {"所属": "広報課", "業務名": "集計", "委託先": "甲社", "年度": "R6"}
    numbers = ["R6-9OO1", "R6-9002", "R6−9001", "r6-9002"]
    book = ledger({"契約": [{"契約番号": number, **row} for number in numbers]})
    with pytest.raises(LedgerRejected) as caught:
        import_ledger(installation.app(ADMIN), Path(book))
    told = [(fault.row, fault.found) for fault in caught.value.result.errors]
    assert told == [(2, "R6-9OO1"), (5, "r6-9002")]
    assert "R6-9001 と見分けのつかない" in caught.value.result.errors[0].expected


@pytest.mark.parametrize("dash", ["−", "ー", "―", "‐"])
def test_commands_and_pages_find_a_contract_by_any_dash(
    installation: Installation, dash: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`why`, `contract show`, `contract list --text`, `staff move --contract`, the address of a page."""
    a_contract(installation.app())
    for name, value in {"LIFECYCLE_HOME": str(installation.home), **installation.environment(NOW)}.items():
        monkeypatch.setenv(name, value)
    typed = ID.replace("-", dash)
    line = CommandLine(installation.home)
    for words in (("why",), ("contract", "show"), ("history",)):
        said = line(*words, typed, "--json", actor=OFFICER)
        assert said.json == line(*words, ID, "--json", actor=OFFICER).json
        assert "error" not in said.json
    assert [one["id"] for one in line("contract", "list", "--text", typed, "--json", actor=OFFICER).json] == [ID]
    page = Visitor(installation, OFFICER).get(f"/contracts/{typed}")
    assert page.headers.get("location", str(page.url)).endswith(f"/contracts/{ID}")
    moved = line("staff", "move", OFFICE, OTHER_OFFICE, "--contract", typed, "--json", actor=HEAD)
    assert moved.json.get("contracts") == [ID], moved.json


ANOTHER = {"所属": "税務課", "業務名": "封入", "委託先": "乙社", "年度": "R6"}


@pytest.mark.parametrize(
    ("changed", "taken"),
    [
        ({}, False),
        ({"所属": OFFICE, "年度": "R8"}, False),
        ({"所属": OFFICE}, True),
        ({"業務名": "集計"}, True),
        ({"委託先": "甲社"}, True),
    ],
)
def test_a_contract_of_another_office_is_not_written_over(
    installation: Installation, ledger: WriteLedger, changed: dict[str, str], taken: bool
) -> None:
    """0012 of two offices, or of two years: refused with whose it is; a transfer or a correction is taken in."""
    register(installation.app(), "0012", SHEET)
    book = Path(ledger({"契約": [{"契約番号": "0012", **ANOTHER, **changed}]}))
    if taken:
        assert import_ledger(installation.app(ADMIN), book).changed == 1
        return
    with pytest.raises(LedgerRejected) as caught:
        import_ledger(installation.app(ADMIN), book)
    (fault,) = caught.value.result.errors
    assert (fault.row, fault.column, fault.found) == (2, "契約番号", "0012")
    assert "広報課 の「集計」の番号" in fault.expected
