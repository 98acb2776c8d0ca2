"""The sample's contracts many times over, for tests of size and speed: the same sheets, the numbers counted on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

NUMBER = "契約番号"
SAMPLE_CONTRACTS, OF_R5 = 190, 101


def multiplied_ledger(sample: Path, target: Path, contracts: int, after: int = 0) -> Path:
    """A ledger with that many contracts, each a copy of one of the sample's under a number of its own.

    `after`: those of a ledger of that many contracts are left out, so that it can be taken in behind it.
    """
    book = CalamineWorkbook.from_path(str(sample))
    with xlsxwriter.Workbook(str(target), {"default_date_format": "yyyy/mm/dd"}) as written:
        for name in book.sheet_names:
            page = written.add_worksheet(name)
            for at, row in enumerate(_copies(book.get_sheet_by_name(name).to_python(), contracts, after)):
                page.write_row(at, 0, row)
    return target


def _copies(sheet: list[list[Any]], contracts: int, after: int) -> Iterator[list[Any]]:
    """The rows of a sheet: as they are, or once for each round over the sample's contracts."""
    if NUMBER not in sheet[0]:
        yield from sheet
        return
    yield sheet[0]
    at = sheet[0].index(NUMBER)
    for turn in range(-(-(after + contracts) // SAMPLE_CONTRACTS)):
        for row in sheet[1:]:
            if after <= turn * SAMPLE_CONTRACTS + _place(str(row[at])) < after + contracts:
                yield [*row[:at], f"{row[at]}-{turn + 1}" if turn else row[at], *row[at + 1 :]]


def _place(number: str) -> int:
    """The place of a contract among the sample's: R5-0001 is 0, R6-0001 comes after the last of R5."""
    year, _, count = number.partition("-")
    return int(count) - 1 + (OF_R5 if year == "R6" else 0)
