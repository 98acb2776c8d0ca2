"""所属: offices and who answers for them; names and addresses by reference only."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, select

from lifecycle.clock import end_of_day
from lifecycle.records.events.installation import DivisionRecorded
from lifecycle.records.journal import Draft
from lifecycle.records.offices import AT, settled
from lifecycle.records.tables import division, journal
from lifecycle.usecases.work import Work

_CLEAR = ("department", "deputy_from", "deputy_until")
_NOT_KEPT = ("name", "effective_on")


def known_divisions(connection: Connection, known_by: date | None = None) -> set[str]:
    """The names of the offices recorded, or of those recorded by the end of a day."""
    if known_by is None:
        return set(connection.execute(select(division.c.name)).scalars())
    recorded = select(journal.c.subject).where(
        journal.c.kind == DivisionRecorded.KIND, journal.c.recorded_at <= end_of_day(known_by)
    )
    return {subject.partition(":")[2] for subject in connection.execute(recorded.distinct()).scalars()}


def draft_division(work: Work, name: str, fields: Mapping[str, Any]) -> tuple[Draft | None, bool]:
    """The event that records an office, None where nothing changes; and whether it was known. Blanks keep.

    With an `effective_on` still to come, the posts are entered as appointments from that day.
    """
    stored = work.connection.execute(select(division.c.fields).where(division.c.name == name)).scalar()
    before: dict[str, Any] = orjson.loads(stored) if stored else {}
    subject = f"division:{name}"
    after = settled(before, work.today)
    held = dict(after)
    begins = str(fields.get("effective_on", ""))
    later = f"{AT}{begins}" if begins > work.today.isoformat() else ""
    for field, value in fields.items():
        if field in _CLEAR:
            after[field] = value
        elif field not in _NOT_KEPT:
            after[field + later] = work.people.reference(subject, str(value))
    if stored and after == held:
        return None, True
    return Draft(subject, work.today, DivisionRecorded(name=name, fields=after)), stored is not None
