"""The jobs and their times, once: the embedded scheduler and Prefect both read them from here."""

from dataclasses import dataclass

from config.errors import UsageError

TIMEZONE = "Asia/Tokyo"
"""The zone of every time of day here."""

_MINUTE, _HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class AtTime:
    """Once on each of the named weekdays. Weekdays go by name: by number, 1-5 is Tuesday to Saturday in APScheduler.

    There is no day of the month: together with a weekday it means «and» in APScheduler, «or» in Prefect.
    """

    day_of_week: str
    hour: int
    minute: int


@dataclass(frozen=True, slots=True)
class Every:
    """Each full multiple of some minutes past the hour, so that every scheduler fires at the same moments.

    Not a pause counted from the start of a process. `minutes` must divide 60.
    """

    minutes: int

    def __post_init__(self) -> None:
        if not 0 < self.minutes < _MINUTE or _MINUTE % self.minutes:
            raise ValueError(f"{self.minutes} does not divide an hour")


@dataclass(frozen=True, slots=True)
class JobSpec:
    """One job: what is called, and when.

    `function` and `flow` are "module:function". A job of `business_days_only` skips itself on other days: closed
    days are the office's, which no cron expression knows. `grace_seconds` is how late a missed run still starts.
    `retry_minutes` after a failure it is tried again, until it succeeds; 0 waits for its next time.
    """

    name: str
    label: str
    function: str
    flow: str
    when: AtTime | Every
    business_days_only: bool
    grace_seconds: int
    retry_minutes: int
    takes_date: bool
    timezone: str = TIMEZONE


JOBS = (
    JobSpec(
        name="supervise",
        label="点検し、所属長への連絡を作って送る",
        function="flows.jobs:run_supervise",
        flow="flows.supervise:supervise",
        when=AtTime("mon-fri", 8, 30),
        business_days_only=True,
        grace_seconds=12 * _HOUR,
        retry_minutes=10,
        takes_date=True,
    ),
    JobSpec(
        name="deliver",
        label="作られた連絡を送る・失敗したものを再送する",
        function="flows.jobs:run_deliver",
        flow="flows.deliver:deliver",
        when=Every(5),
        business_days_only=False,
        grace_seconds=4 * _MINUTE,
        retry_minutes=0,
        takes_date=False,
    ),
)


def job(name: str) -> JobSpec:
    """The job of that name. Raises UsageError that lists the jobs there are."""
    for spec in JOBS:
        if spec.name == name:
            return spec
    known = "、".join(f"{spec.name}({spec.label})" for spec in JOBS)
    raise UsageError(f"「{name}」という定例処理はありません。選べるもの: {known}")


def when_text(spec: JobSpec) -> str:
    """The times of a job in Japanese."""
    if isinstance(spec.when, Every):
        return f"{spec.when.minutes}分ごと"
    days = "開庁日" if spec.business_days_only else spec.when.day_of_week
    return f"{days}の{spec.when.hour}:{spec.when.minute:02d}"
