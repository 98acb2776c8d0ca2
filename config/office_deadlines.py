"""By when a duty of an office, or of a desk, is done: once, or again in each fiscal year."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StrictInt, model_validator

from config.citations import Day, SourceStanding, Strict
from config.wareki import first_day_of


class OfficeDeadline(Strict):
    """The days of a duty that belongs to no contract; every number is 仮定 where no source sets it.

    `each_year_by` (`"09-30"`): a record is owed in each fiscal year, by that day of it; without it one record is
    enough for ever. It is asked `from_day` on, and never due earlier than so many `business_days` after the office was
    first asked here.
    """

    each_year_by: Annotated[str, Field(pattern=r"^\d{2}-\d{2}$")] | None = None
    from_day: Day | None = None
    business_days: Annotated[StrictInt, Field(ge=14)] = 60
    standing: SourceStanding = "仮定"

    @model_validator(mode="after")
    def _is_a_day_of_every_year(self) -> Self:
        if self.each_year_by:
            try:
                self.in_year(2023)
                self.in_year(2022)
            except ValueError:
                raise ValueError(
                    f"each_year_by「{self.each_year_by}」は、毎年ある月日(例 09-30)ではありません"
                ) from None
        return self

    def in_year(self, year: int) -> date | None:
        """The day within a fiscal year (that of April of `year`); None where it is owed once."""
        if self.each_year_by is None:
            return None
        first = first_day_of(year)
        ends = date.fromisoformat(f"{year}-{self.each_year_by}")
        return ends if ends >= first else date.fromisoformat(f"{year + 1}-{self.each_year_by}")
