"""The deliveries as Prefect flows, so that their runs can be watched; without a server the jobs are called directly."""

from typing import Any

from prefect import flow, task
from prefect.logging import get_run_logger

from config.errors import reason_of
from flows import health, jobs
from flows.runs import settle
from flows.server import MAIL_LIMIT, URGENT_LIMIT, mail_slot
from lifecycle.app import home_folder
from lifecycle.clock import SystemClock


@task(name="deliver-all", persist_result=False)
def send_all() -> dict[str, Any]:
    """Send every message that waits. There are no retries: the outbox has its own, and the next run is minutes away."""
    with mail_slot(MAIL_LIMIT):
        return jobs.send()


@task(name="deliver-urgent", persist_result=False)
def send_urgent() -> dict[str, Any]:
    """Send the messages that go alone and at once."""
    with mail_slot(URGENT_LIMIT):
        return jobs.send_urgent()


@flow(
    name="deliver",
    description="作られた連絡を送り、失敗したものを再送する(5分ごと)。",
    persist_result=False,
)
def deliver() -> Any:
    """The flow of the job `deliver`. Its state names the messages that did not arrive."""
    return settle(jobs.run_deliver(send=send_all))


@flow(
    name="deliver_urgent",
    description="至急の連絡をすぐ送る(1分ごと)。",
    persist_result=False,
)
def deliver_urgent() -> Any:
    """The flow of the job `deliver_urgent`. Its state names the messages that did not arrive."""
    result = jobs.run_deliver_urgent(send=send_urgent)
    _beat()
    return settle(result)


def _beat() -> None:
    """Write the home's health file: the worker lives, and runs what comes every minute."""
    try:
        health.write(home_folder(), health.Beat("prefect", SystemClock().now(), None, None, (), ()))
    except OSError as error:
        get_run_logger().error("%s を書けません(%s)。", health.FILE, reason_of(error))
