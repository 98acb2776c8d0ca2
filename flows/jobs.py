"""Supervision and delivery as plain functions: open the installation, call a use case, say in numbers what came of it.

Supervision claims its day, so that the embedded scheduler and Prefect running at once by mistake do nothing twice.
Deliveries claim no period: each message in the outbox is itself claimed before it is sent.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import lifecycle.watch.sweep
from config.errors import SetupError
from flows.once import closed_day, installation, iso_day, run, run_once
from flows.outcome import counted
from flows.schedule import job
from lifecycle.app import App
from lifecycle.watch import delivery

BATCH = 20
"""Offices to a batch: a task each in Prefect, where a task costs about 12 ms and a failed one is tried again whole."""


def sweep(day: str) -> dict[str, Any]:
    """Sweep as of a day (ISO) in one transaction; gives the figures of the sweep."""
    with installation() as app:
        swept = lifecycle.watch.sweep.sweep(app, iso_day(day))
        return {**asdict(swept), "as_of": swept.as_of.isoformat()}


def send(divisions: Sequence[str] | None = None, *, urgent: bool = False) -> dict[str, Any]:
    """Send what waits for these offices (default: for all), or only the urgent messages of it; gives the figures.

    Raises SetupError where the channel in the settings can't be used.
    """
    with installation() as app:
        return counted(_delivered(app, divisions=divisions, urgent=urgent))


def batches() -> list[list[str]]:
    """The offices for which messages wait, divided into batches."""
    with installation() as app:
        names = sorted({row.division for row in _delivered(app, dry_run=True) if row.is_due})
    return [names[start : start + BATCH] for start in range(0, len(names), BATCH)]


def run_supervise(
    as_of: str | None = None,
    *,
    again: bool = False,
    sweep: Callable[[str], dict[str, Any]] = sweep,
    send: Callable[[], dict[str, Any]] = send,
) -> dict[str, Any]:
    """Sweep as of a day (ISO; default today), queue the digests, send what waits; the result is plain JSON.

    Without `as_of` it does nothing on a day on which the office is closed, and once on any other: `skipped` then says
    why, and the sweep of the next business day finds everything that came due meanwhile. A day that a person names is
    swept whatever day it is; another than today only counts, outside a home for trial, and sends nothing. `sweep` and
    `send` are the two steps; a flow puts its tasks in their place. Raises UsageError, SetupError, RoleError.
    """
    named = iso_day(as_of)
    with installation() as app:
        today = app.today()
        if named is None and job("supervise").business_days_only and (closed := closed_day(app, "supervise")):
            return closed
        day = named or today

        def work() -> dict[str, Any]:
            swept = sweep(day.isoformat())
            return {"sweep": swept} if swept["dry_run"] else {"sweep": swept, "delivery": send()}

        if day != today:
            return run(app, "supervise", work, day)
        return run_once(app, "supervise", day.isoformat(), work, again=again or named is not None)


def run_deliver(*, send: Callable[[], dict[str, Any]] = send) -> dict[str, Any]:
    """Send what waits in the outbox, on any day; the result is plain JSON. Raises SetupError, RoleError."""
    with installation() as app:
        return run(app, "deliver", lambda: {"delivery": send()})


def send_urgent() -> dict[str, Any]:
    """Send the messages that go alone and at once; gives the figures."""
    return send(urgent=True)


def run_deliver_urgent(*, send: Callable[[], dict[str, Any]] = send_urgent) -> dict[str, Any]:
    """Send the urgent messages, on any day at any hour; the result is plain JSON. Raises SetupError, RoleError."""
    with installation() as app:
        return run(app, "deliver_urgent", lambda: {"delivery": send()})


def _delivered(app: App, **choice: Any) -> list[delivery.Delivered]:
    try:
        return delivery.deliver(app, **choice)
    except ValueError as error:
        raise SetupError(str(error)) from None
