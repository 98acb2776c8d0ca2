"""What stands on record and can hardly be meant is told: by the import, by doctor, on the office's page."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine
from installation import ADMIN, HEAD, NOW, OFFICE, Installation, a_contract
from sqlalchemy import text
from web_visits import Visitor

from config.loader import rule_book
from config.vocabulary import Stage
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.standing_doubts import doubts_check, doubts_on_record
from states.doubtful import doubts_of_facts, standing_doubts
from states.facts import Contract, ContractSheet

TODAY = date(2024, 6, 3)
BOUNDS = rule_book().plausible
WriteLedger = Callable[[Mapping[str, list[dict[str, Any]]]], str]
IMPLAUSIBLE: list[tuple[dict[str, Any], str]] = [
    ({"concluded_on": "2034-04-01"}, "締結日"),
    ({"fiscal_years": [1994]}, "年度"),
    ({"fiscal_years": [1931]}, "年度"),
    ({"performance_start_on": "2025-04-01", "performance_end_on": "2024-03-31"}, "履行期限"),
    ({"concluded_on": "2026-05-01", "fiscal_years": [2024]}, "年度"),
]


@pytest.mark.parametrize(("fields", "label"), IMPLAUSIBLE)
def test_what_an_import_took_in_is_told_as_it_stands(fields: dict[str, Any], label: str) -> None:
    """締結日 R16, 年度 H6 and S6, 履行期限 before 履行開始日, 締結日 in a later year: each is told as graver."""
    told = list(standing_doubts(BOUNDS, "R6-0001", fields, [], TODAY))
    assert [one.label for one in told if one.graver and one.label == label]
    assert all(one.subject == "R6-0001" and one.found and one.told for one in told)


def test_facts_and_stored_fields_are_judged_alike() -> None:
    """The page of an office and doctor tell the same."""
    sheet = ContractSheet(concluded_on=date(2034, 4, 1), fiscal_years=(1994,))
    contract = Contract(id="R6-0001", stage=Stage.CONCLUDED, sheet=sheet)
    stored = {"concluded_on": "2034-04-01", "fiscal_years": [1994]}
    assert doubts_of_facts(BOUNDS, contract, TODAY) == list(standing_doubts(BOUNDS, "R6-0001", stored, [], TODAY))


@pytest.fixture
def doubtful(installation: Installation) -> Installation:
    """A home in which a contract ends before it begins, as older releases took it in."""
    a_contract(installation.app())
    with installation.engine.begin() as connection:
        statement = "UPDATE record SET fields = json_set(fields, '$.performance_end_on', '2020-03-31')"
        connection.execute(text(statement + " WHERE kind = 'contract'"))
    return installation


def test_doctor_finds_it(doubtful: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """A finding of its own kind: which contract, which column; without any it is fine."""
    app = doubtful.app(ADMIN)
    assert [one.label for one in doubts_on_record(app) if one.graver] == ["履行期限"]
    assert not doubts_check(app).fine
    environment = {"LIFECYCLE_HOME": str(doubtful.home), **doubtful.environment(NOW)}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    said = CommandLine(doubtful.home)("doctor", "--json", actor=ADMIN)
    (check,) = [one for one in said.json if one["name"] == "確かめてください"]
    assert check["fine"] is False
    assert "R6-0001 履行期限" in check["detail"]


def test_a_sound_home_is_fine(installation: Installation) -> None:
    """Nothing is told of what is plain."""
    a_contract(installation.app())
    assert doubts_on_record(installation.app(ADMIN)) == []
    assert doubts_check(installation.app(ADMIN)).fine


def test_the_page_of_the_office_lists_it(doubtful: Installation) -> None:
    """With the reason, and the way to the contract."""
    page = Visitor(doubtful, HEAD).get(f"/offices/{OFFICE}")
    assert "確かめてください" in page.text
    assert "令和2年3月31日" in page.text


def test_the_answer_of_an_import_lists_what_it_took_in(installation: Installation, ledger: WriteLedger) -> None:
    """`doubts`: with row, column, what was found, what to do."""
    row = {"契約番号": "R6-0901", "所属": OFFICE, "業務名": "集計", "委託先": "甲社", "年度": "R6"}
    book = ledger({"契約": [{**row, "見積徴取日": date(2024, 4, 9), "締結日": date(2024, 4, 1)}]})
    done = import_ledger(installation.app(ADMIN), Path(book))
    assert done.stored
    assert [(one.row, one.column) for one in done.doubts] == [(2, "締結日")]
    assert done.doubts == done.notes
