"""What is asked of an incident: reports and notices with their days, the categories to report (`incidents.toml`)."""

from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from config.calendar import STATUTORY
from config.citations import Day, SourceStanding, Strict
from config.place import here
from config.vocabulary import Role

ReportField = Literal[
    "first_reported_on",
    "preliminary_on",
    "final_on",
    "person_notified_on",
    "no_notice_reason",
    "contractor_reported_on",
    "written_report_on",
    "no_written_reason",
]
"""A field of the record of an incident that shows a report was made, or need not be made."""
Reporter = Literal["office", "contractor"]
"""Who makes a report: the office, or the contractor (委託先) itself."""


def reporter_name(reporter: Reporter) -> str:
    """What a reporter is called: the word of the place, or 委託先."""
    return here().government if reporter == "office" else Role.CONTRACTOR.label


class LegalReport(Strict):
    """A report that law or a clause asks for after an incident, with its days counted from a day of knowing as day 1.

    `when` says in words to which incidents it is limited, `to` who must be told, `by` who tells. `counted_from` is the
    day of knowing: the office's, or the contractor's own. `on_day` is the last day, `from_day` the first of a span that
    is only a guide (目安); without `on_day` the law names no day. `moves`: a last day on a Saturday, Sunday, national
    holiday or 12-29…1-3 goes on to the next day that is none. `wrongful` limits the report to incidents with (or
    without) a wrongful purpose. `if_reportable`: it is due only where the incident must be reported at all. Any field
    of `replaced_by` that is on record shows that the report was made or is not due.
    `source_if_specific` stands beside the source where 特定個人情報 is concerned. `valid_from` and `valid_until` are
    the days of knowing to which this text of the law applies; `verified` says how far it was checked, and by what.
    """

    label: str
    when: str = ""
    to: str
    by: Reporter = "office"
    counted_from: Literal["aware_on", "noticed_on"] = "aware_on"
    from_day: Annotated[int, Field(ge=1)] | None = None
    on_day: Annotated[int, Field(ge=1)] | None = None
    unit: Literal["calendar", "business"] = "calendar"
    moves: bool = False
    wrongful: bool | None = None
    if_reportable: bool = True
    words: str
    replaced_by: Annotated[tuple[ReportField, ...], Field(min_length=1)]
    source: str
    source_if_specific: str = ""
    standing: SourceStanding
    verified: str
    note: str = ""
    valid_from: Day | None = None
    valid_until: Day | None = None

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

    def holds_on(self, known_on: date) -> bool:
        """Whether this text of the law applies to an incident that was known on that day."""
        begun = self.valid_from is None or self.valid_from <= known_on
        return begun and (self.valid_until is None or known_on < self.valid_until)

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


class Category(Strict):
    """A kind of incident that must be reported, by a fact of its record (施行規則第43条, 番号法の規則第2条).

    The fact is はい/いいえ, or a number of persons that is more than `over` (超: 100 is not more than 100).
    `law` is the law under which it counts; a category of 番号法 counts only where 特定個人情報 is concerned.
    """

    id: str
    label: str
    fact: Literal[
        "sensitive",
        "property_damage",
        "wrongful_purpose",
        "persons",
        "ordinance_sensitive",
        "seen_by_many",
        "in_network_system",
    ]
    over: Annotated[int, Field(ge=0)] | None = None
    law: Literal["personal_information", "my_number"] = "personal_information"
    source: str
    standing: SourceStanding
    verified: str

    @model_validator(mode="after")
    def _counts_persons(self) -> Self:
        if (self.fact == "persons") != (self.over is not None):
            raise ValueError("over(超える数)は persons の類型だけに書き、persons の類型には必ず書いてください")
        return self


class IncidentRules(Strict):
    """What is asked of an incident (`incidents.toml`): the clocks, the categories that must be reported, the words.

    `counting` says how days are counted, `due_note` what they rest on. Until a person acknowledges, an open incident is
    told again every `repeat_minutes`, and after `repeat_often` times every `repeat_hours`. `warn_hour` is the hour of
    the day from which on it is told that a clock runs out. `to_ask` and `to_order` are
    what the card says to ask of the contractor and to order; `exempt` says when nothing must be reported (秘匿化).
    """

    clocks: tuple[LegalReport, ...] = ()
    categories: tuple[Category, ...] = ()
    counting: tuple[str, ...] = ()
    due_note: str = ""
    exempt: str = ""
    to_ask: tuple[str, ...] = ()
    to_order: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    repeat_minutes: Annotated[int, Field(ge=1)] = 30
    repeat_often: Annotated[int, Field(ge=0)] = 6
    repeat_hours: Annotated[int, Field(ge=1)] = 3
    warn_hour: Annotated[int, Field(ge=0, le=23)] = 8
