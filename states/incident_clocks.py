"""The clocks of an incident as a day finds them: which of its last days is near, has come, or went by."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from config.calendar import BusinessCalendar
from config.legal_reports import IncidentRules
from states.incident_report import IncidentReport
from states.incidents import ReportDue, clocks_of, due_of


class ClockStep(StrEnum):
    """How near the last day of a clock is."""

    BEGUN = "begun"
    EVE = "eve"
    LAST = "last"
    PASSED = "passed"

    @property
    def words(self) -> str:
        """The step as a message says it."""
        return {"begun": "目安の初日", "eve": "末日の前の開庁日", "last": "本日が末日", "passed": "末日を経過"}[
            self.value
        ]


@dataclass(frozen=True, slots=True)
class ClockNear:
    """A clock that still runs, with its last day, the step at which a day finds it, and the steps still to come."""

    due: ReportDue
    on: date
    step: ClockStep
    to_come: tuple[ClockStep, ...]

    @property
    def key(self) -> str:
        """The words that tell this clock, with these days, from every other of its incident."""
        return f"{self.due.report.by}-{self.due.report.replaced_by[-1]}-{self.on.isoformat()}"


def clocks_near(
    rules: IncidentRules, incident: IncidentReport, day: date, calendar: BusinessCalendar
) -> Iterator[ClockNear]:
    """The clocks of an open incident that a day finds at a step, whoever must report; none whose report was made.

    The first day of a guide (目安), the office's business day before the last day unless it lies before the day of
    knowing is over, the last day, any day after it.
    """
    for report, done in clocks_of(rules, incident):
        due, known = due_of(report, incident), getattr(incident, report.counted_from)
        if done or due.on is None:
            continue
        steps = _steps(known, due.from_on, due.on, calendar)
        past = [step for begins, step in steps if begins <= day]
        if past:
            yield ClockNear(due, due.on, past[-1], tuple(step for _, step in steps[len(past) :]))


def _steps(known: date, from_on: date | None, on: date, calendar: BusinessCalendar) -> list[tuple[date, ClockStep]]:
    """The steps of a clock in the order of the days on which they begin."""
    eve = calendar.add(on, -1)
    steps = [(on, ClockStep.LAST), (on + timedelta(days=1), ClockStep.PASSED)]
    steps += [(from_on, ClockStep.BEGUN)] if from_on else []
    steps += [(eve, ClockStep.EVE)] if eve > known else []
    order = list(ClockStep)
    return sorted(steps, key=lambda step: (step[0], order.index(step[1])))
