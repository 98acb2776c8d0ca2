"""The shape of what is plausible in a ledger (`plausible.toml`): how far dates may lie, and in which order."""

from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from config.citations import Strict
from config.wareki import first_day_of, fiscal_year_of

FieldOf = Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z0-9_]+$")]
"""A field of a kind of record: `contract.concluded_on`."""
YearsAway = Annotated[int, Field(ge=0)]


_PLANNED: tuple[FieldOf, ...] = (
    "contract.quoted_on",
    "contract.concluded_on",
    "contract.performance_start_on",
    "contract.performance_end_on",
    "contract.checklist_due_told_on",
    "subcontract.started_on",
    "subcontract.planned_visit_on",
    "subcontract.finished_on",
)
"""The dates that are planned by their nature: where a pack says nothing of it, they may lie after today."""


class DateOrder(Strict):
    """Two dates of which the first does not lie after the second.

    `grade` says what a contradiction is: a fault where no reading makes sense, a note where the facts may be so.
    `within_days`: the second lies no further than so many calendar days behind the first; beyond that, a note.
    """

    first: FieldOf
    then: FieldOf
    grade: Literal["fault", "note"]
    within_days: Annotated[int, Field(ge=1)] | None = None

    def is_of(self, kind: str) -> bool:
        """Whether one of the dates is of a kind of record."""
        return any(field.partition(".")[0] == kind for field in (self.first, self.then))


class Plausible(Strict):
    """The bounds of what a ledger may mean (all 仮定).

    Dates and fiscal years begin with `earliest_fiscal_year` and lie at most so far ahead of today; the fiscal year of
    締結日 lies at most so far off the contract's own. `may_lie_ahead` are the dates that may lie after today; all
    others are dates of evidence. `must_say` are the texts that name a thing
    or are the reason of a decision: a word that says nothing is refused there.
    """

    earliest_fiscal_year: int = 1927
    fiscal_years_ahead: YearsAway = 100
    years_ahead: YearsAway = 100
    concluded_days_ahead: Annotated[int, Field(ge=0)] = 36600
    fiscal_years_before: YearsAway = 100
    fiscal_years_after: YearsAway = 100
    may_lie_ahead: tuple[FieldOf, ...] = _PLANNED
    must_say: tuple[FieldOf, ...] = ()
    order: tuple[DateOrder, ...] = ()

    def order_of(self, kind: str) -> tuple[DateOrder, ...]:
        """The orders in which a date of a kind of record stands."""
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> dict[str, tuple[DateOrder, ...]]:
        kinds = {field.partition(".")[0] for one in self.order for field in (one.first, one.then)}
        return {kind: tuple(one for one in self.order if one.is_of(kind)) for kind in kinds}

    def fiscal_years(self, today: date) -> tuple[int, int]:
        """The first and the last fiscal year that a contract of the ledger may name."""
        return self.earliest_fiscal_year, fiscal_year_of(today) + self.fiscal_years_ahead

    def days(self, today: date) -> tuple[date, date]:
        """The first and the last day that a date of the ledger may name."""
        return first_day_of(self.earliest_fiscal_year), date(today.year + self.years_ahead, 12, 31)
