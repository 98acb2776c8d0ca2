"""Words as people type them: which spellings count as the same word, and what counts as nothing."""

import re
import unicodedata
from functools import lru_cache

_DROPPED = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
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
    """The text as typed, without blanks at its ends and without characters that no sheet can show."""
    if not text.isprintable():
        text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
        text = text.encode("utf-8", "replace").decode()
    return text.strip()


def number_text(value: float) -> str:
    """A number as people write it: 5.0 is 5, 1.1 stays 1.1."""
    return str(int(value)) if float(value).is_integer() else repr(value)
