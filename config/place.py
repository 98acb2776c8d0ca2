"""The words of the place: how the body whose pack this process works by calls itself, its columns, its provisions.

Texts of the engine name no prefecture, no city and no post: {government} stands where its word comes, {provisions}
where its provisions on personal information are named, {column:契約額} where the name of a column comes, {所属長} where
that of a post comes. Nothing heavy is imported here, as help texts are worded too.
"""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from config.errors import RuleDataError
from config.toml_files import read_toml

SHIPPED = Path(__file__).parent / "packs" / "fukuoka"
"""The pack that ships with the product. No other module names it."""
PLACE_FILE = "place.toml"
POSTS = ("担当者", "係長", "所属長", "代理", "制度所管課", "監査委員事務局", "検査員", "管理者")
"""The posts by the engine's own names, under which a pack gives its own."""
_OWNER = "システム管理者"
"""管理者 in what other people read of the post; where the place renames the post, they read that name too."""
_POST = re.compile(rf"\{{({'|'.join((*POSTS, _OWNER))})\}}")
_COLUMN = re.compile(r"\{column:([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Provisions:
    """The provisions on personal information that go with a contract: their name, how many articles they have.

    `termination_article` is the article by which the contract may be ended (解除); None where there is none.
    """

    name: str = "特記事項"
    articles: int = 99
    termination_article: int | None = None


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """The words of one pack: `government` is the word by which the body calls itself.

    `office_kinds` are the kinds of offices that circulars may address, the first that of an office of which the
    settings say nothing. `columns` and `posts` are the names of the ledger's columns and of the posts that differ from
    the engine's own, by these.
    """

    government: str = "自治体"
    office_kinds: tuple[str, ...] = ()
    provisions: Provisions = field(default_factory=Provisions)
    columns: Mapping[str, str] = field(default_factory=dict)
    posts: Mapping[str, str] = field(default_factory=dict)
    _columns_said: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def usual_kind(self) -> str:
        """The kind of an office of which the settings say nothing; empty where the pack knows no kinds."""
        return self.office_kinds[0] if self.office_kinds else ""

    def said(self, text: str) -> str:
        """A text of the engine in the words of the place."""
        if "{" not in text:
            return text
        named = text.replace("{government}", self.government).replace("{provisions}", self.provisions.name)
        return _COLUMN.sub(lambda column: self.column(column[1]), _POST.sub(self._post, named))

    def column(self, own: str) -> str:
        """The name of a column, by the name that the engine has for it."""
        if (known := self._columns_said.get(own)) is None:
            known = self._columns_said[own] = self.said(self.columns.get(engine_name(own), own))
        return known

    def read_as(self, own: str) -> tuple[str, ...]:
        """Every name by which a column is read: that of the place, then, where it differs, the engine's own."""
        return tuple(dict.fromkeys((self.column(own), replace(self, columns={}, posts={}).said(own))))

    def _post(self, mention: re.Match[str]) -> str:
        own = mention[1]
        return self.posts.get(POSTS[-1] if own == _OWNER else own, own)


def engine_name(text: str) -> str:
    """A name of the engine with the posts in it by the engine's own words: the name under which a pack renames it."""
    return _POST.sub(lambda mention: mention[1], text)


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


def known_kind(kind: str) -> str:
    """The kind of an office as it is written. Raises ValueError where the pack has no such kind."""
    if kind in here().office_kinds:
        return kind
    known = "、".join(here().office_kinds)
    told = f"{known} のいずれかにしてください" if known else "規程データに所属の種別がないため、書けません"
    raise ValueError(f"「{kind}」は使えません。{told}")


def speak_as(words: PlaceWords) -> None:
    """Speak by the words of another pack from now on, in the whole process."""
    _PROCESS.words = words


def speak_as_home(environment: Mapping[str, str]) -> None:
    """Speak by the words of the home that the environment names, before anything of it is opened: for texts of help.

    What can't be read there is told by whoever opens the home.
    """
    pack = Path(environment.get("LIFECYCLE_HOME", "")).expanduser() / "pack"
    if environment.get("LIFECYCLE_HOME") and pack.is_dir():
        with suppress(RuleDataError, OSError, ValueError, TypeError, AttributeError):
            speak_as(words_in(pack))


@cache
def words_in(pack: Path) -> PlaceWords:
    """The words of a pack whose files were checked before; the engine's own where it has none."""
    path = pack / PLACE_FILE
    return words_of(read_toml(path, PLACE_FILE)) if os.path.lexists(path) else PlaceWords()


def words_of(written: Mapping[str, Any]) -> PlaceWords:
    """The words that a place.toml says, once it is checked."""
    parts = {**written, "provisions": Provisions(**written.get("provisions", {}))}
    return PlaceWords(**{**parts, "office_kinds": tuple(written.get("office_kinds", ()))})
