"""Totals: a row that only adds up those above it (計, 合計, 小計) is no record; it is left out, and named."""

import re

from lifecycle.fields.words import plain
from lifecycle.ledger.cells import BrokenCell, Cell, Row, column_letter

_TOTAL = re.compile(
    r"(?:.*[小合総累]計|総合計|(?:.*[^集会統設家時余生推])?計)(?:額|件数)?(?:\([^()]*\))?(?:[0-9,.]+(?:件|円|千円|名|人)?)?"
)
"""計, 小計, 合計(税込), 広報課計, 計12件; no word such as 集計 or 会計."""
_NUMBER = re.compile(r"[¥▲△(+-]*[0-9][0-9,.]*\)?(?:件|円|千円|名|人|%|社)?|[-ー－―]+")


def total_of(row: Row) -> str:
    """The word by which a row says that it is a total, with the letter of its column; empty where it is none.

    Beside that word it has nothing but numbers: a row with a day, a name or any other text is a record.
    """
    word = ""
    for at, cell in enumerate(row.cells):
        text = plain(cell) if isinstance(cell, str) else ""
        if not word and text and _TOTAL.fullmatch(text):
            word = f"{cell}({column_letter(at)}列)".replace("\n", " ")
        elif not _is_number(cell, text):
            return ""
    return word


def _is_number(cell: Cell, text: str) -> bool:
    if cell is None or isinstance(cell, BrokenCell):
        return True
    if isinstance(cell, str):
        return bool(_NUMBER.fullmatch(text)) or bool(_TOTAL.fullmatch(text))
    return isinstance(cell, int | float) and not isinstance(cell, bool)
