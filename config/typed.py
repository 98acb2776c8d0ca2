"""Typed text: the characters that people typed, made comparable without making another number of them."""

import re
import unicodedata

PARTED = "数字の間に空白や改行があるため読めません(一つの数か二つの数か分かりません)"
"""The reason why digits parted by a blank are not read."""

_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff]+")
_BLANK = re.compile(r"\s+")
_PARTED = re.compile(r"[0-9〇一二三四五六七八九十]\s+[0-9〇一二三四五六七八九十]")
_RAISED = ("<super>", "<sub>", "<fraction>")


def folded(text: str) -> str:
    """The text as words are sought in it: NFKC, blanks and line breaks dropped, small letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def half_width(text: str) -> str:
    """The text in NFKC, trimmed and without invisible characters.

    Raises ValueError for raised and lowered digits and for fractions: NFKC would make 103 of 10³.
    """
    if not text.isascii() and any(unicodedata.decomposition(c).startswith(_RAISED) for c in text):
        raise ValueError("上付き・下付きの数字や分数は読めません")
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()


def without_blanks(text: str) -> str:
    """The text in NFKC without blanks. Raises ValueError where a blank or a line break parts two digits.

    「R6.4.1 2」 would become another day, 「1 2」 another number.
    """
    narrow = half_width(text)
    if _PARTED.search(narrow):
        raise ValueError(PARTED)
    return _BLANK.sub("", narrow)
