"""Writes a ledger: rows as `parse` gives them go back into a workbook that reads the same."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from traceback import clear_frames

from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from config.errors import RequestFault, WorldError
from lifecycle.fields.values import StoredValue
from lifecycle.ledger.columns import CONTRACT_NO, INTRODUCTION, ROW, SHEETS, STAGE, LedgerColumn, Sheet, sheet_of
from lifecycle.ledger.parsed import LedgerRow
from lifecycle.papers.books.book import long_book
from lifecycle.papers.books.layout import LAST_ROW, LEDGER, Formats, add_sheet
from lifecycle.papers.ledger_out.out_cells import OutCell, out_cell

FICTIONAL = "合成台帳。所属・契約・委託先・所見は全て架空です。"
"""The words by which a made-up ledger says so; `parse` looks for 架空."""

_PROSE_WIDTH = 100


class SheetFull(WorldError):  # noqa: N818 - names what the sheet is
    """Raised where there are more rows than a sheet of Excel holds."""


def write_ledger(target: Path, rows: Iterable[LedgerRow], said: Sequence[str], made_at: datetime) -> int:
    """Write a ledger workbook: `said` on はじめに, every sheet in the ledger's order, the rows in the order given.

    Values are stored values that survive a cell (`out_cells.survives`); a withdrawn row has no place here. Row
    numbers are given anew. None of the rows is kept: `target` lies in a folder of its own (`beside`).

    Gives how many rows its sheets have together, the headings too. Raises SheetFull, OSError.
    """
    try:
        return _filled(target, rows, said, made_at)
    except FileCreateError as error:
        # The writer's own name for what the disk refused.
        refused = error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error))
        _let_go(refused)
        raise refused from None


def _let_go(refused: OSError) -> None:
    """Give up the archive that could not be written, in silence.

    The writer leaves it open. Where it were left to be found, it would try to write its end to the same disk, and what
    comes of that would stand on the screen beside our one line.
    """
    hook, sys.unraisablehook = sys.unraisablehook, lambda _: None
    try:
        clear_frames(refused.__traceback__)
    finally:
        sys.unraisablehook = hook


def _filled(target: Path, rows: Iterable[LedgerRow], said: Sequence[str], made_at: datetime) -> int:
    with long_book(target, LEDGER, made_at) as book:
        formats = Formats.of(book)
        add_words(book, INTRODUCTION, said, formats)
        pages = {sheet.name: add_sheet(book, sheet, formats) for sheet in SHEETS}
        filled = dict.fromkeys(pages, 0)
        for row in rows:
            filled[row.sheet] += 1
            _write_row(pages[row.sheet], filled[row.sheet], row, formats)
        for sheet in SHEETS:
            pages[sheet.name].autofilter(0, 0, filled[sheet.name], len(sheet.columns) - 1)
            pages[sheet.name].print_area(0, 0, filled[sheet.name], len(sheet.columns) - 1)
        pages["契約"].activate()
    return len(said) + sum(filled.values()) + len(filled)


def add_words(book: Workbook, name: str, said: Sequence[str], formats: Formats) -> Worksheet:
    """Add a sheet of words, with one sentence for each row."""
    page: Worksheet = book.add_worksheet(name)
    page.set_column(0, 0, _PROSE_WIDTH, formats.prose)
    for at, line in enumerate(said):
        page.write_string(at, 0, line, formats.prose)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    return page


def _write_row(page: Worksheet, at: int, row: LedgerRow, formats: Formats) -> None:
    if at > LAST_ROW:
        told = f"シート「{row.sheet}」が{LAST_ROW}行を超えます。"
        raise SheetFull(RequestFault("sheet_full", f"{told}所属ごとに書き出してください。", values={"told": told}))
    for x, column in enumerate(_sheet(row).columns):
        stored = value_in(row, column)
        if stored is not None:
            write_cell(page, at, x, column, out_cell(column.column, stored), formats)


def _sheet(row: LedgerRow) -> Sheet:
    known = sheet_of(row.sheet)
    if known is None:
        raise KeyError(row.sheet)
    return known


def value_in(row: LedgerRow, column: LedgerColumn) -> StoredValue | None:
    """The value that a row holds under a column; None for a blank cell."""
    if column.target != ROW:
        fields: Mapping[str, StoredValue] = row.values.get(column.target, {})
        return fields.get(column.column.name)
    if column is STAGE:
        return row.stage
    return row.contract if column is CONTRACT_NO else row.subcontract


def write_cell(page: Worksheet, y: int, x: int, column: LedgerColumn, cell: OutCell, formats: Formats) -> None:
    """Write one cell: a date as a date, a number as a number, a text as nothing but text. Raises ValueError."""
    look = formats.of_column(column.column)
    done: int
    if isinstance(cell, date):
        done = page.write_datetime(y, x, datetime(cell.year, cell.month, cell.day), look)  # noqa: DTZ001
    elif isinstance(cell, int):
        done = page.write_number(y, x, cell, look)
    else:
        done = page.write_string(y, x, cell, look)
    if done != 0:
        # xlsxwriter leaves a cell out and only returns a code.
        raise ValueError(f"a value of {column.label} does not fit a cell")
