"""One job, once: called directly, or through its Prefect flow where there is a server to show the run."""

from importlib import import_module
from typing import Any

from config.errors import UsageError
from flows.environment import has_server, prepare, require_server
from flows.schedule import job


def call(name: str, as_of: str | None = None) -> dict[str, Any]:
    """Run the job of that name, as of a day (ISO) where it takes one.

    Without a Prefect server prefect is not even loaded. Raises UsageError, WorldError where the server that is named
    does not answer, and what the job itself raises.
    """
    spec = job(name)
    if as_of and not spec.takes_date:
        raise UsageError(f"{spec.name}({spec.label})に --as-of は使えません。送信はいつもいま行います。")
    target = spec.function
    if has_server():
        prepare()
        require_server()
        target = spec.flow
    module, _, function = target.partition(":")
    result: dict[str, Any] = getattr(import_module(module), function)(*([as_of] if spec.takes_date else []))
    return result
