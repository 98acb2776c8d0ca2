"""Ditto: a cell that says 〃 or 同上 takes the value of the cell above, and the answer says so; totals are left out."""

from collections.abc import Iterable, Iterator

from lifecycle.fields.words import is_ditto
from lifecycle.ledger.cells import BrokenCell, Cell, Row, shown
from lifecycle.ledger.headers import Header
from lifecycle.ledger.totals import total_of

_NOTHING_ABOVE = "上の行に値がありません。値を書いてください"
HIDDEN = "(表示しません)"
"""The text that stands in place of a personal column's value."""


def carried_down(
    name: str, header: Header, rows: Iterable[Row], told: list[str], left_out: list[str] | None = None
) -> Iterator[Row]:
    """The rows under the header with every ditto mark replaced by the value above; `told` gets a line for each.

    A row that only adds up those above is no row; `left_out`, or else `told`, gets a line for it.

    A mark under which nothing stands is a broken cell. Values of personal columns are not repeated.
    """
    above: dict[int, Cell] = {}
    for row in rows:
        if row.number <= header.row:
            continue
        if word := total_of(row):
            (told if left_out is None else left_out).append(f"「{name}」{row.number}行目: {word} は計の行")
            continue
        cells = list(row.cells)
        for at, column in header.at.items():
            cell = row.cell(at)
            if isinstance(cell, str) and is_ditto(cell):
                taken = above.get(at)
                cells[at] = BrokenCell(shown(cell), _NOTHING_ABOVE) if taken is None else taken
                if taken is not None and not isinstance(taken, BrokenCell):
                    value = HIDDEN if column.column.personal else shown(taken)
                    told.append(f"「{name}」{row.number}行目「{column.label}」: {shown(cell)} → {value}")
            above[at] = cells[at] if at < len(cells) else None
        yield Row(row.number, tuple(cells))
