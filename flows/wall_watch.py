"""Whether the machine's clock was set while a process ran: then times that were set before come too late or at once."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from lifecycle.clock import BRIDGED, machine_offset


@dataclass(slots=True)
class WallWatch:
    """Compares the machine's clock with one that only runs forward; `offset` is how far apart they were last."""

    offset: float

    @classmethod
    def begun(cls) -> Self:
        """A watch that begins now."""
        return cls(machine_offset())

    def moved(self) -> timedelta | None:
        """By how much the clock moved since it was asked last; None where that is no more than is bridged.

        Forward is also what a machine shows that slept: on some systems the other clock stands still meanwhile.
        """
        before, self.offset = self.offset, machine_offset()
        by = timedelta(seconds=self.offset - before)
        return by if abs(by) > BRIDGED else None
