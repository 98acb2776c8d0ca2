"""Loads facts: what the records say of contracts as of a date, as far as it was known by a date (semantics §7)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

import orjson
from sqlalchemy import Connection, Row, or_, select

from config.vocabulary import OverrideCategory, Stage
from lifecycle.clock import end_of_day
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import chunks
from lifecycle.records.events.documents import KeptFile
from lifecycle.records.folds.overrides import APPROVED, REVOKED, OverrideStanding, overrides_by
from lifecycle.records.folds.taken_back import taken_back_by
from lifecycle.records.tables import contract, record, stage_change
from states.amendments import as_amended
from states.documents import (
    Checklist,
    CompletionInspection,
    ContractReview,
    Document,
    DutyNotice,
    EmergencyContact,
    ImprovementPlan,
    IncidentReport,
    InspectionPlan,
    PlaceApproval,
    Proof,
    ReturnDisposal,
    SystemReview,
)
from states.evidence import BUILT_IN, KINDS, document, fact_value
from states.facts import Contract, ContractSheet, Override, Subcontract, SubcontractSheet
from states.visit_documents import OnsiteInspection, OnsiteWaiver

D = TypeVar("D", bound=Document)


@dataclass(frozen=True, slots=True)
class Stored:
    """The current version of a record as stored: typed fields are still JSON values."""

    kind: str
    subcontract: str
    key: str
    dated_on: date | None
    proof: Proof
    fields: dict[str, Any]
    files: tuple[KeptFile, ...]
    recorded_at: str


def contract_ids(connection: Connection, known_by: date | None = None) -> list[str]:
    """The number of every contract not taken back (取消), now or at the end of `known_by`, in order."""
    statement = select(contract.c.id).order_by(contract.c.id)
    if known_by is None:
        return list(connection.execute(statement.where(~contract.c.removed)).scalars())
    gone = taken_back_by(connection, known_by)
    return [id_ for id_ in connection.execute(statement).scalars() if id_ not in gone]


def load_contracts(connection: Connection, ids: Sequence[str], as_of: AsOf) -> Iterator[Contract]:
    """The facts of these contracts, in the order given, a few hundred at a time; unknown ids are passed over."""
    for chunk in chunks(ids):
        records = stored_records(connection, chunk, as_of.known_by)
        stages = _stages(connection, chunk, as_of.known_by)
        overrides = _in_force(connection, chunk, as_of)
        for id_ in chunk:
            if any(r.kind == "contract" for r in records[id_]):
                yield _contract(id_, records[id_], stages[id_], overrides[id_], as_of.on)


def stored_records(connection: Connection, ids: Sequence[str], known_by: date | None) -> dict[str, list[Stored]]:
    """The current records of these contracts, or those that were current at the end of `known_by`."""
    statement = select(record).where(record.c.contract.in_(ids)).order_by(record.c.contract, record.c.number)
    if known_by is None:
        statement = statement.where(record.c.superseded_at.is_(None))
    else:
        moment = end_of_day(known_by)
        statement = statement.where(
            record.c.recorded_at <= moment, or_(record.c.superseded_at.is_(None), record.c.superseded_at > moment)
        )
    stored: dict[str, list[Stored]] = defaultdict(list)
    for row in connection.execute(statement):
        stored[row.contract].append(_stored(row))
    return stored


def _stored(row: Row[Any]) -> Stored:
    values, files = orjson.loads(row.fields), tuple(KeptFile(**file) for file in orjson.loads(row.files))
    proof = Proof(row.via == "ledger", len(files), bool(values.get("document_no")))
    return Stored(row.kind, row.subcontract, row.key, row.dated_on, proof, values, files, row.recorded_at)


def _stages(connection: Connection, ids: Sequence[str], known_by: date | None) -> dict[str, list[Row[Any]]]:
    """The stages that each of these contracts entered, in order."""
    statement = select(stage_change).where(stage_change.c.contract.in_(ids)).order_by(stage_change.c.number)
    if known_by is not None:
        statement = statement.where(stage_change.c.recorded_at <= end_of_day(known_by))
    entered: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(statement):
        entered[row.contract].append(row)
    return entered


def _in_force(connection: Connection, ids: Sequence[str], as_of: AsOf) -> dict[str, list[Override]]:
    """The exceptions of each of these contracts that were approved by then, also those revoked."""
    approved: dict[str, list[Override]] = defaultdict(list)
    for standing in overrides_by(connection, ids, as_of):
        if decided := standing.step(APPROVED):
            approved[standing.contract].append(_override(standing, decided.on))
    return approved


def _contract(id_: str, records: list[Stored], stages: list[Row[Any]], overrides: list[Override], on: date) -> Contract:
    stored = next(r for r in records if r.kind == "contract")
    sheet = _sheet(ContractSheet, stored.fields, on, masked=("concluded_on",))
    concluded = _stored_day(stored.fields, "concluded_on")
    own = _Shelf([r for r in records if r.subcontract == ""], on, concluded)
    stage, since, declared = _stage_on(on, stages, stored.fields, records)
    ended_on = since if stage.is_final else None
    return Contract(
        id=id_,
        stage=stage,
        stage_declared=declared,
        stage_since=since,
        completed_on=ended_on if stage is Stage.COMPLETED else None,
        terminated_on=ended_on if stage is Stage.TERMINATED else None,
        sheet=sheet,
        duty_notice=own.one("duty_notice", DutyNotice),
        contract_review=own.amended("contract_review", ContractReview),
        system_review=own.one("system_review", SystemReview),
        emergency_contact=own.one("emergency_contact", EmergencyContact),
        inspection_plan=own.one("inspection_plan", InspectionPlan),
        completion_inspection=own.one("completion_inspection", CompletionInspection),
        place_approval=own.one("place_approval", PlaceApproval),
        incidents=own.all("incident_report", IncidentReport),
        subcontracts=_subcontracts(records, on, concluded),
        overrides=tuple(overrides),
        **own.inspected(),
    )


def _subcontracts(records: list[Stored], on: date, concluded: date | None) -> tuple[Subcontract, ...]:
    """The subcontracts that existed by that day: each exists from the earlier of 申請日 and 業務開始日."""
    known = []
    for sub in sorted((r for r in records if r.kind == "subcontract"), key=lambda r: _number_order(r.subcontract)):
        begins = begins_on(sub.fields)
        if begins and begins > on:
            continue
        values = dict(sub.fields)
        confirmed = values.get("notice_confirmed_on")
        if confirmed and date.fromisoformat(confirmed) > on:
            values.pop("notice_method", None)
        shelf = _Shelf(
            [r for r in records if r.subcontract == sub.subcontract and r.kind != "subcontract"], on, concluded
        )
        masked = ("applied_on", "approved_on", "notice_confirmed_on", "rejected_on", "finished_on")
        sheet = _sheet(SubcontractSheet, values, on, masked=masked)
        known.append(Subcontract(no=sub.subcontract, sheet=sheet, proof=sub.proof, **shelf.inspected()))
    return tuple(known)


def begins_on(fields: Mapping[str, Any]) -> date | None:
    """The day from which a subcontract with these stored fields exists; None where neither date is recorded."""
    days = [date.fromisoformat(day) for name in ("applied_on", "started_on") if (day := fields.get(name))]
    return min(days, default=None)


def _number_order(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("."))


class _Shelf:
    """The documents of one subject as of a date, by kind."""

    def __init__(self, records: list[Stored], on: date, concluded: date | None) -> None:
        self._on = on
        self._by_kind: dict[str, list[Stored]] = defaultdict(list)
        for stored in records:
            if stored.kind in KINDS and self._speaks(stored, concluded):
                self._by_kind[stored.kind].append(stored)

    def _speaks(self, stored: Stored, concluded: date | None) -> bool:
        """Whether a document counts by the day: by its own date; a document that lacks it counts from 締結日."""
        if stored.dated_on is not None:
            return stored.dated_on <= self._on
        return KINDS[stored.kind].dated_by is None or concluded is None or concluded <= self._on

    def all(self, kind: str, cls: type[D]) -> tuple[D, ...]:
        """Every document of a kind in order of its date; documents without a date come first."""
        ordered = sorted(self._by_kind[kind], key=lambda r: r.dated_on or date.min)
        return tuple(document(cls, r.fields, self._on, r.proof) for r in ordered)

    def one(self, kind: str, cls: type[D]) -> D | None:
        """The document of a kind that counts: the latest one."""
        documents = self.all(kind, cls)
        return documents[-1] if documents else None

    def amended(self, kind: str, cls: type[D]) -> D | None:
        """The document of a kind that counts, with what amendments have changed in it by the day."""
        by = [k for k in KINDS.values() if k.amends == kind and k.id in self._by_kind]
        papers = [(paper, str(k.dated_by)) for k in by for paper in self.all(k.id, k.cls)]
        dated = [(day, paper) for paper, name in papers if (day := getattr(paper, name)) is not None]
        standing = self.one(kind, cls)
        day = getattr(standing, str(KINDS[kind].dated_by), None)
        return as_amended(cls, standing, day, sorted(dated, key=lambda pair: pair[0]))

    def records(self) -> dict[str, tuple[Document, ...]]:
        """The documents of each kind that the pack adds, where there are any."""
        added = [kind for kind in self._by_kind if kind not in BUILT_IN]
        return {kind: self.all(kind, KINDS[kind].cls) for kind in sorted(added)}

    def inspected(self) -> dict[str, Any]:
        """The documents that a contractor and a subcontractor both may have."""
        return {
            "checklists": self.all("checklist", Checklist),
            "visits": self.all("onsite_inspection", OnsiteInspection),
            "waivers": self.all("onsite_waiver", OnsiteWaiver),
            "improvement_plans": self.all("improvement_plan", ImprovementPlan),
            "return_disposal": self.one("return_disposal", ReturnDisposal),
            "records": self.records(),
        }


def _sheet(cls: Any, stored: dict[str, Any], on: date, *, masked: tuple[str, ...]) -> Any:
    """A fact sheet as of the day; only the named dates are unknown before their day, others may lie ahead (a plan)."""
    values = {
        f.name: fact_value(
            stored.get(f.name), f.metadata["type"], f.metadata["choices"], on if f.name in masked else None
        )
        for f in fields(cls)
    }
    return cls(**values)


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
    on: date, stages: list[Row[Any]], sheet: dict[str, Any], records: list[Stored]
) -> tuple[Stage, date | None, bool]:
    """The stage on a day, the day since which the contract stands there, and whether the stage was declared at import.

    A declared 完了 stands since the day from which it holds; another stage since the day it was declared, never one
    still to come.
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
    holds_from = concluded
    if declared is Stage.COMPLETED:
        holds_from = _completed_on(sheet, records)
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


def _completed_on(sheet: dict[str, Any], records: list[Stored]) -> date | None:
    """From when a declared 完了 holds: the later of 検査日 and 返還・廃棄の確認日, else 履行期限, else 締結日."""
    days = [
        r.dated_on
        for r in records
        if r.subcontract == "" and r.kind in ("completion_inspection", "return_disposal") and r.dated_on
    ]
    return max(days, default=None) or _stored_day(sheet, "performance_end_on") or _stored_day(sheet, "concluded_on")


def _stored_day(stored: dict[str, Any], name: str) -> date | None:
    return date.fromisoformat(stored[name]) if stored.get(name) else None
