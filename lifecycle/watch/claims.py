"""Claims of periodic jobs: who comes first runs a period; another scheduler that runs by mistake does nothing.

A claim is stored before the job begins and settled when it ends. A run that failed, or died without settling, may be
taken over: at once where its process is known to be dead, else after an hour. Claims are working state: the journal
holds what the jobs did.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import SQLAlchemyError

from config.errors import ConflictError
from lifecycle.app import App
from lifecycle.clock import BRIDGED, JAPAN, timestamp
from lifecycle.records.database import reading, writing
from lifecycle.records.tables import job_claim
from lifecycle.watch.alive import Hold, forget, has_died

LEASE = timedelta(hours=1)
"""How long a run of which nothing is known may last before it counts as dead. The longest job known took minutes."""

State = Literal["started", "done", "failed"]
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a job in a period: its number within the period, how it stands, and what came of it in numbers."""

    job: str
    period: str
    run: int
    state: State
    started_at: str
    settled_at: str | None = None
    detail: str | None = None

    @property
    def when(self) -> datetime:
        """The moment at which the run began, in Japan's time."""
        return datetime.fromisoformat(self.started_at).astimezone(JAPAN)


@dataclass(slots=True)
class Claim:
    """A run that this process is to do. `before` is the run it repeats or takes over, None for the first of a period.

    Whoever does the run writes its outcome into `detail`, in numbers.
    """

    job: str
    period: str
    run: int
    before: Run | None
    detail: str = ""


def claim(app: App, job: str, period: str, *, again: bool = False, hold: Hold | None = None) -> Claim | None:
    """Take the run of a job in a period; gives None where another process has done it, or is at it.

    A run that failed, whose process has died, or that began more than LEASE ago and never settled, is taken over; a run
    that is done is repeated only where a person asks for it (`again`). With a `hold` it is known while this process
    lives. Raises ConflictError where the database is too busy to tell.
    """
    for left in reversed(range(_TRIES)):
        try:
            with writing(app.engine) as connection:
                taken = _take(app, connection, job, period, again=again)
                if taken and hold:
                    hold.take(job, period, taken.run)
            if taken and taken.before:
                forget(app.home, job, period, taken.before.run)
            return taken
        except ConflictError:
            # Another process was first: what it wrote can be read at the next try.
            if hold:
                hold.release()
            if not left:
                raise
    return None


def _take(app: App, connection: Connection, job: str, period: str, *, again: bool) -> Claim | None:
    now = app.clock.now()
    before = _found(connection, job, period)
    if before is None:
        row = {"job": job, "period": period, "run": 1, "state": "started", "started_at": timestamp(now)}
        connection.execute(job_claim.insert(), [row])
        return Claim(job, period, 1, None)
    ahead = before.started_at > timestamp(now + BRIDGED)  # by a clock that was set back since
    late = ahead or before.started_at <= timestamp(now - LEASE)
    dead = before.state == "started" and (late or has_died(app.home, job, period, before.run))
    if not (dead or before.state == "failed" or (again and before.state == "done")):
        return None
    taken = connection.execute(
        update(job_claim)
        .where(job_claim.c.job == job, job_claim.c.period == period, job_claim.c.run == before.run)
        .values(run=before.run + 1, state="started", started_at=timestamp(now), settled_at=None, detail=None)
    )
    return Claim(job, period, before.run + 1, before) if taken.rowcount == 1 else None


def settle(app: App, taken: Claim, state: Literal["done", "failed"]) -> None:
    """Say that a run is over. A run that was taken over meanwhile settles nothing, as the claim is another's."""
    with writing(app.engine) as connection:
        connection.execute(
            update(job_claim)
            .where(job_claim.c.job == taken.job, job_claim.c.period == taken.period, job_claim.c.run == taken.run)
            .values(state=state, settled_at=timestamp(app.clock.now()), detail=taken.detail or None)
        )


@contextmanager
def once(app: App, job: str, period: str, *, again: bool = False) -> Iterator[Claim | None]:
    """The claim for the length of a run, or None; the run is done where the block ends, and failed where it raises."""
    hold = Hold(app.home)
    try:
        taken = claim(app, job, period, again=again, hold=hold)
        try:
            yield taken
        except BaseException:
            if taken:
                # What failed the run may be the database itself: then it counts as dead.
                with suppress(SQLAlchemyError, ConflictError):
                    settle(app, taken, "failed")
                    hold.release()
            raise
        if taken:
            settle(app, taken, "done")
            hold.release()
    finally:
        hold.let_go()


def last_run(app: App, job: str, period: str | None = None) -> Run | None:
    """The run of a period as it stands (without a period, the job's last run that is done); None where there is
    none."""
    with reading(app.engine) as connection:
        if period is not None:
            return _found(connection, job, period)
        done = select(job_claim).where(job_claim.c.job == job, job_claim.c.state == "done")
        row = connection.execute(done.order_by(job_claim.c.started_at.desc()).limit(1)).first()
        return Run(**row._mapping) if row else None


def _found(connection: Connection, job: str, period: str) -> Run | None:
    row = connection.execute(select(job_claim).where(job_claim.c.job == job, job_claim.c.period == period)).first()
    return Run(**row._mapping) if row else None
