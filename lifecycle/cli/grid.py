"""A table as a terminal of any width shows it: a key is never cut, other cells fold, columns give way, last: records.

There are no borders: what draws them is as wide as a 漢字 on some terminals and half as wide on others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from config.unseen import visible_line
from config.wareki import format_date, short_date
from notifications.plain import pad, width, wrap

_GAP = "  "
_NARROW, _SHORT, _LONG = 12, 10, 24
"""The width up to which a cell is never folded, and the least for a longer cell, and for a sentence."""
_SENTENCE = 40
"""The width from which on a cell is a sentence."""
_LEAST_HEAD = 4

GridRow = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Screen:
    """What a screen shows of rows: the lines of the table, and what is said below it of columns that it lacks."""

    lines: tuple[str, ...]
    foot: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """Rows under headings. The cells of `keys` are what people type: never cut, never folded, never left out.

    `gives_way` names the columns that are left out where there is no room, the first one first.
    """

    columns: Mapping[str, str]
    rows: Sequence[GridRow]
    keys: Sequence[str] = ()
    gives_way: Sequence[str] = ()

    def at(self, columns: int) -> Screen:
        """The table on a screen of so many half-width columns."""
        for grid in (self._long, self._short):
            if grid.natural_total(grid.names) <= columns:
                return Screen(tuple(grid.table(grid.names, grid.natural)), ())
        return self._fitted(self._short, columns)

    @cached_property
    def _long(self) -> "_Cells":
        return _Cells(self, format_date)

    @cached_property
    def _short(self) -> "_Cells":
        return _Cells(self, short_date)

    def _fitted(self, cells: "_Cells", columns: int) -> Screen:
        """The table with cells folded and columns left out as far as it takes; records where that is not enough."""
        blank = [name for name in cells.names if name not in self.keys and not any(cells.texts[name])]
        giving = [name for name in self.gives_way if name in self.columns and name not in blank]
        same = {name: cells.texts[name][0] for name in giving if cells.is_same(name)}
        gone, foot = [*blank], []
        for name in ("", *same, *(name for name in giving if name not in same)):
            if name:
                gone.append(name)
                foot.append(f"{self.columns[name]}は全て「{same[name]}」" if name in same else self.columns[name])
            kept = [one for one in cells.names if one not in gone]
            if widths := cells.folded(kept, columns):
                return Screen(tuple(cells.table(kept, widths)), tuple(foot))
        return Screen(tuple(cells.records(columns)), ())


class _Cells:
    """The texts of a grid, with dates written in one way; their widths and their layouts."""

    def __init__(self, grid: Grid, day: Any) -> None:
        self._grid = grid
        self.names = list(grid.columns)
        self.texts = {name: [_text(row.get(name), day) for row in grid.rows] for name in self.names}
        self._values = {name: max(map(width, texts), default=0) for name, texts in self.texts.items()}
        self.natural = {name: max(self._values[name], width(grid.columns[name])) for name in self.names}

    def natural_total(self, names: Sequence[str]) -> int:
        """How wide a line is where nothing is folded."""
        return _total(names, self.natural)

    def is_same(self, name: str) -> bool:
        """Whether the column says the same in several rows, and nothing else."""
        texts = self.texts[name]
        return len(texts) > 1 and bool(texts[0]) and len(set(texts)) == 1

    def folded(self, names: Sequence[str], columns: int) -> dict[str, int] | None:
        """The widths of the columns in a screen of that width; None where even the least is too much."""
        widths = {name: self._least(name) for name in names}
        left = columns - _total(names, widths)
        if left < 0:
            return None
        hungry = sorted((n for n in names if widths[n] < self.natural[n]), key=lambda n: self.natural[n] - widths[n])
        for place, name in enumerate(hungry):
            more = min(self.natural[name] - widths[name], left // (len(hungry) - place))
            widths[name] += more
            left -= more
        return widths

    def _least(self, name: str) -> int:
        value, head = self._values[name], width(self._grid.columns[name])
        if name in self._grid.keys:
            return self.natural[name]
        if value <= _NARROW:
            return max(value, min(head, _LEAST_HEAD))
        return min(value, _LONG if value >= _SENTENCE else _SHORT)

    def table(self, names: Sequence[str], widths: Mapping[str, int]) -> Iterator[str]:
        """The lines of the table."""
        yield from _line({name: self._grid.columns[name] for name in names}, widths, self._grid.keys)
        yield _GAP.join("-" * widths[name] for name in names)
        for number in range(len(self._grid.rows)):
            yield from _line({name: self.texts[name][number] for name in names}, widths, self._grid.keys)

    def records(self, columns: int) -> Iterator[str]:
        """Each row as lines of its own: its keys first, each whole, then what else it says."""
        shown = [name for name in self.names if name not in self._grid.keys]
        marks = [name for name in shown if not self._grid.columns[name]]
        for number in range(len(self._grid.rows)):
            head = [self.texts[name][number] for name in (*marks, *self._grid.keys)]
            joined = " ".join(filter(None, head))
            yield from [joined] if width(joined) <= columns else filter(None, head)
            for name in shown:
                if name not in marks and (text := self.texts[name][number]):
                    yield from wrap(text, f"{_GAP}{self._grid.columns[name]}: ", _GAP * 2, columns).split("\n")


def _total(names: Sequence[str], widths: Mapping[str, int]) -> int:
    return sum(widths[name] for name in names) + len(_GAP) * (len(names) - 1)


def _line(texts: Mapping[str, str], widths: Mapping[str, int], keys: Sequence[str]) -> Iterator[str]:
    """One row in as many lines as its tallest cell takes; a key stands on the first."""
    cells = [
        [text] if name in keys and width(text) <= widths[name] else wrap(text, columns=widths[name]).split("\n")
        for name, text in texts.items()
    ]
    for number in range(max(map(len, cells))):
        parts = [cell[number] if number < len(cell) else "" for cell in cells]
        yield _GAP.join(pad(part, columns) for part, columns in zip(parts, widths.values(), strict=True)).rstrip()


def _text(value: Any, day: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return str(day(value))
    return visible_line(str(getattr(value, "label", value)))
