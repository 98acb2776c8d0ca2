"""The two dates of a question: what was true by a day, and what was known by a day."""

from dataclasses import dataclass
from datetime import date

from lifecycle.clock import end_of_day


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
