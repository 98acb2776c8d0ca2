"""The times of a job as APScheduler reads them: when it runs first, when next, and how little is made of a long gap."""

# APScheduler 3 carries no types.
# mypy: disable-error-code="no-untyped-call"

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from flows.schedule import AtTime, EarlyInMonth, JobSpec

_LOOKED_BACK = timedelta(days=1)


class Times(CronTrigger):
    """The times of a job, of which no more than a day's are counted where a gap was long.

    APScheduler lists every time that was missed before it makes up for the last of them: after a clock that stood
    years ahead those would be millions, and nothing would run while it counts.
    """

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The first time after the previous one (or a day ago, where that was longer ago); without one, from now on."""
        if previous_fire_time is not None and now - previous_fire_time > _LOOKED_BACK:
            previous_fire_time = now - _LOOKED_BACK
        following: datetime = super().get_next_fire_time(previous_fire_time, now)
        return following


def trigger(spec: JobSpec) -> Times:
    """The times of a job as a trigger of APScheduler."""
    return Times(**_fields(spec), timezone=ZoneInfo(spec.timezone))


def _fields(spec: JobSpec) -> dict[str, Any]:
    match spec.when:
        case AtTime(day_of_week=days, hour=hour, minute=minute):
            return {"day_of_week": days, "hour": hour, "minute": minute}
        case EarlyInMonth(last_day=last, hour=hour, minute=minute):
            return {"day": f"1-{last}", "hour": hour, "minute": minute}
        case every:
            return {"minute": f"*/{every.minutes}"}


def first_run(spec: JobSpec, now: datetime) -> datetime:
    """The moment at which a job runs first in a process started now: at once where one of today's times has passed.

    Of a weekly job, one of this week's. Otherwise a machine that is switched on at 8:45 would never sweep, and one that
    is off on Mondays would give no sign of life; a second run in the same period does nothing twice.
    """
    local = now.astimezone(ZoneInfo(spec.timezone))
    times = trigger(spec)
    days = local.weekday() if spec.period == "week" else 0
    begun = local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)
    earliest = times.get_next_fire_time(None, begun)
    return local if earliest <= local else times.get_next_fire_time(None, local)


def next_time(spec: JobSpec, now: datetime) -> datetime:
    """The next of a job's times from now on."""
    return trigger(spec).get_next_fire_time(None, now.astimezone(ZoneInfo(spec.timezone)))
