"""Plans on record: dates of evidence that lay ahead when they were recorded, and have come without being recorded."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from lifecycle.records.facts import stored_records
from lifecycle.records.tables import contract, record
from states.columns import columns_of


@dataclass(frozen=True, slots=True)
class PlanGoneBy:
    """A planned date that has come: of which contract and subcontract, of which kind, in which column, the day."""

    contract: str
    subcontract: str
    kind: str
    column: str
    day: date


def plans_gone_by(connection: Connection, today: date) -> list[PlanGoneBy]:
    """Every planned date on record that is not after the day, in the order of the contracts.

    What an earlier version recorded with a date of later counts the same: as a plan, until it is recorded again.
    """
    later = select(record.c.contract, record.c.latest_on, record.c.recorded_at).where(
        record.c.superseded_at.is_(None), record.c.latest_on.is_not(None)
    )
    ids = sorted({r.contract for r in connection.execute(later) if r.latest_on.isoformat() > r.recorded_at[:10]})
    gone = set(connection.execute(select(contract.c.id).where(contract.c.removed)).scalars())
    stored = stored_records(connection, [id_ for id_ in ids if id_ not in gone], None)
    return [
        PlanGoneBy(id_, one.subcontract, one.kind, label, day)
        for id_, records in stored.items()
        for one in records
        if one.planned
        for name, label in ((c.name, c.label) for c in columns_of(one.kind))
        if name in one.planned and (day := date.fromisoformat(one.fields[name])) <= today
    ]
