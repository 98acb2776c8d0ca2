"""From which day an installation raises or lowers a rule, and for whom: as its settings say, and as it is on record."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import Connection, select

from config.rules_settings import DatedDeparture, Rules
from config.vocabulary import Binds
from lifecycle.records.events.installation import PolicyApplied
from lifecycle.records.events.kinds import kinds_of
from lifecycle.records.journal import as_event, only
from lifecycle.records.tables import journal
from states.facts import Departure

USUAL: Binds = "running_on"
"""Whom a raise or lowering reaches that says nothing of it: never a contract that had ended by its first day."""
WrittenDepartures = Mapping[str, Mapping[str, str]]
_CHAIN = "system"


def departures_asked(rules: Rules, recorded: PolicyApplied | None, today: date) -> WrittenDepartures | None:
    """The first day and the reach of everything the settings raise or lower, as it is put on record.

    What names no day begins today; what is on record without a day of its own begins on that day, and stays so.
    """
    asked = {one.code: _as_written(one) for one in (*rules.raised, *rules.lowered)}
    kept = (recorded.departures if recorded else None) or {}
    for plain, before in ((rules.raise_, "raised"), (rules.lower, "lowered")):
        for code in plain:
            if code not in getattr(recorded, before, ()):
                asked[code] = {"from": today.isoformat(), "reaches": USUAL}
            elif code in kept:
                asked[code] = {"from": min(kept[code]["from"], today.isoformat()), "reaches": USUAL}
    return dict(sorted(asked.items())) or None


def departures_written(applied: PolicyApplied) -> dict[str, Departure]:
    """The first day and the reach of what says both itself, by its code."""
    return {code: _as_read(one) for code, one in (applied.departures or {}).items()}


def _as_written(one: DatedDeparture) -> dict[str, str]:
    return {"from": one.from_.isoformat(), "reaches": one.reaches}


def _as_read(one: Mapping[str, str]) -> Departure:
    reaches: Mapping[str, Binds] = {"concluded_from": "concluded_from", "performing_on": "performing_on"}
    return Departure(date.fromisoformat(one["from"]), reaches.get(one["reaches"], USUAL))


def undated(applied: PolicyApplied) -> frozenset[str]:
    """The codes that are raised or lowered without a first day of their own, as events of before these were kept."""
    return frozenset({*applied.raised, *applied.lowered} - (applied.departures or {}).keys())


def last_noted(connection: Connection) -> PolicyApplied | None:
    """The departures of the last event that tells of any; None where none does."""
    kinds = kinds_of(PolicyApplied)
    row = connection.execute(
        select(journal)
        .where(journal.c.subject == _CHAIN, journal.c.kind.in_(kinds))
        .order_by(journal.c.number.desc())
        .limit(1)
    ).first()
    return next((body for _, body in only([as_event(row)], PolicyApplied)), None) if row else None


def first_days(connection: Connection, codes: Collection[str]) -> dict[str, Departure]:
    """The day of the first event that raises or lowers each of these codes; none for a code that is on no record."""
    kinds = kinds_of(PolicyApplied)
    rows = connection.execute(
        select(journal).where(journal.c.subject == _CHAIN, journal.c.kind.in_(kinds)).order_by(journal.c.number)
    )
    first: dict[str, Departure] = {}
    for event, body in only(map(as_event, rows), PolicyApplied):
        for code in {*body.raised, *body.lowered} & set(codes):
            first.setdefault(code, Departure(event.occurred_on, USUAL))
    return first
