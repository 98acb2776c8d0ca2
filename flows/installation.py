"""The jobs that watch the installation, as Prefect flows; without a server they are called directly."""

from typing import Any

from prefect import flow, task

from flows import installation_jobs
from flows.runs import by_hand, settle, until_done, worth_retrying

_TWICE_MORE, _PAUSE_SECONDS = 2, 300


@task(
    name="installation-job",
    task_run_name="{job}",
    retries=_TWICE_MORE,
    retry_delay_seconds=_PAUSE_SECONDS,
    retry_condition_fn=worth_retrying,
    persist_result=False,
)
def run(job: str, as_of: str | None = None, *, again: bool) -> dict[str, Any]:
    """Run one of these jobs, again where the database was busy. What it did before it failed is not done twice."""
    match job:
        case "heartbeat":
            return installation_jobs.run_heartbeat(again=again)
        case "monthly":
            return installation_jobs.run_monthly(as_of, again=again)
        case "seal":
            return installation_jobs.run_seal(again=again)
        case _:
            return installation_jobs.run_verify(again=again)


def _scheduled(job: str, as_of: str | None = None) -> dict[str, Any]:
    again = by_hand()
    return until_done(job, lambda: run(job, as_of, again=again))


@flow(
    name="heartbeat",
    description="動いていることと1週間の数を、この仕組みを預かる人に、封印の値を監査の事務局にも知らせる(月曜の9:00)。",
    persist_result=False,
)
def heartbeat() -> Any:
    """The flow of the job `heartbeat`."""
    return settle(_scheduled("heartbeat"))


@flow(
    name="monthly",
    description="前の月の状況を、制度を所管する二つの課に報告する(月の最初の開庁日の9:00)。",
    persist_result=False,
)
def monthly(as_of: str | None = None) -> Any:
    """The flow of the job `monthly`, for the month before a day (ISO; default today)."""
    return settle(_scheduled("monthly", as_of))


@flow(
    name="seal",
    description="記録を封印し、控えのファイルに書き足す(毎日1:30)。",
    persist_result=False,
)
def seal() -> Any:
    """The flow of the job `seal`."""
    return settle(_scheduled("seal"))


@flow(
    name="verify",
    description="記録の連鎖・写し・証拠ファイル・封印を検証し、異常があれば至急知らせる(毎日2:00)。",
    persist_result=False,
)
def verify() -> Any:
    """The flow of the job `verify`. Its state names a fault that was found."""
    return settle(_scheduled("verify"))
