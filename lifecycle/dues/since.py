"""What was recorded of a contract since an alert of it was opened: the grounds on which it may have ended."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, func, select

from lifecycle.identity import SYSTEM
from lifecycle.records.events.alerts import AlertOpened
from lifecycle.records.events.documents import Corrected, Recorded, Removed
from lifecycle.records.events.installation import PolicyApplied, RuleBookApplied
from lifecycle.records.events.kinds import kinds_of
from lifecycle.records.events.moves import StageDeclared, StageReached
from lifecycle.records.events.shapes import Body
from lifecycle.records.journal import as_event
from lifecycle.records.tables import journal
from states.endings import Since

_RULES = kinds_of(PolicyApplied, RuleBookApplied)
_KINDS = kinds_of(AlertOpened, Recorded, Removed, StageReached, StageDeclared)


def since_each(connection: Connection, contract: str, alerts: Iterable[str]) -> Mapping[str, Since]:
    """What was recorded after each of these alerts of a contract was opened, by the alert's id.

    Of a subcontract's alert only what is of that subcontract, or of the contract itself, counts.
    """
    asked = {id_: id_.partition(":")[0].partition("/")[2] for id_ in alerts}
    rows = connection.execute(
        select(journal).where(journal.c.subject == contract, journal.c.kind.in_(_KINDS)).order_by(journal.c.number)
    )
    opened: dict[str, int] = {}
    told: dict[str, Since] = {}
    for event in map(as_event, rows):
        body = event.body
        if isinstance(body, AlertOpened):
            if body.id in asked:
                opened[body.id], told[body.id] = event.id, Since()
            continue
        for id_, since in told.items():
            told[id_] = _with(since, body, asked[id_])
    changed = _rules_changed(connection)
    return {id_: replace(told.get(id_, Since()), rules=opened.get(id_, changed) < changed) for id_ in asked}


def since_of(bodies: Iterable[Body], no: str) -> Since:
    """What these events bring, as far as it is of a subcontract or of the contract itself."""
    since = Since()
    for body in bodies:
        since = _with(since, body, no)
    return since


def _rules_changed(connection: Connection) -> int:
    """The number of the latest event by which rules or settings changed; 0 where none did."""
    latest = select(func.max(journal.c.id)).where(journal.c.subject == SYSTEM, journal.c.kind.in_(_RULES))
    return int(connection.execute(latest).scalar() or 0)


def _with(since: Since, body: Body, no: str) -> Since:
    """What is known with one event more."""
    match body:
        case Corrected(subcontract=of, changes=changes) if of in ("", no) or not no:
            return _changed(since, changes)
        case Recorded(subcontract=of) if of in ("", no) or not no:
            return replace(since, added=True)
        case Removed(subcontract=of) if of in ("", no) or not no:
            return replace(since, replaced=True)
        case StageReached() | StageDeclared():
            return replace(since, moved=True)
        case _:
            return since


def _changed(since: Since, changes: Mapping[str, Any]) -> Since:
    """A correction: a field that was blank is filled in, one that was not gets another value. No field: an original."""
    blank = [pair[0] is None for pair in changes.values()]
    added = not blank or any(blank)
    return replace(since, added=since.added or added, replaced=since.replaced or not all(blank))
