"""Runs one job once, because a person asks: it is called directly, or as a Prefect flow where a server shows it."""

from importlib import import_module
from typing import Any

from config.errors import UsageError
from flows.environment import API_VARIABLE, has_server, prepare
from flows.schedule import job

_WITHOUT = f"サーバーを起動するか、{API_VARIABLE} を外して実行してください(サーバーなしでも動きます)。"


def call(name: str, as_of: str | None = None) -> dict[str, Any]:
    """Run the job of that name, as of a day (ISO) where it takes one; a run done in its period is done again.

    Without a Prefect server prefect is not even loaded. Raises UsageError, WorldError where the named server does not
    answer, and the errors that the job itself raises.
    """
    spec = job(name)
    if as_of and not spec.takes_date:
        raise UsageError(f"{spec.name}({spec.label})に --as-of は使えません。いつも今の状態で行います。")
    date = [as_of] if spec.takes_date else []
    if not has_server():
        again = {"again": True} if spec.period else {}
        result: dict[str, Any] = _named(spec.function)(*date, **again)
        return result
    prepare()
    from flows.server import require_mail_limits, require_server

    require_server("点検も送信もしていません。", _WITHOUT)
    require_mail_limits()
    shown: dict[str, Any] = _named(spec.flow)(*date)
    return shown


def _named(path: str) -> Any:
    module, _, function = path.partition(":")
    return getattr(import_module(module), function)
