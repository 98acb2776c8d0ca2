"""Workbooks to which reports are written: no text becomes a formula, dates are real dates, the page is A4."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any, Literal

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from config.unseen import visible
from config.wareki import CELL_FORMAT, format_date
from notifications.plain import width

FONT = "BIZ UDPゴシック"
"""The font of the workbooks: it comes with Windows, and is free elsewhere."""

A4 = 9
LONGEST_TEXT = 32767
"""The longest text that Excel holds in one cell, in UTF-16 units."""

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST_NAME = 31
"""How long Excel lets a sheet's name be."""

_LINE, _TALLEST = 13.5, 409
_NO_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", "・"))
# XML has no place for these.
_UNWRITABLE = str.maketrans(dict.fromkeys("\ufffe\uffff", "\N{REPLACEMENT CHARACTER}"))


class _Page(Worksheet):
    """A sheet in whose texts unseen characters stand as escapes, whoever writes them."""

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> Literal[0, -1, -2]:
        return super()._write_string(row, col, visible(string), cell_format)


class _Book(Workbook):
    """A workbook with such sheets."""

    worksheet_class = _Page


def new_book(target: BytesIO, title: str, made_at: datetime) -> Workbook:
    """A workbook in memory: no text becomes a formula, a link or a number, and no temporary file holds names."""
    return _titled(_Book(target, _OPTIONS), title, made_at)


def long_book(target: Path, title: str, made_at: datetime) -> Workbook:
    """A workbook of any length: each row leaves memory when the next of its sheet begins, so rows come in their order.

    What is not yet put together lies in pieces in the folder of `target`, which must be one of its own (`beside`).
    """
    written = {"in_memory": False, "constant_memory": True, "tmpdir": str(target.parent)}
    return _titled(_Book(str(target), {**_OPTIONS, **written}), title, made_at)


def _titled(book: Workbook, title: str, made_at: datetime) -> Workbook:
    book.set_properties({"title": title, "created": made_at.replace(tzinfo=None)})
    return book


@dataclass(frozen=True, slots=True)
class Looks:
    """The few ways a cell of a report looks; `cell` and what is named after it have a border."""

    title: Format
    note: Format
    label: Format
    day: Format
    head: Format
    cell: Format
    cell_day: Format
    cell_count: Format
    cell_late: Format
    cell_rate: Format
    cell_whole: Format

    @classmethod
    def of(cls, book: Workbook, valign: str = "top") -> "Looks":
        """The looks of the cells of one workbook; `valign` is where a cell's text stands."""

        def look(**more: Any) -> Format:
            return book.add_format({"font_name": FONT, "font_size": 10, "valign": "vcenter", **more})

        cell = {"border": 1, "valign": valign}
        return cls(
            title=look(bold=True, font_size=12),
            note=look(font_size=9, valign="top", text_wrap=True),
            label=look(font_size=9),
            day=look(font_size=9, num_format=CELL_FORMAT, align="left"),
            head=look(border=1, bold=True, font_size=9, text_wrap=True, align="center", bg_color="#E7E6E6"),
            cell=look(**cell, text_wrap=True),
            cell_day=look(**cell, num_format=CELL_FORMAT, align="left"),
            cell_count=look(**cell, num_format="#,##0"),
            cell_late=look(**cell, num_format='"■ "#,##0;-#,##0;"-"', align="center"),
            cell_rate=look(**cell, num_format="0.0%", align="right"),
            cell_whole=look(**cell, num_format="0%", align="right"),
        )


def write_text(page: Worksheet, y: int, x: int, text: str, look: Format) -> None:
    """Write a text as nothing but text, whatever it begins with; what Excel can't hold is cut off."""
    units = visible(text).translate(_UNWRITABLE).encode("utf-16-le", "surrogatepass")
    fitting = units[: 2 * LONGEST_TEXT].decode("utf-16-le", "ignore")
    page.write_string(y, x, fitting, look)


def write_day(page: Worksheet, y: int, x: int, day: date | None, look: Format) -> None:
    """Write a day as a real date shown as 和暦, or a blank cell."""
    if day is None:
        page.write_blank(y, x, None, look)
    else:
        page.write_datetime(y, x, datetime(day.year, day.month, day.day), look)  # noqa: DTZ001


def height_of(cells: Iterable[tuple[str, float]]) -> float:
    """The height in points of a row of wrapped texts, each with the width of its column in characters.

    Excel fits a row to its text when it opens the file, LibreOffice does not.
    """
    lines = max(sum(max(1, ceil(width(line) / columns)) for line in text.split("\n")) for text, columns in cells)
    return min(_TALLEST, lines * _LINE + 4)


def dress(page: Worksheet, as_of: date, *, mark: str, landscape: bool) -> None:
    """Set the page of a sheet: A4, below the day it speaks of and the page's number, above what is said of the home."""
    page.set_paper(A4)
    if landscape:
        page.set_landscape()
    page.set_margins(left=0.55, right=0.55, top=0.75, bottom=0.75)
    page.set_footer(f"&L基準日 {format_date(as_of)}&C&A&R&P/&N")
    if mark:
        page.set_header(f"&L&9{mark}")


def sheet_names(wanted: Iterable[str]) -> Mapping[str, str]:
    """A sheet's name for each of these names: at most 31 characters, none that Excel refuses, each once."""
    names: dict[str, str] = {}
    taken = {"", "history"}
    for name in wanted:
        base = "".join(c if c.isprintable() else " " for c in name.translate(_NO_NAME)).strip("' ")
        number, told = 1, base[:LONGEST_NAME]
        while told.strip("' ").lower() in taken:
            number += 1
            mark = f"({number})"
            told = f"{base[: LONGEST_NAME - len(mark)]}{mark}"
        names[name] = told.strip("' ")
        taken.add(names[name].lower())
    return names
