"""Words as people type them: which spellings count as the same word, and what counts as nothing."""

import re
import unicodedata
from functools import lru_cache

from config.unseen import without_what_shows_nothing

_DROPPED = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
"""The line breaks that other programs leave in a text; all of them become ours."""

_CACHED_LENGTH = 40


def plain(text: str) -> str:
    """The word without its accidents: full-width made half-width (NFKC), blanks and line breaks dropped.

    It serves to compare headers, sheet names, choices and offices; never to store what people wrote.
    """
    return _short(text) if len(text) <= _CACHED_LENGTH else _plain(text)


@lru_cache(maxsize=4096)
def _short(text: str) -> str:
    return _plain(text)


def _plain(text: str) -> str:
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text))


_DITTO = frozenset(map(_plain, ("〃", "″", "”", '"', "〟", "々", "々々", "仝", "同上", "同前", "上に同じ", "上と同じ")))


def is_ditto(text: str) -> bool:
    """Whether a cell says nothing but that it repeats the one above: 〃, 同上."""
    return plain(text) in _DITTO


def tidy(text: str) -> str:
    """The text as typed, without blanks at its ends and what shows nothing; every line break becomes a newline."""
    if not text.isascii() or not text.isprintable():
        text = without_what_shows_nothing(_BREAK.sub("\n", text)).encode("utf-8", "replace").decode()
    return text.strip()


def number_text(value: float) -> str:
    """A number as people write it: 5.0 is 5, 1.1 stays 1.1."""
    return str(int(value)) if float(value).is_integer() else repr(value)
