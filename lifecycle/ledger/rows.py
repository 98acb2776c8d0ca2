"""Rows: one row of a sheet becomes typed values for the records it goes to, or becomes faults."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from lifecycle.fields.texts import is_full_width, read_contract_no, read_subcontract_no
from lifecycle.fields.values import StoredValue, parse_value
from lifecycle.ledger.cells import BrokenCell, Cell, Row, shown
from lifecycle.ledger.columns import (
    CONTRACT,
    CONTRACT_NO,
    DIVISION,
    ROW,
    STAGE,
    SUBCONTRACT,
    SUBCONTRACT_NO,
    WITHDRAWN,
    LedgerColumn,
    Sheet,
    key_of,
)
from lifecycle.ledger.ditto import HIDDEN
from lifecycle.ledger.headers import Header
from lifecycle.ledger.parsed import Fault, LedgerRow
from states.documents import ValueType

Unsaid = Mapping[tuple[str, str], str]
"""What stands where a row leaves a cell blank, by the kind of record and its field."""
_OWN = (DIVISION, CONTRACT, SUBCONTRACT)


@dataclass(slots=True)
class ReadRow:
    """A row while it is read: `filled` are the labels of its cells that are not blank, readable or not."""

    sheet: Sheet
    name: str
    number: int
    own: dict[str, StoredValue] = field(default_factory=dict)
    values: dict[str, dict[str, StoredValue]] = field(default_factory=dict)
    filled: set[str] = field(default_factory=set)
    faulty: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    respelled: list[str] = field(default_factory=list)

    @property
    def has_key(self) -> bool:
        """Whether all cells that tell the row from others could be read."""
        sheet = self.sheet
        some = not sheet.one_of or bool(self.filled.intersection(sheet.one_of))
        parts = {*sheet.key, *sheet.one_of, SUBCONTRACT_NO.label}
        return some and self.filled.issuperset(sheet.key) and not self.faulty & parts

    def fault(self, column: str, found: str, expected: str) -> None:
        """Notes a fault of this row."""
        self.faulty.add(column)
        self.faults.append(Fault(self.name, self.number, column, found, expected))

    def text(self, column: LedgerColumn) -> str | None:
        """The text that the row has in that column."""
        value = self.own.get(column.column.name)
        return None if value is None else str(value)


def read_row(sheet: Sheet, name: str, header: Header, row: Row, unsaid: Unsaid) -> tuple[LedgerRow | None, list[Fault]]:
    """The row's readable values and all its faults; no values where its key can't be read or the row is blank."""
    read = ReadRow(sheet, name, row.number)
    for at, column in header.at.items():
        cell = row.cell(at)
        if cell is not None:
            _take(read, column, cell, header.eras.get(at, ""))
    if not read.filled:
        return None, []
    for column in header.at.values():
        if column.label not in read.filled and (said := unsaid.get((column.target, column.column.name))):
            _take(read, column, said)
    withdrawn = read.own.get(WITHDRAWN.column.name) is True
    _require(read, header, withdrawn)
    if not read.has_key:
        return None, read.faults
    contract, subcontract = read.text(CONTRACT_NO), read.text(SUBCONTRACT_NO)
    values = _values(read, withdrawn)
    stage, respelled = read.text(STAGE), tuple(read.respelled)
    return LedgerRow(sheet.name, row.number, contract, subcontract, values, stage, withdrawn, respelled), read.faults


def _take(read: ReadRow, column: LedgerColumn, cell: Cell, era: str = "") -> None:
    """Reads one cell into the row; `era` is that of a year without one, where it was settled for the column."""
    read.filled.add(column.label)
    if isinstance(cell, BrokenCell):
        read.fault(column.label, HIDDEN if column.column.personal else cell.found, cell.expected)
        return
    try:
        value = _value(column, cell, era)
    except ValueError as error:
        read.fault(column.label, HIDDEN if column.column.personal else shown(cell), str(error))
        return
    if column.column.value_type is ValueType.MAIL and is_full_width(cell):
        read.respelled.append(column.label)
    into = read.own if column.target == ROW else read.values.setdefault(column.target, {})
    into[column.column.name] = sys.intern(value) if type(value) is str else value


def _value(column: LedgerColumn, cell: Cell, era: str) -> StoredValue:
    if column is CONTRACT_NO:
        return read_contract_no(cell)
    return read_subcontract_no(cell) if column is SUBCONTRACT_NO else parse_value(column.column, cell, era)


def _require(read: ReadRow, header: Header, withdrawn: bool) -> None:
    """Note a fault for what the row may not leave blank; a column missing altogether is one fault of the header."""
    sheet = read.sheet
    for label in sheet.key if withdrawn else sheet.required:
        if label not in read.filled and header.has(label):
            read.fault(label, "(空欄)", f"{label}は必ず入れてください")
    present = [label for label in sheet.one_of if header.has(label)]
    if present and not read.filled.intersection(present):
        read.fault("・".join(present), "(空欄)", f"{'か'.join(sheet.one_of)}のどちらかを必ず入れてください")


def _values(read: ReadRow, withdrawn: bool) -> dict[str, dict[str, StoredValue]]:
    """The fields by target: the row's own record always, evidence where the row says something or is withdrawn.

    A withdrawn row that names the date of a document takes that document back; one that names none, all of its targets.
    """
    sheet = read.sheet
    if withdrawn and not sheet.one_of:
        dated = {target for target, values in read.values.items() if key_of(target, values)}
        alone = dated and not any(read.values.get(target) for target in _OWN)
        named = [target for target in sheet.targets if not alone or target in dated]
        return {target: read.values.get(target, {}) for target in named}
    return {target: read.values.get(target, {}) for target in sheet.targets if target in read.values or target in _OWN}
