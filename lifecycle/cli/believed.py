"""The clock of a command that opens no home: a rule on today's date, an empty ledger, the copy of a refused one."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lifecycle.clock import Clock


def clock() -> "Clock":
    """The system's clock, or beside a trial home the one that LIFECYCLE_NOW fixes. Raises UsageError elsewhere."""
    from lifecycle.clock import CLOCK_VARIABLE, SystemClock

    if not os.environ.get(CLOCK_VARIABLE):
        return SystemClock()
    from lifecycle.app import believed_clock

    return believed_clock()
