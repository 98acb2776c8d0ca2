"""Whether the times of the journal run forward: what `verify` says of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from lifecycle.clock import BRIDGED
from lifecycle.records.events.installation import ClockAccepted, HomeSettled, InstallationInitialised
from lifecycle.records.events.shapes import Body
from lifecycle.records.recording import DOUBTFUL, in_words, moment_of

_AT_ONCE = timedelta(0)


@dataclass(slots=True)
class ClockCheck:
    """Follows the times of recording in the order of the rows; `faults` names every event recorded before another.

    Events marked as doubtful are passed by; an accepted clock begins anew. Of a home for trial nothing is said, nor of
    the time before two persons settled that a home is a real one. `writers` says that several write at once, each with
    its own clock (PostgreSQL): then chains are compared with each other to within what is bridged, as are the events of
    before the times were watched.
    """

    writers: bool
    faults: list[str] = field(default_factory=list)
    _last: datetime | None = None
    _subject: str = ""
    _trial: bool = False

    def see(self, row: Row[Any], body: Body) -> None:
        """Take the next event; a time that can't be read is a fault of its own and passed by here."""
        if isinstance(body, InstallationInitialised | HomeSettled):
            self._trial = bool(body.trial)
            if isinstance(body, HomeSettled):
                self.faults.clear()
        try:
            at = moment_of(row.recorded_at)
        except (TypeError, ValueError):
            return
        if row.clock == DOUBTFUL:
            return
        if self._last and not self._trial and not isinstance(body, ClockAccepted | HomeSettled):
            lenient = row.authenticated is None or (self.writers and row.subject != self._subject)
            if at < self._last - (BRIDGED if lenient else _AT_ONCE):
                self.faults.append(
                    f"{row.subject} の{row.number}番の記録の時刻({in_words(at)})が、"
                    f"前の記録({in_words(self._last)})より戻っています"
                )
        self._last, self._subject = at, str(row.subject)
