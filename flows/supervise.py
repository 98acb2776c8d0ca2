"""The supervision as a Prefect flow, so that its runs can be watched; without a server the job is called directly."""

from typing import Any

from prefect import flow

from flows import jobs
from flows.runs import settle


@flow(
    name="supervise",
    description="期限を過ぎた義務を点検し、所属長への連絡を作って送る(開庁日の8:30)。",
    persist_result=False,
)
def supervise(as_of: str | None = None) -> Any:
    """The job `supervise` of a day (ISO; default today). Its state names a message that did not arrive."""
    return settle(jobs.run_supervise(as_of))
