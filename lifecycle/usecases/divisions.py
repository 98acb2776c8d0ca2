"""所属: the offices and the people who answer for them; names and addresses are stored by reference only."""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import select

from lifecycle.records.events.installation import DivisionRecorded
from lifecycle.records.folds.offices import AT, settled
from lifecycle.records.journal import Draft
from lifecycle.records.tables import division
from lifecycle.usecases.work import Work

_CLEAR = ("department", "deputy_from", "deputy_until")
_NOT_KEPT = ("name", "effective_on")


def draft_division(work: Work, name: str, fields: Mapping[str, Any]) -> tuple[Draft | None, bool]:
    """The event that records an office (None where nothing changes), and whether it was known. Blanks change nothing.

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
