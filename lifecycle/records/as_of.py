"""The two dates of a question."""

from dataclasses import dataclass
from datetime import date

from lifecycle.clock import end_of_day


@dataclass(frozen=True, slots=True)
class AsOf:
    """The date of a question: what was true by `on`, and only what was recorded by `known_by` where given."""

    on: date
    known_by: date | None = None

    def knew(self, recorded_at: str) -> bool:
        """Whether what was recorded at that moment was known."""
        return self.known_by is None or recorded_at <= end_of_day(self.known_by)

    def saw(self, occurred_on: date, recorded_at: str) -> bool:
        """Whether something had happened and was known."""
        return occurred_on <= self.on and self.knew(recorded_at)
