"""Texts in cells: free text, persons and contacts, and the numbers by which contracts and subcontracts are called."""

import re
from datetime import date, time, timedelta

from config.mail_addresses import deliverable
from config.typed import without_blanks
from config.unseen import refusal_of
from lifecycle.fields.contract_numbers import one_spelling, refused_number
from lifecycle.fields.shown_numbers import ShownNumber, as_shown
from lifecycle.fields.words import number_text, tidy

_LONGEST_NO, _DIVIDERS = 60, "/:"
_RESERVED = frozenset({"system", "seal"})
_SUBCONTRACT_NO = re.compile(r"^[1-9][0-9]{0,3}(?:\.[1-9][0-9]{0,3})*$")


def read_text(raw: object) -> str:
    """The text as typed; a number becomes its digits, 5.0 becomes 5.

    Raises ValueError for a date or a time: Excel makes «1-2» a date, and what was meant can't be known; and for
    characters that nobody sees.
    """
    if isinstance(raw, date | time | timedelta):
        raise ValueError("文字が必要です(Excelが日付・時刻に変えています。書式を文字列にして入力し直してください)")
    return _as_typed(raw)


def read_person(raw: object) -> str:
    """A person's name, post or contact as typed; anything that can be seen is taken. Raises ValueError else."""
    return _as_typed(raw)


def read_mail(raw: object) -> str:
    """One mail address, with or without a display name, full-width made half-width. Raises ValueError, repeating none.

    Two addresses, or one with a line break, would reach somebody else than the post, or nobody.
    """
    try:
        return str(deliverable(read_person(raw)))
    except ValueError as why:
        told = f"メールアドレス1件(例 head@example.lg.jp。なければ空欄)が必要です({why})"
        raise ValueError(told) from None


def is_full_width(raw: object) -> bool:
    """Whether `read_mail` takes full-width letters or signs of this address as half-width. Raises ValueError as it."""
    return deliverable(read_person(raw)).respelled


def _as_typed(raw: object) -> str:
    raw = as_shown(raw)
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, int | float):
        return number_text(raw)
    text = tidy(str(raw))
    if refused := refusal_of(text):
        raise ValueError(refused)
    return text


def read_contract_no(raw: object) -> str:
    """契約番号 in its one spelling: full-width made half-width, any dash a hyphen, runs of blanks made one.

    Raises ValueError for a number that could be taken for something else: R6-0012/1 is a subcontract, an alert's parts
    are divided by colons, and some words name what is not a contract.
    """
    typed = read_text(raw)
    text = one_spelling(typed)
    if not 0 < len(text) <= _LONGEST_NO or not text.isprintable() or any(c in text for c in _DIVIDERS):
        raise ValueError(f"契約番号({_LONGEST_NO}字まで。「/」「:」は使えません)が必要です")
    if text in _RESERVED:
        raise ValueError(f"「{text}」は契約番号に使えません(この仕組みが使う名前です)")
    if refused := refused_number(typed):
        raise ValueError(f"契約番号に使えない文字があります。{refused}。契約番号({_LONGEST_NO}字まで)が必要です")
    return text


def read_subcontract_no(raw: object) -> str:
    """再委託番号: 1, 2 …, 1.1 for a subcontractor's own subcontract; Excel's 1.0 is 1. Raises ValueError."""
    try:
        text = without_blanks("" if isinstance(raw, bool | date | time | timedelta) else _as_typed(raw))
        if isinstance(raw, ShownNumber) and not _SUBCONTRACT_NO.match(text):
            text = number_text(raw)
    except ValueError as error:
        raise ValueError(f"再委託番号(例 1、2、再々委託は 1.1)が必要です。{error}") from None
    if not _SUBCONTRACT_NO.match(text):
        raise ValueError("再委託番号(例 1、2、再々委託は 1.1)が必要です")
    return text
