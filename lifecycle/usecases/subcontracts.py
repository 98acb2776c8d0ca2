"""再委託: it is applied for, weighed, approved or not, started, finished. Facts are never refused; approval may be."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from sqlalchemy import select

from config.errors import NotFoundError, RequestFault, UsageError
from config.place import said_here
from config.vocabulary import SubcontractStage
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.dues.obligations import Judged
from lifecycle.records.as_of import AsOf
from lifecycle.records.one_contract import find_contract
from lifecycle.records.tables import record as stored_record
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.contracts import parse_fields
from lifecycle.usecases.corrections import settled
from lifecycle.usecases.documents import Proposal, Recorder
from lifecycle.usecases.plausible import must_be_plausible
from lifecycle.usecases.work import Work, trying, working
from states.columns import DECISION, SUBCONTRACT
from states.evidence import KINDS, NOTICE
from states.facts import Contract, Subcontract, SubcontractSheet
from states.labels import label
from states.subcontract import is_unapproved, stage_of, weighed
from states.verdict import Assessment, Finding

_VISIT = label(SubcontractSheet, "planned_visit_on")


@dataclass(frozen=True, slots=True)
class SubcontractSeen:
    """A subcontract as it stands now: its stage, what was weighed, what is unmet or warned of.

    `notes` say what is to be made sure of in the dates that were just recorded.
    """

    contract: str
    subcontract: Subcontract
    stage: SubcontractStage
    unapproved: bool
    weighed: tuple[tuple[str, str | None], ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the subcontract, such as `R6-0012/1`."""
        return f"{self.contract}/{self.subcontract.no}"


@tried_again
def apply(
    app: App, id_: str, given: Mapping[str, str], under: str = "", no: str = "", *, dry_run: bool = False
) -> SubcontractSeen:
    """Record an application (申請) under the next number; with `under`, as a subcontract of another subcontract.

    A subcontract that is discovered after its work began is recorded as what it is: with its 業務開始日, without an
    approval. With `dry_run` nothing of it stays. Raises UsageError, NotFoundError, RoleError.
    """
    fields, notice = _undecided(app, given)
    if "subcontractor" not in fields:
        contractor = label(SubcontractSheet, "subcontractor")
        told = f"{contractor}を入れてください(子会社・グループ会社への委託も再委託です)。"
        raise UsageError(RequestFault("subcontractor_missing", told, "subcontractor"))
    with trying(app) if dry_run else working(app) as work:
        contract = _for_record(work, id_)
        if under:
            find_subcontract(contract, under)
        number = no or _next_number(work, id_, under)
        if number in {s.no for s in contract.subcontracts}:
            raise UsageError(RequestFault("subcontract_taken", f"再委託 {id_}/{number} は既にあります。", "no"))
        return _record(work, id_, number, fields, notice)


def _undecided(app: App, given: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields typed, of the sheet and of the notice; the decision is the 所属長's and has commands of its own.

    Raises UsageError.
    """
    said = {name for column in KINDS[NOTICE].columns for name in (column.name, column.label)}
    notice = parse_fields(NOTICE, {name: text for name, text in given.items() if name in said}, app.book)
    fields = parse_fields(SUBCONTRACT, {name: text for name, text in given.items() if name not in said}, app.book)
    if decided := sorted(DECISION & fields.keys()):
        told = said_here("承認・不承認は{所属長}が決裁として記録します。")
        raise UsageError(RequestFault("decision_is_the_heads", told, decided[0]))
    return fields, notice


def _next_number(work: Work, id_: str, under: str) -> str:
    """The next number at that level: 1, 2 …, or 1.1, 1.2 … below 1; a number taken back (取消) is not given again."""
    statement = select(stored_record.c.subcontract).where(stored_record.c.contract == id_).distinct()
    used = set(work.connection.execute(statement).scalars())
    prefix = f"{under}." if under else ""
    return next(no for n in count(1) if (no := f"{prefix}{n}") not in used)


@tried_again
def record(app: App, id_: str, no: str, given: Mapping[str, str], *, dry_run: bool = False) -> SubcontractSeen:
    """Record facts of a subcontract (its start, its end, corrections); what they mean is judged at once.

    With `dry_run` nothing of it stays.
    """
    fields, notice = _undecided(app, given)
    with trying(app) if dry_run else working(app) as work:
        find_subcontract(_for_record(work, id_), no)
        return _record(work, id_, no, fields, notice)


def every(app: App, id_: str, as_of: AsOf) -> list[SubcontractSeen]:
    """The subcontracts of a contract in the order of their tree. Raises NotFoundError."""
    with app.reading() as connection:
        facts = find_contract(connection, id_, as_of, app.reader(connection).must)
    judged = app.assessor.assess(facts, as_of.on)
    return [_look(facts, sub, judged) for sub in facts.subcontracts]


def _for_record(work: Work, id_: str) -> Contract:
    contract = work.contract(id_)
    work.actor.must(Act.RECORD, contract.sheet.division)
    return contract


def find_subcontract(facts: Contract, no: str) -> Subcontract:
    """One of a contract's subcontracts. Raises NotFoundError."""
    for sub in facts.subcontracts:
        if sub.no == no:
            return sub
    told = f"契約 {facts.id} に再委託 {no} はありません。"
    raise NotFoundError(RequestFault("subcontract_unknown", told, "no", values={"contract": facts.id}))


def _record(
    work: Work, id_: str, no: str, fields: Mapping[str, Any], notice: Mapping[str, Any] | None = None
) -> SubcontractSeen:
    """Record the fields; where work began without approval, this is told at once when the transaction ends.

    The notice to the subcontractor is a document of its own; without a date it corrects the latest one.
    """
    recorder = Recorder(work, [id_])
    asked = [Proposal(id_, SUBCONTRACT, fields, "command", no)] if fields or not notice else []
    if notice:
        at = KINDS[NOTICE].key(notice) or recorder.latest(id_, NOTICE, no)
        asked.append(Proposal(id_, NOTICE, notice, "command", no, at=at))
    notes = tuple(note for one in asked for note in must_be_plausible(work, recorder, one))
    owed = work.owed([id_])
    events = work.record([draft for one in asked if (draft := recorder.draft(one))])
    now = settled(work, owed, events)
    return replace(seen_of(now.get(id_) or work.judged(id_), no), notes=notes)


def seen_of(judged: Judged, no: str) -> SubcontractSeen:
    """A subcontract of a contract as it was judged."""
    return _look(judged.contract, find_subcontract(judged.contract, no), judged.assessment)


def _look(facts: Contract, sub: Subcontract, judged: Assessment) -> SubcontractSeen:
    subject = f"{facts.id}/{sub.no}"
    own = tuple(f for f in judged.findings if f.subject == subject)
    return SubcontractSeen(
        contract=facts.id,
        subcontract=sub,
        stage=stage_of(sub, subject, own, judged.on),
        unapproved=is_unapproved(sub, judged.on),
        weighed=weighed(sub),
        findings=own,
    )
