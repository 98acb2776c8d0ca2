"""The facts in the audit file: the contract's fields, duties, subcontracts, exceptions and papers as of a date.

Persons are never named: of a field that holds one, only whether it is filled or erased is said.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from config.readings import Readings
from config.rulebook import RuleBook
from config.vocabulary import Backing, OverrideCategory, Status
from lifecycle.fields.values import stored_text
from lifecycle.papers.pack.evidence import Original
from lifecycle.papers.pack.told import JsonObject
from lifecycle.papers.pack.verdicts import duty_document
from lifecycle.records.folds.overrides import (
    APPROVED,
    REJECTED,
    REVOKED,
    OverrideStanding,
    OverrideStep,
    overrides_of,
)
from lifecycle.records.journal import Event
from lifecycle.records.shelf import Stored
from lifecycle.records.told import acting_post
from states.assessment import Assessor
from states.backing import backing_of_stored
from states.columns import columns_of
from states.documents import Column, ValueType
from states.duty import Duties, Duty
from states.evidence import KINDS
from states.facts import Contract, Subcontract
from states.on_record import speaking_keys
from states.subcontract import is_unapproved, stage_of, weighed
from states.verdict import Assessment

People = Mapping[str, str | None]
_DECISIONS = {APPROVED: "承認", REJECTED: "却下", REVOKED: "取消"}


def contract_document(
    assessor: Assessor, facts: Contract, on: date, records: Sequence[Stored], people: People
) -> JsonObject:
    """The contract as of a day."""
    judged, duties = assessor.assess(facts, on), Duties(assessor, on)
    unmet = duties.blocking(judged)
    sheet = next((r for r in records if r.kind == "contract"), None)
    return {
        "contract": facts.id,
        "division": facts.sheet.division,
        "title": facts.sheet.title,
        "contractor": facts.sheet.contractor,
        "stage": facts.stage.label,
        "stage_declared": facts.stage_declared,
        "standing": judged.standing.label,
        "facts": fields_of("contract", sheet.fields, people) if sheet else [],
        "unmet": [duty_document(duty) for duty in unmet if duty.is_open],
        **_left(unmet),
        "warnings": [duty_document(duty) for duty in duties.by_status(judged, Status.WARNING)],
        "excused": [
            duty_document(duty)
            for duty in duties.by_status(judged, Status.SUBSTITUTED, Status.OVERRIDDEN, Status.TRANSITIONAL)
        ],
        "subcontracts": [_subcontract(sub, judged, unmet, records, people) for sub in facts.subcontracts],
    }


def _left(unmet: Iterable[Duty]) -> JsonObject:
    """The duties that an ended contract was left lacking; a contract that goes on has none."""
    left = [duty_document(duty) for duty in unmet if duty.on_record]
    return {"on_record": left} if left else {}


def _subcontract(
    sub: Subcontract, judged: Assessment, unmet: Sequence[Duty], records: Sequence[Stored], people: People
) -> JsonObject:
    id_ = f"{judged.contract}/{sub.no}"
    sheet = next((r for r in records if r.kind == "subcontract" and r.subcontract == sub.no), None)
    return {
        "id": id_,
        "no": sub.no,
        "depth": sub.no.count("."),
        "subcontractor": sub.sheet.subcontractor,
        "stage": stage_of(sub, id_, judged.findings, judged.on).label,
        "unapproved": is_unapproved(sub, judged.on),
        "weighed": [{"label": label, "value": value} for label, value in weighed(sub)],
        "facts": fields_of("subcontract", sheet.fields, people) if sheet else [],
        "unmet": [duty_document(duty) for duty in unmet if duty.subject == id_ and duty.is_open],
        **_left(duty for duty in unmet if duty.subject == id_),
    }


def fields_of(kind: str, stored: Mapping[str, Any], people: People) -> list[JsonObject]:
    """The filled fields of a record under the ledger's headings, in its order."""
    return [
        {"name": column.name, "label": column.label, "value": _text(column, stored[column.name], people)}
        for column in columns_of(kind)
        if stored.get(column.name) is not None
    ]


def _text(column: Column, value: Any, people: People) -> str:
    if column.personal:
        return "記録あり(調書には載せません)" if people.get(value["ref"]) is not None else "消去済"
    return f"{value:,}" if column.value_type is ValueType.COUNT else stored_text(column, value)


def evidence_documents(
    facts: Contract,
    records: Sequence[Stored],
    papers: Sequence[Original],
    people: People,
    on: date,
    readings: Readings,
) -> list[JsonObject]:
    """The documents on record by the day, each with its originals in the file; then originals of earlier versions."""
    by_sha = {paper.sha256: paper for paper in papers}
    listed, shown, spoken = [], set(), speaking_keys(facts)
    for record in sorted(records, key=lambda r: (r.subcontract, r.dated_on or date.min, r.kind)):
        if record.kind not in KINDS or (record.dated_on and record.dated_on > on):
            continue
        originals = [by_sha[file.sha256] for file in record.files if file.sha256 in by_sha]
        shown |= {paper.sha256 for paper in originals}
        listed.append(
            {
                "kind": record.kind,
                "label": KINDS[record.kind].label,
                "subcontract": record.subcontract or None,
                "dated_on": record.dated_on.isoformat() if record.dated_on else None,
                "recorded_at": record.recorded_at,
                "withdrawn": False,
                "speaks": spoken.get((record.kind, record.subcontract), record.key) == record.key,
                "declared_only": record.proof.via_ledger and _is_declared(readings, record),
                "fields": fields_of(record.kind, record.fields, people),
                "files": [paper.document() for paper in originals],
            }
        )
    return [*listed, *(_earlier(paper) for paper in papers if paper.sha256 not in shown)]


def _is_declared(readings: Readings, record: Stored) -> bool:
    """Whether neither a file nor a 文書番号 that says something backs a record."""
    return backing_of_stored(readings, record.proof, record.fields) is Backing.DECLARED


def _earlier(paper: Original) -> JsonObject:
    """An original that no current document holds any more, because its record was taken back."""
    return {
        "kind": paper.kind,
        "label": KINDS[paper.kind].label if paper.kind in KINDS else paper.kind,
        "subcontract": paper.subcontract or None,
        "dated_on": paper.dated_on,
        "recorded_at": None,
        "withdrawn": True,
        "speaks": False,
        "declared_only": False,
        "fields": [],
        "files": [paper.document()],
    }


def override_documents(events: Sequence[Event], book: RuleBook) -> list[JsonObject]:
    """Every exception that was asked for: what, why, until when, and which post decided what on which day."""
    return [_override(standing, book) for standing in overrides_of(events)]


def _override(standing: OverrideStanding, book: RuleBook) -> JsonObject:
    category = next((c.label for c in OverrideCategory if c.value == standing.category), standing.category)
    return {
        "id": standing.id,
        "subject": standing.subject,
        "codes": list(standing.codes),
        "reason": standing.reason,
        "document_no": standing.document_no,
        "expires_on": standing.expires_on.isoformat(),
        "labels": {code: book.rules[code].label for code in standing.codes if code in book.rules},
        "category": category,
        "requested_on": standing.requested_on.isoformat(),
        "requested_by": acting_post(standing.requested_role),
        "decisions": [_decision(step) for step in standing.steps],
    }


def _decision(step: OverrideStep) -> JsonObject:
    return {
        "decision": _DECISIONS[step.status],
        "on": step.on.isoformat(),
        "by": acting_post(step.role),
        "reason": step.reason,
    }
