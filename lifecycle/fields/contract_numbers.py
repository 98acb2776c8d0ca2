"""The number of a contract in its one spelling, and which numbers nobody can tell apart."""

import re
import unicodedata

from config.typed import half_width
from lifecycle.fields.dashes import DASHES

_BARE_DASHES = re.compile(f"[{DASHES}]".replace("\u30fc", ""))
_LONG_VOWEL = re.compile(r"(?<![\u3040-\u30ff\u31f0-\u31ff])\u30fc")
"""The long vowel of katakana where no kana stands before it: a hyphen typed with the wrong key."""
_KANJI_ONE = re.compile(r"(?<=[A-Za-z0-9])\u4e00(?=[A-Za-z0-9])")
_LETTERS = str.maketrans(
    # Greek and Cyrillic letters that are drawn as Latin ones.
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοАВЕЅІЈКМНОРСТУХаеорсухіјѕ",
    "ABEZHIKMNOPTYXoABESIJKMHOPCTYXaeopcyxijs",
)
_DRAWN_ALIKE = str.maketrans("oil|〇○◯", "0111000")


def one_spelling(text: str) -> str:
    """The number as it is stored: half-width, runs of blanks made one, every dash a hyphen, alien letters as Latin.

    A ー behind kana stays, as it is a letter there. It judges nothing: see `refused_number`.
    """
    number = " ".join(unicodedata.normalize("NFKC", text).split())
    if number.isascii():
        return number
    return _KANJI_ONE.sub("-", _LONG_VOWEL.sub("-", _BARE_DASHES.sub("-", number))).translate(_LETTERS)


def refused_number(text: str) -> str:
    """Why a text can't be a contract's number, though it has a spelling: R6-① would be R6-1; empty where it can."""
    try:
        half_width(text)
    except ValueError as error:
        return str(error)
    return ""


def as_seen(number: str) -> str:
    """What a reader sees of a number: without letter case and blanks, O as 0, I and l as 1. Only to compare numbers."""
    return "".join(one_spelling(number).casefold().split()).translate(_DRAWN_ALIKE)
