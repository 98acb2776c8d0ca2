"""Recognising: which column of the ledger a heading of an office's own stands for, and how surely."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from config.headings import Headings
from lifecycle.fields.words import plain
from lifecycle.ledger.columns import SHEETS, Sheet, sheet_of
from lifecycle.ledger.layout import MAIN, SPECIAL

NAME, SYNONYM, WEAK, ALIKE = "name", "synonym", "weak", "alike"
SURENESS: Mapping[str, int] = {NAME: 4, SYNONYM: 3, WEAK: 2, ALIKE: 1}
"""How surely a heading is recognised: by the ledger's own name, by another known name, by a vague one, by likeness."""

_IN_BRACKETS = re.compile(r"[(\[【〔<].*?[)\]】〕>]")
_BRACKETS = re.compile(r"[()\[\]【】〔〕<>「」]")
_NUMBERED = re.compile(r"^(?:[0-9]{1,2}[.):、]+|[※*○●■◆☆★]+)|[※*]+[0-9]*$")
_BETWEEN = re.compile(r"[・/・:の]")


@dataclass(frozen=True, slots=True)
class HeadingRead:
    """What a heading is read as («契約/締結日»), and by what (SURENESS)."""

    reads: str
    by: str

    @property
    def sure(self) -> int:
        """How surely: the greater the surer."""
        return SURENESS[self.by]


def spellings(heading: str) -> Iterator[str]:
    """A heading as it is compared: as it stands, with what is in brackets as part of it, then without that."""
    whole = plain(heading)
    kept = (whole, _BRACKETS.sub("", whole), _IN_BRACKETS.sub("", whole))
    yield from dict.fromkeys(text for one in kept for text in (one, _NUMBERED.sub("", one)) if text)


@dataclass(frozen=True)
class Recogniser:
    """Reads headings by the ledger's names and the pack's headings."""

    headings: Headings
    _known: dict[tuple[str, str, str], HeadingRead | None] = field(default_factory=dict)

    def read(self, base: Sheet, upper: str, lower: str) -> HeadingRead | None:
        """What a heading stands for in a table of that kind of sheet; its parts are those of its two rows.

        Under an upper part that names another sheet (再委託 over 承認日), the lower is sought in that sheet.
        """
        place = (base.name, upper, lower)
        if place not in self._known:
            self._known[place] = self._read(base, upper, lower)
        return self._known[place]

    def _read(self, base: Sheet, upper: str, lower: str) -> HeadingRead | None:
        if not upper or not lower:
            return self._one(base, upper or lower) or self._alike(base, upper or lower)
        for joined in (upper + lower, f"{upper}の{lower}"):
            if (reading := self._one(base, joined)) and reading.by != ALIKE:
                return reading
        over = next((sheet for text in spellings(upper) if (sheet := _begun_by(text))), None)
        if over is not None and over is not base:
            return self._in(over, lower)
        return self._one(base, lower) or self._alike(base, upper + lower)

    def _one(self, base: Sheet, heading: str) -> HeadingRead | None:
        """The surest reading of one heading by a name that is known."""
        for text in spellings(heading):
            if reading := self._in(base, text) or self._elsewhere(base, text):
                return reading
        return next(
            (self._weak[base.name, text] for text in spellings(heading) if (base.name, text) in self._weak), None
        )

    def _in(self, sheet: Sheet, heading: str) -> HeadingRead | None:
        """The column of one sheet that goes by that name."""
        for text in spellings(heading):
            if column := sheet.find(text):
                return HeadingRead(f"{sheet.name}/{column.label}", NAME)
            if reading := self._synonyms.get((sheet.name, text)):
                return reading
        return None

    def _elsewhere(self, base: Sheet, text: str) -> HeadingRead | None:
        """The column of another sheet; one whose name does not begin with that sheet's is only likely."""
        if base.name != MAIN:
            return None
        begun = _begun_by(text)
        if begun is not None and begun is not base:
            rest = _BETWEEN.sub("", text.removeprefix(plain(begun.name)), count=1)
            if rest and (reading := self._in(begun, rest)):
                return reading
        others = [
            reading for sheet in SHEETS if sheet.name not in ("所属", MAIN) and (reading := self._in(sheet, text))
        ]
        if len({reading.reads for reading in others}) != 1:
            return None
        (reading, *_) = others
        named = plain(reading.reads.partition("/")[0]) in text
        return HeadingRead(reading.reads, SYNONYM if named else ALIKE)

    def _alike(self, base: Sheet, heading: str) -> HeadingRead | None:
        """The column whose names come nearest to a heading, where one comes near enough."""
        for text in spellings(heading):
            near = difflib.get_close_matches(text, self._names[base.name], 1, self.headings.alike)
            if near:
                return HeadingRead(self._names[base.name][near[0]], ALIKE)
        return None

    @cached_property
    def _synonyms(self) -> dict[tuple[str, str], HeadingRead]:
        """The known names of the pack, by sheet and name."""
        return {
            (one.column.partition("/")[0], text): HeadingRead(one.column, SYNONYM)
            for one in self.headings.columns
            for name in one.names
            for text in spellings(name)
        }

    @cached_property
    def _weak(self) -> dict[tuple[str, str], HeadingRead]:
        return {
            (one.column.partition("/")[0], plain(name)): HeadingRead(one.column, WEAK)
            for one in self.headings.columns
            for name in one.weak
        }

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        """For each sheet every name by which a column of it is known, with that column."""
        names = {sheet.name: {plain(c.label): f"{sheet.name}/{c.label}" for c in sheet.columns} for sheet in SHEETS}
        for (sheet, text), reading in self._synonyms.items():
            names.setdefault(sheet, {}).setdefault(text, reading.reads)
        return names


def _begun_by(text: str) -> Sheet | None:
    """The sheet of the ledger whose name a heading begins with; the longest such name."""
    begun = [sheet for sheet in SHEETS if text.startswith(plain(sheet.name))]
    return max(begun, key=lambda sheet: len(sheet.name), default=None)


def unknown_columns(headings: Headings) -> list[str]:
    """The columns that the pack's headings name and that the ledger does not have."""
    return [
        one.column
        for one in headings.columns
        if one.column not in SPECIAL
        and not ((sheet := sheet_of(one.column.partition("/")[0])) and sheet.find(one.column.partition("/")[2]))
    ]
