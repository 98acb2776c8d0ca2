"""The cells of a form that came back, as they stand in sight: what a formula last gave is never believed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lifecycle.fields.words import plain
from lifecycle.ledger.cells import BrokenCell, Cell, Row
from lifecycle.ledger.formulas import column_at
from lifecycle.ledger.workbook import Cells, WorkbookUnreadable, read_every_sheet

_NOT_RECALCULATED = "数式の結果は古いことがあるため、読みません。値を直接入力してください"
_LOOP = BrokenCell("互いを参照する数式", _NOT_RECALCULATED)
_OLD = ("古い形式(.xls)のファイルです", "Excelで開き、「Excelブック(.xlsx)」として保存し直してください")
_CHAIN, _SHOWN = 20, 30
_SHEET = r"(?:'((?:[^']|'')+)'|([^'!,()=<>&\"\s]+))!"
_CELL = r"\$?([A-Z]{1,3})\$?([0-9]{1,7})"
_REFERENCE = re.compile(rf"\+?(?:{_SHEET})?{_CELL}")
_UNLESS_BLANK = re.compile(r"IF\((.+?)=\"\",\"\",(.+)\)", re.IGNORECASE)
_TEXT, _NUMBER = re.compile(r'"((?:[^"]|"")*)"'), re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class SeenSheet:
    """One sheet: its name, whether it is in sight, its cells by row and column, and its merged ranges."""

    name: str
    visible: bool
    cells: Mapping[tuple[int, int], Cell]
    formulas: Mapping[tuple[int, int], str]
    merged: tuple[tuple[int, int, int, int], ...] = ()

    def home_of(self, row: int, column: int) -> tuple[int, int]:
        """The cell that holds the value shown at a place: of merged cells the first."""
        for top, left, bottom, right in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return row, column


@dataclass(frozen=True, slots=True)
class FormCells:
    """A workbook as it came back: every sheet, and the SHA-256 of the file that was read."""

    sheets: tuple[SeenSheet, ...]
    sha256: str

    def value(self, sheet: SeenSheet, row: int, column: int) -> Cell:
        """What stands at a place. A formula that only refers to another cell gives what stands there now.

        Any other formula is a broken cell, and so is one that refers to itself.
        """
        return self._at(sheet, *sheet.home_of(row, column))

    def _at(self, sheet: SeenSheet, row: int, column: int, chain: int = _CHAIN) -> Cell:
        at = (row, column)
        formula = sheet.formulas.get(at)
        if formula is None:
            return sheet.cells.get(at)
        return self._worked_out(sheet, formula, chain) if chain else _LOOP

    def _worked_out(self, sheet: SeenSheet, formula: str, chain: int) -> Cell:
        if (blank := _UNLESS_BLANK.fullmatch(formula)) and blank[1] == blank[2]:
            formula = blank[1]
        if text := _TEXT.fullmatch(formula):
            return text[1].replace('""', '"') or None
        if _NUMBER.fullmatch(formula):
            return float(formula)
        place = self._place(sheet, formula)
        if place is None:
            return BrokenCell(f"数式(={formula[:_SHOWN]})" if formula else "数式", _NOT_RECALCULATED)
        return self._at(*place, chain - 1)

    def _place(self, sheet: SeenSheet, formula: str) -> tuple[SeenSheet, int, int] | None:
        match = _REFERENCE.fullmatch(formula)
        if match is None:
            return None
        named = (match[1] or match[2] or sheet.name).replace("''", "'")
        other = next((one for one in self.sheets if plain(one.name) == plain(named)), None)
        return (other, int(match[4]), column_at(match[3])) if other else None

    def rows(self, sheet: SeenSheet) -> tuple[Row, ...]:
        """The rows of a sheet that are not blank, each cell as it stands."""
        widths: dict[int, int] = {}
        for row, at in (*sheet.cells, *sheet.formulas):
            widths[row] = max(widths.get(row, 0), at + 1)
        rows = []
        for number in sorted(widths):
            cells = tuple(self._at(sheet, number, at) for at in range(widths[number]))
            if any(cell is not None for cell in cells):
                rows.append(Row(number, cells))
        return tuple(rows)


def read_form_cells(path: Path) -> FormCells:
    """Every cell of a workbook, in whatever sheet. Raises WorkbookUnreadable, for an older format too: it does not tell
    which of its values are only what a formula last gave.
    """
    cells = read_every_sheet(path, formulas=True)
    if cells.is_old:
        raise WorkbookUnreadable(path.name, *_OLD)
    return FormCells(tuple(_form_sheet(cells, name) for name in cells.sheets), cells.sha256)


def _form_sheet(read: Cells, name: str) -> SeenSheet:
    values = {(row.number, at): cell for row in read.sheets[name] for at, cell in enumerate(row.cells)}
    merged = tuple((top + 1, left, bottom + 1, right) for top, left, bottom, right in read.merged.get(name, ()))
    shown = name not in read.hidden
    return SeenSheet(
        name, shown, {at: cell for at, cell in values.items() if cell is not None}, read.formulas.get(name, {}), merged
    )
