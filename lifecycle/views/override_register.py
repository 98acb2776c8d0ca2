"""The register of exceptions (例外承認の一覧) as it stood on a day, as far as was known by a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Row

from config.errors import NotFoundError
from lifecycle.app import App
from lifecycle.clock import end_of_day
from lifecycle.identity import May
from lifecycle.records.facts import AsOf
from lifecycle.usecases.overrides import every, find
from lifecycle.usecases.work import find_contract

Entry = Mapping[str, Any]
"""An exception by the columns of its table, what came later left blank."""


def register(app: App, id_: str | None = None, as_of: AsOf | None = None) -> list[Entry]:
    """Every exception, or those of one contract; as of a date those asked for by then. Raises NotFoundError."""
    with app.reading() as connection:
        app.actor(connection).must(May.READ)
        if id_ is not None:
            find_contract(connection, id_, as_of or AsOf(app.today()))
        rows = every(connection, id_)
    return [entry for row in rows if (entry := as_it_stood(row, as_of))]


def entry_of(app: App, id_: str, as_of: AsOf | None = None) -> Entry:
    """One exception by its number. Raises NotFoundError, also where it was not asked for by then."""
    with app.reading() as connection:
        app.actor(connection).must(May.READ)
        row = find(connection, id_)
    entry = as_it_stood(row, as_of)
    if entry is None:
        raise NotFoundError(f"例外承認 {id_} は、その日までにはまだ申請されていません。")
    return entry


def as_it_stood(row: Row[Any], as_of: AsOf | None) -> Entry | None:
    """An exception with what became of it by the date; None where it had not been asked for. No date: as it is."""
    values = dict(row._mapping)
    if as_of is None:
        return values
    if row.requested_on > min(as_of.on, as_of.known_by or as_of.on):
        return None
    decided = _had_happened(row.decided_on, row.decided_at, as_of)
    revoked = _had_happened(row.revoked_on, row.revoked_at, as_of)
    if not decided:
        values |= {"status": "requested", "decided_by": None, "decided_on": None, "decided_at": None}
    elif row.status == "revoked" and not revoked:
        values["status"] = "approved"
    return values if revoked else values | {"revoked_on": None, "revoked_at": None}


def _had_happened(on: date | None, recorded_at: str | None, as_of: AsOf) -> bool:
    known = as_of.known_by is None or (recorded_at is not None and recorded_at <= end_of_day(as_of.known_by))
    return on is not None and on <= as_of.on and known
