"""Whether the machine's clock was set back while a process ran: then times that were set before come too late."""

from dataclasses import dataclass
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

    def set_back(self) -> bool:
        """Whether the clock was set back since it was asked last, by more than is bridged."""
        before, self.offset = self.offset, machine_offset()
        return self.offset < before - BRIDGED.total_seconds()
