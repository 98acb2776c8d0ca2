"""Loads facts: what the records say of contracts as of a date, as far as it was known by a date (semantics §7)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, Row, bindparam, case, func, select

from config.vocabulary import OverrideCategory, Stage
from lifecycle.clock import end_of_day
from lifecycle.records.as_of import STANDS_NOW, STOOD_THEN, AsOf, known_until
from lifecycle.records.chunks import among, chunks
from lifecycle.records.events.documents import KeptFile
from lifecycle.records.folds.cut_over import CutOvers, cut_overs
from lifecycle.records.folds.overrides import APPROVED, REVOKED, OverrideStanding, overrides_by
from lifecycle.records.folds.taken_back import taken_back_by
from lifecycle.records.free_text import resolved
from lifecycle.records.hands import recorded_day, with_hands
from lifecycle.records.past_incidents import past_incidents
from lifecycle.records.people import texts_of
from lifecycle.records.shelf import Shelf, Stored
from lifecycle.records.tables import contract, record, stage_change
from states.contact_documents import ContactCheck
from states.documents import (
    CompletionInspection,
    ContractReview,
    DutyNotice,
    EmergencyContact,
    InspectionPlan,
    PlaceApproval,
    SubcontractNotice,
    SystemReview,
)
from states.evidence import INCIDENT, NOTICE, facts_of
from states.facts import Contract, ContractSheet, Override, Subcontract, SubcontractSheet
from states.incident_report import IncidentReport
from states.proof import Proof
from states.subcontract import decided_here

_FORMS = ("docx", "xlsx")
"""The types of files that a form comes back as; of several the last one counts."""
_COMPLETING = ("completion_inspection", "return_disposal")

_RECORDS = select(record).where(among(record.c.contract)).order_by(record.c.contract, record.c.number)
_RECORDS_NOW, _RECORDS_THEN = _RECORDS.where(STANDS_NOW), _RECORDS.where(STOOD_THEN)
_STAGES = (
    select(stage_change)
    .where(among(stage_change.c.contract), stage_change.c.recorded_at <= bindparam("moment"))
    .order_by(stage_change.c.number)
)
_COMPLETED = (
    select(record.c.contract, record.c.dated_on, func.min(record.c.recorded_at).label("first"))
    .where(among(record.c.contract), record.c.subcontract == "", record.c.kind.in_(_COMPLETING))
    .where(record.c.dated_on.is_not(None))
    .group_by(record.c.contract, record.c.kind, record.c.key, record.c.dated_on)
    .having(func.max(case((STOOD_THEN, 1), else_=0)) == 1)
)


def contract_ids(
    connection: Connection, known_by: date | None = None, offices: frozenset[str] | None = None
) -> list[str]:
    """The number of every contract not taken back (取消), now or at the end of `known_by`, in order.

    With `offices` those that belong to these offices now.
    """
    statement = select(contract.c.id).order_by(contract.c.id)
    if offices is not None:
        statement = statement.where(contract.c.division.in_(sorted(offices)))
    if known_by is None:
        return list(connection.execute(statement.where(~contract.c.removed)).scalars())
    gone = taken_back_by(connection, known_by)
    return [id_ for id_ in connection.execute(statement).scalars() if id_ not in gone]


def load_contracts(connection: Connection, ids: Sequence[str], as_of: AsOf) -> Iterator[Contract]:
    """The facts of these contracts, in the order given, a few hundred at a time; unknown ids are passed over."""
    if not ids:
        return
    offices = cut_overs(connection)
    for chunk in chunks(ids):
        records = with_hands(connection, stored_records(connection, chunk, as_of.known_by), chunk, as_of)
        stages = _stages(connection, chunk, as_of.known_by)
        ended = _ended(connection, _declared_completed(stages), as_of.known_by)
        overrides, past = _in_force(connection, chunk, as_of), past_incidents(connection, chunk, as_of)
        for id_ in chunk:
            if any(r.kind == "contract" for r in records.get(id_, ())):
                way = _Way(stages[id_], overrides[id_], ended.get(id_))
                facts = _contract(id_, records[id_], way, as_of.on, offices)
                yield replace(facts, past_incidents=past[id_]) if id_ in past else facts


def stored_records(connection: Connection, ids: Sequence[str], known_by: date | None) -> dict[str, list[Stored]]:
    """The current records of these contracts, or those that were current at the end of `known_by`, with their texts."""
    if known_by is None:
        rows = connection.execute(_RECORDS_NOW, {"keys": ids})
    else:
        rows = connection.execute(_RECORDS_THEN, {"keys": ids, "moment": end_of_day(known_by)})
    stored: dict[str, list[Stored]] = defaultdict(list)
    texts = texts_of(connection, ids)
    for row in rows.all():  # a row fetched alone costs more than what is in it
        stored[row.contract].append(_stored(row, texts))
    return stored


def _stored(row: Row[Any], texts: Mapping[str, str]) -> Stored:
    values, files = (
        resolved(orjson.loads(row.fields), texts),
        tuple(KeptFile(**file) for file in orjson.loads(row.files)),
    )
    forms = [file for file in files if file.type in _FORMS]
    proof = Proof(
        via_ledger=row.via == "ledger",
        files=len(files),
        document_no=bool(values.get("document_no")),
        recorded_on=recorded_day(row.recorded_at),
        unfilled=bool(forms and forms[-1].unfilled),
    )
    return Stored(row.kind, row.subcontract, row.key, row.dated_on, proof, values, files, row.recorded_at, row.fields)


def _stages(connection: Connection, ids: Sequence[str], known_by: date | None) -> dict[str, list[Row[Any]]]:
    """The stages that each of these contracts entered, in order."""
    entered: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(_STAGES, {"keys": ids, "moment": known_until(known_by)}).all():
        entered[row.contract].append(row)
    return entered


def _in_force(connection: Connection, ids: Sequence[str], as_of: AsOf) -> dict[str, list[Override]]:
    """The exceptions of each of these contracts that were approved by then, also those revoked."""
    approved: dict[str, list[Override]] = defaultdict(list)
    for standing in overrides_by(connection, ids, as_of):
        if decided := standing.step(APPROVED):
            approved[standing.contract].append(_override(standing, decided.on))
    return approved


def _declared_completed(stages: Mapping[str, list[Row[Any]]]) -> dict[str, Row[Any]]:
    """The declarations of 完了, by their contracts."""
    rows = ((id_, row) for id_, entered in stages.items() for row in entered)
    return {id_: row for id_, row in rows if row.declared and row.stage == Stage.COMPLETED}


def _ended(connection: Connection, declared: Mapping[str, Row[Any]], known_by: date | None) -> dict[str, date]:
    """The day on which each contract ended by its records: 検査日 or 返還・廃棄の確認日, the later.

    What was recorded by the declaration of 完了 counts, else what was recorded first: a version recorded afterwards
    moves no day on which the contract stood. What is dated after the declaration was no reason for it, and what was
    taken back counts no more.
    """
    if not declared:
        return {}
    together: dict[str, dict[str, date]] = defaultdict(dict)
    for row in connection.execute(_COMPLETED, {"keys": list(declared), "moment": known_until(known_by)}).all():
        told = declared[row.contract]
        if row.dated_on <= told.occurred_on:
            days, when = together[row.contract], max(row.first, told.recorded_at)
            days[when] = max(row.dated_on, days.get(when, row.dated_on))
    return {id_: days[min(days)] for id_, days in together.items()}


@dataclass(frozen=True, slots=True)
class _Way:
    """What happened to a contract beside its records: its stages, its exceptions, the day it ended by its records."""

    stages: list[Row[Any]]
    overrides: list[Override]
    ended: date | None


def _contract(id_: str, records: list[Stored], way: _Way, on: date, offices: CutOvers) -> Contract:
    stored = next(r for r in records if r.kind == "contract")
    sheet = _sheet(ContractSheet, stored.fields, on, masked=("concluded_on",))
    shelf = Shelf([r for r in records if r.subcontract == ""], on, _stored_day(stored.fields, "concluded_on"))
    stage, since, declared = _stage_on(on, way.stages, stored.fields, way.ended)
    ended_on = since if stage.is_final else None
    return Contract(
        id=id_,
        stage=stage,
        stage_declared=declared,
        stage_since=since,
        completed_on=ended_on if stage is Stage.COMPLETED else None,
        terminated_on=ended_on if stage is Stage.TERMINATED else None,
        sheet=sheet,
        concluded_ahead=shelf.concluded if shelf.concluded and shelf.concluded > on else None,
        duty_notice=shelf.one("duty_notice", DutyNotice),
        contract_review=shelf.amended("contract_review", ContractReview),
        system_review=shelf.one("system_review", SystemReview),
        emergency_contact=shelf.one("emergency_contact", EmergencyContact),
        contact_checks=shelf.all("contact_check", ContactCheck),
        inspection_plan=shelf.one("inspection_plan", InspectionPlan),
        completion_inspection=shelf.one("completion_inspection", CompletionInspection),
        place_approval=shelf.one("place_approval", PlaceApproval),
        incidents=shelf.all(INCIDENT, IncidentReport),
        subcontracts=_subcontracts(records, on, shelf.concluded),
        overrides=tuple(way.overrides),
        cut_over_on=offices.of(id_, sheet.division),
        **shelf.inspected(),
    )


def _subcontracts(records: list[Stored], on: date, concluded: date | None) -> tuple[Subcontract, ...]:
    """The subcontracts that existed by that day: each exists from the first day it was heard of."""
    known = []
    for sub in sorted((r for r in records if r.kind == "subcontract"), key=lambda r: _number_order(r.subcontract)):
        begins = begins_on(sub.fields)
        if begins and begins > on:
            continue
        shelf = Shelf([r for r in records if r.subcontract == sub.subcontract], on, concluded)
        masked = ("applied_on", "approved_on", "rejected_on", "finished_on")
        sheet = decided_here(_sheet(SubcontractSheet, sub.said, on, masked=masked), sub.proof.acts)
        notice = shelf.one(NOTICE, SubcontractNotice)
        known.append(Subcontract(no=sub.subcontract, sheet=sheet, proof=sub.proof, notice=notice, **shelf.inspected()))
    return tuple(known)


def begins_on(fields: Mapping[str, Any]) -> date | None:
    """The day from which a subcontract with these stored fields exists; None where no such date is recorded."""
    names = ("applied_on", "approved_on", "rejected_on", "started_on")
    days = [date.fromisoformat(day) for name in names if (day := fields.get(name))]
    return min(days, default=None)


def _number_order(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("."))


def _sheet(cls: Any, stored: dict[str, Any], on: date, *, masked: tuple[str, ...]) -> Any:
    """A fact sheet as of the day; only the named dates are unknown before their day, others may lie ahead (a plan)."""
    return cls(**facts_of(cls, stored, on, masked=masked))


def _override(standing: OverrideStanding, approved_on: date) -> Override:
    revoked = standing.step(REVOKED)
    return Override(
        id=standing.id,
        subject=standing.subject,
        codes=standing.codes,
        category=OverrideCategory(standing.category),
        approved_on=approved_on,
        expires_on=standing.expires_on,
        revoked_on=revoked.on if revoked else None,
    )


def _stage_on(
    on: date, stages: list[Row[Any]], sheet: dict[str, Any], ended: date | None
) -> tuple[Stage, date | None, bool]:
    """The stage on a day, the day since which the contract stands there, and whether the stage was declared at import.

    A declared 完了 stands since the day from which it holds: when it `ended`, else 履行期限, else 締結日. Another stage
    stands since the day it was declared, never one still to come. A 締結日 after the declaration of a
    stage beyond 締結 can't be that of what was declared, and is passed over: a slip of the keyboard takes no contract
    out of the supervision.
    """
    reached = [row for row in stages if not row.declared and row.occurred_on <= on]
    if reached:
        last = reached[-1]
        return Stage(last.stage), last.occurred_on, False
    told = next((row for row in stages if row.declared), None)
    if told is None:
        return Stage.ESTIMATE, None, False
    declared = Stage(told.stage)
    concluded, start = _stored_day(sheet, "concluded_on"), _stored_day(sheet, "performance_start_on")
    if concluded and concluded > told.occurred_on and declared.order > Stage.CONCLUDED.order:
        concluded = None
    holds_from = concluded
    if declared is Stage.COMPLETED:
        holds_from = ended or _stored_day(sheet, "performance_end_on") or concluded
    if holds_from is None or holds_from <= on:
        return declared, _since(declared, holds_from, told.occurred_on, on), True
    if declared is Stage.COMPLETED and concluded and concluded <= on:
        return (Stage.PERFORMING if start and start <= on else Stage.CONCLUDED), concluded, True
    return Stage.ESTIMATE, None, True


def _since(declared: Stage, holds_from: date | None, declared_on: date, on: date) -> date | None:
    """The day since which a declared stage stands; None for a declared 解除, as it is not known when it was made."""
    if declared is Stage.COMPLETED:
        return holds_from
    if declared.is_final:
        return None
    return declared_on if declared_on <= on else holds_from


def _stored_day(stored: dict[str, Any], name: str) -> date | None:
    return date.fromisoformat(stored[name]) if stored.get(name) else None
