"""The register of exceptions (例外承認の一覧) as it stood on a day, as far as was known by a day."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from config.errors import NotFoundError
from lifecycle.app import App
from lifecycle.identity import ReadingScope
from lifecycle.records.as_of import AsOf
from lifecycle.records.folds.overrides import (
    APPROVED,
    REJECTED,
    REVOKED,
    OverrideStanding,
    overrides_by,
    standing_of,
)
from lifecycle.records.one_contract import find_contract, may_read_of
from lifecycle.records.tables import contract
from lifecycle.usecases.overrides import find

Entry = Mapping[str, Any]
"""An exception by the columns of its table; columns of what came later are blank."""


def register(app: App, id_: str | None = None, as_of: AsOf | None = None) -> list[Entry]:
    """Every exception, or those of one contract; as of a date those requested by then. Raises NotFoundError."""
    with app.reading() as connection:
        reader = app.reader(connection)
        if id_ is not None:
            find_contract(connection, id_, as_of or AsOf(app.today()), reader.must)
        of_these = [id_] if id_ is not None else _readable(connection, reader)
        return [_entry(standing) for standing in overrides_by(connection, of_these, as_of)]


def entry_of(app: App, id_: str, as_of: AsOf | None = None) -> Entry:
    """One exception by its number. Raises NotFoundError, also where it was not requested by then."""
    with app.reading() as connection:
        reader = app.reader(connection)
        row = find(connection, id_)
        may_read_of(connection, row.contract, reader.must)
        now = standing_of(row)
    standing = now if as_of is None else now.as_it_stood(as_of)
    if standing is None:
        raise NotFoundError(f"例外承認 {id_} は、その日までにはまだ申請されていません。")
    return _entry(standing)


def _readable(connection: Connection, reader: ReadingScope) -> list[str] | None:
    """The contracts of which the reader may see exceptions, taken back or not; None for all."""
    if reader.offices is None:
        return None
    return list(
        connection.execute(select(contract.c.id).where(contract.c.division.in_(sorted(reader.offices)))).scalars()
    )


def _entry(standing: OverrideStanding) -> Entry:
    decided, revoked = standing.step(APPROVED, REJECTED), standing.step(REVOKED)
    return {
        "id": standing.id,
        "contract": standing.contract,
        "subject": standing.subject,
        "codes": ",".join(standing.codes),
        "category": standing.category,
        "reason": standing.reason,
        "document_no": standing.document_no,
        "expires_on": standing.expires_on,
        "status": standing.status,
        "requested_by": standing.requested_by,
        "requested_on": standing.requested_on,
        "decided_by": decided.by if decided else None,
        "decided_on": decided.on if decided else None,
        "decided_at": decided.recorded_at if decided else None,
        "revoked_on": revoked.on if revoked else None,
        "revoked_at": revoked.recorded_at if revoked else None,
    }
