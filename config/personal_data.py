"""The shape of what the pack says of personal data (`personal_data.toml`): how long it is kept, how it looks."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, Field

from config.citations import Strict

NAME_HIDDEN, CONTACT_HIDDEN = "〔氏名〕", "〔伏せました〕"
"""What stands where a name or a contact is left out."""
_BETWEEN = re.compile(r"[\s・、,(()）/／]+")
_HINT = re.compile(r"[\d〒@一二三四五六七八九十]")
"""No contact is without one of these: most texts are passed over at a glance."""


def _readable(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"正規表現として読めません({error})") from None
    return pattern


class ContactPattern(Strict):
    """What in a free text looks like a contact: its name, and the regular expressions that find it after NFKC.

    `masked`: papers and pages for other eyes leave it out.
    """

    label: str
    masked: bool = False
    patterns: Annotated[tuple[Annotated[str, AfterValidator(_readable)], ...], Field(min_length=1)]


class PersonalData(Strict):
    """How long names, contacts and free texts of a contract are kept, and what a free text had better not hold.

    `retention_years` are the fiscal years after the one in which the contract ended, `retention_source` says by what;
    `retention_assumed` where no text that was read says it. A word of a person's column that
    ends in one of `post_endings` is a post and no name, nor is one shorter than `name_least` letters.
    """

    retention_years: Annotated[int, Field(ge=0)] = 5
    retention_source: str = ""
    retention_assumed: bool = True
    contacts: Annotated[tuple[ContactPattern, ...], Field(alias="contact")] = ()
    post_endings: tuple[str, ...] = ()
    name_least: Annotated[int, Field(ge=2)] = 3

    @cached_property
    def _compiled(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((one.label, re.compile(pattern)) for one in self.contacts for pattern in one.patterns)

    def contacts_in(self, text: str) -> tuple[str, ...]:
        """What in a text looks like a telephone number, a mail address or a postal address, by name, each once."""
        sought = unicodedata.normalize("NFKC", text)
        if not _HINT.search(sought):
            return ()
        return tuple(dict.fromkeys(label for label, pattern in self._compiled if pattern.search(sought)))

    def names_in(self, persons: Iterable[str]) -> tuple[str, ...]:
        """The names among the values of persons' columns (主事 髙橋 花子), the longest first; posts are none."""
        names: set[str] = set()
        for value in persons:
            words = [w for w in _BETWEEN.split(value) if w and not w.endswith(self.post_endings or ("\n",))]
            names |= {*words, "".join(words), " ".join(words), "　".join(words)}
        return tuple(sorted((name for name in names if len(name) >= self.name_least), key=len, reverse=True))

    def masked(self, text: str, names: Iterable[str]) -> str:
        """A text without these names and without what looks like a contact that is left out."""
        for name in names:
            text = text.replace(name, NAME_HIDDEN)
        for one in self.contacts if _HINT.search(unicodedata.normalize("NFKC", text)) else ():
            for pattern in one.patterns if one.masked else ():
                text = _hidden(pattern, text)
        return text


def _hidden(pattern: str, text: str) -> str:
    """The text with what the pattern finds hidden; found after NFKC, and then shown so."""
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(pattern, CONTACT_HIDDEN, folded) if re.search(pattern, folded) else text
