"""Own rows: an office's own table read through its map; one row may feed a contract, a subcontract and documents."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from config.headings import Headings
from config.readings import Readings
from lifecycle.fields.choices import read_either
from lifecycle.fields.values import is_blank
from lifecycle.fields.words import plain
from lifecycle.ledger.cells import BrokenCell, Cell, Row, column_letter, shown
from lifecycle.ledger.columns import CONTRACT_NO, ROW, SHEETS, SUBCONTRACT_NO, LedgerColumn, Sheet
from lifecycle.ledger.ditto import carried_down
from lifecycle.ledger.headers import NO_COLUMN, Header
from lifecycle.ledger.layout import MappedTable
from lifecycle.ledger.own_cells import OwnColumns, own_notes
from lifecycle.ledger.parsed import MOST_FAULTS, Fault, LedgerRow, too_many
from lifecycle.ledger.rows import Unsaid, read_row
from lifecycle.ledger.tables_in import OwnTable
from states.documents import ValueType

_SUB = "再委託"
_WHETHER = {"あり": True, "有り": True, "なし": False, "無し": False, "-": False, "ー": False, "該当なし": False}
"""Further words than those of yes and no by which a list says whether there is a subcontract."""


@dataclass(slots=True)
class OwnRead:
    """What was read of an office's own table: rows, faults by its own headings, columns and rows passed over."""

    rows: list[LedgerRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    carried_down: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass
class _OwnReader:
    """One reading of one table."""

    columns: OwnColumns
    readings: Readings
    unsaid: Unsaid
    read: OwnRead = field(default_factory=OwnRead)
    numbered: dict[str, int] = field(default_factory=dict)

    def run(self) -> OwnRead:
        table = self.columns.table
        out = {row.number: why for row, why in own_notes(table, self.columns.headings)}
        self.read.left_out += [f"「{table.sheet}」{number}行目: {why}" for number, why in out.items()]
        rows = (self.columns.row(row) for row in table.rows if row.number not in out)
        every = {at: column for by_place in self.columns.at.values() for at, column in by_place.items()}
        header = Header(table.header[-1], every)
        for row in carried_down(table.sheet, header, rows, self.read.carried_down, self.read.left_out):
            self._row(row)
            if len(self.read.faults) > MOST_FAULTS:
                self.read.faults.append(too_many(table.sheet, row.number))
                break
        self.read.ignored += [
            f"{table.sheet}/{title}" for at, title in self.columns.titles.items() if self.columns.reads[at] == "-"
        ]
        return self.read

    def _row(self, row: Row) -> None:
        number = next((at for at, c in self.columns.at.get("契約", {}).items() if c is CONTRACT_NO), None)
        for sheet in SHEETS:
            at = dict(self.columns.at.get(sheet.name, {}))
            if not at and not (sheet.name == _SUB and self.columns.says_whether is not None):
                continue
            own, cells = sheet is self.columns.table.base, row
            if not own:
                cells = self._without_blanks(row, at)
                if not self._says_something(sheet, cells, at):
                    continue
                if number is not None:
                    at[number] = CONTRACT_NO
                if sheet.name == _SUB and SUBCONTRACT_NO not in at.values():
                    at[len(cells.cells)] = SUBCONTRACT_NO
                    cells = Row(cells.number, (*cells.cells, self._next_no(row, number)))
            self._take(sheet, cells, at)

    def _take(self, sheet: Sheet, row: Row, at: dict[int, LedgerColumn]) -> None:
        table = self.columns.table
        read, wrong = read_row(sheet, table.sheet, Header(table.header[-1], at), row, self.unsaid)
        for fault in wrong:
            titles = "・".join(self.columns.title(sheet.name, part) for part in fault.column.split("・"))
            self.read.faults.append(replace(fault, column=titles))
        if read:
            self.read.rows.append(replace(read, written_on=table.sheet))

    def _without_blanks(self, row: Row, at: Iterable[int]) -> Row:
        """The row with what says nothing (－, なし, 未) as blank, in columns that are not of the contract itself."""
        cells = list(row.cells)
        for place in at:
            cell = cells[place]
            if isinstance(cell, str) and not self.readings.is_content(cell):
                cells[place] = None
        return Row(row.number, tuple(cells))

    def _says_something(self, sheet: Sheet, row: Row, at: dict[int, LedgerColumn]) -> bool:
        filled = any(row.cell(place) is not None for place, column in at.items() if column.target != ROW)
        if sheet.name != _SUB or self.columns.says_whether is None:
            return filled
        place = self.columns.says_whether
        cell = row.cell(place)
        said = _whether(cell)
        if said is None and cell is not None:
            self._fault(row, place, "有・無(又は ○/×)が必要です")
        elif said is False and filled:
            self._fault(
                row, place, "再委託がないとありますが、同じ行に再委託の内容があります。どちらかを直してください"
            )
        return filled or said is True

    def _fault(self, row: Row, place: int, expected: str) -> None:
        title, sheet = f"{self.columns.titles[place]}({column_letter(place)}列)", self.columns.table.sheet
        self.read.faults.append(Fault(sheet, row.number, title, shown(row.cell(place)), expected))

    def _next_no(self, row: Row, number: int | None) -> str:
        """The number of the row's subcontract: they are counted as they stand, from 1 for each contract."""
        cell = row.cell(number) if number is not None else None
        key = plain(shown(cell))
        self.numbered[key] = self.numbered.get(key, 0) + 1
        return str(self.numbered[key])


def _whether(cell: Cell) -> bool | None:
    """What a cell says of whether there is a subcontract; None where it is blank or can't be read."""
    if is_blank(cell) or isinstance(cell, BrokenCell):
        return None
    for type_ in (ValueType.YES_NO, ValueType.PRESENT):
        try:
            return read_either(type_, cell)
        except ValueError:
            continue
    words = plain(str(cell))
    return (
        True if words in ("あり", "有り") else False if words in ("なし", "無し", "-", "－", "ー", "該当なし") else None
    )


def read_own(table: OwnTable, mapped: MappedTable, headings: Headings, readings: Readings, unsaid: Unsaid) -> OwnRead:
    """The rows of an office's own table as it is mapped, with every fault under the table's own headings.

    A contract that stands in several rows, one for each subcontract, is one contract where no row says otherwise.
    """
    columns = OwnColumns(table, mapped, headings)
    read = _OwnReader(columns, readings, unsaid).run()
    read.faults[:0] = _missing(columns)
    read.rows = list(_once(read.rows))
    return read


def _missing(columns: OwnColumns) -> Iterator[Fault]:
    """A fault for each heading of the map that the table has not, and each column that its rows must have and lack."""
    table, titles = columns.table, {plain(title) for title in columns.titles.values()}
    for heading, reads in columns.mapped.columns.items():
        if plain(heading) not in titles and reads != "-":
            told = f"「{reads}」として読む見出しです。割当てを直すか、見出しを元に戻してください"
            yield Fault(table.sheet, table.header[-1], heading, "見出しがありません", told)
    base = columns.at.get(table.base.name, {})
    present = {column.label for column in base.values()}
    for name in dict.fromkeys((*table.base.key, *table.base.required)):
        if name not in present:
            told = f"「{name}」の列又は値が必要です。割当てで、どの見出しか、全ての行に当てる値かを決めてください"
            yield Fault(table.sheet, table.header[-1], name, NO_COLUMN, told)


def _once(rows: Iterable[LedgerRow]) -> Iterator[LedgerRow]:
    """The rows, without those that only repeat what an earlier one says of the same contract or document."""
    seen: dict[tuple[str, str, str], list[LedgerRow]] = {}
    for row in rows:
        place = (row.sheet, row.contract or "", row.subcontract or "")
        earlier = seen.setdefault(place, [])
        if any(_says_no_more(row, one) for one in earlier):
            continue
        earlier.append(row)
        yield row


def _says_no_more(row: LedgerRow, earlier: LedgerRow) -> bool:
    if row.sheet == _SUB or row.withdrawn or earlier.withdrawn or (row.stage or earlier.stage) != earlier.stage:
        return False
    return all(
        target in earlier.values and earlier.values[target].items() >= values.items()
        for target, values in row.values.items()
    )
