"""The jobs that watch the installation itself, as plain functions: sign of life, monthly report, verification."""

from datetime import timedelta
from typing import Any

from config.errors import UsageError
from config.wareki import format_date
from flows.once import closed_day, installation, iso_day, period_of, run_once
from flows.schedule import job
from lifecycle.usecases.sealing import must_be_kept, seal
from lifecycle.watch.broken_journal import verify_and_tell
from lifecycle.watch.heartbeat import heartbeat
from lifecycle.watch.leftovers import clear_leftovers
from lifecycle.watch.monthly import monthly_report


def run_heartbeat(*, again: bool = False) -> dict[str, Any]:
    """Tell the system owner how the week went, and the auditors the seal, once in an ISO week; gives plain JSON."""
    with installation() as app:
        period = period_of(job("heartbeat"), app.today())
        return run_once(
            app, "heartbeat", period, lambda: {"heartbeat": {"messages_queued": heartbeat(app)}}, again=again
        )


def run_monthly(as_of: str | None = None, *, again: bool = False) -> dict[str, Any]:
    """Report the month before a day (ISO; default today) to 制度所管課, once a month; the result is plain JSON.

    Without `as_of` it does nothing on a closed day: so the report is made on the first business day of a month, or on
    the next one on which the machine runs. Raises UsageError for a day that is not reached yet.
    """
    named = iso_day(as_of)
    with installation() as app:
        if named is None and job("monthly").business_days_only and (closed := closed_day(app, "monthly")):
            return closed
        day = named or app.today()
        if day > app.today():
            raise UsageError(f"{format_date(day)}はまだ来ていません。報告できるのは、今日までの日の前の月です。")
        month = (day.replace(day=1) - timedelta(days=1)).replace(day=1)

        def work() -> dict[str, Any]:
            done = monthly_report(app, month)
            offices = [
                {"office": office, "owed": owed, "overdue": late, "late_note": note}
                for (office, owed, late), note in zip(done.offices, done.late_notes, strict=True)
            ]
            figures = {"month": month.isoformat(), "offices": offices, "messages_queued": done.messages_queued}
            return {"monthly": figures}

        return run_once(app, "monthly", period_of(job("monthly"), day), work, again=again or named is not None)


def run_seal(*, again: bool = False) -> dict[str, Any]:
    """Seal the record, once a day, and keep the seal in the file of the settings. The result is plain JSON.

    Raises WorldError where the file can't be written, so that it is tried again: the seal itself is then journaled.
    """
    with installation() as app:

        def work() -> dict[str, Any]:
            made = seal(app, nightly=True)
            must_be_kept(made)
            return {"seal": {"number": made.number, "events": made.value.events, "kept": made.file is not None}}

        return run_once(app, "seal", app.today().isoformat(), work, again=again)


def run_verify(*, again: bool = False) -> dict[str, Any]:
    """Verify the record, once a day; where it is broken, the urgent messages are queued. The result is plain JSON.

    Then the evidence files that no record names are taken away.
    """
    with installation() as app:

        def work() -> dict[str, Any]:
            verification = verify_and_tell(app)
            clear_leftovers(app)
            parts = [{"part": part, "faults": count} for part, count in verification.parts]
            figures = {"events": verification.events, "faults": verification.faults, "parts": parts}
            return {"verification": {**figures, "messages_queued": verification.messages_queued}}

        return run_once(app, "verify", app.today().isoformat(), work, again=again)
