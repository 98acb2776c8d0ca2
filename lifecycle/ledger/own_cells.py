"""Own cells: the rows of an office's own table with what its map adds to them, so that they read as the ledger's do.

To the right of the table stand the values that no column of it gives: what holds for every row, and both days of a
period that was written in one cell.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from config.headings import Headings
from config.wareki import fiscal_year_of
from lifecycle.fields.dates import read_date
from lifecycle.fields.shown_numbers import as_shown
from lifecycle.fields.words import number_text, plain, tidy
from lifecycle.ledger.cells import BrokenCell, Cell, Row, column_letter, shown
from lifecycle.ledger.columns import CONTRACT_NO, LedgerColumn
from lifecycle.ledger.layout import (
    FROM_DATE,
    HAS_SUBCONTRACT,
    NO_PREFIX,
    NUMBER_PREFIX,
    PERIOD,
    READ_NOT,
    MappedTable,
    column_named,
)
from lifecycle.ledger.tables_in import OwnTable
from lifecycle.ledger.totals import total_of
from states.documents import ValueType
from states.facts import ContractSheet
from states.labels import label

ERAS: Mapping[str, str] = {"令和": "令和", "平成": "平成", "昭和": "昭和", "西暦": "20"}
"""The answers to which era a year without one is of, with what is put before it."""
BARE_DAY = re.compile(r"^\s*[0-9０-９]{1,2}\s*[.．/／\-－年]\s*[0-9０-９]{1,2}\s*[.．/／\-－月]\s*[0-9０-９]{1,2}")
"""How a day begins whose year has no era."""
_DIVIDED = re.compile(r"\s*(?:[~〜～→]|から|より|\n)\s*")
_UNTIL = re.compile(r"(?:まで|迄)$")
_PERIOD_EXPECTED = "期間(例 R7.4.1～R8.3.31)が必要です。始めの日と終わりの日を「～」で区切ってください"
_PLAIN_NUMBER = re.compile(r"^[0-9,]+(?:\.[0-9]+)?$")
_START, _END, _CONCLUDED = (
    f"契約/{label(ContractSheet, name)}" for name in ("performance_start_on", "performance_end_on", "concluded_on")
)


@dataclass
class OwnColumns:
    """Where every column of the ledger stands in the rows of a table, its own and those that the map adds.

    `at` goes from a sheet of the ledger to its columns by their places; `answers_for` from a place that the map adds to
    the one in the table from which it comes; `says_whether` is where it only says whether there is a subcontract.
    """

    table: OwnTable
    mapped: MappedTable
    headings: Headings
    at: dict[str, dict[int, LedgerColumn]] = field(default_factory=dict)
    answers_for: dict[int, int] = field(default_factory=dict)
    says_whether: int | None = None
    _constants: list[tuple[int, str]] = field(default_factory=list)
    _period: tuple[int, int, int] | None = None
    _concluded: int | None = None
    _year: int | None = None

    def __post_init__(self) -> None:
        self.titles = self.table.titles()
        settled = {plain(heading): reads for heading, reads in self.mapped.columns.items()}
        self.reads = {at: settled.get(plain(title), READ_NOT) for at, title in self.titles.items()}
        self.eras = {plain(heading): ERAS.get(era, "") for heading, era in self.mapped.eras.items()}
        self._next = max(self.titles, default=-1) + 1
        for at, reads in self.reads.items():
            if reads == PERIOD:
                self._period = (at, self._add(_START, at), self._add(_END, at))
            elif reads == HAS_SUBCONTRACT:
                self.says_whether = at
            elif reads != READ_NOT:
                self._place(reads, at)
        for name, text in self.mapped.constants.items():
            if name != NUMBER_PREFIX and text:
                place = self._add(name)
                if text == FROM_DATE:
                    self._year = place
                else:
                    self._constants.append((place, text))
        self.scale = self._scale()

    def _place(self, name: str, at: int) -> None:
        known = column_named(name)
        if known is not None:
            self.at.setdefault(known[0], {})[at] = known[1]
            self._concluded = at if name == _CONCLUDED else self._concluded

    def _add(self, name: str, source: int | None = None) -> int:
        place = self._next
        self._next += 1
        self._place(name, place)
        if source is not None:
            self.answers_for[place] = source
        return place

    def title(self, sheet: str, column_label: str) -> str:
        """The heading over a column of the ledger with its letter in Excel; the ledger's own name where none stands."""
        for at, column in self.at.get(sheet, {}).items():
            source = self.answers_for.get(at, at)
            if column.label == column_label and source in self.titles:
                title, letter = self.titles[source], f"({column_letter(source)}列)"
                return title if title.endswith(letter) else title + letter
        return column_label

    def _scale(self) -> dict[int, int]:
        """By how much the numbers of a column are to be multiplied: 千円 in its heading or in a note above."""
        scale = {}
        for at, reads in self.reads.items():
            if reads in self.headings.scaled:
                said = (self.titles[at], *(text for text in self.table.above if "単位" in text))
                times = next((one.times for text in said for one in self.headings.scales if one.word in plain(text)), 1)
                if times > 1:
                    scale[at] = times
        return scale

    def row(self, row: Row) -> Row:
        """The row with its years and numbers as they are meant, and with what the map adds."""
        cells: list[Cell] = [self._meant(at, row.cell(at)) for at in range(self._next)]
        if any(cell is not None for cell in cells):
            for place, text in self._constants:
                cells[place] = text
        if self._period:
            at, start, end = self._period
            cells[start], cells[end] = _days_of(row.cell(at), self.eras.get(plain(self.titles[at]), ""))
        if self._year is not None and self._concluded is not None:
            cells[self._year] = year_of(cells[self._concluded])
        return Row(row.number, tuple(cells))

    def _meant(self, at: int, cell: Cell) -> Cell:
        """A cell of the table: with the era of its column, times what its heading says, behind the numbers' prefix."""
        if cell is None or isinstance(cell, BrokenCell):
            return cell
        title = self.titles.get(at, "")
        if isinstance(cell, str) and BARE_DAY.match(cell) and (era := self.eras.get(plain(title))):
            return era + tidy(cell)
        if times := self.scale.get(at):
            return _times(cell, times)
        prefix = self.mapped.constants.get(NUMBER_PREFIX, "")
        number = self.at.get("契約", {}).get(at) is CONTRACT_NO
        if number and prefix and prefix != NO_PREFIX and isinstance(cell, str | int | float) and tidy(str(cell)):
            told = as_shown(cell)
            return prefix + (tidy(told) if isinstance(told, str) else number_text(float(cell)))
        return cell


def _times(cell: Cell, times: int) -> Cell:
    """A number times what the heading says; what Excel shows of it counts («#,##0,» shows the thousandth)."""
    told = as_shown(cell)
    if isinstance(told, int | float) and not isinstance(told, bool):
        return round(told * times, 6)
    if isinstance(told, str) and _PLAIN_NUMBER.match(plain(told)):
        return round(float(plain(told).replace(",", "")) * times, 6)
    return cell


def year_of(cell: Cell) -> Cell:
    """The fiscal year in which a day lies; nothing where it is none."""
    try:
        return str(fiscal_year_of(date.fromisoformat(read_date(cell))))
    except ValueError:
        return None


def _days_of(cell: Cell, era: str) -> tuple[Cell, Cell]:
    """Both days of a period; a cell that is no such thing is broken at its first day."""
    if cell is None or isinstance(cell, BrokenCell):
        return cell, None
    parts = [part for part in _DIVIDED.split(tidy(cell)) if part] if isinstance(cell, str) else []
    if len(parts) != 2:
        return BrokenCell(shown(cell), _PERIOD_EXPECTED), None
    start, end = (_UNTIL.sub("", part) for part in parts)
    return _with_era(start, era), _with_era(end, era or _era_of(start))


def _with_era(text: str, era: str) -> str:
    return era + text if era and BARE_DAY.match(text) else text


def _era_of(text: str) -> str:
    """The era that is written before a day, which also holds for the later day of a period."""
    match = re.match(r"^\s*(令和|平成|昭和|[RHSrhs]|令|平|昭)", text)
    return match[1] if match else ""


def era_wanted(column: LedgerColumn | None, cell: Cell) -> bool:
    """Whether a cell of a column of days has a year without an era."""
    of_days = column is None or column.column.value_type is ValueType.DATE
    return of_days and isinstance(cell, str) and bool(BARE_DAY.match(cell))


def own_notes(table: OwnTable, headings: Headings) -> Iterator[tuple[Row, str]]:
    """The rows below the headings that are none of the table's: totals, remarks, headings repeated on a page."""
    repeated = [{plain(part) for part in parts if part} for parts in table.headings.values()]
    for row in table.rows:
        if word := total_of(row):
            yield row, f"{word} は計の行"
            continue
        cells = [(at, cell) for at, cell in enumerate(row.cells) if cell is not None]
        texts = [cell for _, cell in cells if isinstance(cell, str)]
        if len(cells) <= 2 and texts and tidy(texts[0]).startswith(headings.notes):
            yield row, "注記"
            continue
        places = dict(zip(table.headings, repeated, strict=True))
        again = sum(isinstance(cell, str) and plain(cell) in places.get(at, ()) for at, cell in cells)
        if again >= headings.least and again == len(cells):
            yield row, "見出しの繰返し"
