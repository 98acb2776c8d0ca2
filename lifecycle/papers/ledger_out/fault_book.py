"""The fault workbook: a first sheet that lists every fault, then a copy of the cells with the faulty ones marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import cast

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from config.wareki import CELL_FORMAT
from lifecycle.ledger.cells import BrokenCell, Cell, Row, column_at
from lifecycle.ledger.columns import INTRODUCTION, Sheet, sheet_of
from lifecycle.ledger.parsed import Fault
from lifecycle.ledger.workbook import Cells, read_cells, read_every_sheet
from lifecycle.papers.books.book import LONGEST_NAME, LONGEST_TEXT, new_book
from lifecycle.papers.books.layout import LEDGER
from lifecycle.papers.ledger_out.fault_places import places

_LETTER = re.compile(r"\(([A-Z]{1,3})列\)$")
"""How a fault of an office's own sheet ends: with its column's letter in Excel."""
FAULTS = "取込エラー"
"""The sheet that lists the faults; import passes over it."""

_COLUMNS = (("シート", 16), ("行", 8), ("列", 24), ("見つかったもの", 36), ("必要なもの", 70))
_MOST_NOTES = 2000
_MARK = "#FF9999"
_WITH_TIME = '[$-411]ggge"年"m"月"d"日" hh:mm'
_NO_VALUE = "#N/A"
"""The text that stands where a formula had no value: read again, it is a fault again and never passed over."""


@dataclass(frozen=True, slots=True)
class _Looks:
    """The few ways in which a value looks, marked or not."""

    by_type: dict[tuple[type, bool], Format]

    @classmethod
    def of(cls, book: Workbook) -> "_Looks":
        numbers: dict[type, str] = {date: CELL_FORMAT, datetime: _WITH_TIME, time: "hh:mm", timedelta: "[h]:mm"}
        numbers |= {str: "@", int: "General"}
        marked = {True: {"bg_color": _MARK}, False: {}}
        return cls(
            {
                (type_, mark): book.add_format({"num_format": number, "valign": "top", **more})
                for type_, number in numbers.items()
                for mark, more in marked.items()
            }
        )

    def for_(self, cell: Cell, *, marked: bool) -> Format:
        """The format of a cell."""
        return self.by_type.get((type(cell), marked), self.by_type[int, marked])


def fault_bytes(path: Path, faults: Sequence[Fault], made_at: datetime) -> bytes:
    """The marked copy of a ledger that was rejected: values as they were, formulas as their values, other sheets not.

    The list of faults holds nothing from personal columns; the cells keep theirs. Raises WorkbookUnreadable.
    """
    cells = _cells(path, faults)
    target = BytesIO()
    with new_book(target, LEDGER, made_at) as book:
        looks = _Looks.of(book)
        listing: Worksheet = book.add_worksheet(FAULTS)
        marks = {name: _marks(name, rows, faults) for name, rows in cells.sheets.items()}
        titles = {name: _title(name, cells) for name in cells.sheets}
        for name, rows in cells.sheets.items():
            _copy(book.add_worksheet(titles[name]), rows, marks[name], looks)
        _list(book, listing, faults, titles)
    return target.getvalue()


def _cells(path: Path, faults: Sequence[Fault]) -> Cells:
    """The ledger's own sheets; every sheet where a fault lies on one of the office's own."""
    own = any(fault.sheet and sheet_of(fault.sheet) is None for fault in faults)
    return read_every_sheet(path) if own else read_cells(path)


def _title(name: str, cells: Cells) -> str:
    """The sheet's own name, or the ledger's name for it where Excel would not take its own."""
    if sheet_of(name) is None and name != INTRODUCTION:
        return name
    known = sheet_of(name)
    plain = known.name if known else INTRODUCTION
    return name if len(name) <= LONGEST_NAME or plain in cells.sheets else plain


def _marks(name: str, rows: Sequence[Row], faults: Sequence[Fault]) -> dict[tuple[int, int], list[str]]:
    """What is expected at each faulty cell of a sheet, by row (Excel's) and column (from 0)."""
    sheet = sheet_of(name)
    marks: dict[tuple[int, int], list[str]] = {}
    for fault in faults:
        if fault.sheet == name and (letter := _LETTER.search(fault.column)):
            marks.setdefault((fault.row, column_at(letter[1])), []).append(fault.expected)
        elif sheet is not None and sheet_of(fault.sheet) is sheet:
            for place in places(sheet, name, rows, fault):
                marks.setdefault(place, []).append(fault.expected)
    return marks


def _copy(page: Worksheet, rows: Sequence[Row], marks: dict[tuple[int, int], list[str]], looks: _Looks) -> None:
    for row in rows:
        for at, cell in enumerate(row.cells):
            if cell is not None and (row.number, at) not in marks:
                _write(page, row.number - 1, at, cell, looks.for_(cell, marked=False))
    by_number = {row.number: row for row in rows}
    for count, ((number, at), expected) in enumerate(sorted(marks.items())):
        cell = by_number[number].cell(at) if number in by_number else None
        _write(page, number - 1, at, cell, looks.for_(cell, marked=True))
        if count < _MOST_NOTES:
            page.write_comment(number - 1, at, "\n".join(dict.fromkeys(expected)), {"width": 300, "height": 90})


def _write(page: Worksheet, y: int, x: int, cell: Cell, look: Format) -> None:
    """Write one cell as it was read: a text as text, dates and times as such."""
    if cell is None:
        page.write_blank(y, x, None, look)
    elif isinstance(cell, BrokenCell):
        page.write_string(y, x, cell.found if cell.found.startswith("#") else _NO_VALUE, look)
    elif isinstance(cell, bool):
        page.write_boolean(y, x, cell, look)
    elif isinstance(cell, str):
        page.write_string(y, x, cell[:LONGEST_TEXT], look)
    elif isinstance(cell, int | float):
        page.write_number(y, x, cell, look)
    else:
        # xlsxwriter takes dates, times and spans as well; its stubs name one of the four.
        page.write_datetime(y, x, cast(datetime, cell), look)


def _list(book: Workbook, page: Worksheet, faults: Sequence[Fault], titles: dict[str, str]) -> None:
    """Write the list of faults: where, what was found, what is expected; the sheet's name leads to the row."""
    head = book.add_format({"bold": True, "bg_color": _MARK})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for x, (label, width) in enumerate(_COLUMNS):
        page.set_column(x, x, width)
        page.write_string(0, x, label, head)
    link = book.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top"})
    for y, fault in enumerate(faults, 1):
        title = next((titles[name] for name in titles if _same(name, fault.sheet)), None)
        if title and y <= _MOST_NOTES:
            page.write_url(y, 0, f"internal:'{title}'!A{fault.row}", link, fault.sheet)
        else:
            page.write_string(y, 0, fault.sheet, wrap)
        page.write_number(y, 1, fault.row, wrap)
        for x, text in enumerate((fault.column, fault.found, fault.expected), 2):
            page.write_string(y, x, text[:LONGEST_TEXT], wrap)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(1, len(faults)), len(_COLUMNS) - 1)


def _same(name: str, other: str) -> bool:
    named: Sheet | None = sheet_of(name)
    return name == other or (named is not None and named is sheet_of(other))
