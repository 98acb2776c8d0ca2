"""The turnstile of who writes to a file of SQLite: one after another, so that a long job never shuts out a person.

SQLite knows no queue: whoever holds the database may take it again at once, and who waits looks in now and then. Here
whoever writes takes the lock of the queue, then that of the turn, and gives the queue back: one is writing, one is
next, the others wait for the place of the next. A long job comes anew with each page and lets others go first.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from lifecycle.records.file_lock import is_locked, opened

_LOOK, _LONGEST_LOOK = 0.001, 0.004
"""The seconds between two looks at a lock that another holds: the first, and what they grow to."""
_STANDS_BACK = 0.25
"""For how many seconds a page of a long job looks in less often than a person does, so that persons go first."""
_SELDOM = 0.012
WORD_AFTER = 3.0
"""After how many seconds somebody who waits is told why."""

_TOLD: ContextVar[Callable[[], None] | None] = ContextVar("told_of_waiting", default=None)


class TurnNotComeError(Exception):
    """Others wrote for as long as somebody is ready to wait."""


@contextmanager
def told_of_waiting(tell: Callable[[], None]) -> Iterator[None]:
    """Within the block, call this once where a writer has waited for others for `WORD_AFTER` seconds."""
    told = False

    def once() -> None:
        nonlocal told
        if not told:
            told = True
            tell()

    token = _TOLD.set(once)
    try:
        yield
    finally:
        _TOLD.reset(token)


def say_that_one_waits() -> None:
    """Tell whoever wants to know that a writer waits for others."""
    if tell := _TOLD.get():
        tell()


@dataclass(slots=True)
class _Wait:
    """How long one writer has waited, and may; a page of a long job (`stands_back`) looks in less often at first."""

    patience: float
    stands_back: bool
    began: float = field(default_factory=time.monotonic)
    look: float = _LOOK

    @property
    def waited(self) -> float:
        """The seconds since this writer came."""
        return time.monotonic() - self.began

    def goes_on(self) -> float:
        """Say that one waits where it lasts; gives the seconds for which to wait at a stretch at most.

        Raises TurnNotComeError where the patience is over.
        """
        left = self.patience - self.waited
        if left <= 0:
            raise TurnNotComeError
        if self.waited >= WORD_AFTER:
            say_that_one_waits()
        return min(left, 0.5)

    def pause(self) -> None:
        """Wait for one look more. Raises TurnNotComeError where the patience is over."""
        self.goes_on()
        time.sleep(_SELDOM if self.stands_back and self.waited < _STANDS_BACK else self.look)
        self.look = min(self.look * 1.5, _LONGEST_LOOK)


class Turnstile:
    """The turnstile of one database file, for every process and thread that writes to it."""

    def __init__(self, database: Path) -> None:
        self._queue = database.with_name(f"{database.name}.queue")
        self._turn = database.with_name(f"{database.name}.turn")
        self._ours = threading.Lock()

    @contextmanager
    def passed(self, patience: float, *, stands_back: bool = False) -> Iterator[float]:
        """The turn of this writer, for the length of the block; gives the seconds of patience that are left.

        Nobody waits where the folder takes no lock, as a medium that is only read: the database itself refuses then.
        Raises TurnNotComeError.
        """
        wait = _Wait(patience, stands_back)
        while not self._ours.acquire(timeout=wait.goes_on()):
            continue
        try:
            handle = self._entered(wait)
            try:
                yield max(patience - wait.waited, 0.0)
            finally:
                if handle is not None:
                    os.close(handle)
        finally:
            self._ours.release()

    def _entered(self, wait: _Wait) -> int | None:
        """The handle that holds the turn, once it has come."""
        try:
            queue = opened(self._queue)
        except OSError:
            return None
        try:
            with suppress(OSError):
                return self._taken(queue, wait)
            return None
        finally:
            os.close(queue)

    def _taken(self, queue: int, wait: _Wait) -> int:
        while not is_locked(queue):
            wait.pause()
        turn = opened(self._turn)
        try:
            while not is_locked(turn):
                wait.pause()
        except BaseException:
            os.close(turn)
            raise
        return turn
