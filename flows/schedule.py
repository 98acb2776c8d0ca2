"""The jobs and their times, once: the embedded scheduler and Prefect both read them from here."""

from dataclasses import dataclass
from typing import Literal

from config.errors import UsageError
from config.place import said_here

TIMEZONE = "Asia/Tokyo"
"""The time zone of every time of day in this file."""

_MINUTE = 60
_MORNING_MINUTES = 6 * 60

WEEKDAYS = "mon-fri"
EVERY_DAY = "mon-sun"
_IN_WORDS = {WEEKDAYS: "月〜金曜", EVERY_DAY: "毎日", "mon": "月曜"}


@dataclass(frozen=True, slots=True)
class AtTime:
    """Times of a job: once on each of the named weekdays, at a time of day.

    Weekdays go by name: by number, 1-5 is Tuesday to Saturday in APScheduler.
    """

    day_of_week: str
    hour: int
    minute: int

    @property
    def cron(self) -> str:
        """The five fields of cron that both schedulers read alike."""
        return f"{self.minute} {self.hour} * * {self.day_of_week}"


@dataclass(frozen=True, slots=True)
class EarlyInMonth:
    """Times of a job: once on each of the first days of a month, weekends among them.

    No weekday beside it: with a day of the month that means «and» in APScheduler, «or» in cron and Prefect. Which of
    these days is the first business day only the office's calendar knows, so the job narrows them itself.
    """

    last_day: int
    hour: int
    minute: int

    @property
    def cron(self) -> str:
        """The five fields of cron that both schedulers read alike."""
        return f"{self.minute} {self.hour} 1-{self.last_day} * *"


@dataclass(frozen=True, slots=True)
class Every:
    """Times of a job: each full multiple of some minutes past the hour, so that all schedulers fire together.

    It is no pause counted from the start of a process. `minutes` must divide 60.
    """

    minutes: int

    def __post_init__(self) -> None:
        if not 0 < self.minutes < _MINUTE or _MINUTE % self.minutes:
            raise ValueError(f"{self.minutes} does not divide an hour")

    @property
    def cron(self) -> str:
        """The five fields of cron that both schedulers read alike."""
        return f"*/{self.minutes} * * * *"


@dataclass(frozen=True, slots=True)
class JobSpec:
    """One job: which function is called, and when.

    `function` and `flow` are "module:function". A job of `business_days_only` skips itself on other days: closed
    days are the office's, which no cron expression knows. `period` is what its claim is for: it runs once in each
    day, week or month, whoever calls it; deliveries claim each message instead. `lane`: jobs of one lane wait for
    each other, so that an urgent message waits for no verification and no digests. `retry_minutes` after a failure, or
    where another is at it, it is tried again until it is done; 0 waits for its next time.
    """

    name: str
    own_label: str
    function: str
    flow: str
    when: AtTime | EarlyInMonth | Every
    business_days_only: bool
    retry_minutes: int
    takes_date: bool
    period: Literal["day", "week", "month"] | None = None
    lane: Literal["installation", "mail", "urgent"] = "installation"
    timezone: str = TIMEZONE

    @property
    def label(self) -> str:
        """What the job does, in the words of the place."""
        return said_here(self.own_label)

    @property
    def tries_more(self) -> int:
        """How often a scheduler that counts tries a failed run again: for a morning, by its pauses; 0 where it needn't.

        The embedded one counts none and goes on until the next time.
        """
        return _MORNING_MINUTES // self.retry_minutes if self.retry_minutes else 0


JOBS = (
    JobSpec(
        name="supervise",
        own_label="点検し、{担当者}から{所属長}への順に連絡を作って送る",
        function="flows.jobs:run_supervise",
        flow="flows.supervise:supervise",
        when=AtTime(WEEKDAYS, 8, 30),
        business_days_only=True,
        retry_minutes=10,
        takes_date=True,
        period="day",
    ),
    JobSpec(
        name="deliver",
        own_label="作られた連絡を送る・失敗したものを再送する",
        function="flows.jobs:run_deliver",
        flow="flows.deliver:deliver",
        when=Every(5),
        business_days_only=False,
        retry_minutes=0,
        takes_date=False,
        lane="mail",
    ),
    JobSpec(
        name="deliver_urgent",
        own_label="至急の連絡をすぐ送る",
        function="flows.jobs:run_deliver_urgent",
        flow="flows.deliver:deliver_urgent",
        when=Every(1),
        business_days_only=False,
        retry_minutes=0,
        takes_date=False,
        lane="urgent",
    ),
    JobSpec(
        name="heartbeat",
        own_label="動いていることを{システム管理者}に知らせる",
        function="flows.installation_jobs:run_heartbeat",
        flow="flows.installation:heartbeat",
        when=AtTime("mon", 9, 0),
        business_days_only=False,
        retry_minutes=30,
        takes_date=False,
        period="week",
    ),
    JobSpec(
        name="monthly",
        own_label="前の月の状況を{制度所管課}に報告する",
        function="flows.installation_jobs:run_monthly",
        flow="flows.installation:monthly",
        # The longest run of closed days leaves a business day among the first ten.
        when=EarlyInMonth(10, 9, 0),
        business_days_only=True,
        retry_minutes=30,
        takes_date=True,
        period="month",
    ),
    JobSpec(
        name="seal",
        own_label="記録を封印し、控えのファイルに書き足す",
        function="flows.installation_jobs:run_seal",
        flow="flows.installation:seal",
        # Before the verification, which then compares the seal with what it covers.
        when=AtTime(EVERY_DAY, 1, 30),
        business_days_only=False,
        retry_minutes=30,
        takes_date=False,
        period="day",
    ),
    JobSpec(
        name="verify",
        own_label="記録を検証し、異常があれば至急知らせる",
        function="flows.installation_jobs:run_verify",
        flow="flows.installation:verify",
        when=AtTime(EVERY_DAY, 2, 0),
        business_days_only=False,
        retry_minutes=30,
        takes_date=False,
        period="day",
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
    match spec.when:
        case Every(minutes=minutes):
            return f"{minutes}分ごと"
        case EarlyInMonth(hour=hour, minute=minute):
            return f"月の最初の開庁日の{hour}:{minute:02d}"
        case at:
            days = "開庁日" if spec.business_days_only else _IN_WORDS.get(at.day_of_week, at.day_of_week)
            return f"{days}の{at.hour}:{at.minute:02d}"
