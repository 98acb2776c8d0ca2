"""Plans of an import: what of a file would be read as what, and what a person has to settle before anything is read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lifecycle.acts import Act, may
from lifecycle.app import App
from lifecycle.fields.words import plain
from lifecycle.ledger.cells import Row
from lifecycle.ledger.columns import INTRODUCTION, Sheet, sheet_of
from lifecycle.ledger.headers import NO_COLUMN, find_header
from lifecycle.ledger.known_before import KnownBefore
from lifecycle.ledger.layout import MAIN, AskedColumn, ImportPlan, LedgerMap, PlannedTable
from lifecycle.ledger.own_ledger import OwnWays, parse_own
from lifecycle.ledger.parse import parse_cells
from lifecycle.ledger.parsed import Fault, ParsedLedger
from lifecycle.ledger.proposing import propose
from lifecycle.ledger.recognise import NAME, Recogniser
from lifecycle.ledger.tables_in import OwnTable, table_of
from lifecycle.ledger.workbook import SMALLEST, Cells, WorkbookUnreadable, no_ledger, read_cells, read_every_sheet
from lifecycle.records.folds.offices import known_divisions
from lifecycle.usecases.layouts import remembered_layouts

UNSETTLED = "列の読み方を決める必要があります"
"""What is found of a file of which something has to be settled first."""
TO_SETTLE = "読み方の案(import plan)を書き出し、確かめてから、割当てとして示して取り込んでください"
"""What to do where nobody can be asked."""


@dataclass(frozen=True, slots=True)
class OpenedLedger:
    """A file that was read, with what of it would be read as what."""

    cells: Cells
    plan: ImportPlan
    ways: OwnWays

    @property
    def open_faults(self) -> tuple[Fault, ...]:
        """What has to be settled, where nobody can be asked, and every cell that can't be read as it is proposed."""
        cells = [fault for fault in self.parsed().faults if fault.found != NO_COLUMN]
        return (*faults_to_settle(self.plan), *cells)

    def parsed(self, mapping: LedgerMap | None = None) -> ParsedLedger:
        """The rows of the file as its own sheets are mapped; as they are planned where no map is given."""
        settled = mapping if mapping is not None and mapping.tables else self.plan.mapping
        if not settled.tables:
            return parse_cells(_only_known(self.cells))
        return parse_own(self.cells, settled, self.ways)


def plan(app: App, file: Path) -> ImportPlan:
    """What an import of the file would read, and what has to be settled first; nothing is stored.

    Raises RoleError, WorkbookUnreadable.
    """
    return opened(app, file).plan


def opened(app: App, file: Path) -> OpenedLedger:
    """The file's cells and their plan. Raises RoleError, WorkbookUnreadable."""
    with app.reading() as connection:
        actor = app.actor(connection)
        actor.must(Act.IMPORT)
        offices = known_divisions(connection)
        own = sorted({division for _, held in actor.posts for division in held})
        wide = any(may(role, Act.IMPORT, own=False) for role, _ in actor.posts)
        remembered = remembered_layouts(connection, own, wide=wide)
    cells = _cells_of(file)
    ways = OwnWays(Recogniser(app.book.headings), app.book.readings)
    known = KnownBefore(ways.recogniser, ways.readings, sorted(offices), own, remembered, file.name)
    return OpenedLedger(cells, _planned(file, cells, known), ways)


def _cells_of(file: Path) -> Cells:
    """The cells of the ledger's own sheets; of every sheet where there is no sheet of contracts among them."""
    try:
        cells = read_cells(file)
    except WorkbookUnreadable:
        return read_every_sheet(file)
    has_contracts = any(plain(name) == MAIN for name in cells.sheets)
    return cells if has_contracts or not cells.unread else read_every_sheet(file)


def _planned(file: Path, cells: Cells, known: KnownBefore) -> ImportPlan:
    """The plan. Raises WorkbookUnreadable where no sheet is the ledger's and none is like it."""
    tables: list[PlannedTable] = []
    asked: list[AskedColumn] = []
    for table in _own_tables(cells, known.recogniser):
        planned, questions = propose(table, known, hidden=table.sheet in cells.hidden)
        tables.append(planned)
        asked += questions
    read = {plain(table.sheet) for table in tables}
    known_sheets = [name for name in cells.sheets if sheet_of(name)]
    if not tables and not known_sheets:
        raise no_ledger(file.name, [*cells.sheets, *cells.unread])
    passed = [name for name in cells.sheets if plain(name) not in read and not sheet_of(name) and name != INTRODUCTION]
    standard = not tables
    return ImportPlan(
        file.name, cells.sha256, standard, tuple(tables), tuple(asked), (*passed, *cells.unread), cells.remarks
    )


def _own_tables(cells: Cells, recogniser: Recogniser) -> Iterator[OwnTable]:
    """The tables that are not read as the ledger's own sheets are: each sheet's, where it has one."""
    has_contracts = any(sheet_of(name) is not None and plain(name) == MAIN for name in cells.sheets)
    for name, rows in cells.sheets.items():
        if plain(name) == INTRODUCTION or not rows:
            continue
        sheet = sheet_of(name)
        if sheet is None and has_contracts:
            continue
        if sheet is not None and _is_the_ledgers(sheet, name, rows):
            continue
        if (table := table_of(cells, name, recogniser)) and (sheet is None or _is_own(table, cells, recogniser)):
            yield table


def _is_the_ledgers(sheet: Sheet, name: str, rows: Sequence[Row]) -> bool:
    """Whether every column of a sheet is one of the ledger's: then no heading of it has to be recognised."""
    header = find_header(sheet, name, rows)
    return not header.faults and not header.unknown


def _is_own(table: OwnTable, cells: Cells, recogniser: Recogniser) -> bool:
    """Whether a sheet that bears the name of one of the ledger's has headings that only look like the ledger's."""
    header = find_header(table.base, table.sheet, cells.sheets[table.sheet])
    read = {at: recogniser.read(table.base, *parts) for at, parts in table.headings.items()}
    unread = [reading for at, reading in read.items() if reading and at not in header.at]
    # A heading that stands twice is a fault of the ledger's own sheet, and no question.
    known = [reading.by == NAME and header.has(reading.reads.rpartition("/")[2]) for reading in unread]
    return bool(table.rows) and not all(known)


def _only_known(cells: Cells) -> Cells:
    """The cells of the ledger's own sheets, with the names of the others as unread."""
    known = {name: rows for name, rows in cells.sheets.items() if sheet_of(name) or plain(name) == INTRODUCTION}
    unread = tuple(name for name in cells.sheets if name not in known)
    return Cells(known, (*cells.unread, *unread), cells.sha256, remarks=cells.remarks)


def faults_to_settle(plan: ImportPlan) -> Sequence[Fault]:
    """What has to be settled of a plan, as faults of its file, where nobody can be asked."""
    return [
        Fault(one.sheet, one.row, one.name, one.shown or "割当て", f"{one.question}{_proposal(one)}")
        for one in plan.asked
    ] + [Fault("", 0, "", UNSETTLED, f"{TO_SETTLE}。{SMALLEST}")]


def headings_not_settled(plan: ImportPlan, mapping: LedgerMap) -> Iterator[Fault]:
    """A fault for each heading that looks like a column of the ledger's and of which the map says nothing."""
    for table in plan.tables:
        mapped = [one for one in mapping.tables if plain(one.sheet) == plain(table.sheet)]
        settled = {plain(heading) for one in mapped for heading in one.columns}
        for column in table.columns if mapped else ():
            if column.reads and plain(column.heading) not in settled:
                told = f"「{column.reads}」のようです。割当てに、何として読むか(読まないなら - )を書いてください"
                place = f"{column.heading}({column.letter}列)"
                yield Fault(table.sheet, table.header[-1], place, "割当てにない見出し", told)


def _proposal(asked: AskedColumn) -> str:
    if asked.topic == "table" or not asked.proposed:
        return ""
    return f"(案: {'読まない' if asked.proposed == '-' else asked.proposed})"
