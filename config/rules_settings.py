"""The settings by which an installation departs from the rule data: what is raised, lowered, switched on."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from config.citations import Day
from config.vocabulary import Binds


class DatedDeparture(BaseModel):
    """A rule that is raised or lowered from a day on, for the contracts that the words of the editions name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, Field(min_length=1)]
    from_: Day = Field(alias="from")
    reaches: Binds = "running_on"


class Rules(BaseModel):
    """The installation's departures from the rule data: warnings raised to blocks, T or A blocks lowered to warnings,
    the guideline's yearly visit (AL-13), and `placeholders`, words that count as blanks beside those of the pack.

    `raise` and `lower` begin on the day on which they are put on record, `raised` and `lowered` on a day of their own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    raise_: tuple[str, ...] = Field(default=(), alias="raise")
    lower: tuple[str, ...] = ()
    raised: tuple[DatedDeparture, ...] = ()
    lowered: tuple[DatedDeparture, ...] = ()
    yearly_visit: bool = False
    placeholders: tuple[Annotated[str, Field(min_length=1)], ...] = ()

    @model_validator(mode="after")
    def _each_rule_departs_once(self) -> Self:
        dated = [one.code for one in (*self.raised, *self.lowered)]
        plain = {*self.raise_, *self.lower}
        if twice := sorted({code for code in dated if code in plain or dated.count(code) > 1}):
            named = "、".join(twice)
            raise ValueError(f"{named} が2回あります。raise・lower・raised・lowered のどれか1つに1回だけ書いてください")
        return self
