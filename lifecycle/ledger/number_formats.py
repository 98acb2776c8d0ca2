"""Number formats of a workbook that change what is read: leading zeros, words and units around a number, thousandths.

The child process tells the formats of such cells, the parent writes the number as Excel shows it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import IO, Any
from xml.parsers import expat
from zipfile import ZipFile

from lifecycle.ledger.formulas import Found, column_at, holds

_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|[_*].|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|([0#?.,])|(E[+-]|General|G/標準)|(.)', re.S | re.I
)
_OF_A_DAY = re.compile(r"[ymdhsgebaｙｍｄ]", re.IGNORECASE)
_MONEY = re.compile(r"[¥￥\\$€()\s+-]*")
_REFERENCE = re.compile(r"^([A-Z]+)([0-9]+)$")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class _Format:
    """One section of a format: its literal texts and its places for digits in order, digits behind the point, scale."""

    parts: tuple[str, ...]
    decimals: int
    grouped: bool
    thousands: int
    percent: bool

    @property
    def is_telling(self) -> bool:
        """Whether what it shows is read otherwise than the bare number."""
        words = "".join(part[1:] for part in self.parts if part.startswith("'"))
        zeros = self.parts.count("0") > 1
        return zeros or self.percent or bool(self.thousands or not _MONEY.fullmatch(words)) or self._thousandths

    @property
    def _thousandths(self) -> bool:
        return self.decimals > 0 and self.decimals % 3 == 0


@lru_cache(maxsize=512)
def _section(code: str) -> _Format | None:
    """The section of a format for numbers of 0 and more; None where it shows days, or numbers in another way."""
    parts: list[str] = []
    points = decimals = 0
    grouped, percent, commas = False, False, 0
    for quoted, escaped, currency, place, other, literal in _TOKEN.findall(_first_section(code)):
        if other or (literal and _OF_A_DAY.match(literal)):
            return None
        text = quoted or escaped or currency or literal
        percent |= literal == "%"
        if place == ",":
            commas += 1
        elif place == ".":
            points += 1
            commas = 0
        elif place:
            grouped |= commas > 0
            commas = 0
            decimals += points > 0
            if not points:
                parts.append("0" if place == "0" else "#")
            elif decimals == 1:
                parts.append(".")
        elif text:
            parts.append(f"'{text}")
    digits = any(part in ("0", "#") for part in parts)
    return _Format(tuple(parts), decimals, grouped, commas, percent) if digits else None


def _first_section(code: str) -> str:
    match = re.match(r'(?:"[^"]*"|\\.|[^;"])*', code, re.S)
    return match[0] if match else code


def is_telling(code: str) -> bool:
    """Whether numbers under a format are read otherwise than bare ones."""
    section = _section(code)
    return section is not None and section.is_telling


def number_shown(value: float, code: str) -> str | None:
    """The text that Excel shows of a number of 0 or more; None where the format can't be followed."""
    section = _section(code)
    if section is None or value < 0:
        return None
    scaled = Decimal(repr(float(value))) / (1000**section.thousands) * (100 if section.percent else 1)
    whole, _, fraction = f"{scaled.quantize(Decimal(1).scaleb(-section.decimals), ROUND_HALF_UP):f}".partition(".")
    places = [at for at, part in enumerate(section.parts) if part in ("0", "#")]
    return "".join(_filled(section, places, whole, fraction))


def _filled(section: _Format, places: Sequence[int], whole: str, fraction: str) -> Iterator[str]:
    """The parts of a format with the digits in their places, from the right; those too many stand at the first."""
    digits = whole if whole != "0" or section.parts[places[-1]] == "0" else ""
    written = dict.fromkeys(places, "")
    for at in reversed(places):
        if at == places[0]:
            written[at] = digits or ("0" if section.parts[at] == "0" else "")
        else:
            written[at] = digits[-1:] or ("0" if section.parts[at] == "0" else "")
            digits = digits[:-1]
    if section.grouped:
        number = "".join(written[at] for at in places)
        written = dict.fromkeys(places, "") | {places[-1]: f"{int(number):,}" if number else ""}
    for at, part in enumerate(section.parts):
        yield written[at] if at in written else f".{fraction}" if part == "." else part[1:]


def formats_of_cells(book: ZipFile, part: str) -> list[Found]:
    """The formats that change what is read, cell by cell: row (Excel's), column (from 0), format."""
    names = {name.replace("\\", "/").lower(): name for name in book.namelist()}
    styles = names.get("xl/styles.xml")
    telling = _telling_styles(book.read(styles)) if styles else {}
    if not telling:
        return []
    used = re.compile(rf"\bs\s*=\s*[\"'](?:{'|'.join(telling)})[\"']".encode())
    with book.open(part) as stream:
        if not holds(stream, used):
            return []
    with book.open(part) as stream:
        return list(_CellStyles(telling).run(stream))


def _telling_styles(xml: bytes) -> Mapping[str, str]:
    """The telling formats by the number of the style that uses them."""
    codes: dict[str, str] = {}
    used: list[str] = []
    inside: list[str] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif local == "xf" and inside and inside[-1] == "cellXfs":
            used.append(attributes.get("numFmtId", ""))
        inside.append(local)

    def end(_: str) -> None:
        inside.pop()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.Parse(xml, True)
    return {str(at): codes[id_] for at, id_ in enumerate(used) if is_telling(codes.get(id_, ""))}


class _CellStyles:
    """One pass over a sheet's XML for the cells that hold a number in one of the telling styles."""

    def __init__(self, telling: Mapping[str, str]) -> None:
        self.telling = telling
        self.row, self.column, self.code = 0, -1, ""
        self.told: list[Found] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start

    def run(self, stream: IO[bytes]) -> list[Found]:
        while chunk := stream.read(_CHUNK):
            self.parser.Parse(chunk, False)
        self.parser.Parse(b"", True)
        return self.told

    def start(self, name: str, attributes: dict[str, Any]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            match = _REFERENCE.match(attributes.get("r", ""))
            self.column = column_at(match[1]) if match else self.column + 1
            is_number = attributes.get("t", "n") == "n"
            self.code = self.telling.get(attributes.get("s", ""), "") if is_number else ""
        elif local == "v" and self.code:
            self.told.append((self.row, self.column, self.code))
        elif local == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), -1
