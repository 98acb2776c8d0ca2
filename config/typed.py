"""Typed text: the characters that people typed, made comparable without making another number of them."""

import re
import unicodedata
from functools import lru_cache

PARTED = "数字の間に空白や改行があるため読めません(一つの数か二つの数か分かりません)"
"""The reason why digits parted by a blank are not read."""

_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff]+")
_BLANK = re.compile(r"\s+")
_PARTED = re.compile(r"[0-9〇一二三四五六七八九十]\s+[0-9〇一二三四五六七八九十]")
_RAISED = ("<super>", "<sub>", "<fraction>", "<circle>")


@lru_cache(maxsize=16384)
def folded(text: str) -> str:
    """The text as words are sought in it: NFKC, small letters, without blanks, line breaks and what nobody sees."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    if plain.isascii() or (plain.isprintable() and not _MAY_BE_UNSEEN.search(plain)):
        return plain
    return "".join(c for c in plain if not _is_unseen(c))


_MAY_BE_UNSEEN = re.compile("[\ufe00-\ufe0f\u115f\u1160\u2800\u3164\uffa0]")
"""What shows nothing though it counts as printable; marks of format and control don't."""
_UNSEEN_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Characters that Unicode calls letters or signs and that show nothing (blanks of Hangul and of Braille)."""


def _is_unseen(char: str) -> bool:
    """Whether a character shows nothing: marks of format and control, selectors of a variant, blank letters."""
    return unicodedata.category(char) in ("Cf", "Cc") or "\ufe00" <= char <= "\ufe0f" or char in _UNSEEN_LETTERS


def half_width(text: str) -> str:
    """The text in NFKC, trimmed and without invisible characters.

    Raises ValueError for raised, lowered and circled digits and fractions: NFKC makes 103 of 10³, 1100 of ①100.
    """
    if not text.isascii() and any(unicodedata.decomposition(c).startswith(_RAISED) for c in text):
        raise ValueError("上付き・下付き・丸付きの数字や分数は読めません")
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()


def without_blanks(text: str) -> str:
    """The text in NFKC without blanks. Raises ValueError where a blank or a line break parts two digits.

    「R6.4.1 2」 would become another day, 「1 2」 another number.
    """
    narrow = half_width(text)
    if _PARTED.search(narrow):
        raise ValueError(PARTED)
    return _BLANK.sub("", narrow)
