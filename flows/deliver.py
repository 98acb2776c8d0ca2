"""The delivery as a Prefect flow, so that its runs can be watched; without a server the job is called directly."""

from typing import Any

from prefect import flow

from flows import jobs
from flows.runs import settle


@flow(
    name="deliver",
    description="作られた連絡を送り、失敗したものを再送する(5分ごと)。",
    persist_result=False,
)
def deliver() -> Any:
    """The job `deliver`. Retries are the outbox's own, so the flow has none; its state names what did not arrive."""
    return settle(jobs.run_deliver())
