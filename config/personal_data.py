"""The shape of what the pack says of personal data (`personal_data.toml`): how long it is kept, how it looks."""

import re
import unicodedata
from datetime import date
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from config.citations import Strict
from config.wareki import first_day_of, fiscal_year_of

_HINT = re.compile(r"[\d〒@一二三四五六七八九十]")
"""No contact is without one of these: most texts are passed over at a glance."""


def _readable(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"正規表現として読めません({error})") from None
    return pattern


class ContactPattern(Strict):
    """What in a free text looks like a contact: its name, and the regular expressions that find it after NFKC."""

    label: str
    patterns: Annotated[tuple[Annotated[str, AfterValidator(_readable)], ...], Field(min_length=1)]


class PersonalData(Strict):
    """How long names, contacts and free texts of a contract are kept, and what a free text had better not hold.

    `retention_years` are the fiscal years after the one in which the contract ended.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1, ignored_types=(cached_property,))

    retention_years: Annotated[int, Field(ge=0)] = 5
    contacts: Annotated[tuple[ContactPattern, ...], Field(alias="contact")] = ()

    def erasable_from(self, ended_on: date) -> date:
        """The first day on which the personal data of a contract that ended that day may be erased."""
        return first_day_of(fiscal_year_of(ended_on) + 1 + self.retention_years)

    @cached_property
    def _compiled(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((one.label, re.compile(pattern)) for one in self.contacts for pattern in one.patterns)

    def contacts_in(self, text: str) -> tuple[str, ...]:
        """What in a text looks like a telephone number, a mail address or a postal address, by name, each once."""
        sought = unicodedata.normalize("NFKC", text)
        if not _HINT.search(sought):
            return ()
        return tuple(dict.fromkeys(label for label, pattern in self._compiled if pattern.search(sought)))
