"""Kinds of files: an .xlsx, an .xls, a CSV in any encoding give the same cells, each under its name in Excel."""

import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.ledger.cells import BrokenCell
from lifecycle.ledger.parse import parse_ledger
from lifecycle.ledger.texts_in import table_in
from lifecycle.ledger.workbook import read_every_sheet

Write = Callable[[Mapping[str, Sequence[Sequence[Any]]]], Path]
HEAD = ["契約番号", "所属", "業務名", "委託先", "年度", "締結日", "取扱件数"]
ROW = ["R6-1", "税務課", "髙橋調査①", "㈱サンプル", "R6"]


@pytest.mark.parametrize("margin", [0, 1, 3])
@pytest.mark.parametrize("above", [0, 2])
def test_a_broken_cell_goes_by_its_own_name_wherever_the_table_begins(write: Write, margin: int, above: int) -> None:
    """Blank columns and rows before the table shift nothing: #REF! in 締結日 is of 締結日, #N/A in the last is seen."""
    rows = [[]] * above + [[None] * margin + line for line in (HEAD, [*ROW, "=X1→#REF!", "=X2→#N/A"])]
    faults = parse_ledger(write({"契約": rows})).faults
    assert [(fault.row, fault.column, fault.found) for fault in faults] == [
        (above + 2, "締結日", "#REF!"),
        (above + 2, "取扱件数", "#N/A"),
    ]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("cp932", "Shift_JIS"),
    ],
)
@pytest.mark.parametrize("divider", [",", "\t"])
def test_a_csv_is_read_in_whatever_encoding(tmp_path: Path, encoding: str, named: str, divider: str) -> None:
    """Excel saves CSV as cp932 or UTF-8 with a mark, «Unicode text» as UTF-16 with tabs; the answer says which."""
    path = tmp_path / "契約.csv"
    path.write_bytes("\r\n".join(divider.join(line) for line in (HEAD, [*ROW, "R6.4.1", "0012"])).encode(encoding))
    cells = read_every_sheet(path)
    assert [row.cells for row in cells.sheets["契約"]] == [tuple(HEAD), (*ROW, "R6.4.1", "0012")]
    assert named in cells.remarks[0]
    assert [row.contract for row in parse_ledger(path).rows] == ["R6-1"]


@given(
    st.lists(
        st.lists(st.text("委託先契約調査髙①㈱ａア-0 ", min_size=1), min_size=2, max_size=4), min_size=2, max_size=6
    )
)
def test_no_letter_of_an_older_encoding_is_misread(rows: list[list[str]]) -> None:
    """However short, a text saved by Excel on a Japanese machine is read as it was written."""
    data = "\r\n".join(",".join(["契約件名", *row]) for row in rows).encode("cp932")
    assert [row[1:] for row in table_in(data)[1]] == rows


@pytest.mark.programs
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_an_older_workbook_is_the_same_cells(tmp_path: Path) -> None:
    """An .xls shows its dates, its errors, its hidden sheets and what is joined as the .xlsx does."""
    path = tmp_path / "一覧.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("契約")
        page.merge_range(1, 2, 1, 4, "件名")
        for x, text in enumerate(HEAD):
            page.write(2, 1 + x, text)
        page.write_row(3, 1, ROW)
        page.write_datetime(3, 6, date(2024, 4, 1), book.add_format({"num_format": "yyyy/m/d"}))
        page.write_formula(3, 7, "=NA()", None, "#N/A")
        book.add_worksheet("選択肢").hide()
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/o", "--convert-to", "xls", path.name]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    new, older = read_every_sheet(path), read_every_sheet(tmp_path / "一覧.xls")
    assert older.sheets == new.sheets
    assert (older.hidden, older.merged) == (new.hidden, new.merged) == ({"選択肢"}, {"契約": ((1, 2, 1, 4),)})
    assert isinstance(new.sheets["契約"][2].cells[7], BrokenCell)
