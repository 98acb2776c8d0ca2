"""When the jobs run: the same moments in every scheduler, across weekends, holidays and New Year."""

import asyncio
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib import import_module
from itertools import islice, pairwise

import pytest
from apscheduler.triggers.cron import CronTrigger
from own_loop import in_own_thread

from config.calendar import BusinessCalendar
from config.errors import UsageError
from flows.schedule import JOBS, Every, JobSpec, job
from flows.times import first_run, trigger
from lifecycle.clock import JAPAN


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JAPAN)


TURNS = ["2024-11-22T23:59", "2024-11-29T12:00", "2024-12-27T08:31", "2025-02-28T00:00", "2028-02-28T23:58"]
"""A weekend after a holiday (11/23 勤労感謝の日), a month's end, New Year, the end of February, a leap day."""


def fires(spec: JobSpec, start: str, end: str) -> Iterator[datetime]:
    """The moments at which APScheduler fires a job between two moments."""
    times, last = trigger(spec), moment(end)
    fired = times.get_next_fire_time(None, moment(start))
    while fired <= last:
        yield fired
        fired = times.get_next_fire_time(fired, fired)


def test_mon_fri_really_fires_monday_to_friday() -> None:
    """By number, 1-5 would be Tuesday to Saturday."""
    week = list(fires(job("supervise"), "2024-11-25T00:00", "2024-12-01T23:59"))
    assert [f"{fired:%a %H:%M %z}" for fired in week] == [
        f"{day} 08:30 +0900" for day in ("Mon", "Tue", "Wed", "Thu", "Fri")
    ]


def test_no_schedule_names_a_weekday_by_number() -> None:
    """Numbers mean other days in other schedulers."""
    for spec in JOBS:
        assert not any(c.isdigit() for c in spec.when.cron.split()[4])


def test_supervision_fires_on_every_weekday_over_new_year_and_leaves_closed_days_to_the_job() -> None:
    """12/29 to 1/3 and holidays are the office's to know; 2025-01-13 is 成人の日."""
    fired = list(fires(job("supervise"), "2024-12-26T00:00", "2025-01-15T00:00"))
    assert " ".join(f"{day:%m-%d}" for day in fired) == (
        "12-26 12-27 12-30 12-31 01-01 01-02 01-03 01-06 01-07 01-08 01-09 01-10 01-13 01-14"
    )
    working = [f"{day:%m-%d}" for day in fired if BusinessCalendar().is_business_day(day.date())]
    assert " ".join(working) == "12-26 12-27 01-06 01-07 01-08 01-09 01-10 01-14"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("start", TURNS)
@pytest.mark.parametrize("spec", JOBS, ids=lambda spec: spec.name)
def test_both_schedulers_fire_each_job_at_the_same_ten_next_moments(spec: JobSpec, start: str) -> None:
    """Prefect's own reading of the cron that is deployed against APScheduler's trigger."""
    from prefect.server.schemas.schedules import CronSchedule

    prefect = CronSchedule(cron=spec.when.cron, timezone=spec.timezone)
    theirs = in_own_thread(asyncio.run, prefect.get_dates(10, start=moment(start)))
    assert [day.astimezone(JAPAN) for day in theirs] == list(islice(fires(spec, start, "2100-01-01T00:00"), 10))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_weekday_beside_a_day_of_the_month_would_part_the_schedulers() -> None:
    """Why no schedule has both: the same five fields, «and» in the one, «or» in the other."""
    from prefect.server.schemas.schedules import CronSchedule

    start, cron = moment("2024-11-25T00:00"), "0 9 1 * mon"
    theirs = in_own_thread(asyncio.run, CronSchedule(cron=cron, timezone="Asia/Tokyo").get_dates(3, start=start))
    ours = CronTrigger(day=1, day_of_week="mon", hour=9, minute=0, timezone=JAPAN).get_next_fire_time(None, start)
    assert theirs[0].astimezone(JAPAN) == moment("2024-11-25T09:00")
    assert ours == moment("2025-09-01T09:00")


def test_the_first_ten_days_of_a_month_always_hold_a_business_day() -> None:
    """So the monthly report never waits for the next month: 5月 and 1月 of every year the calendar knows."""
    calendar = BusinessCalendar()
    months = [date(year, month, 1) for year in range(2020, 2050) for month in range(1, 13)]
    assert all(any(calendar.is_business_day(first.replace(day=n)) for n in range(1, 11)) for first in months)


@pytest.mark.parametrize(
    "day", ["2024-11-23T00:00", "2024-11-04T00:00", "2024-12-31T00:00"], ids=["saturday", "holiday", "new-years-eve"]
)
def test_delivery_fires_every_five_minutes_of_every_day(day: str) -> None:
    """A message that waits does not wait for a business day; midnight is no gap."""
    fired = list(fires(job("deliver"), day, (moment(day) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")))
    assert len(fired) == 24 * 12 + 1
    assert {after - before for before, after in pairwise(fired)} == {timedelta(minutes=5)}
    assert fired[0] == moment(day)


@pytest.mark.parametrize("minutes", [0, 7, 45, 60, -5])
def test_a_pause_that_does_not_divide_the_hour_is_refused(minutes: int) -> None:
    """*/45 fires at :00 and :45, which is not every 45 minutes."""
    with pytest.raises(ValueError, match="divide"):
        Every(minutes)


@pytest.mark.parametrize(
    ("now", "first"),
    [
        ("2024-11-26T08:15", "2024-11-26T08:30"),
        ("2024-11-26T08:45", "2024-11-26T08:45"),
        ("2024-11-23T08:45", "2024-11-25T08:30"),
    ],
    ids=["before", "after", "saturday"],
)
def test_a_machine_switched_on_after_the_hour_makes_up_for_that_day(now: str, first: str) -> None:
    """Otherwise an office PC started at 8:45 would never sweep."""
    assert first_run(job("supervise"), moment(now)) == moment(first)
    assert first_run(job("deliver"), moment(now)) == moment(now)


def test_a_machine_that_is_off_on_mondays_gives_its_sign_of_life_on_another_day() -> None:
    """It is given once in a week, whatever the day."""
    assert first_run(job("heartbeat"), moment("2024-11-28T10:00")) == moment("2024-11-28T10:00")
    assert first_run(job("heartbeat"), moment("2024-11-25T08:59")) == moment("2024-11-25T09:00")


def test_every_job_has_its_own_name_and_a_function_that_exists() -> None:
    """The functions are named by text, so nothing else would notice."""
    assert len({spec.name for spec in JOBS}) == len(JOBS)
    for spec in JOBS:
        module, _, name = spec.function.partition(":")
        assert callable(getattr(import_module(module), name))


def test_an_unknown_job_is_refused_with_the_jobs_there_are() -> None:
    """Exit code 2."""
    with pytest.raises(UsageError, match=r"nope.*supervise.*deliver.*heartbeat.*monthly.*verify"):
        job("nope")
