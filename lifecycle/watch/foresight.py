"""What a day was to bring: of the alerts that a sweep opens or ends, those that were to be expected.

An alert that stands open already is always foreseen. One that is opened, or ends, is foreseen where its day was on
record, where the facts of its contract were recorded lately, and where neither rules nor settings changed since the
contract was judged: then nothing but time can have brought it. Ask before the obligations are refreshed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from lifecycle.app import App
from lifecycle.clock import day_of
from lifecycle.identity import SYSTEM
from lifecycle.records.chunks import chunks
from lifecycle.records.events.alerts import AlertOpened, OfAlert
from lifecycle.records.events.installation import PolicyApplied, RuleBookApplied
from lifecycle.records.events.kinds import kinds_of
from lifecycle.records.journal import Draft
from lifecycle.records.tables import assessment, journal, obligation

_RULES = (PolicyApplied.KIND, RuleBookApplied.KIND)


@dataclass(slots=True)
class Foresight:
    """The contracts of which anything is foreseen, the duties whose day was on record, the alerts that are new."""

    contracts: set[str] = field(default_factory=set)
    duties: set[tuple[str, str]] = field(default_factory=set)
    opened: dict[str, tuple[str, tuple[str, str]]] = field(default_factory=dict)

    def alert(self, id_: str) -> bool:
        """Whether a step of an alert was to be expected; of one that stood open before it was."""
        if id_ not in self.opened:
            return True
        contract, duty = self.opened[id_]
        return contract in self.contracts or duty in self.duties

    def add(self, other: "Foresight") -> None:
        """Know what another part of the same run foresees as well."""
        self.contracts |= other.contracts
        self.duties |= other.duties
        self.opened |= other.opened


def foresee(app: App, connection: Connection, opened: Sequence[Draft], ended: Iterable[str], day: date) -> Foresight:
    """What of the alerts opened on a day, and of these contracts whose alerts ended, was to be expected."""
    seen = Foresight()
    for draft in opened:
        if isinstance(draft.body, AlertOpened):
            seen.opened[draft.body.id] = (draft.subject, (draft.body.subject, draft.body.code))
    changed_on = _rules_changed_on(connection)
    lately = day - timedelta(days=app.book.escalation.storm.recorded_days)
    for chunk in chunks(sorted({contract for contract, _ in seen.opened.values()} | set(ended))):
        judged_on = _judged_on(connection, chunk)
        recorded_on = _recorded_on(connection, chunk)
        for id_ in chunk:
            judged = judged_on.get(id_, day)
            by_time = changed_on is None or changed_on < judged
            if by_time or (id_ in recorded_on and recorded_on[id_] >= min(lately, judged)):
                seen.contracts.add(id_)
        seen.duties |= _awaited(connection, chunk, judged_on)
    return seen


def _rules_changed_on(connection: Connection) -> date | None:
    """The day on which the rule data in force, or the departures from it, were recorded last; None where never."""
    noted = select(func.max(journal.c.recorded_at)).where(journal.c.subject == SYSTEM, journal.c.kind.in_(_RULES))
    latest = connection.execute(noted).scalar()
    return day_of(latest) if latest else None


def _judged_on(connection: Connection, ids: Sequence[str]) -> dict[str, date]:
    rows = select(assessment.c.contract, assessment.c.assessed_on).where(assessment.c.contract.in_(ids))
    return {row.contract: row.assessed_on for row in connection.execute(rows)}


def _recorded_on(connection: Connection, ids: Sequence[str]) -> dict[str, date]:
    """The day on which anything but alerts was last recorded of each contract."""
    last = (
        select(journal.c.subject, func.max(journal.c.recorded_at).label("at"))
        .where(journal.c.subject.in_(ids), journal.c.kind.not_in(kinds_of(OfAlert)))
        .group_by(journal.c.subject)
    )
    return {row.subject: day_of(row.at) for row in connection.execute(last)}


def _awaited(connection: Connection, ids: Sequence[str], judged_on: dict[str, date]) -> set[tuple[str, str]]:
    """The duties on record whose alert was to begin on a later day than that of their judgement."""
    columns = (obligation.c.contract, obligation.c.subject, obligation.c.code, obligation.c.next_alert_on)
    rows = connection.execute(
        select(*columns).where(obligation.c.contract.in_(ids), obligation.c.next_alert_on.is_not(None))
    )
    judged = ((row, judged_on.get(row.contract)) for row in rows)
    return {(row.subject, row.code) for row, on in judged if on is None or row.next_alert_on > on}
