"""Holds (廃棄の留保) as they stood on a day: from the events of their contracts, and which contracts have one now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, select

from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import chunks
from lifecycle.records.events.kinds import kinds_of
from lifecycle.records.events.retention import HoldLifted, HoldPlaced, OfHold
from lifecycle.records.free_text import spoken, worded
from lifecycle.records.journal import Event, as_event, only
from lifecycle.records.tables import flag, journal

HELD = "hold:"
"""The beginning of the flag of a hold; the contract's number and the hold's own follow."""
_DIVIDER = "\t"


@dataclass(frozen=True, slots=True)
class HoldDecision:
    """A decision on a hold: why, who decided it by which document and when, when it was recorded, by which post."""

    reason: str
    approved_by: str
    document_no: str
    approved_on: date
    recorded_on: date
    role: str


@dataclass(frozen=True, slots=True)
class ErasureHold:
    """A hold on a contract: how it was placed and, where it is over, how it was lifted."""

    id: str
    contract: str
    placed: HoldDecision
    lifted: HoldDecision | None = None

    @property
    def stands(self) -> bool:
        """Whether it was not lifted yet."""
        return self.lifted is None


def hold_flag(contract: str, hold: str) -> str:
    """The name of the flag that stands as long as a hold does."""
    return f"{holds_on(contract)}{hold}"


def holds_on(contract: str) -> str:
    """The beginning of the flags of a contract's holds."""
    return f"{HELD}{contract}{_DIVIDER}"


def held_contracts(connection: Connection) -> frozenset[str]:
    """The contracts on which some hold stands now."""
    named = select(flag.c.name).where(flag.c.name.startswith(HELD, autoescape=True))
    return frozenset(name.removeprefix(HELD).rpartition(_DIVIDER)[0] for name in connection.execute(named).scalars())


def holds_of(events: Iterable[Event]) -> tuple[ErasureHold, ...]:
    """The holds that these events tell of, in the order in which they were placed."""
    holds: dict[tuple[str, str], ErasureHold] = {}
    for event, body in only(events, OfHold):
        key, decision = (event.subject, body.id), _decision(event, body)
        if isinstance(body, HoldPlaced):
            holds[key] = ErasureHold(body.id, event.subject, decision)
        elif isinstance(body, HoldLifted) and key in holds:
            holds[key] = replace(holds[key], lifted=decision)
    return tuple(holds.values())


def _decision(event: Event, body: OfHold) -> HoldDecision:
    return HoldDecision(
        reason=worded(body.reason),
        approved_by=worded(body.approved_by),
        document_no=worded(body.document_no),
        approved_on=body.approved_on,
        recorded_on=event.occurred_on,
        role=event.role,
    )


def holds_by(
    connection: Connection, contracts: Collection[str], as_of: AsOf | None = None
) -> Mapping[str, tuple[ErasureHold, ...]]:
    """The holds of each of these contracts, lifted ones too, as they stand or stood; one without any is left out."""
    by_contract: dict[str, list[Event]] = defaultdict(list)
    kinds = kinds_of(OfHold)
    for chunk in chunks(sorted(contracts)):
        wanted = select(journal).where(journal.c.subject.in_(chunk), journal.c.kind.in_(kinds))
        rows = connection.execute(wanted.order_by(journal.c.subject, journal.c.number)).all()
        for event in spoken(connection, map(as_event, rows)):
            if as_of is None or as_of.saw(event.occurred_on, event.recorded_at):
                by_contract[event.subject].append(event)
    return {id_: holds_of(events) for id_, events in by_contract.items()}
