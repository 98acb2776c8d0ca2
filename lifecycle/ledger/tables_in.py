"""Tables: where on a sheet of an office's own the headings stand, in one row or two, and which rows lie below."""

from collections.abc import Sequence
from dataclasses import dataclass

from lifecycle.fields.words import plain, tidy
from lifecycle.ledger.cells import BrokenCell, Cell, Row, column_letter, shown
from lifecycle.ledger.columns import CONTRACT_NO, SHEETS, Sheet, sheet_of
from lifecycle.ledger.layout import MAIN
from lifecycle.ledger.recognise import ALIKE, Recogniser
from lifecycle.ledger.workbook import Cells, Range
from states.facts import ContractSheet
from states.labels import label

_TELLING = {
    f"{MAIN}/{name}" for name in (CONTRACT_NO.label, *(label(ContractSheet, f) for f in ("title", "contractor")))
}


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A table of a sheet: the kind of the ledger's sheet it is most like, its header rows, its headings, its rows.

    `headings` goes from a column (from 0) to the upper and the lower part of its heading. `above` is what stands above.
    """

    sheet: str
    base: Sheet
    header: tuple[int, ...]
    headings: dict[int, tuple[str, str]]
    rows: tuple[Row, ...]
    above: tuple[str, ...] = ()

    def titles(self) -> dict[int, str]:
        """Each column's heading as it is shown and remembered: parts joined by «/», a letter where it stands twice."""
        joined = {at: "/".join(part for part in parts if part) for at, parts in self.headings.items()}
        counts = [plain(text) for text in joined.values()]
        titles = {}
        for at, text in joined.items():
            letter = f"({column_letter(at)}列)"
            titles[at] = text + letter if not text or counts.count(plain(text)) > 1 else text
        return titles


def table_of(cells: Cells, name: str, recogniser: Recogniser) -> OwnTable | None:
    """The table of a sheet; None where no row of it is recognised as headings."""
    rows, merged = cells.sheets[name], cells.merged.get(name, ())
    own = sheet_of(name)
    best: tuple[tuple[int, bool, bool], Sheet, int, bool] | None = None
    searched = rows[: recogniser.headings.rows_searched]
    for at in range(len(searched)):
        for base in [own] if own else SHEETS:
            for paired in (False, True):
                if paired and not _may_pair(searched, at):
                    continue
                score = _score(recogniser, base, _headings(searched, at, merged, paired=paired), named=own is not None)
                rank = (score, paired and _joined(searched, at, merged), not paired)
                if score and (best is None or rank > best[0]):
                    best = (rank, base, at, paired)
    if best is None:
        return None
    _, base, at, paired = best
    return _table(cells, name, base, at, paired=paired)


def table_at(cells: Cells, name: str, header: Sequence[int], base: Sheet) -> OwnTable | None:
    """The table of a sheet whose headings stand in those rows (Excel's, one or two); None where no such row is."""
    at = next((at for at, row in enumerate(cells.sheets[name]) if row.number == header[0]), None)
    if at is None:
        return None
    return _table(cells, name, base, at, paired=len(header) > 1 and at + 1 < len(cells.sheets[name]))


def _table(cells: Cells, name: str, base: Sheet, at: int, *, paired: bool) -> OwnTable:
    """The table whose headings begin in that row (from 0, of those that are not blank)."""
    rows, merged = cells.sheets[name], cells.merged.get(name, ())
    below = rows[at + 1 + paired :]
    headings = _headings(rows, at, merged, paired=paired)
    used = {place for row in below for place, cell in enumerate(row.cells) if cell is not None}
    kept = {place: headings.get(place, ("", "")) for place in sorted(used | headings.keys())}
    numbers = tuple(row.number for row in rows[at : at + 1 + paired])
    above = tuple(tidy(cell) for row in rows[:at] for cell in row.cells if isinstance(cell, str))
    return OwnTable(name, base, numbers, kept, _spread(below, merged, numbers[-1]), above)


def _may_pair(rows: Sequence[Row], at: int) -> bool:
    """Whether the row below may be the lower row of two header rows: it follows at once and holds only texts."""
    if at + 1 >= len(rows) or rows[at + 1].number != rows[at].number + 1:
        return False
    return all(cell is None or isinstance(cell, str) for cell in rows[at + 1].cells)


def _joined(rows: Sequence[Row], at: int, merged: Sequence[Range]) -> bool:
    """Whether cells of the two rows are joined downwards, as those of a heading of two rows are."""
    y = rows[at].number - 1
    return any(top == y and bottom == y + 1 for top, _, bottom, _ in merged)


def _headings(rows: Sequence[Row], at: int, merged: Sequence[Range], *, paired: bool) -> dict[int, tuple[str, str]]:
    """The parts of the headings in a row, or in it and the one below, by column."""
    upper = _texts(rows[at])
    if not paired:
        return {place: ("", text) for place, text in upper.items()}
    lower = _texts(rows[at + 1])
    over = dict(upper)
    y = rows[at].number - 1
    for top, left, bottom, right in merged:
        if top <= y <= bottom and left in upper:
            over |= dict.fromkeys(range(left, right + 1), upper[left])
    last = ""
    for place in range(max((*upper, *lower), default=-1) + 1):
        if place in over:
            last = over[place] if place in lower else ""
        elif place in lower and last:
            over[place] = last
    return {
        place: (over.get(place, ""), lower.get(place, "") if lower.get(place) != over.get(place) else "")
        for place in sorted(over.keys() | lower.keys())
    }


def _texts(row: Row) -> dict[int, str]:
    return {at: _text(cell) for at, cell in enumerate(row.cells) if _text(cell)}


def _text(cell: Cell) -> str:
    if cell is None or isinstance(cell, BrokenCell):
        return ""
    return shown(cell).replace("\n", "").strip()


def _score(recogniser: Recogniser, base: Sheet, headings: dict[int, tuple[str, str]], *, named: bool) -> int:
    """How many columns the headings of a row name; 0 where they are too few to be a table of that kind."""
    readings = [recogniser.read(base, *parts) for parts in headings.values()]
    sure = {reading.reads for reading in readings if reading and reading.by != ALIKE}
    if named:
        return len(sure)
    if len(sure) < recogniser.headings.least:
        return 0
    if base.name == MAIN:
        return len(sure) if sure.intersection(_TELLING) else 0
    own = [f"{base.name}/{label}" for label in base.key]
    return len(sure) if sure.issuperset(own) else 0


def _spread(rows: Sequence[Row], merged: Sequence[Range], after: int) -> tuple[Row, ...]:
    """The rows with the value of cells that are joined downwards in each of their rows."""
    downwards = [one for one in merged if one[2] > one[0] >= after]
    if not downwards:
        return tuple(rows)
    by_number = {row.number: list(row.cells) for row in rows}
    for top, left, bottom, _ in downwards:
        first = by_number.get(top + 1, [])
        value = first[left] if left < len(first) else None
        for number in range(top + 2, bottom + 2):
            if value is not None and number in by_number:
                cells = by_number[number]
                cells.extend([None] * (left + 1 - len(cells)))
                cells[left] = value
    return tuple(Row(number, tuple(cells)) for number, cells in sorted(by_number.items()))
