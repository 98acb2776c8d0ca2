"""How the outcome of a job becomes the state of a Prefect run."""

from typing import Any

from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Completed

from flows import jobs


def settle(result: dict[str, Any]) -> State[dict[str, Any]]:
    """Completed, and named where there is something to see: 閉庁日 where it was skipped, 未達あり where mail failed.

    A failed message does not fail the run: the outbox tries it again, a repeated run would not do so any sooner.
    """
    text = jobs.describe(result)
    get_run_logger().info(text)
    if result["skipped"]:
        return Completed(name="閉庁日", message=text, data=result)
    return Completed(name="未達あり" if jobs.undelivered(result) else "Completed", message=text, data=result)
