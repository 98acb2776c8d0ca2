"""How the outcome of a job becomes the state and the pages of a Prefect run."""

from collections.abc import Callable
from time import sleep
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.client.schemas.objects import State
from prefect.context import FlowRunContext
from prefect.logging import get_run_logger
from prefect.states import Completed

from config.errors import ConflictError, LifecycleError
from config.unseen import visible
from flows import pages
from flows.outcome import describe, faults, is_idle, undelivered
from flows.schedule import job
from lifecycle.cli.failures import of_the_world
from lifecycle.cli.wording import worded

_SKIPPED = {"closed": "閉庁日", "done": "済み", "running": "ほかで実行中"}


def by_hand() -> bool:
    """Whether a person started this run: then a run that is done is repeated. The schedule's runs repeat nothing."""
    context = FlowRunContext.get()
    return context is None or context.flow_run is None or not context.flow_run.auto_scheduled


def worth_retrying(_task: Any, _run: Any, state: State[Any]) -> bool:
    """Whether a failed task may do better the next time: a busy database may, a wrong setting or role may not."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, ConflictError) or not isinstance(error, LifecycleError)


def until_done(name: str, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do a job's work, and where it fails, again by its pauses for a morning; a person's run fails at once.

    Also where the installation could not even be opened, which no task would try again. Prefect's own retries of a flow
    would do, but a flow that names its state raises the first failure in the end, though a later try was done.
    """
    spec = job(name)
    for left in reversed(range(0 if by_hand() else spec.tries_more)):
        try:
            return work()
        except Exception as error:
            cause = worded(error if isinstance(error, LifecycleError) else of_the_world(error))
            get_run_logger().error(
                "失敗しました。%s分後にもう一度行います(あと%s回)。%s", spec.retry_minutes, left + 1, cause
            )
            sleep(spec.retry_minutes * 60)
    return work()


def settle(result: dict[str, Any]) -> State[dict[str, Any]]:
    """Show the run, and complete it: named where there is something to see (閉庁日, 済み, 未達あり, 異常あり).

    A failed message does not fail the run: the outbox tries it again, and a repeated run would not send it any sooner.
    """
    text = visible(describe(result))
    get_run_logger().info(text)
    if not is_idle(result):
        _show(result)
    if result["skipped"]:
        return Completed(name=_SKIPPED[result["skipped_for"]], message=text, data=result)
    name = "異常あり" if faults(result) else "未達あり" if undelivered(result) else "Completed"
    return Completed(name=name, message=text, data=result)


def _show(result: dict[str, Any]) -> None:
    """The artifacts of a run: a page, and where there are any, a table of what was found and one of who was told."""
    key = result["job"].replace("_", "-")
    create_markdown_artifact(pages.page(result), key=f"{key}-page", description=pages.remark(result, "定例処理の結果"))
    for name, what, rows in (
        ("found", "見つかったこと", pages.found(result)),
        ("told", "知らせた相手", pages.told(result)),
    ):
        if rows:
            create_table_artifact(rows, key=f"{key}-{name}", description=pages.remark(result, what))
