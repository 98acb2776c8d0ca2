"""The marked copy of a rejected ledger: the faulty cells only, every value as it was, nothing personal in the list."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from installation import ADMIN, Installation
from workbooks import coloured, formulas_in, sheets_of

from lifecycle.ledger.cells import BrokenCell
from lifecycle.ledger.parse import parse_ledger
from lifecycle.ledger.workbook import read_cells
from lifecycle.papers.ledger_out.fault_book import FAULTS, fault_bytes
from lifecycle.usecases.importing import LedgerRejected, import_ledger

RED = "FF9999"
NOON = datetime(2024, 12, 2, tzinfo=UTC)
CONTRACTS = ["契約番号", "所属", "業務名", "委託先", "年度", "締結日", "取扱件数", "メモ"]
SECRET = "山田太郎"


@pytest.fixture
def rejected(tmp_path: Path) -> Path:
    """A ledger with a fault of every sort, and cells of every type."""
    path = tmp_path / "台帳.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        day, clock = book.add_format({"num_format": "yyyy/mm/dd"}), book.add_format({"num_format": "hh:mm"})
        span = book.add_format({"num_format": "[h]:mm"})
        for name, rows in _SHEETS.items():
            page = book.add_worksheet(name)
            for y, row in enumerate(rows):
                for x, value in enumerate(row):
                    if isinstance(value, date | time | timedelta):
                        page.write_datetime(y, x, value, {time: clock, timedelta: span}.get(type(value), day))
                    elif isinstance(value, str) and value.startswith("=FORMULA"):
                        page.write_formula(y, x, "=A1", None, value.partition(":")[2])
                    elif isinstance(value, str):
                        page.write_string(y, x, value)
                    else:
                        page.write(y, x, value)
    return path


_SHEETS: dict[str, list[list[Any]]] = {
    "契約": [
        ["令和6年度の台帳"],
        [],
        CONTRACTS,
        ["R6-0001", "広報課", "=1+1", "委託先", "R6", "2月30日", 5, time(9, 30)],
        ["R6-0002", "広報課", "業務", "", "R6", date(2024, 4, 1), -1, timedelta(hours=30)],
        ["R6-0001", "広報課", "業務", "委託先", "令和六年度", date(2024, 4, 1), 1000.5, True],
        ["R6-0003", "無い課", "業務", "委託先", "R6", "=FORMULA:", 10, "=FORMULA:合計"],
        ["R6-0004", "広報課", "業務", "委託先", "R6", date(2024, 4, 1), "#REF!"],
    ],
    "周知説明": [
        ["契約番号", "周知日", "説明者"],
        ["R6-0004", date(2024, 3, 1), "#N/A"],
        ["R6-0004", date(2024, 3, 1), SECRET],
        ["R6-0004", 45000, SECRET],
    ],
    "契約書確認": [["契約番号", "確認者"], ["R6-0004", SECRET]],
    "実地調査": [["契約番号", "実施日", "理由の記録日", "調査者"], ["R6-0004", "", "", SECRET]],
    "連絡体制": [["契約番号", "確認日", "確認日"], ["R6-0009", date(2024, 4, 1)]],
    "別の表": [["覚え書き"]],
}

MARKED = {
    ("契約", 4, 5),
    ("契約", 5, 3),
    ("契約", 5, 6),
    ("契約", 6, 0),
    ("契約", 6, 6),
    ("契約", 7, 1),
    ("契約", 7, 5),
    ("契約", 8, 6),
    ("周知説明", 2, 2),
    ("周知説明", 3, 0),
    ("周知説明", 4, 1),
    ("契約書確認", 1, 2),
    ("実地調査", 2, 1),
    ("実地調査", 2, 2),
    ("連絡体制", 1, 1),
    ("連絡体制", 1, 2),
    ("連絡体制", 2, 0),
}


def _faults(installation: Installation, path: Path) -> Any:
    with pytest.raises(LedgerRejected) as rejected:
        import_ledger(installation.app(ADMIN), path)
    return rejected.value.result.errors


def test_exactly_the_faulty_cells_are_marked(installation: Installation, rejected: Path) -> None:
    """A column that is missing is marked where it would stand, a heading typed twice in both places."""
    book = fault_bytes(rejected, _faults(installation, rejected), NOON)
    assert {place for place in coloured(book, RED) if place[0] != FAULTS} == MARKED


def test_the_values_are_as_they_were_and_no_text_becomes_a_formula(
    installation: Installation, rejected: Path, tmp_path: Path
) -> None:
    """Only a formula without a value changes: it stays visible as a fault, so that it is not read as a blank."""
    copy = tmp_path / "写し.xlsx"
    copy.write_bytes(fault_bytes(rejected, _faults(installation, rejected), NOON))
    before, after = read_cells(rejected).sheets, read_cells(copy).sheets
    assert list(before) == list(after)
    for name, rows in before.items():
        assert [_shape(row) for row in rows] == [_shape(row) for row in after[name]]
    assert formulas_in(copy) == 0


def _shape(row: Any) -> Any:
    return row.number, tuple(BrokenCell if isinstance(cell, BrokenCell) else cell for cell in row.cells)


def test_the_marked_copy_has_the_same_faults_when_it_is_read_again(
    installation: Installation, rejected: Path, tmp_path: Path
) -> None:
    """Marks, notes and the list disturb nothing; what is corrected in the copy can be imported from it."""
    copy = tmp_path / "写し.xlsx"
    copy.write_bytes(fault_bytes(rejected, _faults(installation, rejected), NOON))
    first, second = parse_ledger(rejected).faults, parse_ledger(copy).faults
    assert [(f.sheet, f.row, f.column) for f in first] == [(f.sheet, f.row, f.column) for f in second]


def test_the_list_stands_first_and_names_nobody(installation: Installation, rejected: Path) -> None:
    """Personal values stay in their cells and appear in no list."""
    faults = _faults(installation, rejected)
    sheets = sheets_of(fault_bytes(rejected, faults, NOON))
    assert next(iter(sheets)) == FAULTS
    assert sheets[FAULTS][1:] == [[f.sheet, float(f.row), f.column, f.found, f.expected] for f in faults]
    assert SECRET not in str(sheets[FAULTS])
    assert SECRET in str(sheets["契約書確認"])
    assert "別の表" not in sheets
