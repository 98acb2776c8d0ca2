"""Plans on record: dates of evidence that lay ahead when they were recorded, and have come without being recorded."""

from dataclasses import dataclass
from datetime import date

import orjson
from sqlalchemy import Connection, String, cast, func, select

from lifecycle.records.as_of import STANDS_NOW
from lifecycle.records.shelf import planned_in
from lifecycle.records.tables import contract, record
from states.columns import CONTRACT, columns_of

_LATER = (
    select(record.c.contract, record.c.subcontract, record.c.kind, record.c.recorded_at, record.c.fields)
    .where(STANDS_NOW, record.c.kind != CONTRACT)
    .where(cast(record.c.latest_on, String) > func.substr(record.c.recorded_at, 1, 10))
    .where(record.c.contract.not_in(select(contract.c.id).where(contract.c.removed)))
    .order_by(record.c.contract, record.c.number)
)
"""Every record in which some date lay ahead when it was recorded; in a contract's own sheet none is evidence."""


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
    gone_by = []
    for row in connection.execute(_LATER):
        fields = orjson.loads(row.fields)
        planned = planned_in(row.kind, fields, row.recorded_at)
        for column in columns_of(row.kind) if planned else ():
            if column.name in planned and (day := date.fromisoformat(fields[column.name])) <= today:
                gone_by.append(PlanGoneBy(row.contract, row.subcontract, row.kind, column.label, day))
    return gone_by
