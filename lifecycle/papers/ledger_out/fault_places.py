"""Finds where a fault stands: the cells of a sheet that the fault is about."""

from collections.abc import Iterator, Sequence

from lifecycle.ledger.cells import Row, column_letter
from lifecycle.ledger.columns import Sheet
from lifecycle.ledger.headers import Header, find_header
from lifecycle.ledger.parsed import Fault

_BETWEEN = "・"


def places(sheet: Sheet, name: str, rows: Sequence[Row], fault: Fault) -> Iterator[tuple[int, int]]:
    """The row (Excel's) and column (from 0) of each faulty cell.

    A fault names a column by its label, two labels joined (実施日・理由の記録日), a letter, or the sheet itself. A
    column that is missing altogether is the first free cell to the right of the headings.
    """
    if not rows:
        yield fault.row, 0
        return
    header = find_header(sheet, name, rows)
    columns = sorted(
        {at for label in _labels(sheet, fault.column) for at in _columns(sheet, header, rows, fault, label)}
    )
    if not columns:
        columns = [_by_letter(rows, header, fault)]
    for at in columns:
        yield fault.row, at


def _labels(sheet: Sheet, named: str) -> list[str]:
    """The labels that a fault names: 実地調査・報告条項 is one column, 実施日・理由の記録日 are two."""
    if sheet.find(named):
        return [named]
    return [part for part in named.split(_BETWEEN) if sheet.find(part)]


def _columns(sheet: Sheet, header: Header, rows: Sequence[Row], fault: Fault, label: str) -> list[int]:
    """The places of a column; for a fault of the heading itself, every place that claims to be the column."""
    if fault.row == header.row:
        cells = next(row.cells for row in rows if row.number == header.row)
        wanted = sheet.find(label)
        return [at for at, cell in enumerate(cells) if isinstance(cell, str) and sheet.find(cell) is wanted]
    return [at for at, column in header.at.items() if column.label == label]


def _by_letter(rows: Sequence[Row], header: Header, fault: Fault) -> int:
    """The column of a letter; else the cell right of the headings for a missing column, A for the sheet itself."""
    cells = next(row.cells for row in rows if row.number == header.row)
    for at in range(len(cells)):
        if column_letter(at) == fault.column:
            return at
    return len(cells) if fault.row == header.row and fault.column != "シート" else 0
