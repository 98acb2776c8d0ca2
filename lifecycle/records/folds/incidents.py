"""Incidents of which a person took note: replayed from the journal, as it stood at the end of a day."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from lifecycle.clock import end_of_day
from lifecycle.records.chunks import chunks
from lifecycle.records.events.incidents import IncidentAcknowledged
from lifecycle.records.journal import Event, as_event, only
from lifecycle.records.tables import journal


@dataclass(frozen=True, slots=True)
class NotedIncident:
    """That a person took note of an incident: by which post, on which day, at which moment (ISO)."""

    no: int
    post: str
    on: date
    at: str


def noted_incidents(
    connection: Connection, contracts: Collection[str], known_by: date | None = None
) -> dict[str, dict[int, NotedIncident]]:
    """Of each contract the incidents of which a person took note, the first time of each."""
    events: list[Event] = []
    for chunk in chunks(sorted(contracts)):
        statement = select(journal).where(journal.c.subject.in_(chunk), journal.c.kind == IncidentAcknowledged.KIND)
        if known_by is not None:
            statement = statement.where(journal.c.recorded_at <= end_of_day(known_by))
        events += map(as_event, connection.execute(statement.order_by(journal.c.id)))
    return noted_in(events)


def noted_in(events: Iterable[Event]) -> dict[str, dict[int, NotedIncident]]:
    """The same of events that were read before."""
    noted: dict[str, dict[int, NotedIncident]] = defaultdict(dict)
    for event, body in only(events, IncidentAcknowledged):
        seen = NotedIncident(body.no, event.role, event.occurred_on, event.recorded_at)
        noted[event.subject].setdefault(body.no, seen)
    return noted
