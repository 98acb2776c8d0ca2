"""The reports that the law asks for after an incident, with their days (`reports` of an occasion in `alerts.toml`)."""

from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from config.calendar import STATUTORY
from config.citations import SourceStanding, Strict

ReportField = Literal["preliminary_on", "final_on", "person_notified_on", "no_notice_reason"]
"""A field of the record of an incident that shows a report was made, or need not be made."""


class LegalReport(Strict):
    """A report that the law asks for after an incident, with its days counted from the day the office knew as day 1.

    `when` says in words to which incidents it is limited, `to` who must be told. `on_day` is the last day, `from_day`
    the first of a span that is only a guide (目安); without `on_day` the law names no day. `moves`: a last day on a
    Saturday, Sunday, national holiday or 12-29…1-3 goes on to the next day that is none. `wrongful` limits the report
    to incidents with (or without) a wrongful purpose. Any field of `replaced_by` that is on record shows that the
    report was made or is not due.
    """

    label: str
    when: str = ""
    to: str
    from_day: Annotated[int, Field(ge=1)] | None = None
    on_day: Annotated[int, Field(ge=1)] | None = None
    unit: Literal["calendar", "business"] = "calendar"
    moves: bool = False
    wrongful: bool | None = None
    words: str
    replaced_by: Annotated[tuple[ReportField, ...], Field(min_length=1)]
    source: str
    standing: SourceStanding

    @model_validator(mode="after")
    def _has_a_last_day(self) -> Self:
        if self.on_day is None and (self.from_day or self.moves):
            raise ValueError("from_day と moves は on_day(末日)のある報告だけに書けます")
        if self.on_day and self.from_day and self.from_day > self.on_day:
            raise ValueError("from_day は on_day より後にできません")
        return self

    @property
    def name(self) -> str:
        """The report's label with what it is limited to: 確報(不正の目的のおそれがあるとき)."""
        return f"{self.label}({self.when})" if self.when else self.label

    def days(self, aware_on: date) -> tuple[date | None, date | None]:
        """The first day of the guide and the last day, for an incident known on that day; None where there is none."""
        return self._day(aware_on, self.from_day, moves=False), self._day(aware_on, self.on_day, moves=self.moves)

    def _day(self, aware_on: date, number: int | None, *, moves: bool) -> date | None:
        if number is None:
            return None
        if self.unit == "business":
            return STATUTORY.add(aware_on, number - 1)
        day = aware_on + timedelta(days=number - 1)
        return STATUTORY.next_business_day(day) if moves else day
