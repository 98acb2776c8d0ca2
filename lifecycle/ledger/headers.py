"""Headers: which of a sheet's rows names the columns, and where each column stands."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lifecycle.fields.words import plain
from lifecycle.ledger.cells import BrokenCell, Row, column_letter, shown
from lifecycle.ledger.columns import LedgerColumn, Sheet
from lifecycle.ledger.parsed import Fault
from states.documents import ValueType

_ROWS_SEARCHED = 10
_ERA = re.compile(r"[(\[]?(令和|平成|昭和)(?:年月日)?[)\]]?$")
"""An era at the end of a heading, as full-width signs made half-width have it."""


NO_COLUMN = "列がありません"
"""What is found where a column is missing altogether."""


@dataclass(slots=True)
class Header:
    """Where the columns of a sheet stand (from 0), with the faults and unknown columns found while looking for them.

    `eras` are the 年号 of the columns whose years stand without one, where somebody settled them.
    """

    row: int
    at: dict[int, LedgerColumn] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    unknown: dict[int, str] = field(default_factory=dict)
    eras: dict[int, str] = field(default_factory=dict)

    def has(self, label: str) -> bool:
        """Whether the sheet has that column."""
        return any(column.label == label for column in self.at.values())


def find_header(sheet: Sheet, name: str, rows: Sequence[Row]) -> Header:
    """The header among the first ten rows that are not blank: the one that names the most of the sheet's columns.

    A missing key column, a column named twice and a header that has no value are faults.
    """
    searched = rows[:_ROWS_SEARCHED]
    row = max(searched, key=lambda row: (_has_keys(sheet, row), len(_known(sheet, row))))
    header = Header(row.number)
    if _known(sheet, row):
        # Without any known header this may be data, and is not to be shown.
        header.unknown = _unknown(sheet, row, rows)
    first: dict[str, int] = {}
    for at, column in _known(sheet, row).items():
        if column.label in first:
            where = f"{column_letter(first[column.label])}列と{column_letter(at)}列"
            header.faults.append(
                Fault(name, row.number, column.label, f"同じ見出しの列が2つ({where})", "列は1つだけにしてください")
            )
            continue
        first[column.label] = at
        header.at[at] = column
        if era := _era_of(str(row.cells[at])):
            header.eras[at] = era
    header.faults += [
        Fault(name, row.number, column_letter(at), cell.found, f"見出しが読めません。{cell.expected}")
        for at, cell in enumerate(row.cells)
        if isinstance(cell, BrokenCell)
    ]
    header.faults += _missing(sheet, name, header)
    return header


def _known(sheet: Sheet, row: Row) -> Mapping[int, LedgerColumn]:
    columns = {at: _find(sheet, cell) for at, cell in enumerate(row.cells) if isinstance(cell, str)}
    return {at: column for at, column in columns.items() if column}


def _find(sheet: Sheet, heading: str) -> LedgerColumn | None:
    """The column under a heading; one of days may name the era of its years: 締結日（令和）."""
    column = sheet.find(heading)
    if column is None and _era_of(heading):
        named = sheet.find(_ERA.sub("", plain(heading)))
        column = named if named and named.column.value_type is ValueType.DATE else None
    return column


def _era_of(heading: str) -> str:
    """The era that a heading names for the years below it; empty where it names none."""
    match = _ERA.search(plain(heading))
    return match[1] if match else ""


def _has_keys(sheet: Sheet, row: Row) -> bool:
    labels = {column.label for column in _known(sheet, row).values()}
    return labels.issuperset(sheet.key) and (not sheet.one_of or bool(labels.intersection(sheet.one_of)))


def _unknown(sheet: Sheet, header: Row, rows: Sequence[Row]) -> dict[int, str]:
    """The columns that the ledger does not know, by their header, or by their letter where data stand under none."""
    known = _known(sheet, header)
    used = {at for row in rows if row.number >= header.number for at, cell in enumerate(row.cells) if cell is not None}
    unknown = {}
    for at in sorted(used - known.keys()):
        cell = header.cell(at)
        if not isinstance(cell, BrokenCell):
            unknown[at] = f"({column_letter(at)}列・見出しなし)" if cell is None else shown(cell)
    return unknown


def _missing(sheet: Sheet, name: str, header: Header) -> list[Fault]:
    faults = [
        Fault(name, header.row, label, NO_COLUMN, f"見出し「{label}」の列が必要です")
        for label in dict.fromkeys((*sheet.key, *sheet.required))
        if not header.has(label)
    ]
    if sheet.one_of and not any(header.has(label) for label in sheet.one_of):
        labels = "又は".join(f"「{label}」" for label in sheet.one_of)
        faults.append(Fault(name, header.row, "・".join(sheet.one_of), NO_COLUMN, f"見出し{labels}の列が必要です"))
    return faults
