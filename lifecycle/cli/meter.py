"""Progress on a terminal: one line on stderr for what takes longer than two seconds, with rate and remaining time."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

from notifications.plain import pad, width

_PATIENCE, _PAUSE = 2.0, 0.5
"""The seconds after which the line is shown, and between two looks at the work."""
_HOUR, _MINUTE = 3600, 60


@dataclass
class Meter:
    """Watches a walk over the records and draws a line of it; `clear` takes the line away before anything is printed.

    A thread draws, so that the walk pays no more than a sum for a step.
    """

    stream: IO[str]
    patience: float = _PATIENCE
    pause: float = _PAUSE
    now: Callable[[], float] = time.monotonic
    _told: str = ""
    _total: int | None = None
    _done: int = 0
    _began: float = 0.0
    _first: float | None = None
    _drawn: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def begins(self, told: str, total: int | None) -> None:
        """A part of the work begins; with the first of all a thread begins to look."""
        with self._lock:
            self._told, self._total, self._done, self._began = told, total, 0, self.now()
            self._first = self._began if self._first is None else self._first
        if self._thread is None:
            self._thread = threading.Thread(target=self._look, daemon=True)
            self._thread.start()

    def steps(self, count: int) -> None:
        """So many steps more are done."""
        self._done += count

    def clear(self) -> None:
        """Take the line away: the work is over, its answer is printed."""
        if not self._told:
            return
        with self._lock:
            self._told = ""
            self._draw("")

    def ends(self) -> None:
        """Stop looking."""
        self.clear()
        self._over.set()
        if self._thread is not None:
            self._thread.join(1)

    def line(self) -> str:
        """What is shown of the work at this moment."""
        seconds = self.now() - self._began
        if not self._total:
            count = f" {self._done:,}件" if self._done else ""
            return f"{self._told}{count} {_time(seconds)}経過"
        rate = self._done / seconds if seconds > 0 else 0.0
        total = max(self._total, self._done)
        text = f"{self._told} {self._done:,}/{total:,}件"
        if rate <= 0:
            return f"{text} {_time(seconds)}経過"
        shown = f"{rate:,.0f}" if rate >= 1 else f"{rate:.1f}"
        return f"{text} {shown}件/秒 残り約{_time((total - self._done) / rate)}"

    def _look(self) -> None:
        while not self._over.wait(self.pause):
            with self._lock:
                if self._told and self._first is not None and self.now() - self._first >= self.patience:
                    self._draw(self.line())

    def _draw(self, text: str) -> None:
        """Write over the line that stands there, as far as the screen is wide."""
        room = max(1, shutil.get_terminal_size().columns - 1)
        while width(text) > room:
            text = text[:-1]
        if text or self._drawn:
            self.stream.write(f"\r{pad(text, self._drawn)}" + ("" if text else "\r"))
            self.stream.flush()
        self._drawn = width(text)


def _time(seconds: float) -> str:
    """A length of time as people say it."""
    whole = round(seconds)
    if whole >= _HOUR:
        return f"{whole // _HOUR}時間{whole % _HOUR // _MINUTE}分"
    return f"{whole // _MINUTE}分{whole % _MINUTE}秒" if whole >= _MINUTE else f"{whole}秒"


@contextmanager
def shown_on(stream: IO[str]) -> Iterator[Callable[[], None]]:
    """Show progress on a terminal within the block; gives what takes the line away."""
    from lifecycle.records.progress import watched_by

    meter = Meter(stream)
    try:
        with watched_by(meter):
            yield meter.clear
    finally:
        meter.ends()
