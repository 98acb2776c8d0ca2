"""Cells: what may stand in a cell, and how a cell is read as text or shown in a fault."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from config.unseen import visible_line
from lifecycle.fields.shown_numbers import as_shown
from lifecycle.fields.words import number_text, tidy

_SHOWN_LENGTH = 40


@dataclass(frozen=True, slots=True)
class BrokenCell:
    """A cell without a value of its own: a formula that was never calculated, or an error such as #REF!."""

    found: str
    expected: str


FORMULA_WITHOUT_VALUE = BrokenCell(
    "計算結果のない数式", "数式の計算結果が保存されていません。Excelで開いて保存し直すか、値を直接入力してください"
)

ERROR_CODES = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
"""The words that Excel shows where a formula failed; typed as text they mean the same."""


def error_cell(code: str) -> BrokenCell:
    """The cell that shows an error code (#REF!, #N/A …)."""
    return BrokenCell(code, "数式のエラーです。数式を直すか、値を直接入力してください")


Cell = str | int | float | bool | date | datetime | time | timedelta | BrokenCell | None
"""The content of a cell; None stands for a blank cell."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank: its number in Excel (from 1) and its cells from column A."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, at: int) -> Cell:
        """The cell in a column, counted from 0; None for a column beyond the row's end."""
        return self.cells[at] if at < len(self.cells) else None


def shown(value: object) -> str:
    """A cell as a fault shows it, cut to one short line. It is not for personal columns."""
    if value is None:
        return "(空欄)"
    if isinstance(value, BrokenCell):
        return value.found
    if isinstance(value, bool):
        return str(value).upper()
    value = as_shown(value)
    if isinstance(value, int | float):
        return number_text(value)
    line = visible_line(tidy(str(value)))
    return line if len(line) <= _SHOWN_LENGTH else line[: _SHOWN_LENGTH - 1] + "…"


def column_at(letters: str) -> int:
    """The place of a column (from 0) by Excel's letters: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def column_letter(at: int) -> str:
    """Excel's letter for a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
