"""The shape of how long declarations count (`declarations.toml`)."""

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from config.citations import Strict


class Declarations(Strict):
    """How long names and dates of acts that were done before the cut-over day of an office may still be declared.

    `opening_days` are the calendar days after the cut-over day within which they must be on record (仮定).
    """

    opening_days: Annotated[int, Field(ge=0)] = 60

    def until(self, cut_over: date) -> date:
        """The last day on which a declaration is recorded in time."""
        return cut_over + timedelta(days=self.opening_days)
