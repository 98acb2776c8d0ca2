"""What the jobs do, as plain functions: they open the installation, call a use case and say in numbers what came of it.

No claim of a (job, period) is stored. Should the embedded scheduler and Prefect run at once by mistake, nothing is
said twice all the same: a sweep is one transaction and its message is unique per day, office, post and topic in the
outbox, and delivery claims each row before sending it.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import Any

from config.errors import UsageError
from config.wareki import format_date
from flows.schedule import job
from lifecycle.app import App, open_app
from lifecycle.delivery import Delivered
from lifecycle.delivery import deliver as send
from lifecycle.supervision import sweep

STATUSES = ("sent", "failed", "given_up", "uncertain")


@contextmanager
def installation() -> Iterator[App]:
    """The installation of this environment for one run, its connections closed afterwards. Raises SetupError."""
    app = open_app()
    try:
        yield app
    finally:
        app.engine.dispose()


def run_supervise(as_of: str | None = None) -> dict[str, Any]:
    """Sweep as of a day (ISO; default today), queue the digests, send what waits; the result is plain JSON.

    Without `as_of` it does nothing on a day on which the office is closed: `skipped` then says why, and the sweep of
    the next business day finds everything that came due meanwhile. Raises UsageError, SetupError, RoleError.
    """
    day = _iso(as_of)
    with installation() as app:
        today = app.today()
        if day is None and job("supervise").business_days_only and not app.calendar.is_business_day(today):
            reason = (
                f"{format_date(today)}は閉庁日です。次の開庁日({format_date(app.calendar.add(today, 1))})に点検します"
            )
            return {"job": "supervise", "as_of": today.isoformat(), "skipped": reason}
        found = sweep(app, day)
        return {
            "job": "supervise",
            "as_of": found.as_of.isoformat(),
            "skipped": None,
            "sweep": {**asdict(found), "as_of": found.as_of.isoformat()},
            "delivery": _counted(send(app)),
        }


def run_deliver() -> dict[str, Any]:
    """Send what waits in the outbox, on any day; the result is plain JSON. Raises SetupError, RoleError."""
    with installation() as app:
        return {"job": "deliver", "as_of": app.today().isoformat(), "skipped": None, "delivery": _counted(send(app))}


def undelivered(result: dict[str, Any]) -> int:
    """How many messages of a run did not arrive, or may not have."""
    counts = result.get("delivery", {})
    return sum(counts.get(status, 0) for status in STATUSES[1:])


def describe(result: dict[str, Any]) -> str:
    """What came of a run, in one Japanese sentence."""
    if result["skipped"]:
        return f"行いませんでした。{result['skipped']}。"
    parts = []
    if "sweep" in result:
        found = result["sweep"]
        day = format_date(date.fromisoformat(result["as_of"]))
        parts.append(
            f"{day}時点で{found['examined']}件を点検、新たな停滞 {found['alerts_opened']}件、"
            f"解消 {found['alerts_resolved']}件、連絡 {found['messages_queued']}通を作成"
        )
    counts = result["delivery"]
    parts.append(f"送信 {counts['sent']}通")
    if missing := undelivered(result):
        parts.append(f"届いていない(または不明) {missing}通")
    return "、".join(parts) + "。"


def _counted(rows: list[Delivered]) -> dict[str, Any]:
    """The outcomes in numbers, and the outbox ids of what did not arrive: neither addresses nor wording."""
    counts = Counter(row.status for row in rows)
    missing = [row.id for row in rows if row.status != "sent"]
    return {**{status: counts[status] for status in STATUSES}, "undelivered": missing}


def _iso(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"点検の基準日が日付として読めません「{text}」(例 2024-11-26)") from None
