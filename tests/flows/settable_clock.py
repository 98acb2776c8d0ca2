"""A machine's clock that stands until it is set, under the real scheduler: nothing waits for time to pass."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from types import ModuleType
from typing import Any

import apscheduler.executors.base
import apscheduler.schedulers.base
import pytest

import flows.wall_watch
import lifecycle.clock
from lifecycle.clock import JAPAN

PATIENCE = 20
"""Seconds that a machine under load may take for anything here."""


def waits() -> Iterator[None]:
    """Looks again and again at what other threads do, for as long as a busy machine may take."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        yield
        time.sleep(0.002)


class SettableClock:
    """The machine's clock and the one that only runs forward; both stand between two calls."""

    def __init__(self, start: str) -> None:
        self.at = datetime.fromisoformat(start).replace(tzinfo=JAPAN)
        self.steady = 0.0

    def passes(self, by: timedelta) -> None:
        """Time passes for both clocks."""
        self.at += by
        self.steady += by.total_seconds()

    def is_set(self, by: timedelta) -> None:
        """Somebody sets the machine's clock, or the machine sleeps while the other clock stands still."""
        self.at += by

    def offset(self) -> float:
        """By how much the two clocks differ."""
        return self.at.timestamp() - self.steady

    def rule(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """From now on the scheduler and the program read this clock."""
        clock = self

        class Set(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Any:
                return clock.at.astimezone(tz or UTC)

        modules: tuple[ModuleType, ...] = (apscheduler.schedulers.base, apscheduler.executors.base, lifecycle.clock)
        for module in modules:
            monkeypatch.setattr(module, "datetime", Set)
        monkeypatch.setattr(flows.wall_watch, "machine_offset", self.offset)


class Runs:
    """What ran, and what the clock showed when it did."""

    def __init__(self, clock: SettableClock, failing: dict[str, int]) -> None:
        self._clock, self._failing = clock, failing
        self._all: list[tuple[str, datetime]] = []
        self._ran = threading.Condition()

    def of(self, name: str) -> Callable[[], dict[str, Any]]:
        """A job's function that only notes that it ran."""

        def run() -> dict[str, Any]:
            with self._ran:
                self._all.append((name, self._clock.at))
                self._ran.notify_all()
                self._failing[name] = self._failing.get(name, 0) - 1
            if self._failing[name] >= 0:
                raise OSError(5, "broken", "/srv/home/lifecycle.db")
            return {"job": name, "skipped": "試験", "skipped_for": "done"}

        return run

    def count(self, name: str, since: datetime) -> int:
        """How often the job ran since a moment of the clock."""
        return sum(ran == name and at >= since for ran, at in self._all)

    def wait(self, name: str, since: datetime, times: int = 1) -> bool:
        """Whether the job has run that often since a moment of the clock; waits for threads, not for time."""
        with self._ran:
            return self._ran.wait_for(lambda: self.count(name, since) >= times, PATIENCE)
