"""取消: which contracts are taken back now, and which were taken back as far as it was known by a day."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, func, select

from lifecycle.clock import end_of_day
from lifecycle.records.chunks import among, chunks
from lifecycle.records.events.documents import ContractAmended, ContractRemoved
from lifecycle.records.tables import contract, journal

_TAKEN, _RETURNED = ContractRemoved.KIND, ContractAmended.KIND
_TAKEN_BACK = select(contract.c.id).where(among(contract.c.id), contract.c.removed)


def taken_back_now(connection: Connection, ids: Sequence[str]) -> set[str]:
    """The contracts among these that are taken back now."""
    return {id_ for chunk in chunks(ids) for id_ in connection.execute(_TAKEN_BACK, {"keys": chunk}).scalars()}


def taken_back_by(connection: Connection, known_by: date, id_: str | None = None) -> set[str]:
    """The contracts (or that one) that were taken back at the end of a day.

    The journal answers, as the table knows only how they stand now. An amendment brings a contract back.
    """
    chosen = [journal.c.recorded_at <= end_of_day(known_by)] + ([journal.c.subject == id_] if id_ else [])
    ever = select(journal.c.subject).where(journal.c.kind == _TAKEN, *chosen)
    taken, returned = (
        func.coalesce(func.max(journal.c.number).filter(journal.c.kind == kind), 0) for kind in (_TAKEN, _RETURNED)
    )
    statement = (
        select(journal.c.subject)
        .where(journal.c.kind.in_((_TAKEN, _RETURNED)), journal.c.subject.in_(ever), *chosen)
        .group_by(journal.c.subject)
        .having(taken > returned)
    )
    return set(connection.execute(statement).scalars())
