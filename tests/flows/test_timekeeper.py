"""The schedule keeps its times whatever becomes of the machine's clock; the real scheduler on a clock that is set."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import flows.timekeeper
from flows.embedded import build
from flows.schedule import JOBS, job
from flows.timekeeper import Timekeeper
from flows.times import next_time
from lifecycle.clock import JAPAN

from .settable_clock import Runs, SettableClock, waits

START = "2024-11-26T07:59:30"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NAMES = ("supervise", "deliver", "deliver_urgent", "heartbeat")


class Schedule:
    """A scheduler under way, its keeper, and what it ran."""

    def __init__(self, clock: SettableClock, scheduler: BackgroundScheduler, runs: Runs) -> None:
        self.clock, self.scheduler, self.runs = clock, scheduler, runs
        specs = [spec for spec in JOBS if spec.name in NAMES]
        self.keeper = Timekeeper(scheduler, specs)

    def rests(self) -> bool:
        """Whether nothing is due or under way; waits for the threads."""
        lanes = [self.scheduler._lookup_executor(lane) for lane in ("installation", "mail", "urgent")]
        for _ in waits():
            due = any(row.next_run_time <= self.clock.at for row in self.scheduler.get_jobs())
            if not due and not any(count for lane in lanes for count in list(lane._instances.values())):
                return True
        return False

    def runs_after(self, name: str, by: timedelta) -> bool:
        """Whether a job has run once that much time has passed."""
        assert self.rests()
        self.clock.passes(by)
        since = self.clock.at
        assert self.keeper.keep()
        return self.runs.wait(name, since)

    def is_next(self, name: str, after: timedelta) -> bool:
        """Whether a job's next time is that much later than now; waits for the threads."""
        return any(self.scheduler.get_job(name).next_run_time == self.clock.at + after for _ in waits())

    def runs_at_its_next_time(self, name: str) -> bool:
        """Whether a job runs when the next of its times by the clock's present day comes."""
        return self.runs_after(name, next_time(job(name), self.clock.at + timedelta(seconds=6)) - self.clock.at)


@contextmanager
def schedule(start: str = START, failing: int = 0) -> Iterator[Schedule]:
    """The jobs in a scheduler that was started at a moment of a clock that stands; the first runs of a sweep fail."""
    with pytest.MonkeyPatch.context() as patch:
        clock = SettableClock(start)
        clock.rule(patch)
        runs = Runs(clock, {"supervise": failing})
        specs = [replace(spec, function=runs.of(spec.name)) for spec in JOBS if spec.name in NAMES]
        scheduler = build(clock.at, specs)
        going = Schedule(clock, scheduler, runs)
        scheduler.start()
        try:
            assert going.rests()
            yield going
        finally:
            scheduler.shutdown()


STEPS = {
    "four minutes back": -4 * MINUTE,
    "ten minutes back": -10 * MINUTE,
    "three days back": -3 * DAY,
    "years back": -5 * 365 * DAY,
    "ten minutes on": 10 * MINUTE,
    "49 days on": 49 * DAY,
    "fifty years on": 50 * 365 * DAY,
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_an_urgent_message_leaves_within_a_minute_of_a_clock_that_was_set(step: timedelta) -> None:
    """APScheduler alone would stay silent until the old time came again."""
    with schedule() as going:
        assert going.runs_after("deliver_urgent", MINUTE)
        going.clock.is_set(step)
        assert going.keeper.keep()
        begun = time.monotonic()
        assert going.runs_after("deliver_urgent", MINUTE)
        assert going.runs_at_its_next_time("supervise")
        assert time.monotonic() - begun < 60


@pytest.mark.parametrize("sleeps", [SettableClock.is_set, SettableClock.passes], ids=["clock-stood", "clock-ran"])
def test_a_machine_that_slept_49_days_makes_up_for_each_job_once(
    sleeps: Callable[[SettableClock, timedelta], None],
) -> None:
    """Whether or not the clock that only runs forward counted the sleep (Windows does); it wakes in an evening."""
    with schedule() as going:
        sleeps(going.clock, 49 * DAY + timedelta(hours=13))
        woken = going.clock.at
        assert going.keeper.keep()
        for name in NAMES:
            assert going.runs.wait(name, woken), name
        assert going.rests()
        assert [going.runs.count(name, woken) for name in NAMES] == [1, 1, 1, 1]
        assert going.runs_after("deliver_urgent", MINUTE)


def test_a_weekend_of_sleep_costs_no_monday() -> None:
    """A machine that wakes 13 hours after Monday's time sweeps then: its period says whether it is done."""
    with schedule("2024-11-29T17:00:00") as going:
        assert going.runs.wait("supervise", going.clock.at)
        going.clock.passes(3 * DAY + timedelta(hours=4, minutes=40))
        monday = going.clock.at
        assert going.keeper.keep()
        assert going.runs.wait("supervise", monday)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.sampled_from([SettableClock.is_set, SettableClock.passes]),
            st.integers(-200_000_000, 200_000_000),
        ),
        max_size=5,
    )
)
def test_after_any_steps_every_job_runs_at_its_next_time(
    steps: list[tuple[Callable[[SettableClock, timedelta], None], int]],
) -> None:
    """Clocks set back and on, machines that slept, in any order, by up to six years each."""
    with schedule() as going:
        for what, seconds in steps:
            assert going.rests()
            what(going.clock, timedelta(seconds=abs(seconds) if what is SettableClock.passes else seconds))
            assert going.keeper.keep()
        for name in ("deliver_urgent", "deliver", "supervise", "heartbeat"):
            assert going.runs_at_its_next_time(name), name


def test_a_clock_that_stays_right_moves_no_time_and_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """A second that is corrected is none; what a failed run is waiting for is not put off either."""
    caplog.set_level(logging.DEBUG, "flows")
    with schedule() as going:
        soon = going.clock.at + 5 * MINUTE
        going.scheduler.modify_job("supervise", next_run_time=soon)
        for seconds in (1, -2, 1):
            going.clock.is_set(timedelta(seconds=seconds))
            going.clock.passes(timedelta(seconds=1))
            assert going.keeper.keep()
        assert going.scheduler.get_job("supervise").next_run_time == soon
    assert "時計が" not in caplog.text


def test_a_step_is_told_and_the_day_that_is_reached_is_made_up_for(caplog: pytest.LogCaptureFixture) -> None:
    """The log says what became of the clock: a sweep at another time than usual has a reason."""
    caplog.set_level(logging.INFO, "flows")
    with schedule() as going:
        going.clock.is_set(timedelta(hours=3))
        since = going.clock.at
        assert going.keeper.keep()
        assert going.runs.wait("supervise", since)
        assert "▲ 時計が進みました" in caplog.text
        going.clock.is_set(timedelta(hours=-3))
        assert going.keeper.keep()
        assert "■ 時計が戻されました" in caplog.text


@pytest.fixture
def load() -> Iterator[None]:
    """Threads that want the processor all the while."""
    over = threading.Event()
    busy = [threading.Thread(target=_spin, args=(over,), daemon=True) for _ in range(4)]
    for thread in busy:
        thread.start()
    yield
    over.set()
    for thread in busy:
        thread.join()


def _spin(over: threading.Event) -> None:
    while not over.is_set():
        sum(range(1000))


def test_a_job_that_fails_is_tried_again_every_ten_minutes_until_it_is_done(
    load: None, caplog: pytest.LogCaptureFixture
) -> None:
    """The same morning, on a busy machine, whatever the clock does meanwhile; then at its usual time again."""
    with schedule("2024-11-26T08:29:00", failing=3) as going:
        assert going.runs_after("supervise", MINUTE)
        assert going.is_next("supervise", 10 * MINUTE)
        assert going.runs_after("supervise", 10 * MINUTE)
        assert going.is_next("supervise", 10 * MINUTE)
        going.clock.is_set(-7 * MINUTE)
        assert going.keeper.keep()  # 8:33 now: today's time has passed, so it is tried at once
        assert going.is_next("supervise", 10 * MINUTE)
        assert going.runs_after("supervise", 10 * MINUTE)
        assert going.rests()
        assert going.scheduler.get_job("supervise").next_run_time.isoformat() == "2024-11-27T08:30:00+09:00"
    assert caplog.text.count("■ supervise: 失敗しました。10分後にもう一度行います。") == 3
    assert "Traceback" not in "".join(row.getMessage() for row in caplog.records if row.name == "flows")


def test_a_scheduler_that_acts_no_more_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that is due and does not begin for two minutes: then somebody has to start the process again."""
    steady = [0.0]
    monkeypatch.setattr(flows.timekeeper.time, "monotonic", lambda: steady[0])
    with schedule() as going:
        going.scheduler.pause()
        going.clock.passes(MINUTE)
        steady[0] = 1.0
        assert going.keeper.keep()
        steady[0] = 200.0
        assert not going.keeper.keep()


def test_times_missed_in_years_are_counted_at_once() -> None:
    """Every minute of fifty years would be 26 million times; only the last of them counts."""
    start = datetime(2024, 11, 26, 8, 0, tzinfo=JAPAN)
    with schedule() as going:
        waiting = going.scheduler.get_job("deliver_urgent")
        waiting.modify(next_run_time=start + timedelta(days=1))
        missed = waiting._get_run_times(start + 50 * 365 * DAY)
    assert 1000 < len(missed) < 2000
    assert missed[-1] == start + 50 * 365 * DAY
