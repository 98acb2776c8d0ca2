"""`import --each`: of several ledgers, and of each, what is clean is taken in; what is left is told and on record."""

import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from command_line import CommandLine
from installation import ADMIN, NOW, OFFICE, OFFICER, OTHER_OFFICE, Installation

from lifecycle.usecases.import_each import import_each

HEADER = ["契約番号", "所属", "業務名", "委託先", "年度", "締結日"]


def a_ledger(path: Path, rows: list[list[Any]], visits: list[list[Any]] | None = None) -> Path:
    """A ledger of contracts, with visits where there are any."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("契約")
        for at, row in enumerate([HEADER, *rows]):
            sheet.write_row(at, 0, row)
        if visits:
            sheet = book.add_worksheet("実地調査")
            for at, row in enumerate([["契約番号", "実施日", "結果"], *visits]):
                sheet.write_row(at, 0, row)
    return path


def a_row(number: str, office: str, day: str = "R6.4.1") -> list[Any]:
    """A contract of an office."""
    return [number, office, "集計", "甲社", "R6", day]


def contracts(installation: Installation) -> list[str]:
    """The numbers of the contracts on record."""
    return [row.id for row in installation.rows("SELECT id FROM contract ORDER BY id")]


def left_on_record(installation: Installation) -> list[dict[str, Any]]:
    """What the journal says of ledgers that were left."""
    rows = installation.rows("SELECT payload FROM journal WHERE kind = 'ledger_left' ORDER BY number")
    return [json.loads(row.payload) for row in rows]


def test_a_faulty_office_stops_no_other(installation: Installation, tmp_path: Path) -> None:
    """One 別紙のとおり among the rows of two offices: the other office's rows are stored, its own are named."""
    rows = [a_row("R6-0901", OFFICE), a_row("R6-0902", OTHER_OFFICE, "別紙のとおり"), a_row("R6-0903", OTHER_OFFICE)]
    book = a_ledger(tmp_path / "一.xlsx", rows, [["R6-0901", "R6.5.1", "適"], ["R6-0903", "R6.5.1", "適"]])
    (done,) = import_each(installation.app(ADMIN), [book])
    assert contracts(installation) == ["R6-0901"]
    assert done.imported is not None
    assert (done.imported.contracts, done.imported.evidence) == (1, 1)
    assert done.left == (OTHER_OFFICE,)
    assert [(fault.row, fault.column) for fault in done.errors] == [(3, "締結日")]
    (left,) = left_on_record(installation)
    assert (left["offices"], left["faults"]) == ([OTHER_OFFICE], 1)


def test_a_fault_that_only_the_records_tell_leaves_its_office_too(installation: Installation, tmp_path: Path) -> None:
    """A 委託先 that says nothing, an unknown edition, a look-alike number: found after the workbook was read."""
    nameless = [*a_row("R6-0901", OFFICE)[:3], "－", *a_row("R6-0901", OFFICE)[4:]]
    rows = [nameless, a_row("R6-0903", OTHER_OFFICE)]
    (done,) = import_each(installation.app(ADMIN), [a_ledger(tmp_path / "一.xlsx", rows)])
    assert contracts(installation) == ["R6-0903"]
    assert done.left == (OFFICE,)


def test_a_file_whose_fault_is_of_no_office_is_left_whole(installation: Installation, tmp_path: Path) -> None:
    """A file that is no workbook, a number that can't be read: the next file is taken in all the same."""
    broken = tmp_path / "壊.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    nameless = a_ledger(tmp_path / "二.xlsx", [a_row("R6-①", OFFICE), a_row("R6-0904", OFFICE)])
    clean = a_ledger(tmp_path / "三.xlsx", [a_row("R6-0905", OTHER_OFFICE)])
    done = import_each(installation.app(ADMIN), [broken, nameless, clean])
    assert [one.imported is not None for one in done] == [False, False, True]
    assert contracts(installation) == ["R6-0905"]
    assert len(left_on_record(installation)) == 2


def test_a_rehearsal_stores_nothing(installation: Installation, tmp_path: Path) -> None:
    """--dry-run: neither rows nor a word in the journal."""
    book = a_ledger(tmp_path / "一.xlsx", [a_row("R6-0901", OFFICE), a_row("R6-0902", OTHER_OFFICE, "別紙")])
    (done,) = import_each(installation.app(ADMIN), [book], dry_run=True)
    assert done.imported is not None
    assert (contracts(installation), left_on_record(installation)) == ([], [])


def test_another_offices_ledger_is_left_and_told(installation: Installation, tmp_path: Path) -> None:
    """An officer takes in the own office's file; another's is left."""
    own = a_ledger(tmp_path / "一.xlsx", [a_row("R6-0901", OFFICE)])
    others = a_ledger(tmp_path / "二.xlsx", [a_row("R6-0902", OTHER_OFFICE)])
    done = import_each(installation.app(OFFICER), [others, own])
    assert [one.imported is not None for one in done] == [False, True]
    assert contracts(installation) == ["R6-0901"]


def test_the_command_ends_with_9_where_anything_was_left(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With each file in its JSON; all clean ends with 0; without any file it says how to name one."""
    for name, value in {"LIFECYCLE_HOME": str(installation.home), **installation.environment(NOW)}.items():
        monkeypatch.setenv(name, value)
    line = CommandLine(installation.home)
    one = a_ledger(tmp_path / "一.xlsx", [a_row("R6-0901", OFFICE), a_row("R6-0902", OTHER_OFFICE, "別紙")])
    two = a_ledger(tmp_path / "二.xlsx", [a_row("R6-0903", OFFICE)])
    said = line("import", "--each", str(one), str(two), "--json", actor=ADMIN)
    assert said.code == 9
    assert [(f["file"], f["stored"], f["left"]) for f in said.json["files"]] == [
        ("一.xlsx", True, [OTHER_OFFICE]),
        ("二.xlsx", True, []),
    ]
    assert line("import", "--each", str(two), actor=ADMIN).code == 0
    assert line("import", actor=ADMIN).code == 2
