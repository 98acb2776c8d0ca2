"""The two dates of a question: what was true by a day, and what was known by a day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, or_

from lifecycle.clock import end_of_day
from lifecycle.records.tables import record

_ALWAYS = "9999"
"""Behind every moment in stored form."""
STANDS_NOW = record.c.superseded_at.is_(None)
"""Whether a record is the current version of what it tells."""
STOOD_THEN = (record.c.recorded_at <= bindparam("moment")) & or_(
    STANDS_NOW, record.c.superseded_at > bindparam("moment")
)
"""Whether a record was known and the current version at the `moment` with which a statement is executed."""


def known_until(day: date | None) -> str:
    """The last moment of what was known by a day, in stored form; behind all moments where no day is given."""
    return end_of_day(day) if day else _ALWAYS


@dataclass(frozen=True, slots=True)
class AsOf:
    """The date of a question: what was true by `on`, and only what was recorded by `known_by` where given."""

    on: date
    known_by: date | None = None

    def knew(self, recorded_at: str) -> bool:
        """Whether a record made at that moment was known."""
        return self.known_by is None or recorded_at <= end_of_day(self.known_by)

    def saw(self, occurred_on: date, recorded_at: str) -> bool:
        """Whether an event had happened and was known."""
        return occurred_on <= self.on and self.knew(recorded_at)
