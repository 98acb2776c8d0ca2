"""Quiet periods on record, and of which offices nothing is told on a day."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection, select

from lifecycle.records.events.kinds import kinds_of
from lifecycle.records.events.quiet import OfQuiet, QuietBegan, QuietEnded
from lifecycle.records.free_text import spoken, worded
from lifecycle.records.journal import as_event, only
from lifecycle.records.tables import journal

_CHAIN = "system"


@dataclass(frozen=True, slots=True)
class QuietPeriod:
    """A quiet period: of which office (none: of all), from when to when, why; `ends_on` is its last day, as it came.

    `ended_early` where somebody ended it before the day that was named; one ended before it began has no day at all.
    """

    id: str
    division: str
    starts_on: date
    ends_on: date
    reason: str
    ended_early: bool = False

    def covers(self, division: str, day: date) -> bool:
        """Whether nothing is told of an office on a day."""
        return self.division in ("", division) and self.starts_on <= day <= self.ends_on


def quiet_periods(connection: Connection) -> list[QuietPeriod]:
    """Every quiet period that was ever recorded, in the order of recording."""
    wanted = select(journal).where(journal.c.subject == _CHAIN, journal.c.kind.in_(kinds_of(OfQuiet)))
    periods: dict[str, QuietPeriod] = {}
    rows = connection.execute(wanted.order_by(journal.c.number)).all()
    for event, body in only(spoken(connection, map(as_event, rows)), OfQuiet):
        if isinstance(body, QuietBegan):
            periods[body.id] = QuietPeriod(body.id, body.division, body.starts_on, body.ends_on, worded(body.reason))
        elif isinstance(body, QuietEnded) and body.id in periods:
            last = event.occurred_on - timedelta(days=1)
            periods[body.id] = replace(periods[body.id], ends_on=last, ended_early=True)
    return list(periods.values())
