"""The words of the place: how the body whose pack this process works by calls itself and its columns.

Texts of the engine name no prefecture and no city: {government} stands where its word comes, {column:契約額} where the
name of a column comes. Nothing heavy is imported here, as help texts are worded too.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

SHIPPED = Path(__file__).parent / "packs" / "fukuoka"
"""The pack that ships with the product. No other module names it."""
PLACE_FILE = "place.toml"
_GOVERNMENT = "{government}"
_COLUMN = re.compile(r"\{column:([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """The words of one pack: `government` is the word by which the body calls itself.

    `columns` are the names of the ledger's columns that differ from the engine's own, by these.
    """

    government: str = "自治体"
    columns: Mapping[str, str] = field(default_factory=dict)

    def said(self, text: str) -> str:
        """A text of the engine in the words of the place."""
        if "{" not in text:
            return text
        return _COLUMN.sub(lambda named: self.column(named[1]), text.replace(_GOVERNMENT, self.government))

    def column(self, own: str) -> str:
        """The name of a column, by the name that the engine has for it."""
        return self.said(self.columns.get(own, own))


class _Process:
    """The words by which this process speaks; those of the shipped pack until it has opened a home with another."""

    def __init__(self) -> None:
        self.words: PlaceWords | None = None


_PROCESS = _Process()


def here() -> PlaceWords:
    """The words by which this process speaks."""
    return _PROCESS.words or words_in(SHIPPED)


def said_here(text: str) -> str:
    """A text of the engine in the words by which this process speaks."""
    return here().said(text)


def speak_as(words: PlaceWords) -> None:
    """Speak by the words of another pack from now on, in the whole process."""
    _PROCESS.words = words


@cache
def words_in(pack: Path) -> PlaceWords:
    """The words of a pack whose files were checked before; the engine's own where it has none."""
    path = pack / PLACE_FILE
    return PlaceWords(**tomllib.loads(path.read_text(encoding="utf-8"))) if path.is_file() else PlaceWords()
