"""Cells of an export: the form in which a stored value stands in a workbook, and what no workbook can carry."""

from datetime import date

from lifecycle.fields.texts import read_contract_no, read_subcontract_no
from lifecycle.fields.values import StoredValue, parse_value, stored_text
from lifecycle.fields.words import is_ditto
from lifecycle.ledger.cells import ERROR_CODES
from lifecycle.ledger.columns import CONTRACT_NO, SUBCONTRACT_NO, LedgerColumn
from lifecycle.papers.books.book import LONGEST_TEXT
from states.documents import Column, ValueType

# XML has no place for these two.
_UNWRITABLE = ("\ufffe", "\uffff")

OutCell = str | int | date


def out_cell(column: Column, stored: StoredValue) -> OutCell:
    """The cell to which a stored value is written: a real date, a number, or else a text."""
    if column.value_type is ValueType.DATE:
        return date.fromisoformat(str(stored))
    if column.value_type is ValueType.COUNT and isinstance(stored, int):
        return stored
    return stored_text(column, stored)


def survives(column: LedgerColumn, stored: StoredValue) -> bool:
    """Whether a value written to a cell and read again is the same: not too long, no error of Excel's, no 〃."""
    try:
        cell = out_cell(column.column, stored)
        kept = fits(cell) and cell not in ERROR_CODES and not (isinstance(cell, str) and is_ditto(cell))
        return kept and _read(column, cell) == stored
    except (ValueError, KeyError, TypeError):
        return False


def fits(cell: OutCell) -> bool:
    """Whether a cell of Excel can hold the value."""
    if not isinstance(cell, str):
        return True
    return len(cell.encode("utf-16-le")) // 2 <= LONGEST_TEXT and not any(mark in cell for mark in _UNWRITABLE)


def _read(column: LedgerColumn, cell: OutCell) -> StoredValue:
    if column is CONTRACT_NO:
        return read_contract_no(cell)
    return read_subcontract_no(cell) if column is SUBCONTRACT_NO else parse_value(column.column, cell)
