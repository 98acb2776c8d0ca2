"""The jobs on one machine, without any server: APScheduler runs them one after another until the process is stopped."""

# APScheduler 3 carries no types.
# mypy: disable-error-code="no-untyped-call"

import logging
import signal
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from config.errors import LifecycleError
from flows import jobs
from flows.schedule import JOBS, AtTime, JobSpec, job, when_text
from lifecycle.clock import JAPAN, SystemClock

log = logging.getLogger("flows")


def trigger(spec: JobSpec) -> CronTrigger:
    """The times of a job as APScheduler counts them."""
    match spec.when:
        case AtTime(day_of_week=days, hour=hour, minute=minute):
            return CronTrigger(day_of_week=days, hour=hour, minute=minute, timezone=ZoneInfo(spec.timezone))
        case every:
            return CronTrigger(minute=f"*/{every.minutes}", timezone=ZoneInfo(spec.timezone))


def first_run(spec: JobSpec, now: datetime) -> datetime:
    """When a job runs first in a process started now: at once where a time of today has passed already.

    A machine that is switched on at 8:45 would never sweep otherwise; a second run on one day does nothing twice.
    """
    local = now.astimezone(ZoneInfo(spec.timezone))
    times = trigger(spec)
    earliest = times.get_next_fire_time(None, local.replace(hour=0, minute=0, second=0, microsecond=0))
    return local if earliest and earliest <= local else times.get_next_fire_time(None, local)


def build(now: datetime, specs: Sequence[JobSpec] = JOBS) -> BackgroundScheduler:
    """The scheduler with its jobs, not yet started.

    One worker: the jobs write to the same database. A run that was missed, or fell on a running one, is made up for
    once, not as often as it was missed.
    """
    scheduler = BackgroundScheduler(
        timezone=ZoneInfo(specs[0].timezone), executors={"default": ThreadPoolExecutor(max_workers=1)}
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
            misfire_grace_time=spec.grace_seconds,
        )
    scheduler.add_listener(_tell, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
    return scheduler


def serve() -> None:
    """Run the jobs until SIGTERM or SIGINT; a job under way is finished first. A second signal ends at once.

    The times are the machine's; what day it is for the jobs is the installation's clock. Raises SetupError where the
    installation is not initialised.
    """
    with jobs.installation():
        pass
    _speak_japanese()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: _asked_to_stop(stop, received))
    scheduler = build(SystemClock().now())
    log.info("定例処理を始めます。止めるときは Ctrl+C(または SIGTERM)。")
    for spec in JOBS:
        log.info("  %s: %s — %s", spec.name, spec.label, when_text(spec))
    scheduler.start()
    # Woken once a second: on Windows a wait without an end hears no Ctrl+C.
    while not stop.wait(1.0):
        pass
    log.info("実行中の処理が終わるのを待って止めます。")
    scheduler.shutdown(wait=True)
    log.info("止めました。")


def _asked_to_stop(stop: threading.Event, received: int) -> None:
    signal.signal(received, signal.SIG_DFL)
    stop.set()


def _speak_japanese() -> None:
    """Our own lines on stderr, in Japan's time; APScheduler's English ones only where it is itself broken."""
    handler = logging.StreamHandler()
    formatter = logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S")
    formatter.converter = lambda seconds: datetime.fromtimestamp(seconds or 0, JAPAN).timetuple()
    handler.setFormatter(formatter)
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)


def _tell(event: Any) -> None:
    """Say what became of a run. A failing job is told and does not stop the others, nor its own next run."""
    name = job(event.job_id).name
    if event.code == EVENT_JOB_MISSED:
        log.warning("■ %s: 時刻を過ぎたため、この回は行いませんでした。", name)
    elif event.code == EVENT_JOB_MAX_INSTANCES:
        log.warning("▲ %s: 前の回がまだ終わらないため、この回は見送りました。", name)
    elif event.code == EVENT_JOB_ERROR:
        log.error("■ %s: 失敗しました。次の時刻にもう一度行います。%s", name, _cause(event.exception, event.traceback))
    elif event.retval is not None:
        missing = jobs.undelivered(event.retval)
        idle = name == "deliver" and not missing and not event.retval["delivery"]["sent"]
        log.log(
            logging.DEBUG if idle else logging.INFO,
            "%s %s: %s",
            "■" if missing else "●",
            name,
            jobs.describe(event.retval),
        )


def _cause(error: BaseException, where: str) -> str:
    """Our own errors in their words; of others only the kind and the place, since their text may hold personal data."""
    return str(error) if isinstance(error, LifecycleError) else f"({type(error).__name__})\n{where}"
