"""One run of a job: the installation is opened and closed for it, and it is made once in a period, whoever calls it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from config.errors import UsageError
from config.wareki import format_date
from flows.outcome import describe
from flows.schedule import JobSpec
from lifecycle.app import App, open_app
from lifecycle.records.flags import is_fictional, is_trial
from lifecycle.watch.claims import Claim, Run, last_run, once

JobBody = Callable[[], dict[str, Any]]


@contextmanager
def installation() -> Iterator[App]:
    """The installation of this environment for one run; its connections are closed afterwards. Raises SetupError."""
    app = open_app(via="flow")
    try:
        yield app
    finally:
        app.engine.dispose()


def run(app: App, name: str, work: JobBody, as_of: date | None = None) -> dict[str, Any]:
    """Do a job's work; the result is plain JSON."""
    with app.reading() as connection:
        fictional, trial = is_fictional(connection), is_trial(connection)
    day, marks = (as_of or app.today()).isoformat(), {"fictional": fictional, "trial": trial}
    return {"job": name, "as_of": day, "skipped": None, "skipped_for": None, **marks, **work()}


def run_once(app: App, name: str, period: str, work: JobBody, *, again: bool) -> dict[str, Any]:
    """Do a job's work once in a period (written in its own form: `2024-11-26`, `2024-W48`, `2024-10`).

    Where another process has done the work or is doing it, nothing is done and `skipped` says so; `again` repeats a run
    that is done, as a person may ask. Where a run repeats or takes over an earlier one, `note` says so.
    """
    with once(app, name, period, again=again) as taken:
        if taken is None:
            return _left_to_another(app, name, period)
        result = run(app, name, work)
        taken.detail = describe(result)
        return {**result, "note": _note(taken)}


def period_of(spec: JobSpec, day: date) -> str:
    """The period that a job's run on a day is for, as its claim has it: the day, its ISO week, the month before."""
    match spec.period:
        case "week":
            year, number, _ = day.isocalendar()
            return f"{year}-W{number:02d}"
        case "month":
            return f"{day.replace(day=1) - timedelta(days=1):%Y-%m}"
        case _:
            return day.isoformat()


def closed_day(app: App, name: str) -> dict[str, Any] | None:
    """The result of a job that skips today because the office is closed; None on a business day."""
    today = app.today()
    if app.calendar.is_business_day(today):
        return None
    following = format_date(app.calendar.add(today, 1))
    return _skipped(app, name, "closed", f"{format_date(today)}は閉庁日です。次の開庁日({following})に行います")


def iso_day(text: str | None) -> date | None:
    """The day that a text in ISO form gives. Raises UsageError."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"基準日が日付として読めません「{text}」(例 2024-11-26)") from None


def _skipped(app: App, name: str, why: str, text: str) -> dict[str, Any]:
    return {"job": name, "as_of": app.today().isoformat(), "skipped": text, "skipped_for": why}


def _left_to_another(app: App, name: str, period: str) -> dict[str, Any]:
    standing = last_run(app, name, period)
    if standing is None or standing.state == "started":
        since = f"({_moment(standing)}から)" if standing else ""
        text = f"この回({period})は、今ほかの処理が行っています{since}。"
        text += "終わらずに止まったものは、止まったと分かれば直ちに、分からなければ1時間後に引き継ぎます"
        return _skipped(app, name, "running", text)
    return _skipped(app, name, "done", f"この回({period})は{_moment(standing)}に済んでいます")


def _note(taken: Claim) -> str:
    before = taken.before
    if before is None:
        return ""
    how = {
        "done": "一度済んでいますが、指示によりもう一度行いました",
        "failed": "失敗していたため、もう一度行いました",
        "started": "終わらずに止まっていたため、引き継ぎました",
    }[before.state]
    return f"この回({taken.period})は{_moment(before)}の実行が{how}({taken.run}回目)。"


def _moment(run: Run) -> str:
    return f"{format_date(run.when.date())}{run.when.hour}:{run.when.minute:02d}"
