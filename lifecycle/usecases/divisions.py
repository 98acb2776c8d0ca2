"""所属: offices and who answers for them; names and addresses by reference only."""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, select

from lifecycle.records.journal import Draft
from lifecycle.records.tables import division
from lifecycle.usecases.work import Work

_CLEAR = ("name", "department")


def known_divisions(connection: Connection) -> set[str]:
    """The names of the offices recorded."""
    return set(connection.execute(select(division.c.name)).scalars())


def draft_division(work: Work, name: str, fields: Mapping[str, Any]) -> tuple[Draft | None, bool]:
    """The event that records an office, None where nothing changes; and whether it was known. Blanks keep."""
    stored = work.connection.execute(select(division.c.fields).where(division.c.name == name)).scalar()
    before: dict[str, Any] = orjson.loads(stored) if stored else {}
    subject = f"division:{name}"
    after = dict(before)
    for field, value in fields.items():
        if field != "name":
            after[field] = value if field in _CLEAR else work.people.reference(subject, str(value))
    if stored and after == before:
        return None, True
    return Draft(subject, "division_recorded", work.today, {"name": name, "fields": after}), stored is not None
