"""An own ledger: a file of which some sheets are an office's own, read as settled, and the rest as the ledger's."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

from config.headings import Headings
from config.readings import Readings
from lifecycle.fields.words import plain
from lifecycle.ledger.columns import INTRODUCTION, SHEETS, Sheet, sheet_of
from lifecycle.ledger.layout import MAIN, READ_NOT, LedgerMap, MappedTable
from lifecycle.ledger.own_rows import OwnRead, read_own
from lifecycle.ledger.parse import duplicates, parse_cells
from lifecycle.ledger.parsed import Fault, LedgerRow, ParsedLedger
from lifecycle.ledger.recognise import Recogniser
from lifecycle.ledger.rows import Unsaid
from lifecycle.ledger.tables_in import OwnTable, table_at, table_of
from lifecycle.ledger.workbook import Cells


@dataclass(frozen=True, slots=True)
class OwnWays:
    """What own sheets are read by: the recogniser of the pack's headings, and how its texts are read."""

    recogniser: Recogniser
    readings: Readings

    @property
    def headings(self) -> Headings:
        """The pack's headings."""
        return self.recogniser.headings


def parse_own(cells: Cells, mapping: LedgerMap, ways: OwnWays, unsaid: Unsaid = MappingProxyType({})) -> ParsedLedger:
    """The ledger in a file whose own sheets are mapped: rows of both kinds of sheets, every fault, what was ignored."""
    mapping = _found_again(cells, mapping, ways)
    mapped = {plain(table.sheet) for table in mapping.tables}
    rest = {name: rows for name, rows in cells.sheets.items() if plain(name) not in mapped and _is_ledgers(name)}
    unread = tuple(name for name in cells.sheets if name not in rest and plain(name) not in mapped)
    parsed = parse_cells(replace(cells, sheets=rest, unread=(*cells.unread, *unread)), unsaid)
    read = OwnRead()
    for table in mapping.tables:
        _read_into(read, cells, table, ways, unsaid)
    rows = _in_order([*parsed.rows, *read.rows])
    own = {row.sheet for row in read.rows}
    faults = [*parsed.faults, *read.faults, *_twice(rows, own, parsed)]
    return replace(
        parsed,
        rows=tuple(rows),
        faults=tuple(faults),
        ignored=(*parsed.ignored, *read.ignored),
        carried_down=(*parsed.carried_down, *read.carried_down),
        left_out=(*parsed.left_out, *read.left_out),
        remarks=cells.remarks,
        layouts=mapping.tables,
    )


def _found_again(cells: Cells, mapping: LedgerMap, ways: OwnWays) -> LedgerMap:
    """The map with the sheets' names of this file: a sheet of another name with all of a table's headings is that."""
    named = {plain(name) for name in cells.sheets}
    taken = {plain(table.sheet) for table in mapping.tables} & named
    tables = []
    for mapped in mapping.tables:
        free = [name for name in cells.sheets if plain(name) not in taken]
        fits = [name for name in free if _has_headings(cells, name, mapped, ways)]
        if plain(mapped.sheet) in named or len(fits) != 1:
            tables.append(mapped)
            continue
        taken.add(plain(fits[0]))
        tables.append(replace(mapped, sheet=fits[0]))
    return LedgerMap(tuple(tables))


def _has_headings(cells: Cells, name: str, mapped: MappedTable, ways: OwnWays) -> bool:
    table = _table(cells, name, mapped, ways)
    titles = {plain(title) for title in table.titles().values()} if table else set()
    wanted = {plain(heading) for heading, reads in mapped.columns.items() if reads != READ_NOT}
    return bool(wanted) and wanted <= titles


def _is_ledgers(name: str) -> bool:
    return sheet_of(name) is not None or plain(name) == INTRODUCTION


def _read_into(read: OwnRead, cells: Cells, mapped: MappedTable, ways: OwnWays, unsaid: Unsaid) -> None:
    """Read one table of the map; a sheet that is not there, and one whose headings are not found, are faults."""
    name = next((one for one in cells.sheets if plain(one) == plain(mapped.sheet)), None)
    if name is None:
        told = "割当てにあるシートです。シート名を戻すか、割当てを作り直してください"
        read.faults.append(Fault(mapped.sheet, 1, "シート", "シートがありません", told))
        return
    table = _table(cells, name, mapped, ways)
    if table is None:
        told = "割当てにある見出しの行です。割当てを作り直してください"
        read.faults.append(Fault(name, mapped.header[-1], "見出し", "見出しの行が見つかりません", told))
        return
    one = read_own(table, replace(mapped, sheet=name), ways.headings, ways.readings, unsaid)
    for into, more in (
        (read.rows, one.rows),
        (read.faults, one.faults),
        (read.ignored, one.ignored),
        (read.carried_down, one.carried_down),
        (read.left_out, one.left_out),
    ):
        into += more  # type: ignore[operator]


def _table(cells: Cells, name: str, mapped: MappedTable, ways: OwnWays) -> OwnTable | None:
    """The table where the map says that it stands, else where its headings are found now."""
    wanted = {plain(heading) for heading, reads in mapped.columns.items() if reads != READ_NOT}
    placed = table_at(cells, name, mapped.header, base_of(mapped))
    if placed and wanted & {plain(title) for title in placed.titles().values()}:
        return placed
    return table_of(cells, name, ways.recogniser) or placed


def base_of(mapped: MappedTable) -> Sheet:
    """The sheet of the ledger of which a mapped table is: that of contracts where it says anything of them."""
    counts = Counter(reads.partition("/")[0] for reads in mapped.columns.values() if reads != READ_NOT)
    most = [name for name, _ in counts.most_common()]
    main = counts[MAIN] > 1 or not most
    named = sheet_of(MAIN if main else most[0])
    return named or next(iter(SHEETS))


def _in_order(rows: list[LedgerRow]) -> list[LedgerRow]:
    names = [sheet.name for sheet in SHEETS]
    return sorted(rows, key=lambda row: names.index(row.sheet))


def _twice(rows: list[LedgerRow], own: set[str], parsed: ParsedLedger) -> Iterator[Fault]:
    """A fault for each row of the own sheets that has the key of an earlier one, be it of the ledger's own sheet."""
    for sheet in SHEETS:
        if sheet.name in own:
            known = set(parsed.faults)
            of_sheet = [row for row in rows if row.sheet == sheet.name]
            yield from (fault for fault in duplicates(sheet, of_sheet) if fault not in known)
