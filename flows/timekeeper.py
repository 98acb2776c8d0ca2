"""Keeps the embedded scheduler in step with the machine's clock, whatever becomes of that clock.

APScheduler waits for a moment that it computed once, on a clock that only runs forward: set the other clock back, and
nothing fires until the old moment comes again; let the machine sleep, and it fires late. So its times are looked at
once a second, and are put right where no job's own times explain them.
"""

# APScheduler 3 carries no types.
# mypy: disable-error-code="no-untyped-call"

import contextlib
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from flows.schedule import JOBS, JobSpec
from flows.times import first_run, next_time
from flows.wall_watch import WallWatch
from lifecycle.clock import SystemClock

log = logging.getLogger("flows")

_SLACK = timedelta(seconds=5)
_PATIENCE_SECONDS = 120
_BACK = "■ 時計が戻されました。次の時刻を立て直します。記録は、時計が直るまで止まることがあります。"
_FORWARD = "▲ 時計が進みました(又は機械が眠っていました)。次の時刻を立て直し、今日の分をこれから行います。"


@dataclass(slots=True)
class Timekeeper:
    """Looks after the times of the jobs of one scheduler; asked once a second."""

    scheduler: BackgroundScheduler
    specs: Sequence[JobSpec] = JOBS
    watch: WallWatch = field(default_factory=WallWatch.begun)
    due_since: float | None = None

    def keep(self) -> bool:
        """Put the times right and wake the scheduler where a job is due; False where it has stopped acting.

        A clock that was set, or a machine that slept, begins its times as a process does that starts now; a smaller
        step only brings back what it put off.
        """
        now = SystemClock().now()
        if moved := self.watch.moved():
            log.error(_BACK) if moved < timedelta() else log.warning(_FORWARD)
            self._bring_forward(now, first_run)
        else:
            self._bring_forward(now + _SLACK, next_time)
        return self._wake(SystemClock().now())

    def _bring_forward(self, now: datetime, expected: Callable[[JobSpec, datetime], datetime]) -> None:
        """Let no job wait beyond its expected time; one that is due already, or is tried again sooner, stays so."""
        for spec in self.specs:
            moment, waiting = expected(spec, now), self.scheduler.get_job(spec.name)
            if waiting and waiting.next_run_time > moment:
                with contextlib.suppress(JobLookupError):  # the scheduler has stopped meanwhile
                    self.scheduler.modify_job(spec.name, next_run_time=moment)

    def _wake(self, now: datetime) -> bool:
        if not any(waiting.next_run_time <= now for waiting in self.scheduler.get_jobs()):
            self.due_since = None
            return True
        self.due_since = self.due_since or time.monotonic()
        self.scheduler.wakeup()
        return time.monotonic() - self.due_since < _PATIENCE_SECONDS
