"""Counts the incidents of a month by 所属: told in it, closed in it, open at its end, of these with a clock gone by."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.records.incidents_seen import incidents_seen
from notifications.installation_notices import IncidentsLine
from states.facts import Contract

_REPORTED, _CLOSED, _OPEN, _LATE = "reported", "closed", "still_open", "late"


def incidents_in(app: App, connection: Connection, first: date, last: date) -> tuple[IncidentsLine, ...]:
    """The lines of the 所属 that had an incident in these days, from what is known now; those that are late first."""
    counts: dict[str, Counter[str]] = {}
    for facts in load_contracts(connection, contract_ids(connection), AsOf(last)):
        if facts.incidents:
            counts.setdefault(facts.sheet.division or "", Counter()).update(_counted(app, facts, first, last))
    lines = [_line(division, counted) for division, counted in counts.items() if counted.total()]
    return tuple(sorted(lines, key=lambda line: (-line.late, -line.still_open, line.division)))


def _counted(app: App, facts: Contract, first: date, last: date) -> Counter[str]:
    """One contract's incidents; one that was closed after the last day was open on it."""
    known = [replace(i, closed_on=None) if i.closed_on and i.closed_on > last else i for i in facts.incidents]
    counted: Counter[str] = Counter()
    for seen in incidents_seen(app.book, replace(facts, incidents=tuple(known)), {}, last):
        aware, closed = seen.incident.aware_on, seen.incident.closed_on
        counted[_REPORTED] += bool(aware and first <= aware <= last)
        counted[_CLOSED] += bool(closed and first <= closed <= last)
        counted[_OPEN] += seen.is_open
        counted[_LATE] += seen.is_late
    return counted


def _line(division: str, counted: Mapping[str, int]) -> IncidentsLine:
    return IncidentsLine(division, counted[_REPORTED], counted[_CLOSED], counted[_OPEN], counted[_LATE])
