"""A number is read as the sheet shows it: leading zeros, words and units of its format, thousandths."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from libreoffice import LibreOffice

from lifecycle.fields.shown_numbers import ShownNumber
from lifecycle.fields.values import parse_value
from lifecycle.ledger.columns import SHEETS
from lifecycle.ledger.number_formats import is_telling, number_shown
from lifecycle.ledger.parse import parse_ledger

HEADER = ["契約番号", "所属", "業務名", "委託先", "年度", "締結日", "取扱件数"]
NAMED = {f"{sheet.name}/{c.label}": c.column for sheet in SHEETS for c in sheet.columns}
SHOWN = [
    (12, "0000", "0012"),
    (60012, '"R"0-0000', "R6-0012"),
    (6, '"令和"0"年度"', "令和6年度"),
    (10, '0.000"件"', "10.000件"),
    (1, '0"千件"', "1千件"),
    (320000, "#,##0,", "320"),
    (1200, '#,##0"件"', "1,200件"),
    (20240401, '0000"年"00"月"00"日"', "2024年04月01日"),
]
PLAIN = [
    "General",
    "0",
    "#,##0",
    "#,##0_ ",
    '"¥"#,##0;[Red]"¥"-#,##0',
    "#,##0.00",
    "yyyy/m/d",
    '[$-411]ggge"年"m"月"d"日"',
]


@pytest.mark.parametrize(("value", "code", "text"), SHOWN)
def test_what_excel_shows_of_a_number(value: float, code: str, text: str) -> None:
    """Formats with zeros, words, thousandths or a scale tell more than the number."""
    assert is_telling(code)
    assert number_shown(value, code) == text


@pytest.mark.parametrize("code", PLAIN)
def test_other_formats_change_nothing(code: str) -> None:
    """Amounts, grouped digits and days are read as they are stored."""
    assert not is_telling(code)


@given(st.integers(0, 10**9), st.integers(1, 12))
def test_zeros_before_a_number_are_as_many_as_its_format_has(number: int, zeros: int) -> None:
    """0012 under 0000; a longer number keeps all its digits."""
    assert number_shown(number, "0" * zeros) == f"{number:0{zeros}}"


@given(st.integers(0, 10**6), st.sampled_from(['#,##0"件"', '0"件"', '"　"#,##0" 件"']))
def test_a_count_with_its_own_unit_is_read(number: int, code: str) -> None:
    """1,200件 by the format is 1200."""
    shown = ShownNumber(number, str(number_shown(number, code)))
    assert parse_value(NAMED["契約/取扱件数"], shown) == number


@pytest.mark.parametrize(
    "case", [(10, '0.000"件"'), (1, '0"千件"'), (320000, "#,##0,"), (320, '"約"0"人"'), (5, '0"%"')]
)
def test_a_count_is_never_a_thousandth_of_what_is_seen(case: tuple[float, str]) -> None:
    """10.000件, 1千件, 320 for 320,000, 約320人: refused with what to do."""
    with pytest.raises(ValueError, match="必要です"):
        parse_value(NAMED["契約/取扱件数"], ShownNumber(case[0], str(number_shown(*case))))


def a_book(folder: Path, cells: list[tuple[Any, str]]) -> Path:
    """A ledger with one contract whose first cell, year, day and count stand under formats of their own."""
    path = folder / "台帳.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("契約")
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["", "広報課", "集計", "甲社"])
        for at, (value, code) in zip((0, 4, 5, 6), cells, strict=True):
            sheet.write_number(1, at, value, book.add_format({"num_format": code}))
    return path


FORMATTED: list[tuple[Any, str]] = [(12, "0000"), (6, '"R"0'), (20240401, "0"), (1200, '#,##0"件"')]


def read_back(path: Path) -> tuple[str | None, Any]:
    """The number of the only contract of a ledger and its fields."""
    parsed = parse_ledger(path)
    assert parsed.faults == ()
    return parsed.rows[0].contract, parsed.rows[0].values["contract"]


def test_a_contracts_number_keeps_its_zeros(tmp_path: Path) -> None:
    """0012 is not 12; R6 by a format is the year; 20240401 is a day."""
    number, fields = read_back(a_book(tmp_path, FORMATTED))
    assert number == "0012"
    assert (fields["fiscal_years"], fields["concluded_on"], fields["record_count"]) == ([2024], "2024-04-01", 1200)


def test_an_older_workbook_tells_its_formats_too(tmp_path: Path, libreoffice: LibreOffice) -> None:
    """The same ledger as .xls."""
    book = a_book(tmp_path, FORMATTED)
    libreoffice.converted(book, "xls", tmp_path)
    assert read_back(book.with_suffix(".xls"))[0] == "0012"


def test_a_count_that_is_shown_in_thousands_is_a_fault_of_its_cell(tmp_path: Path) -> None:
    """Row, column, what is seen."""
    (fault,) = parse_ledger(a_book(tmp_path, [*FORMATTED[:3], (10, '0.000"件"')])).faults
    assert (fault.row, fault.column, fault.found) == (2, "取扱件数", "10.000件")
