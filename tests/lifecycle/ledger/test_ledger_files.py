"""Files: what is no readable workbook is told apart, in words, and never brings the product down."""

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from lifecycle.ledger.limits import WorkbookLimits
from lifecycle.ledger.parse import parse_ledger
from lifecycle.ledger.workbook import WorkbookUnreadable, read_cells

Write = Callable[[Mapping[str, Sequence[Sequence[Any]]]], Path]
OLE2 = bytes.fromhex("D0CF11E0A1B11AE1")
HEAD = ["契約番号", "所属", "業務名", "委託先", "年度"]
CONTRACT = [HEAD, ["R6-1", "税務課", "業務", "委託先", "R6"]]


def refused(path: Path, **bounds: Any) -> WorkbookUnreadable:
    """How the file was refused; its message names the file, but not where it lies."""
    with pytest.raises(WorkbookUnreadable) as caught:
        read_cells(path, **bounds)
    assert path.name in str(caught.value)
    assert str(path.parent) not in str(caught.value)
    return caught.value


def part_replaced(path: Path, name: str, change: Callable[[str], str]) -> Path:
    """The same workbook with one of its parts changed."""
    with zipfile.ZipFile(path) as book:
        parts = {info.filename: book.read(info) for info in book.infolist()}
    parts[name] = change(parts[name].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for part, data in parts.items():
            book.writestr(part, data)
    return path


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "空(0バイト)"),
        ("契約番号は台帳にあります\n".encode(), "CSVでもない"),
        (b"%PDF-1.4\n%\x00\x01", "CSVでもない"),
        (OLE2 + bytes(1024) + "EncryptedPackage".encode("utf-16-le") + bytes(512), "暗号化"),
        (OLE2 + bytes(1024) + "Workbook".encode("utf-16-le"), "壊れている"),
        ("契約,所属\n".encode("cp932") + b"\xff\xfd\x80,\xa0\n", "文字コード"),
        (b"PK\x03\x04" + bytes(100), "壊れている"),
    ],
    ids=["empty", "text", "pdf", "encrypted", "xls", "letters", "no archive"],
)
def test_what_is_no_workbook_is_told_apart(tmp_path: Path, data: bytes, found: str) -> None:
    """A text file named .xlsx, an empty and an encrypted workbook are answered with a clear message."""
    path = tmp_path / "台帳.xlsx"
    path.write_bytes(data)
    error = refused(path)
    assert found in error.found
    assert error.remedy


def test_a_truncated_workbook_is_called_damaged(write: Write) -> None:
    """A truncated workbook is answered with a clear message, wherever it was cut."""
    path = write({"契約": CONTRACT})
    whole = path.read_bytes()
    for part in (0.1, 0.5, 0.9, 0.99):
        path.write_bytes(whole[: int(len(whole) * part)])
        assert "壊れている" in refused(path).found


def test_a_damaged_sheet_is_called_damaged(write: Write) -> None:
    """A container in order whose sheet is not XML to the end."""
    path = part_replaced(write({"契約": CONTRACT}), "xl/worksheets/sheet1.xml", lambda xml: xml[: len(xml) // 2])
    assert "壊れている" in refused(path).found


def test_another_archive_is_not_taken_for_a_workbook(tmp_path: Path) -> None:
    """A document or a plain archive renamed to .xlsx."""
    path = tmp_path / "台帳.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "でもCSVでもない" in refused(path).found


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    """The path may be wrong; that is no fault of a workbook."""
    assert "ファイルがありません" in refused(tmp_path / "ない.xlsx").found
    assert "フォルダーです" in refused(tmp_path).found


def test_a_workbook_without_any_of_the_ledgers_sheets_is_refused(write: Write) -> None:
    """Nothing of it could be taken; the sheets found and the sheets expected are named."""
    error = refused(write({"はじめに": [["説明"]], "Sheet1": [["x"]]}))
    assert "はじめに、Sheet1" in error.found
    assert "再委託" in error.remedy


def test_a_file_beyond_the_limit_is_not_opened(tmp_path: Path) -> None:
    """The limit is 50 MB; a smaller one here spares the disk. Size and limit are told, and what to do."""
    path = tmp_path / "台帳.xlsx"
    path.write_bytes(b"PK" + bytes(1_500_000))
    error = refused(path, limits=WorkbookLimits(file_megabytes=1))
    assert error.found == "大きすぎるファイルです: 2MB(上限1MB)"
    assert "分けて、1つずつ取り込んで" in error.remedy


def test_a_workbook_of_too_many_rows_is_refused_for_that(write: Write) -> None:
    """The rows of all sheets count together; nothing is said of cells far away, of which there is none."""
    rows = [HEAD, *([f"R6-{n:04}", "税務課", "業務", "委託先", "R6"] for n in range(9))]
    assert len(read_cells(write({"契約": rows}), limits=WorkbookLimits(rows=10)).sheets["契約"]) == 10
    error = refused(write({"契約": rows, "所属": [["所属"], ["税務課"]]}), limits=WorkbookLimits(rows=11))
    assert "行が多すぎるブックです(上限11行" in error.found
    assert "分けて、1つずつ取り込んで" in error.remedy
    assert "離れたセル" not in error.remedy


def test_two_cells_at_the_sheets_corners_kill_only_the_child(write: Write) -> None:
    """Cells A1 and XFD1048576 abort the reader's whole process."""
    rows: list[list[Any]] = [*CONTRACT]
    path = part_replaced(
        write({"契約": rows}),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
    )
    error = refused(path)
    assert "上限" in error.found
    assert "離れたセル" in error.remedy


def test_a_bomb_in_a_sheet_that_is_not_the_ledgers_is_never_read(write: Write) -> None:
    """Only the ledger's sheets are opened."""
    path = part_replaced(
        write({"メモ": [["x"]], "契約": CONTRACT}),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
    )
    assert len(parse_ledger(path).rows) == 1


def test_reading_ends_when_its_time_is_up(write: Write) -> None:
    """The child is stopped; the caller gets words, not a hanging terminal."""
    assert "上限" in refused(write({"契約": CONTRACT}), seconds=0.001).found


def test_a_thousand_fold_text_ends_at_the_limit_of_what_is_taken(write: Write) -> None:
    """One long text that thousands of cells share is small in the file and huge in memory."""
    head = [*HEAD, "備考"]
    path = write({"契約": [head, *([f"R6-{n}", "税務課", "業務", "委託先", "R6", "長" * 32000] for n in range(2000))]})
    assert path.stat().st_size < 1_000_000
    assert "文字の上限" in refused(path, limits=WorkbookLimits(content_megabytes=64)).found


def test_a_word_that_stands_in_many_rows_stands_in_memory_once(write: Write) -> None:
    """So that what a workbook takes follows what it says, not how often: names of offices, answers, dates."""
    rows = [[f"R6-{number}", "税務課", "業務", "委託先", "R6"] for number in range(1, 4)]
    path = write({"契約": [HEAD, *rows]})
    cells = [row.cells for row in read_cells(path).sheets["契約"][1:]]
    assert len({id(row[1]) for row in cells}) == 1
    read = [row.values["contract"] for row in parse_ledger(path).rows]
    assert [len({id(fields[name]) for fields in read}) for name in ("division", "title", "contractor")] == [1, 1, 1]


def test_blank_rows_are_passed_over_and_keep_excels_row_numbers(write: Write) -> None:
    """Ten thousand blank rows are nothing; row numbers in faults are Excel's."""
    last = ["R6-2", "税務課", "業務", "委託先", "いつか"]
    path = write({"契約": [[], [], HEAD, *([[" "] * 5] * 10_000), CONTRACT[1], last]})
    ledger = parse_ledger(path)
    assert [row.row for row in ledger.rows] == [10_004, 10_005]
    assert [(fault.row, fault.column) for fault in ledger.faults] == [(10_005, "年度")]


def test_a_stray_cell_at_the_bottom_of_the_sheet_costs_seconds_at_most(write: Write) -> None:
    """A million blank rows of an ordinary width are within the limits."""
    path = part_replaced(
        write({"契約": CONTRACT}),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            "</sheetData>", '<row r="1048576"><c r="E1048576" t="str"><v> </v></c></row></sheetData>'
        ),
    )
    assert [row.row for row in parse_ledger(path).rows] == [2]


def test_formulas_count_by_their_stored_value(write: Write) -> None:
    """A formula counts by its stored value."""
    rows = [HEAD, ['="R6-"&"1"→R6-1', "税務課", "業務", "委託先", "=2000+24→2024"]]
    ledger = parse_ledger(write({"契約": rows}))
    assert ledger.faults == ()
    assert ledger.rows[0].contract == "R6-1"
    assert ledger.rows[0].values["contract"]["fiscal_years"] == [2024]


@pytest.mark.parametrize("stored", ["<v></v>", "<v/>", ""])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_formula_without_a_stored_value_is_a_fault(write: Write, stored: str, prefix: str) -> None:
    """Without a stored value it is a fault; the reader itself would show a blank."""
    rows = [[*HEAD, "取扱件数", "締結日"], [*CONTRACT[1], "=1+1", "=TODAY()"], ["R6-2", *CONTRACT[1][1:], 5]]

    def change(xml: str) -> str:
        xml = xml.replace("<v></v>", stored)
        if not prefix:
            return xml
        xml = re.sub(r"<(/?)(?=[a-zA-Z])", rf"<\1{prefix}", xml)
        return xml.replace("xmlns=", f"xmlns:{prefix[:-1]}=")

    path = part_replaced(write({"契約": rows}), "xl/worksheets/sheet1.xml", change)
    faults = parse_ledger(path).faults
    assert [(fault.row, fault.column) for fault in faults] == [(2, "取扱件数"), (2, "締結日")]
    assert all("数式" in fault.found for fault in faults)


def test_a_formula_without_a_value_in_the_last_cell_of_a_sheet_is_not_lost(write: Write) -> None:
    """It lies outside what the reader takes for the used range."""
    path = write({"契約": [[*HEAD, "取扱件数"], *CONTRACT[1:], ["=A2", *[""] * 4, "=1+1"]]})
    faults = parse_ledger(path).faults
    assert [(fault.row, fault.column) for fault in faults][:2] == [(3, "契約番号"), (3, "取扱件数")]


def test_a_formula_that_gives_an_empty_text_is_a_blank(write: Write) -> None:
    """Its stored value is the empty text."""
    path = part_replaced(
        write({"契約": [[*HEAD, "取扱件数"], [*CONTRACT[1], '=""']]}),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace('<c r="F2">', '<c r="F2" t="str">'),
    )
    ledger = parse_ledger(path)
    assert ledger.faults == ()
    assert "record_count" not in ledger.rows[0].values["contract"]


@pytest.mark.parametrize("value", ["=1/0→#DIV/0!", "#REF!"])
def test_an_error_in_a_cell_is_a_fault(write: Write, value: str) -> None:
    """#REF! and its kin, calculated or pasted as text."""
    ledger = parse_ledger(write({"契約": [[*HEAD, "取扱件数", "備考"], [*CONTRACT[1], value, value]]}))
    (fault,) = ledger.faults
    assert (fault.row, fault.column) == (2, "取扱件数")
    assert fault.found in ("#DIV/0!", "#REF!")


def test_a_formula_without_value_in_a_personal_column_is_named_without_showing_the_cell(write: Write) -> None:
    """The fault says what is wrong, not what stands there."""
    path = write({"所属": [["所属", "担当者"], ["税務課", "=B9"]]})
    (fault,) = parse_ledger(path).faults
    assert fault.found == "(表示しません)"
    assert "数式" in fault.expected


def test_a_formula_in_the_header_is_a_fault(write: Write) -> None:
    """A column whose name is not known would otherwise be passed over in silence."""
    faults = parse_ledger(write({"契約": [[*HEAD, "=1+1"], [*CONTRACT[1], 5]]})).faults
    assert [(fault.row, fault.column) for fault in faults] == [(1, "F")]
