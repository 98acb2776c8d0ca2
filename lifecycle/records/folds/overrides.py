"""Exceptions (例外承認) as they stood on a day: from their table, or from the events of a contract."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import among, chunks
from lifecycle.records.events.overrides import (
    OfOverride,
    OverrideApproved,
    OverrideRejected,
    OverrideRequested,
    OverrideRevoked,
)
from lifecycle.records.free_text import said
from lifecycle.records.journal import Event, only
from lifecycle.records.tables import override

REQUESTED, APPROVED, REJECTED, REVOKED = "requested", "approved", "rejected", "revoked"


@dataclass(frozen=True, slots=True)
class OverrideStep:
    """A decision on an exception: which, on which day, by whom. `role` and `reason` are there only from events."""

    status: str
    on: date
    recorded_at: str
    by: str | None
    role: str = ""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class OverrideStanding:
    """An exception that was asked for, and every decision taken on it so far."""

    id: str
    contract: str
    subject: str
    codes: tuple[str, ...]
    category: str
    reason: str
    document_no: str
    expires_on: date
    requested_on: date
    requested_by: str
    requested_role: str = ""
    steps: tuple[OverrideStep, ...] = ()

    @property
    def status(self) -> str:
        """The status of the exception: requested, approved, rejected or revoked, whatever day its term ends."""
        return self.steps[-1].status if self.steps else REQUESTED

    def step(self, *statuses: str) -> OverrideStep | None:
        """The latest decision that is of one of these kinds."""
        return next((step for step in reversed(self.steps) if step.status in statuses), None)

    def as_it_stood(self, as_of: AsOf) -> "OverrideStanding | None":
        """The exception without what came later; None where it had not been asked for. A request has one date only."""
        if self.requested_on > min(as_of.on, as_of.known_by or as_of.on):
            return None
        return replace(self, steps=tuple(step for step in self.steps if as_of.saw(step.on, step.recorded_at)))


def overrides_of(events: Iterable[Event]) -> tuple[OverrideStanding, ...]:
    """The exceptions that these events tell of, in the order they were asked for."""
    standing: dict[str, OverrideStanding] = {}
    for event, body in only(events, OfOverride):
        if isinstance(body, OverrideRequested):
            standing[body.id] = _requested(event, body)
        elif body.id in standing:
            asked = standing[body.id]
            standing[body.id] = replace(asked, steps=(*asked.steps, *_step(event, body)))
    return tuple(standing.values())


def _requested(event: Event, body: OverrideRequested) -> OverrideStanding:
    return OverrideStanding(
        id=body.id,
        contract=event.subject,
        subject=body.subject,
        codes=body.codes,
        category=body.category,
        reason=body.reason,
        document_no=body.document_no,
        expires_on=body.expires_on,
        requested_on=event.occurred_on,
        requested_by=event.actor,
        requested_role=event.role,
    )


def _step(event: Event, body: OfOverride) -> tuple[OverrideStep, ...]:
    made = (event.occurred_on, event.recorded_at, event.actor, event.role)
    match body:
        case OverrideApproved():
            return (OverrideStep(APPROVED, *made),)
        case OverrideRejected(reason=reason):
            return (OverrideStep(REJECTED, *made, reason),)
        case OverrideRevoked(reason=reason):
            return (OverrideStep(REVOKED, *made, reason),)
        case _:
            return ()


def overrides_by(
    connection: Connection, contracts: Sequence[str] | None = None, as_of: AsOf | None = None
) -> list[OverrideStanding]:
    """The exceptions of these contracts (or of all), as they stood or stand, by contract and in order of request."""
    if contracts is None:
        rows = list(connection.execute(_IN_ORDER))
    else:
        rows = [row for chunk in chunks(contracts) for row in connection.execute(_OF_SOME, {"keys": chunk})]
    now = map(standing_of, rows)
    return list(now) if as_of is None else [then for one in now if (then := one.as_it_stood(as_of))]


def exceptions() -> Select[Any]:
    """A query for exceptions by the columns of their table, their free texts as far as they stand."""
    texts = ("reason", "document_no")
    return select(*(said(column).label(column.name) if column.name in texts else column for column in override.c))


_IN_ORDER = exceptions().order_by(override.c.contract, override.c.requested_on, override.c.id)
_OF_SOME = _IN_ORDER.where(among(override.c.contract))


def standing_of(row: Row[Any]) -> OverrideStanding:
    """The exception in a row of its table, as it stands now."""
    steps = []
    if row.decided_on is not None:
        decision = REJECTED if row.status == REJECTED else APPROVED
        steps.append(OverrideStep(decision, row.decided_on, row.decided_at, row.decided_by))
    if row.revoked_on is not None:
        steps.append(OverrideStep(REVOKED, row.revoked_on, row.revoked_at, None))
    return OverrideStanding(
        id=row.id,
        contract=row.contract,
        subject=row.subject,
        codes=tuple(row.codes.split(",")),
        category=row.category,
        reason=row.reason,
        document_no=row.document_no,
        expires_on=row.expires_on,
        requested_on=row.requested_on,
        requested_by=row.requested_by,
        steps=tuple(steps),
    )
