"""The supervision as a Prefect flow: a task that sweeps, then a task per batch of offices that sends."""

from typing import Any

from prefect import flow, task

from flows import jobs
from flows.outcome import total
from flows.runs import by_hand, settle, until_done, worth_retrying
from flows.server import mail_slot

_PAUSES = (30.0, 120.0, 300.0)


@task(
    name="sweep",
    retries=len(_PAUSES),
    retry_delay_seconds=list(_PAUSES),
    retry_condition_fn=worth_retrying,
    persist_result=False,
)
def sweep(day: str) -> dict[str, Any]:
    """Sweep a day in one transaction; a repetition after a failure does nothing twice."""
    return jobs.sweep(day)


@task(
    name="deliver-batch",
    retries=len(_PAUSES),
    retry_delay_seconds=list(_PAUSES),
    retry_condition_fn=worth_retrying,
    persist_result=False,
)
def deliver_batch(divisions: list[str]) -> dict[str, Any]:
    """Deliver to a batch of offices; a message that was sent is not sent again."""
    with mail_slot():
        return jobs.send(divisions)


def send_in_batches() -> dict[str, Any]:
    """Send what waits by batches of offices, as many at once as the limit on mail allows."""
    return total(future.result() for future in [deliver_batch.submit(batch) for batch in jobs.batches()])


@flow(
    name="supervise",
    description="期限を過ぎた義務を点検し、順に知らせる連絡を作って送る(開庁日の8:30)。",
    persist_result=False,
)
def supervise(as_of: str | None = None) -> Any:
    """The flow of the job `supervise` for a day (ISO; default today). Its state names a message that did not arrive."""
    again = by_hand()
    return settle(
        until_done("supervise", lambda: jobs.run_supervise(as_of, again=again, sweep=sweep, send=send_in_batches))
    )
