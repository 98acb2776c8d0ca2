"""Reads a ledger: the workbook becomes rows for the store, with every fault at once."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from lifecycle.fields.words import plain
from lifecycle.ledger.cells import Row
from lifecycle.ledger.columns import DIVISION, INTRODUCTION, SHEETS, SUBCONTRACT, Sheet, key_of, sheet_of
from lifecycle.ledger.ditto import carried_down
from lifecycle.ledger.headers import find_header
from lifecycle.ledger.parsed import MOST_FAULTS, Fault, LedgerRow, ParsedLedger, too_many
from lifecycle.ledger.rows import Unsaid, read_row
from lifecycle.ledger.workbook import Cells, read_cells


def parse_ledger(path: Path, unsaid: Unsaid = MappingProxyType({})) -> ParsedLedger:
    """The ledger in a workbook: every row that can be read, every fault, what was ignored.

    `unsaid` stands where a row leaves a cell blank.

    Forgives sheet and column order, extra columns, blank rows and the widths and spellings people use; guesses
    nothing. Whether offices, contracts and parents exist is the importer's to ask. Raises WorkbookUnreadable.
    """
    return parse_cells(read_cells(path), unsaid)


def parse_cells(cells: Cells, unsaid: Unsaid = MappingProxyType({})) -> ParsedLedger:
    """The ledger in cells that were read before: every row that can be read, every fault, what was ignored."""
    rows: list[LedgerRow] = []
    faults: list[Fault] = []
    told: list[str] = []
    left_out: list[str] = []
    ignored = list(cells.unread)
    for sheet, name, sheet_rows in _in_order(cells):
        if name is None:
            faults.append(Fault(sheet.name, 1, "シート", "同じ名前のシートが2つ", "シートは1つだけにしてください"))
        elif sheet_rows:
            read, wrong, unknown = _read_sheet(sheet, name, sheet_rows, (told, left_out), unsaid)
            rows += read
            faults += wrong
            ignored += unknown
    said = cells.sheets.get(INTRODUCTION, ())
    fictional = any(isinstance(cell, str) and "架空" in cell for row in said for cell in row.cells)
    parsed = ParsedLedger(tuple(rows), tuple(faults), tuple(ignored), cells.sha256, fictional)
    return replace(parsed, carried_down=tuple(told), left_out=tuple(left_out))


def _in_order(cells: Cells) -> Iterator[tuple[Sheet, str | None, tuple[Row, ...]]]:
    """The sheets in the ledger's order, with the name that each has in the workbook; None where two claim to be it."""
    for sheet in SHEETS:
        names = [name for name in cells.sheets if sheet_of(name) is sheet]
        if len(names) == 1:
            yield sheet, names[0], cells.sheets[names[0]]
        elif names:
            yield sheet, None, ()


def _read_sheet(
    sheet: Sheet, name: str, sheet_rows: tuple[Row, ...], told: tuple[list[str], list[str]], unsaid: Unsaid
) -> tuple[list[LedgerRow], list[Fault], list[str]]:
    """The rows of a sheet, its faults in the order of its rows, its unknown columns; `told` gets every 〃 and total."""
    header = find_header(sheet, name, sheet_rows)
    rows: list[LedgerRow] = []
    faults: list[Fault] = []
    for row in carried_down(name, header, sheet_rows, *told):
        read, wrong = read_row(sheet, name, header, row, unsaid)
        faults += wrong
        if read:
            rows.append(read)
        if len(faults) > MOST_FAULTS:
            faults.append(too_many(name, row.number))
            break
    if SUBCONTRACT in sheet.targets:
        rows = list(_further_notices(rows))
    faults += duplicates(sheet, rows, name)
    faults.sort(key=lambda fault: fault.row)
    return rows, [*header.faults, *faults], [f"{name}/{label}" for label in header.unknown.values()]


def _further_notices(rows: Iterable[LedgerRow]) -> Iterator[LedgerRow]:
    """The rows; one that gives a subcontract's notice alone, beside a row of its own, is a further version of that."""
    rows = list(rows)
    seen = {(row.contract, row.subcontract) for row in rows if row.values.get(SUBCONTRACT)}
    for row in rows:
        place, others = (row.contract, row.subcontract), {t: v for t, v in row.values.items() if t != SUBCONTRACT}
        if place in seen and others and not row.values.get(SUBCONTRACT):
            yield replace(row, values=others)
            continue
        seen.add(place)
        yield row


def duplicates(sheet: Sheet, rows: Iterable[LedgerRow], name: str = "") -> Iterator[Fault]:
    """A fault for each row whose key an earlier row of the sheet has already; `name` is the sheet's as it is typed."""
    seen: dict[tuple[str, ...], int] = {}
    label = "・".join(sheet.key)
    for row in rows:
        for target in row.values:
            key = _key(row, target)
            if key not in seen:
                seen[key] = row.row
                continue
            place = " ".join(part for part in key[1:] if part)
            yield Fault(
                name or row.place,
                row.row,
                label,
                f"{place}({seen[key]}行目と{row.row}行目)",
                "同じ鍵の行は1つだけにしてください",
            )
            break


def _key(row: LedgerRow, target: str) -> tuple[str, ...]:
    """The key that tells a record from others of its target: the office, or the numbers and the document's own date."""
    values = row.values[target]
    if target == DIVISION:
        return target, plain(str(values["name"]))
    return target, row.contract or "", row.subcontract or "", key_of(target, values)
