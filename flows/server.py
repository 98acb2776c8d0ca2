"""The Prefect server: whether it is there, and what our flows need on it."""

from collections.abc import Iterator
from contextlib import contextmanager

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
from prefect.concurrency._asyncio import ConcurrencySlotAcquisitionError
from prefect.concurrency.sync import concurrency
from prefect.exceptions import ObjectNotFound

from config.errors import SetupError, WorldError
from flows.environment import API_VARIABLE

MAIL_LIMIT = "lifecycle-mail"
URGENT_LIMIT = "lifecycle-mail-urgent"
"""Urgent messages wait for no digest."""
LIMITS = {MAIL_LIMIT: 2, URGENT_LIMIT: 1}
"""How many tasks may send at once, by limit: the mail server is not ours alone."""

_WAIT_SECONDS = 600


def require_server(undone: str, way_out: str) -> None:
    """Ask the Prefect server whether it is there and is one.

    Raises WorldError where it does not answer; the error says what was therefore not done, and the way out.
    """
    with get_client(sync_client=True) as client:
        if client.api_healthcheck() is not None:
            raise WorldError(f"Prefect サーバーが応答しません({API_VARIABLE})。{undone}{way_out}")
        try:
            client.api_version()
        except Exception as error:
            raise WorldError(
                f"{API_VARIABLE} の相手は Prefect サーバーではないようです。{undone}"
                f"アドレスの終わりが /api か確かめてください(例 http://127.0.0.1:4200/api)。"
            ) from error


def require_mail_limits() -> list[str]:
    """Make sure that the limits on sending exist; gives the names of those made now. Numbers set by hand stay."""
    made = []
    with get_client(sync_client=True) as client:
        for name, limit in LIMITS.items():
            try:
                client.read_global_concurrency_limit_by_name(name)
            except ObjectNotFound:
                client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=name, limit=limit))
                made.append(name)
    return made


@contextmanager
def mail_slot(limit: str = MAIL_LIMIT) -> Iterator[None]:
    """Wait until one more task may send. Raises SetupError where the limit was never made: then nothing is sent."""
    try:
        with concurrency(limit, occupy=1, strict=True, timeout_seconds=_WAIT_SECONDS):
            yield
    except ConcurrencySlotAcquisitionError as error:
        raise SetupError(
            f"同時に送信する数の上限({limit})が Prefect サーバーにありません。"
            "先に lifecycle-flows deploy を実行してください。"
        ) from error
