"""Previews: single cells and rows of an office's own table as they would be read, before anything is."""

from lifecycle.fields.texts import read_contract_no
from lifecycle.fields.values import is_blank, parse_value, stored_text
from lifecycle.ledger.cells import BrokenCell, Cell, Row, shown
from lifecycle.ledger.columns import CONTRACT_NO, ROW, STAGE, SUBCONTRACT_NO, LedgerColumn
from lifecycle.ledger.ditto import HIDDEN
from lifecycle.ledger.layout import PreviewRow
from lifecycle.ledger.own_cells import OwnColumns, era_wanted


def previewed(columns: OwnColumns, row: Row) -> PreviewRow:
    """A row of an office's own table as it would be read, in the words of the ledger; personal values hidden."""
    cells = columns.row(row).cells
    values: list[tuple[str, str]] = []
    faults: list[str] = []
    for sheet, by_place in columns.at.items():
        for at, column in sorted(by_place.items()):
            cell = cells[at] if at < len(cells) else None
            name, hidden = f"{sheet}/{column.label}", column.column.personal
            if is_blank(cell):
                continue
            try:
                if isinstance(cell, BrokenCell):
                    raise ValueError(cell.expected)
                values.append((name, HIDDEN if hidden else _read(column, cell)))
            except ValueError as error:
                text = HIDDEN if hidden else shown(cell)
                values.append((name, text))
                faults.append(f"{columns.title(sheet, column.label)}: {text} → {error}")
    return PreviewRow(row.number, tuple(values), tuple(faults))


def _read(column: LedgerColumn, cell: Cell) -> str:
    """A cell as it is read, in the words of the ledger. Raises ValueError."""
    if column is CONTRACT_NO:
        return read_contract_no(cell)
    if column is SUBCONTRACT_NO:
        return shown(cell)
    return stored_text(column.column, parse_value(column.column, cell))


def is_readable(column: LedgerColumn, cell: Cell) -> bool:
    """Whether a cell can be read as that column of the ledger, once the era of its year is settled."""
    if column.target == ROW and column is not STAGE:
        return not isinstance(cell, bool)
    if era_wanted(column, cell):
        return True
    try:
        parse_value(column.column, cell)
    except ValueError:
        return False
    return True
