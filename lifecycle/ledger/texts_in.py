"""Texts: a ledger that was saved as CSV or TSV, in whichever encoding, as rows of cells. Part of the child process."""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Sequence

UTF8, UTF16 = "UTF-8", "UTF-16"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", UTF8),
    (codecs.BOM_UTF16_LE, "utf-16", UTF16),
    (codecs.BOM_UTF16_BE, "utf-16", UTF16),
)
_JAPANESE = {"cp932": "Shift_JIS(cp932)", "euc_jp": "EUC-JP", "iso2022_jp": "ISO-2022-JP"}
_NO_LETTERS = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
"""What Python makes of the bytes that stand for nothing in cp932."""
_DIVIDERS = ("\t", ",", ";")
_LOOKED_AT = 200
_LONGEST_CELL = 1 << 20
_KEPT_AS_TEXT = re.compile(r'^="([^"]*)"$')
"""The way in which other programs keep Excel from taking a text for a number."""


class UnknownLettersError(ValueError):
    """The bytes are a text in no encoding that is known here."""


class NoTableError(ValueError):
    """The bytes are no text, or a text without columns."""


def table_in(data: bytes) -> tuple[str, Sequence[Sequence[str]]]:
    """The encoding of a text, and its rows of cells. Raises UnknownLettersError, NoTableError."""
    encoding, text = _decoded(data)
    if any(unicodedata.category(sign) == "Cc" for sign in set(text) - set("\t\r\n\x0b\x0c")) or text.startswith("<"):
        raise NoTableError
    csv.field_size_limit(_LONGEST_CELL)
    head = text[: 1 << 16]
    divider = max(_DIVIDERS, key=lambda one: _columns(head, one))
    if _columns(head, divider) < 1:
        raise NoTableError
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True))
    except csv.Error:
        raise NoTableError from None
    return encoding, [[_KEPT_AS_TEXT.sub(r"\1", cell) for cell in row] for row in rows]


def _columns(head: str, divider: str) -> int:
    """The most columns beyond the first that lines at the head of the text have with this sign between them."""
    lines = csv.reader(io.StringIO(head, newline=""), delimiter=divider)
    most = 0
    for _ in range(_LOOKED_AT):
        try:
            most = max(most, len(next(lines)) - 1)
        except StopIteration:
            break
        except csv.Error:
            return most
    return most


def _decoded(data: bytes) -> tuple[str, str]:
    """The encoding's name and the text."""
    for mark, encoding, name in _MARKS:
        if data.startswith(mark):
            return name, _strictly(data, encoding)
    if b"\0" in data:
        even, odd = data[::2].count(0), data[1::2].count(0)
        if not even + odd or min(even, odd) * 8 > max(even, odd):
            raise NoTableError
        return UTF16, _strictly(data, "utf-16-be" if even > odd else "utf-16-le")
    try:
        return UTF8, data.decode("utf-8")
    except UnicodeDecodeError:
        return _japanese(data)


def _japanese(data: bytes) -> tuple[str, str]:
    """The text in the older encoding that makes the best Japanese of it."""
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=list(_JAPANESE)).best()
    if best is not None and best.encoding in _JAPANESE:
        return _JAPANESE[best.encoding], str(best)
    text = _strictly(data, "cp932")
    if _NO_LETTERS.search(text):
        raise UnknownLettersError
    return _JAPANESE["cp932"], text


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise UnknownLettersError from None
