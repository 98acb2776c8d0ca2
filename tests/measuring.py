"""What a benchmark measures: a median of whole processes, beside a floor of the same run."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

FLOOR = [sys.executable, "-c", "import sqlmodel"]
"""The process beside which everything is measured."""


@dataclass(frozen=True)
class Measured:
    """A median of whole processes in seconds, beside the floor's in the same run."""

    name: str
    seconds: float
    floor: float

    @property
    def ratio(self) -> float:
        """How many floors it takes."""
        return self.seconds / self.floor

    def __str__(self) -> str:
        return f"{self.name:<28} {self.seconds * 1000:7.0f} ms   {self.ratio:5.2f} x floor ({self.floor * 1000:.0f} ms)"


Measure = Callable[..., Measured]
