"""The jobs on one machine, without any server: APScheduler runs them one after another until the process is stopped."""

# APScheduler 3 carries no types.
# mypy: disable-error-code="no-untyped-call"

import contextlib
import logging
import signal
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_MAX_INSTANCES
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from config.errors import LifecycleError, WorldError
from flows.ending import ScheduleEnd
from flows.kind_of_home import trial_words
from flows.once import installation
from flows.outcome import describe, faults, is_idle, undelivered
from flows.pulse import HealthFile, Pulse
from flows.schedule import JOBS, JobSpec, when_text
from flows.serve_log import speak
from flows.timekeeper import Timekeeper
from flows.times import first_run, trigger
from lifecycle.cli.failures import of_the_world
from lifecycle.cli.wording import worded
from lifecycle.clock import SystemClock
from lifecycle.watch.failed_runs import is_left_behind, lacks_room

log = logging.getLogger("flows")
_STUCK = "時刻が来ても定例処理が始まらないため、終わります。lifecycle-flows serve を起動し直してください。"
_ROOM_MINUTES = 5
"""How soon a run that found no room is tried again: such a run costs nothing, and who has just made room wants to see
that all is well; a job's own pause (of half an hour) is for what takes longer to mend."""


def build(
    now: datetime, specs: Sequence[JobSpec] = JOBS, end: Callable[[str], None] = log.critical
) -> BackgroundScheduler:
    """The scheduler with its jobs, not yet started; `end` is told why no later run can do better, where that is so.

    Each lane has one worker: the jobs of a lane wait for each other. A run that was missed is made up for once, however
    late and not as often as it was missed; what a period holds is done once in it anyway.
    """
    scheduler = BackgroundScheduler(
        timezone=ZoneInfo(specs[0].timezone),
        executors={lane: ThreadPoolExecutor(max_workers=1) for lane in sorted({spec.lane for spec in specs})},
    )
    for spec in specs:
        scheduler.add_job(
            spec.function,
            trigger(spec),
            id=spec.name,
            name=spec.label,
            next_run_time=first_run(spec, now),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            executor=spec.lane,
        )
    retries = {spec.name: spec.retry_minutes for spec in specs}
    scheduler.add_listener(_tell, EVENT_JOB_EXECUTED | EVENT_JOB_MAX_INSTANCES)
    scheduler.add_listener(lambda event: _busy(scheduler, event, retries[event.job_id]), EVENT_JOB_EXECUTED)
    scheduler.add_listener(lambda event: _failed(scheduler, event, retries[event.job_id], end), EVENT_JOB_ERROR)
    return scheduler


def serve() -> bool:
    """Run the jobs until SIGTERM or SIGINT; a job under way is finished first. A second signal ends at once.

    Gives whether it ended as it was told to, and not because the database was moved away or is of a later program. The
    times are the machine's; what day it is for the jobs is the installation's clock. Raises SetupError where the
    installation is not initialised, WorldError where the scheduler acts no more.
    """
    with installation() as app:
        kind, home = trial_words(app), app.home
        speak(log, home, app.settings.serve)
    ending = ScheduleEnd()
    for number in stop_signals():
        signal.signal(number, lambda received, _frame: _asked_to_stop(ending, received))
    now = SystemClock().now()
    scheduler = build(now, end=ending.for_good)
    pulse = Pulse(scheduler, now)
    pulse.listen()
    log.info("定例処理を始めます。止めるときは Ctrl+C(又は SIGTERM)。")
    if kind:
        log.info(kind)
    for spec in JOBS:
        log.info("  %s: %s — %s", spec.name, spec.label, when_text(spec))
    scheduler.start()
    _until(ending, Timekeeper(scheduler), HealthFile(home, pulse))
    log.info("実行中の処理が終わるのを待って止めます。")
    scheduler.shutdown(wait=True)
    HealthFile(home, pulse).write(stopped=SystemClock().now())
    log.info("止めました。")
    return not ending.why


def stop_signals() -> tuple[signal.Signals, ...]:
    """The signals that ask the process to stop; a service of Windows is asked by a break."""
    asked = (signal.SIGTERM, signal.SIGINT)
    return (*asked, signal.Signals(signal.SIGBREAK)) if hasattr(signal, "SIGBREAK") else asked


def _until(ending: ScheduleEnd, keeper: Timekeeper, file: HealthFile) -> None:
    """Keep the times and the health file until the process is to end. Raises WorldError where nothing runs any more.

    The wait wakes once a second; on Windows a wait without an end hears no Ctrl+C.
    """
    file.write()
    while not ending.wait(1.0):
        if not keeper.keep():
            log.critical("■ %s", _STUCK)
            raise WorldError(_STUCK)
        file.keep()


def _asked_to_stop(ending: ScheduleEnd, received: int) -> None:
    signal.signal(received, signal.SIG_DFL)
    ending.ask()


def _failed(scheduler: BackgroundScheduler, event: Any, minutes: int, end: Callable[[str], None]) -> None:
    """Say that a run failed, and try again soon where the job wants it. Other jobs and its next time do not stop.

    Only where no later run can do better nothing is tried again, and `end` is told the cause.
    """
    cause = _cause(event.exception)
    if is_left_behind(event.exception):
        end(cause)
        return
    if lacks_room(event.exception):
        minutes = min(minutes, _ROOM_MINUTES)
    again = f"{minutes}分後" if minutes else "次の時刻"
    log.error("■ %s: 失敗しました。%sにもう一度行います。%s", event.job_id, again, cause)
    _soon(scheduler, event.job_id, minutes)


def _busy(scheduler: BackgroundScheduler, event: Any, minutes: int) -> None:
    """Look again later, as another process is at it: should that one die, its run is taken over when the claim ends."""
    if event.retval["skipped_for"] == "running":
        _soon(scheduler, event.job_id, minutes)


def _soon(scheduler: BackgroundScheduler, name: str, minutes: int) -> None:
    """Let a job run again in that many minutes, where that is before its next time; 0 leaves its next time alone.

    By a thread of its own, which waits for the scheduler: of a run that ends at once we are told by the scheduler's own
    thread, before it notes the job's next time, and what we set would be lost.
    """
    if minutes:
        soon = SystemClock().now() + timedelta(minutes=minutes)
        threading.Thread(target=_hasten, args=(scheduler, name, soon), daemon=True).start()


def _hasten(scheduler: BackgroundScheduler, name: str, soon: datetime) -> None:
    with contextlib.suppress(JobLookupError):  # the scheduler has stopped meanwhile
        if waiting := scheduler.get_job(name):
            waiting.modify(next_run_time=min(soon, waiting.next_run_time or soon))


def _tell(event: Any) -> None:
    """Say what became of a run that did not fail; a delivery with nothing to send gets no line."""
    name = event.job_id
    if event.code == EVENT_JOB_MAX_INSTANCES:
        log.warning("▲ %s: 前の回がまだ終わらないため、この回は見送りました。", name)
    else:
        wrong = undelivered(event.retval) or faults(event.retval)
        mark, level = "■" if wrong else "●", logging.DEBUG if is_idle(event.retval) else logging.INFO
        log.log(level, "%s %s: %s", mark, name, describe(event.retval))


def _cause(error: BaseException) -> str:
    """The cause of a failure in one line: our own errors' words, else what of the world failed, and no personal data.

    Where nobody foresaw it, the place in the program is written down in the home.
    """
    if isinstance(error, LifecycleError):
        return worded(error)
    return worded(of_the_world(error)) if isinstance(error, Exception) else f"({type(error).__name__})"
