"""How the schedule stands, for a monitor: whether it lives, whether each period's job is done, whether mail waits."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from config.errors import Exit
from flows import health
from flows.once import period_of
from flows.schedule import JOBS, AtTime, EarlyInMonth, JobSpec
from lifecycle.app import App
from lifecycle.clock import JAPAN, SystemClock
from lifecycle.watch.claims import last_run
from lifecycle.watch.waiting import waiting

_STALE = {"serve": timedelta(minutes=3), "prefect": timedelta(minutes=10)}
"""How old the health file may be, by who writes it every minute."""
_PATIENCE = timedelta(hours=2)
"""How long after its time a job of a period may still be to do: as long as a failed one may have been tried again."""
_START = "lifecycle-flows serve を起動してください"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: a code for scripts, and the words."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class PeriodState:
    """A job of a period: the period whose time has come last, and how its run stands; None where there was none."""

    job: str
    label: str
    period: str
    state: str | None
    started_at: str | None
    words: str


@dataclass(frozen=True, slots=True)
class ScheduleState:
    """How the schedule stands: all that is wrong, what the health file says, each period's run, messages by status."""

    problems: tuple[Problem, ...]
    health: dict[str, Any] | None
    jobs: tuple[PeriodState, ...]
    messages: dict[str, int]
    oldest_waiting_minutes: int | None

    @property
    def exit_code(self) -> Exit:
        """0 where all is well, 8 where only messages wait too long, 1 where the schedule or the clock is at fault."""
        if not self.problems:
            return Exit.DONE
        waits_only = all(problem.code == "mail_waits" for problem in self.problems)
        return Exit.NOT_DELIVERED if waits_only else Exit.FAILED

    def document(self) -> dict[str, Any]:
        """The whole as plain JSON."""
        return {
            "ok": not self.problems,
            "exit_code": int(self.exit_code),
            "problems": [{"code": one.code, "message": one.message} for one in self.problems],
            "health": self.health,
            "jobs": [
                {
                    "job": one.job,
                    "period": one.period,
                    "state": one.state,
                    "started_at": one.started_at,
                    "words": one.words,
                }
                for one in self.jobs
            ],
            "messages": self.messages,
            "oldest_waiting_minutes": self.oldest_waiting_minutes,
        }


def standing(app: App) -> ScheduleState:
    """How the schedule of an installation stands now; nothing is written."""
    written, waits = health.read(app.home), waiting(app)
    jobs = tuple(_state(app, spec, period) for spec, period in _periods_reached(app, waits.founded))
    problems = [*_of_the_file(written), *(_late(one) for one in jobs if one.state != "done")]
    if waits.clock_is_behind:
        problems.append(Problem("clock_behind", "時計が最後の記録より戻っているため、記録できません"))
    limit, oldest = app.settings.serve.mail_waits_minutes, waits.oldest_minutes
    if oldest is not None and oldest > limit:
        problems.append(Problem("mail_waits", f"送られていない連絡が{oldest}分待っています(設定の上限 {limit}分)"))
    return ScheduleState(tuple(problems), written, jobs, waits.messages, oldest)


def _of_the_file(written: dict[str, Any] | None) -> list[Problem]:
    """What the health file itself shows: that nobody writes it, that its writer was stopped, what its writer found."""
    if written is None:
        return [Problem("not_running", f"定例処理が動いていません({health.FILE} がありません)。{_START}")]
    age = SystemClock().now() - datetime.fromisoformat(written["written_at"])
    if written.get("stopped_at"):
        return [Problem("stopped", f"定例処理は{_at(written['stopped_at'])}に止められました。{_START}")]
    if not -_STALE["serve"] <= age <= _STALE.get(written.get("by", ""), _STALE["serve"]):
        told = f"定例処理が動いていません(最後に書かれたのは{_at(written['written_at'])})。{_START}"
        return [Problem("not_running", told)]
    return [Problem("job", str(words)) for words in written.get("problems", ())]


def _periods_reached(app: App, founded: datetime | None) -> list[tuple[JobSpec, str]]:
    """The jobs of a period whose time came in this one by more than the patience, and since the home was founded."""
    local = app.clock.now().astimezone(JAPAN)
    known = [(spec, due) for spec in JOBS if spec.period and (due := _due(app, spec, local))]
    reached = [(spec, due) for spec, due in known if due + _PATIENCE <= local and founded and due >= founded]
    return [(spec, period_of(spec, due.date())) for spec, due in reached]


def _due(app: App, spec: JobSpec, local: datetime) -> datetime | None:
    """The moment of this day, week or month at which a job's time comes; None where the office is closed on it."""
    match spec.when:
        case AtTime(day_of_week="mon", hour=hour, minute=minute):
            day = local.date() - timedelta(days=local.weekday())
        case AtTime(hour=hour, minute=minute):
            day = local.date()
            if spec.business_days_only and not app.calendar.is_business_day(day):
                return None
        case EarlyInMonth(hour=hour, minute=minute):
            day = _first_business_day(app, local.date())
        case _:
            return None
    return datetime.combine(day, time(hour, minute), JAPAN)


def _first_business_day(app: App, day: date) -> date:
    return app.calendar.add(day.replace(day=1) - timedelta(days=1), 1)


def _state(app: App, spec: JobSpec, period: str) -> PeriodState:
    run = last_run(app, spec.name, period)
    if run is None:
        return PeriodState(spec.name, spec.label, period, None, None, "")
    return PeriodState(spec.name, spec.label, period, run.state, run.started_at, run.detail or "")


def _late(one: PeriodState) -> Problem:
    how = {None: "まだ行われていません", "failed": "失敗したままです", "started": "終わっていません"}[one.state]
    return Problem("late", f"{one.job}({one.label})の{one.period}の回が{how}")


def _at(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(JAPAN):%Y-%m-%d %H:%M}"
