"""Incidents (漏えい等事案) in the audit file: stage, clocks, whether it must be reported, history and files."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from config.rulebook import RuleBook
from lifecycle.clock import day_of
from lifecycle.papers.pack.evidence import Original
from lifecycle.papers.pack.facts import People, fields_of
from lifecycle.papers.pack.told import JsonObject, in_words
from lifecycle.records.events.documents import AtPlace, Recorded
from lifecycle.records.events.incidents import IncidentAcknowledged
from lifecycle.records.folds.incidents import noted_in
from lifecycle.records.incidents_seen import ClockSeen, IncidentSeen, incidents_seen
from lifecycle.records.journal import Event
from lifecycle.records.shelf import Stored
from lifecycle.records.told import acting_post
from states.evidence import INCIDENT
from states.facts import Contract
from states.reportable import FactSaid


def incident_documents(
    book: RuleBook,
    facts: Contract,
    on: date,
    events: Sequence[Event],
    records: Iterable[Stored],
    papers: Iterable[Original],
    people: People,
) -> list[JsonObject]:
    """Every incident of a contract as of a day, in the order of their numbers."""
    noted = noted_in(events).get(facts.id, {})
    own = [record for record in records if record.kind == INCIDENT]
    by_sha = {paper.sha256: paper for paper in papers}
    return [
        _incident(seen, [one for one in own if _is_of(seen, one.fields.get("no"), one.key)], events, by_sha, people)
        for seen in incidents_seen(book, facts, noted, on)
    ]


def _incident(
    seen: IncidentSeen, records: Sequence[Stored], events: Sequence[Event], by_sha: dict[str, Original], people: People
) -> JsonObject:
    files = (by_sha[file.sha256] for record in records for file in record.files if file.sha256 in by_sha)
    return {
        "id": seen.id,
        "stage": seen.stage.label,
        "open": seen.is_open,
        "known": seen.known,
        "acknowledged_on": seen.noted.on.isoformat() if seen.noted else None,
        "acknowledged_by": acting_post(seen.noted.post) if seen.noted else None,
        "reportable": seen.reportable.words,
        "reason": seen.reportable.reason,
        "by_hand": seen.reportable.by_hand,
        "categories": [_category(one) for one in seen.reportable.facts],
        "clocks": [_clock(one) for one in seen.clocks],
        "lacking": list(seen.lacking),
        "fields": [field for record in records for field in fields_of(INCIDENT, record.fields, people)],
        "history": [_happened(event) for event in events if _is_told_of(seen, event)],
        "files": [paper.document() for paper in files],
    }


def _is_of(seen: IncidentSeen, no: Any, key: str) -> bool:
    """Whether a record is that of the incident; one of an older version has no number and is known by its day."""
    if no is not None or seen.incident.no is not None:
        return bool(no == seen.incident.no)
    return key == (seen.incident.aware_on.isoformat() if seen.incident.aware_on else "")


def _is_told_of(seen: IncidentSeen, event: Event) -> bool:
    match event.body:
        case IncidentAcknowledged(no=no):
            return no == seen.no
        case AtPlace() as body if body.document == INCIDENT:
            day, _, number = body.key.partition(" ")
            said = body.fields.get("no") if isinstance(body, Recorded) else None
            return _is_of(seen, said or (int(number) if number else None), day)
        case _:
            return False


def _category(fact: FactSaid) -> JsonObject:
    return {
        "label": fact.label,
        "answer": fact.answer,
        "holds": {True: "当たる", False: "当たらない", None: "分からない"}[fact.holds],
        "source": f"{fact.source}〔{fact.standing}〕{fact.verified}",
    }


def _clock(clock: ClockSeen) -> JsonObject:
    return {
        "label": clock.label,
        "by": clock.by,
        "to": clock.to,
        "on": clock.on.isoformat() if clock.on else None,
        "days": clock.days,
        "state": "記録済み" if clock.done else "期限を過ぎている" if clock.passed else "これから",
        "source": f"{clock.source}〔{clock.standing}〕{clock.verified}",
    }


def _happened(event: Event) -> JsonObject:
    return {
        "number": event.number,
        "occurred_on": event.occurred_on.isoformat(),
        "recorded_on": day_of(event.recorded_at).isoformat(),
        "post": acting_post(event.role),
        "told": in_words(event),
    }
