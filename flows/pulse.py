"""What the jobs of one scheduler do, as its own events tell it: what ran last, what came of it, what runs now."""

# APScheduler 3 carries no types.
# mypy: disable-error-code="no-untyped-call"

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_SUBMITTED
from apscheduler.schedulers.background import BackgroundScheduler

from config.errors import reason_of
from flows.health import EVERY_SECONDS, FILE, Beat, JobBeat, write
from flows.outcome import describe
from flows.schedule import JOBS, JobSpec
from lifecycle.clock import SystemClock

log = logging.getLogger("flows")

LONG = timedelta(hours=1)
"""How long a job may run before a monitor is told. The longest job known took minutes."""


@dataclass(frozen=True, slots=True)
class _Ended:
    at: datetime
    outcome: Literal["done", "skipped", "failed"]
    words: str


@dataclass(slots=True)
class Pulse:
    """Listens to a scheduler, and gives a beat: how every job stands now."""

    scheduler: BackgroundScheduler
    started: datetime
    specs: Sequence[JobSpec] = JOBS
    begun: dict[str, datetime] = field(default_factory=dict)
    ended: dict[str, _Ended] = field(default_factory=dict)

    def listen(self) -> None:
        """Note from now on what begins and what ends."""
        self.scheduler.add_listener(self._note, EVENT_JOB_SUBMITTED | EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)

    def beat(self, stopped: datetime | None = None) -> Beat:
        """How the jobs stand now; with `stopped`, that the process ended as it was told to."""
        now = SystemClock().now()
        jobs = tuple(self._job(spec) for spec in self.specs)
        return Beat("serve", now, self.started, stopped, jobs, tuple(self._problems(now)))

    def _note(self, event: Any) -> None:
        name, now = event.job_id, SystemClock().now()
        if event.code == EVENT_JOB_SUBMITTED:
            if name not in self.ended or self.ended[name].at < event.scheduled_run_times[-1]:
                self.begun[name] = now
            return
        self.begun.pop(name, None)
        if event.code == EVENT_JOB_ERROR:
            self.ended[name] = _Ended(now, "failed", f"失敗しました({type(event.exception).__name__})")
        else:
            skipped = event.retval["skipped"]
            self.ended[name] = _Ended(now, "skipped" if skipped else "done", describe(event.retval))

    def _job(self, spec: JobSpec) -> JobBeat:
        waiting, last = self.scheduler.get_job(spec.name), self.ended.get(spec.name)
        return JobBeat(
            job=spec.name,
            label=spec.label,
            next_at=waiting.next_run_time if waiting else None,
            running_since=self.begun.get(spec.name),
            last_at=last.at if last else None,
            outcome=last.outcome if last else None,
            words=last.words if last else "",
        )

    def _problems(self, now: datetime) -> list[str]:
        failed = [f"{name}: {end.words}" for name, end in sorted(self.ended.items()) if end.outcome == "failed"]
        long = [f"{name}: 1時間を超えて続いています" for name, at in sorted(self.begun.items()) if now - at > LONG]
        return failed + long


@dataclass(slots=True)
class HealthFile:
    """The health file of one process, written every minute; that it can't be written is told once, in one line."""

    home: Path
    pulse: Pulse
    written: float = float("-inf")
    told: bool = False

    def keep(self) -> None:
        """Write the file where the last one is a minute old."""
        if time.monotonic() - self.written >= EVERY_SECONDS:
            self.write()

    def write(self, stopped: datetime | None = None) -> None:
        """Write the file now; with `stopped`, that the process ended as it was told to."""
        self.written = time.monotonic()
        try:
            write(self.home, self.pulse.beat(stopped))
        except OSError as error:
            if not self.told:
                log.error("■ %s を書けません(%s)。", FILE, reason_of(error))
            self.told = True
        else:
            self.told = False
