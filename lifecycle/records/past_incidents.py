"""What the records hold of a contractor's other contracts: the incidents, by the contracts that they matter to."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select

from lifecycle.clock import end_of_day
from lifecycle.records.as_of import STANDS_NOW, STOOD_THEN, AsOf
from lifecycle.records.chunks import among
from lifecycle.records.free_text import said
from lifecycle.records.tables import contract, record
from states.evidence import INCIDENT
from states.past_incidents import PastIncident, same_words

_CONTRACTORS = select(contract.c.id, said(contract.c.contractor).label("contractor")).where(among(contract.c.id))
_REPORTED = (
    select(
        record.c.contract,
        record.c.dated_on,
        said(contract.c.contractor).label("contractor"),
        said(contract.c.title).label("title"),
    )
    .join(contract, contract.c.id == record.c.contract)
    .where(record.c.kind == INCIDENT, record.c.dated_on <= bindparam("on"), ~contract.c.removed)
    .order_by(record.c.dated_on, record.c.contract)
)
_REPORTED_NOW, _REPORTED_THEN = _REPORTED.where(STANDS_NOW), _REPORTED.where(STOOD_THEN)


def past_incidents(connection: Connection, ids: Sequence[str], as_of: AsOf) -> dict[str, tuple[PastIncident, ...]]:
    """For each of these contracts the incidents of the same contractor's other ones, known by the day, in order.

    The contractor is the one that a contract names now; a contract that was taken back tells nothing.
    """
    past = _incidents(connection, as_of)
    if not past:
        return {}
    of: dict[str, list[PastIncident]] = defaultdict(list)
    for row in connection.execute(_CONTRACTORS, {"keys": ids}):
        of[row.id] = [one for name, one in past if one.contract != row.id and same_words(name, row.contractor or "")]
    return {id_: tuple(own) for id_, own in of.items() if own}


def _incidents(connection: Connection, as_of: AsOf) -> list[tuple[str, PastIncident]]:
    """Every incident known by the day, with the name of its contract's contractor."""
    if as_of.known_by is None:
        rows = connection.execute(_REPORTED_NOW, {"on": as_of.on})
    else:
        rows = connection.execute(_REPORTED_THEN, {"on": as_of.on, "moment": end_of_day(as_of.known_by)})
    return [(row.contractor or "", PastIncident(row.contract, row.title or "", row.dated_on)) for row in rows]
