"""Texts in cells: free text, persons and contacts, and the numbers that contracts and subcontracts go by."""

import re
import unicodedata
from datetime import date, time, timedelta

from lifecycle.ledger.cells import number_text
from lifecycle.ledger.words import plain, tidy

_SUBCONTRACT_NO = re.compile(r"^[1-9][0-9]{0,3}(?:\.[1-9][0-9]{0,3})*$")


def read_text(raw: object) -> str:
    """The text as typed; a number becomes its digits, 5.0 becomes 5.

    Raises ValueError for a date or a time: Excel makes «1-2» a date, and what was meant can't be known.
    """
    if isinstance(raw, date | time | timedelta):
        raise ValueError("文字が必要です(Excelが日付・時刻に変えています。書式を文字列にして入力し直してください)")
    return _as_typed(raw)


def read_person(raw: object) -> str:
    """A person's name, post or contact as typed; whatever stands in the cell is taken, never refused."""
    return _as_typed(raw)


def _as_typed(raw: object) -> str:
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, int | float):
        return number_text(raw)
    return tidy(str(raw))


def read_contract_no(raw: object) -> str:
    """契約番号 in its one spelling: full-width made half-width, runs of blanks made one. Raises ValueError."""
    return " ".join(unicodedata.normalize("NFKC", read_text(raw)).split())


def read_subcontract_no(raw: object) -> str:
    """再委託番号: 1, 2 …, 1.1 for a subcontractor's own subcontract; Excel's 1.0 is 1. Raises ValueError."""
    text = plain("" if isinstance(raw, bool | date | time | timedelta) else _as_typed(raw))
    if not _SUBCONTRACT_NO.match(text):
        raise ValueError("再委託番号(例 1、2、再々委託は 1.1)が必要です")
    return text
