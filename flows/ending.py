"""Why the process of the schedule ends: somebody asks it to, or no run of it can do anything any more."""

import logging
import threading
from dataclasses import dataclass, field

log = logging.getLogger("flows")
_BEGIN_ANEW = "定例処理を終わります。直してから lifecycle-flows serve を起動し直してください。"


@dataclass(slots=True)
class ScheduleEnd:
    """Whether the process is to end; `why` is blank where somebody asked for it."""

    why: str = ""
    _reached: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self) -> None:
        """End, as somebody asks."""
        self._reached.set()

    def for_good(self, cause: str) -> None:
        """End, for a cause that no later run would mend. It is told once, however many jobs meet it."""
        with self._lock:
            first, self.why = not self.why, self.why or cause
        if first:
            log.critical("■ %s%s", cause, _BEGIN_ANEW)
        self._reached.set()

    def wait(self, seconds: float) -> bool:
        """Wait for so long; gives whether the process is to end."""
        return self._reached.wait(seconds)
