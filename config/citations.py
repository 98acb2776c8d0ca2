"""The documents that the rule data rests on, and where in a document something is written, and how sure that is."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

SourceStanding = Literal["原文", "推論", "外部", "未確認", "仮定"]


def _whole_date(value: object) -> object:
    """A TOML date as it is; a date with a time is refused, because a rule begins on a day."""
    if not isinstance(value, date) or type(value) is not date:
        raise ValueError("日付(例 2023-10-10)ではありません")
    return value


Day = Annotated[date, BeforeValidator(_whole_date)]


class Strict(BaseModel):
    """A frozen model that knows no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1, ignored_types=(cached_property,))

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with other values; what was derived from the values before is not copied with them."""
        made = super().model_copy(update=update, deep=deep)
        for name in made.__dict__.keys() - type(made).model_fields.keys():
            del made.__dict__[name]
        return made


class Source(Strict):
    """A document that a rule rests on: a circular, the audit report, a law, or the product's own design.

    `binds_contractor_as` names the document in a letter to the contractor, who is bound by nothing but the contract and
    what is annexed to it; None for every document that does not bind the contractor.
    """

    id: str
    title: str
    number: str | None = None
    issued_on: Day | None = None
    issuer: str | None = None
    addressees: tuple[str, ...] = ()
    standing: SourceStanding = "原文"
    note: str | None = None
    binds_contractor_as: str | None = None

    @property
    def name(self) -> str:
        """The words by which a citation names the document: its number, else its title."""
        return self.number or self.title


class Citation(Strict):
    """Where in a source a rule stands, with its wording where the report prints it.

    It is cited from `valid_from` (inclusive) until `valid_until` (exclusive), and never before the source was issued.
    """

    source: str
    at: str | None = None
    quote: str | None = None
    standing: SourceStanding = "原文"
    valid_from: Day | None = None
    valid_until: Day | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            raise ValueError("valid_until が valid_from より後ではありません")
        return self
