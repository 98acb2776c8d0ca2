"""Journals of before every kind kept its versions are read as what they tell; not a byte of them changes."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from installation import ADMIN, ID, Installation
from old_journals import installed

from config.vocabulary import Arrangement
from lifecycle.records.as_of import AsOf
from lifecycle.records.one_contract import find_contract
from lifecycle.records.schema import migrate
from lifecycle.records.told import told
from lifecycle.usecases.audit import verify
from lifecycle.usecases.repair import rebuild
from lifecycle.views.history import history
from states.facts import Contract

VERSION, TODAY = "0004", "2024-06-03"
PLACES = [
    ("completion_inspection", "", "2024-05-20"),
    ("completion_inspection", "", "2024-05-28"),
    ("contract", "", ""),
    ("duty_notice", "", "2024-02-20"),
    ("emergency_contact", "", "2024-04-12"),
    ("emergency_contact", "", "2024-05-01"),
    ("inspection_plan", "", "2024-05-10"),
    ("return_disposal", "", "2024-05-30"),
    ("subcontract", "1", ""),
    ("subcontract_notice", "1", "2024-05-09"),
    ("subcontract_notice", "1", "2024-06-02"),
    ("system_review", "", "2024-04-16"),
]
"""A later date was a further version; one that was filled in, or put earlier, a correction."""


@pytest.fixture
def old(installation: Installation, tmp_path: Path) -> Iterator[Installation]:
    """That journal, replayed."""
    made = installed(VERSION, installation, tmp_path / "old")
    rebuild(made.app(ADMIN, TODAY))
    yield made
    made.engine.dispose()


def places(installation: Installation, id_: str = ID) -> list[tuple[str, str, str]]:
    """Where the records of a contract stand."""
    query = "SELECT kind, subcontract, key FROM record WHERE contract = :id AND superseded_at IS NULL"
    return sorted((row.kind, row.subcontract, row.key) for row in installation.rows(query, id=id_))


def facts(installation: Installation, on: date) -> Contract:
    """The contract as of a day."""
    with installation.app(ADMIN, TODAY).reading() as connection:
        return find_contract(connection, ID, AsOf(on))


def test_what_was_corrected_across_dates_was_a_further_version(old: Installation) -> None:
    """Each stands at its date, and the notice to the subcontractor is a record of its own."""
    assert places(old) == PLACES
    assert verify(old.app(ADMIN, TODAY)).faults == []
    assert rebuild(old.app(ADMIN, TODAY)).events == old.count("journal")


def test_what_was_taken_back_without_a_date_is_gone(old: Installation) -> None:
    """It was the only document of its kind, whatever dates it had had."""
    assert places(old, "R6-0002") == [("contract", "", "")]


def test_the_days_in_between_say_again_what_was_recorded_of_them(old: Installation) -> None:
    """The failed inspection had failed, the numbers were exchanged, the way of the first notice is known."""
    then, now = facts(old, date(2024, 5, 22)), facts(old, date(2024, 6, 3))
    early = facts(old, date(2024, 4, 20)).emergency_contact
    assert then.completion_inspection
    assert now.completion_inspection
    assert (then.completion_inspection.passed, now.completion_inspection.passed) == (False, True)
    assert early
    assert now.emergency_contact
    arrangements = (early.arrangement, now.emergency_contact.arrangement)
    assert arrangements == (Arrangement.NUMBERS_EXCHANGED, Arrangement.SHIFT_DUTY)
    notices = [one.subcontracts[0].notice for one in (then, now)]
    assert [notice.notice_method for notice in notices if notice] == ["書面の交付", "説明会"]


def test_the_history_names_what_the_sheet_of_a_subcontract_said_then(old: Installation) -> None:
    """By the label of its column."""
    assert "周知の方法" in "".join(told(event) for event in history(old.app(ADMIN, TODAY), ID))


def test_a_migration_fills_the_table_of_records_anew(
    installation: Installation, old: Installation, tmp_path: Path
) -> None:
    """In the same transaction as the change of the table; the journal is what it was."""
    earlier = installed(VERSION, installation, tmp_path / "earlier", "0004")
    journal = earlier.rows("SELECT id, subject, number, payload, previous, hash FROM journal ORDER BY id")
    migrate(earlier.engine)
    assert places(earlier) == PLACES
    assert earlier.rows("SELECT id, subject, number, payload, previous, hash FROM journal ORDER BY id") == journal
    everything = "SELECT * FROM record ORDER BY contract, number, kind"
    assert earlier.rows(everything) == old.rows(everything)
    earlier.engine.dispose()
