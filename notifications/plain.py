"""Plain Japanese text: how wide it is, where a line may break, and what must never stand in it."""

import re
import unicodedata
from functools import lru_cache

from config.unseen import without_unseen

FICTIONAL = "この台帳は合成したもので、所属・契約・所見は全て架空です。"
"""The words that every message and page of runs has where the ledger is made up."""

COLUMNS = 76
"""The width of a line in half-width columns: 38 full-width characters."""

SCREEN_LINES = 25
"""The lines of a mail that a screen shows at once."""

_NO_START = "、。，．・：；？！」』）】〕〉》］｝ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々),.:;?!\\]}"
_NO_END = "「『（【〔〈《［｛(\\[{"
# A number stays with the counter or name behind it: 6文第12号, 11月.
_PIECE = re.compile(rf"[{_NO_END}]*(?:[!-~]*\d[^\s!-~{_NO_END}]|[!-~]+|\S)[{_NO_START}]*|\s+")
# An address is looked for from the start of a word only, so a long text without any is passed in one go.
_WORD = r"[^\s@＠、。「」()（）<>]"
_MAIL_ADDRESS = re.compile(rf"(?:(?<!{_WORD}){_WORD}*+)?[@＠]{_WORD}*")
_GAP = r"[-‐‑–—−－ー()（）. ]{1,2}"
_NINE_DIGITS = r"(?=[+＋]?(?:\D{0,2}\d){9})"
# Digits without gaps count only where they do not continue a hexadecimal id.
_PHONE = re.compile(
    rf"(?<![\dA-Za-z.-]){_NINE_DIGITS}(?:[+＋][8８][1１]|[0０])\d{{0,4}}(?:{_GAP}\d{{1,4}}){{1,3}}{_GAP}\d{{3,4}}(?!\d)"
    r"|(?<![\da-f])(?:[+＋][8８][1１][1-9１-９]|[0０])\d{8,10}(?![\da-f])"
)
HIDDEN = "〔伏せました〕"


def width(text: str) -> int:
    """The width of a text in half-width columns; wide, full-width and ambiguous characters count two."""
    return sum(map(_columns, text))


@lru_cache(maxsize=8192)
def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """A value as it may be shown: on one line, without control characters, mail addresses and telephone numbers.

    The list of allowed fields keeps persons out; this catches what somebody typed into a title.
    """
    line = " ".join(without_unseen(" ".join(text.split())).split())
    return _PHONE.sub(HIDDEN, _MAIL_ADDRESS.sub(HIDDEN, line))


def pad(text: str, columns: int) -> str:
    """The text filled up with spaces to a width; a wider text stays as it is."""
    return text + " " * max(0, columns - width(text))


def clipped(text: str, columns: int) -> str:
    """The text at most that wide; what is wider ends in …."""
    if width(text) <= columns:
        return text
    kept = ""
    for sign in text:
        if width(kept + sign) > columns - 2:
            break
        kept += sign
    return f"{kept}…"


def on_a_screen(body: str, room: int = SCREEN_LINES) -> str:
    """The text of a mail, without blank lines but for the first where it would have more lines than that."""
    if body.count("\n") <= room:
        return body
    first, _, rest = body.partition("\n\n")
    return f"{first}\n\n" + "\n".join(line for line in rest.split("\n") if line) + "\n"


@lru_cache(maxsize=4096)
def wrap(text: str, first: str = "", rest: str = "", columns: int = COLUMNS) -> str:
    """The text in lines of at most that width, the first after `first`, the others after `rest`.

    Words of ASCII stay whole unless wider than a line; closing punctuation does not begin a line, opening brackets do
    not end one.
    """
    margins = (width(first), width(rest))
    lines, used, room = [""], 0, columns - margins[0]
    for piece in _PIECE.findall(text):
        for part in _cut(piece, columns - max(margins)):
            if used + width(part.rstrip()) > room:
                lines.append("")
                used, room = 0, columns - margins[1]
            added = part if lines[-1] else part.lstrip()
            lines[-1] += added
            used += width(added)
    kept = [line.rstrip() for line in lines if line.strip()]
    return "\n".join((rest if n else first) + line for n, line in enumerate(kept or [""])).rstrip()


def _cut(piece: str, room: int) -> list[str]:
    """The pieces of a text: the piece whole, or split into its characters where it is wider than a line."""
    return [piece] if width(piece) <= room else list(piece)


def command(text: str, margin: str, columns: int = COLUMNS) -> str:
    """A command that can be copied: it is broken before an option, and each line but the last ends in a backslash."""
    lines = [margin]
    for n, part in enumerate(re.split(r" (?=--)", text)):
        joined = f"{lines[-1]} {part}" if n else lines[-1] + part
        if n and width(joined) > columns - 2:
            lines[-1] += " \\"
            lines.append(f"{margin}    {part}")
        else:
            lines[-1] = joined
    return "\n".join(lines)
