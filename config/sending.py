"""The shape of how messages are sent (`escalation.toml`): tried again without end."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from config.citations import SourceStanding, Strict


class Delivery(Strict):
    """How a message is tried again that no way took: for ever, with pauses that double up to the longest.

    After `take_over_after` tries another way that leads to the same reader takes over, where there is one. After
    `tell_after_days` calendar days those who keep the system are told by other means than the one that fails.
    """

    first_pause_minutes: Annotated[int, Field(ge=1, le=1440)] = 5
    longest_pause_minutes: Annotated[int, Field(ge=1, le=1440)] = 60
    take_over_after: Annotated[int, Field(ge=1)] = 5
    tell_after_days: Annotated[int, Field(ge=1)] = 5
    standing: SourceStanding = "仮定"

    def pause(self, tries: int) -> timedelta:
        """The pause after so many tries in vain."""
        doubled = self.first_pause_minutes * 2 ** min(max(tries - 1, 0), 16)
        return timedelta(minutes=min(doubled, self.longest_pause_minutes))
