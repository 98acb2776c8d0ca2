"""What the desks (制度所管課) recorded of their own duties, as of a day and as far as it was known by a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from lifecycle.clock import day_of, end_of_day
from lifecycle.records.as_of import AsOf
from lifecycle.records.events.documents import KeptFile
from lifecycle.records.events.installation import DeskEvidenceRecorded
from lifecycle.records.events.kinds import kinds_of
from lifecycle.records.free_text import spoken
from lifecycle.records.journal import as_event, in_chains, only
from lifecycle.records.tables import journal
from states.documents import Document, ValueType
from states.evidence import OFFICE_KINDS, document
from states.proof import Proof

DESK, OFFICE = "desk:", "office:"
"""The beginnings of the chains of a desk (its id follows) and of an office (its name does)."""


@dataclass(frozen=True, slots=True)
class DeskRecord:
    """One paper of a desk (its id) or an office (its name) as stored: its kind, date, fields and originals."""

    desk: str
    kind: str
    dated_on: date
    fields: Mapping[str, Any]
    files: tuple[KeptFile, ...]
    recorded_on: date


def desk_records(connection: Connection, as_of: AsOf, of: str = DESK) -> list[DeskRecord]:
    """Every paper of every desk, or of every office (`of`), dated by the day, in order of its date.

    Of one kind and day the last recording speaks.

    A date after the day of recording is a plan, and no evidence (semantics §11).
    """
    recorded = journal.c.kind.in_(kinds_of(DeskEvidenceRecorded))
    statement = select(journal).where(in_chains(connection, of), recorded)
    if as_of.known_by is not None:
        statement = statement.where(journal.c.recorded_at <= end_of_day(as_of.known_by))
    events = spoken(connection, map(as_event, connection.execute(statement.order_by(journal.c.number))))
    standing: dict[tuple[str, str, date], DeskRecord] = {}
    for event, body in only(events, DeskEvidenceRecorded):
        desk = event.subject.removeprefix(of)
        recorded_on = day_of(event.recorded_at)
        if body.dated_on <= min(as_of.on, recorded_on) and body.document in OFFICE_KINDS:
            said = _said(body, recorded_on)
            record = DeskRecord(desk, body.document, body.dated_on, said, body.files, event.occurred_on)
            standing[desk, body.document, body.dated_on] = record
    return sorted(standing.values(), key=lambda record: record.dated_on)


def _said(body: DeskEvidenceRecorded, recorded_on: date) -> Mapping[str, Any]:
    """The fields without the dates that are only planned."""
    dates = {c.name for c in OFFICE_KINDS[body.document].columns if c.value_type is ValueType.DATE}
    later = recorded_on.isoformat()
    return {n: v for n, v in body.fields.items() if n not in dates or v is None or str(v) <= later}


def papers_of(records: list[DeskRecord], on: date) -> dict[str, tuple[Document, ...]]:
    """The papers as a judge sees them, by their kind, the latest last."""
    papers: dict[str, tuple[Document, ...]] = {}
    for record in records:
        proof = Proof(files=len(record.files), document_no=bool(record.fields.get("document_no")))
        paper = document(OFFICE_KINDS[record.kind].cls, record.fields, on, proof)
        papers[record.kind] = (*papers.get(record.kind, ()), paper)
    return papers
