"""Plans on record: dates of evidence that lay ahead when they were recorded, and have come without being recorded."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, String, cast, func, select

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
    later = select(record.c.contract).where(
        record.c.superseded_at.is_(None), cast(record.c.latest_on, String) > func.substr(record.c.recorded_at, 1, 10)
    )
    ids = sorted(set(connection.execute(later).scalars()))
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
