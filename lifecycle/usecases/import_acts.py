"""Whose acts a ledger's changes are: an import does only what its actor may do by command (semantics §8).

What stands in the workbook as it is on record changes nothing and asks for nobody.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from config.vocabulary import Role
from lifecycle.acts import ACTS, Act, may
from lifecycle.fields.words import plain
from lifecycle.ledger.acts_of import act_of_field, act_of_stage, act_of_withdrawal
from lifecycle.ledger.columns import DIVISION, OFFICE_DATES, STAGE, WITHDRAWN, key_of, sheet_of
from lifecycle.ledger.parsed import Fault, LedgerRow, ParsedLedger
from lifecycle.records.chunks import chunks
from lifecycle.records.events.documents import Corrected, Recorded
from lifecycle.records.events.moves import StageReached
from lifecycle.records.events.overrides import OverrideApproved, OverrideRejected
from lifecycle.records.journal import Event, events_of, heads_of
from lifecycle.records.tables import act
from lifecycle.usecases.divisions import draft_division
from lifecycle.usecases.documents import Proposal, Recorder
from lifecycle.usecases.work import Work
from states.columns import CONTRACT, DECISION, SUBCONTRACT, columns_of
from states.evidence import KINDS

_CONTRACT_ITSELF = (CONTRACT, "", "")


@dataclass(frozen=True, slots=True)
class CellChange:
    """A change that a row of the ledger asks for and that is an act: whose office, the column, the act, of what."""

    row: LedgerRow
    office: str
    column: str
    act: Act
    target: str
    fields: frozenset[str] = frozenset()


def declares(work: Work, office: str) -> bool:
    """Whether what the actor imports for an office is 申告 of it: none of the actor's posts is one of that office."""
    posts = work.actor.roles_for(Act.IMPORT, office or None)
    return bool(posts) and all(may(post, Act.IMPORT, own=False) for post in posts)


def faults_of_acts(work: Work, parsed: ParsedLedger, recorder: Recorder, offices: Mapping[str, str]) -> Iterator[Fault]:
    """A fault for each change that the actor may not make: another's act, or a fact that an act recorded."""
    told: dict[tuple[str, int, str], Fault] = {}
    for fault in _faults(work, parsed, recorder, offices):
        told.setdefault((fault.sheet, fault.row, fault.column), fault)
    yield from told.values()


def _faults(work: Work, parsed: ParsedLedger, recorder: Recorder, offices: Mapping[str, str]) -> Iterator[Fault]:
    known = _offices_of(parsed, recorder, offices)
    on_record = heads_of(work.connection, known)
    for change in _changes(work, parsed, recorder, offices, known):
        office = change.office or None
        if work.actor.roles_for(change.act, office) or not work.actor.roles_for(Act.IMPORT, office):
            continue  # rows of an office for which the actor may not import at all are refused as a whole
        if not declares(work, change.office):
            yield _fault(change, "取り込んだ人の職では変えられません", change.act)
        elif str(change.row.contract) in on_record and _stands_by_act(work, change):
            yield _fault(change, "操作で記録された事実は、取り込みでは変えられません", change.act)
    yield from _of_records_acted_on(work, parsed, recorder, known)
    yield from _of_other_posts(work, parsed, recorder, known)


def _offices_of(parsed: ParsedLedger, recorder: Recorder, offices: Mapping[str, str]) -> dict[str, str]:
    """The office of each contract of the workbook: the one on record, else the one that its row names."""
    said = {str(row.contract): str(row.values[CONTRACT].get("division", "")) for row in parsed.of("契約")}
    named = {str(row.contract) for row in parsed.rows if row.contract}
    known = {id_: recorder.current(id_, _CONTRACT_ITSELF).get("division") for id_ in named}
    return {id_: str(known[id_] or offices.get(plain(said.get(id_, "")), said.get(id_, ""))) for id_ in named}


def _fault(change: CellChange, told: str, act: Act) -> Fault:
    whose = "、".join(post.label for post in Role if post in ACTS[act].own) or "、".join(
        post.label for post in Role if post in ACTS[act].posts
    )
    return Fault(
        change.row.place,
        change.row.row,
        change.column,
        "変更",
        f"{told}。{act.said}は{whose}が行うものです。今の記録のままにするか空欄にして、{whose}に依頼してください",
    )


def _changes(
    work: Work, parsed: ParsedLedger, recorder: Recorder, offices: Mapping[str, str], known: Mapping[str, str]
) -> Iterator[CellChange]:
    """Every change that belongs to an act beside that of recording."""
    for row in parsed.of("所属"):
        yield from _of_office(work, row, offices)
    for row in parsed.of("契約"):
        yield from _of_contract(row, recorder, offices, known[str(row.contract)])
    for row in parsed.of("再委託"):
        yield from _of_subcontract(row, recorder, known[str(row.contract)])


def _of_office(work: Work, row: LedgerRow, offices: Mapping[str, str]) -> Iterator[CellChange]:
    """The changes of posts; each column is asked alone, from the day that the row names."""
    fields = row.values[DIVISION]
    dated = {name: fields[name] for name in ("name", "effective_on") if name in fields}
    labels = dict(_office_labels())
    for name, value in fields.items():
        if name in dated:
            continue
        draft, _ = draft_division(work, str(fields["name"]), {**dated, name: value})
        if draft:
            office = offices.get(plain(str(fields["name"])), str(fields["name"]))
            yield CellChange(
                row, office, labels.get(name, name), act_of_field(DIVISION, name), DIVISION, frozenset({name})
            )


def _office_labels() -> Iterator[tuple[str, str]]:
    sheet = sheet_of("所属")
    for column in (*(sheet.columns if sheet else ()), *OFFICE_DATES):
        yield column.column.name, column.label


def _of_contract(row: LedgerRow, recorder: Recorder, offices: Mapping[str, str], office: str) -> Iterator[CellChange]:
    """取消, another 所属, and the stage that a contract not yet on record is said to have."""
    id_ = str(row.contract)
    if row.withdrawn:
        if recorder.has(id_, _CONTRACT_ITSELF):
            yield CellChange(row, office, WITHDRAWN.label, act_of_withdrawal(CONTRACT), CONTRACT)
        return
    if not recorder.has(id_, _CONTRACT_ITSELF):
        if row.stage:
            yield CellChange(row, office, STAGE.label, act_of_stage(row.stage), CONTRACT)
        return
    named = row.values[CONTRACT].get("division")
    before = recorder.current(id_, _CONTRACT_ITSELF).get("division")
    if named and before and offices.get(plain(str(named)), str(named)) != before:
        yield CellChange(row, office, "所属", act_of_field(CONTRACT, "division"), CONTRACT, frozenset({"division"}))


def _of_subcontract(row: LedgerRow, recorder: Recorder, office: str) -> Iterator[CellChange]:
    """The decision on a subcontract, and the taking back of one that was decided on."""
    id_, no = str(row.contract), row.subcontract or ""
    place = (SUBCONTRACT, no, "")
    if SUBCONTRACT not in row.values:
        return
    if row.withdrawn:
        decided = bool(DECISION & {name for name, value in recorder.current(id_, place).items() if value})
        act = act_of_withdrawal(SUBCONTRACT, decided=decided)
        if recorder.has(id_, place) and act is not Act.RECORD:
            yield CellChange(row, office, WITHDRAWN.label, act, SUBCONTRACT, DECISION)
        return
    said: Mapping[str, Any] = {n: v for n, v in row.values[SUBCONTRACT].items() if n in DECISION}
    changed = recorder.changes(Proposal(id_, SUBCONTRACT, said, "ledger", no)) if said else frozenset()
    for column in columns_of(SUBCONTRACT):
        if column.name in changed:
            act = act_of_field(SUBCONTRACT, column.name)
            yield CellChange(row, office, column.label, act, SUBCONTRACT, frozenset({column.name}))


def _of_other_posts(work: Work, parsed: ParsedLedger, recorder: Recorder, known: Mapping[str, str]) -> Iterator[Fault]:
    """A fault for each change of a document that only other posts may record."""
    for row in parsed.rows:
        for target, fields in row.values.items():
            kind = KINDS.get(target)
            if kind is None or not kind.recorded_by:
                continue
            office = known[str(row.contract)]
            if declares(work, office) or work.actor.roles_for(Act.RECORD, office).intersection(kind.recorded_by):
                continue
            asked = Proposal(str(row.contract), target, fields, "ledger", row.subcontract or "")
            if row.withdrawn or recorder.changes(asked):
                posts = "、".join(post.label for post in kind.recorded_by)
                yield Fault(row.place, row.row, kind.label, "変更", f"{kind.label}を記録できるのは{posts}だけです")


def _of_records_acted_on(
    work: Work, parsed: ParsedLedger, recorder: Recorder, known: Mapping[str, str]
) -> Iterator[Fault]:
    """A fault for each change of a record on which somebody acted: the act would no longer speak of it."""
    acted = _acted_on(work, [str(row.contract) for row in parsed.rows if row.contract])
    for row in parsed.rows:
        for target, fields in row.values.items():
            id_, no = str(row.contract), row.subcontract or ""
            at = key_of(target, fields) or recorder.undated_at(id_, target, no) if target in KINDS else ""
            if (id_, target, no, at) not in acted or not declares(work, known[id_]):
                continue
            changed = recorder.changes(Proposal(id_, target, fields, "ledger", no, at=at))
            labels = [column.label for column in columns_of(target) if column.name in changed]
            for label in [WITHDRAWN.label] if row.withdrawn else labels:
                told = "承認・確認などの操作がされた記録は、取り込みでは変えられません。操作をした人に依頼してください"
                yield Fault(row.place, row.row, label, "変更", told)


def _acted_on(work: Work, ids: Sequence[str]) -> set[tuple[str, str, str, str]]:
    """The contract, kind, subcontract and date of every record on which an act stands."""
    places = set()
    for chunk in chunks(sorted(set(ids))):
        standing = select(act).where(act.c.contract.in_(chunk), act.c.withdrawn_at.is_(None))
        places |= {(row.contract, row.kind, row.subcontract, row.key) for row in work.connection.execute(standing)}
    return places


def _stands_by_act(work: Work, change: CellChange) -> bool:
    """Whether what a change would alter was recorded by an act: by a person of the post, and not from a ledger."""
    if change.target == DIVISION:
        return False
    events = events_of(work.connection, str(change.row.contract))
    if change.act is Act.TAKE_BACK:
        return any(_is_act(event) for event in events)
    posts = {post.value for post in ACTS[change.act].posts}
    subcontract = change.row.subcontract or ""
    for event in reversed(events):
        body = event.body
        if not isinstance(body, Recorded) or (body.document, body.subcontract) != (change.target, subcontract):
            continue
        if change.fields & _said(body):
            return body.source is None and event.role in posts
    return False


def _is_act(event: Event) -> bool:
    """Whether an event is an act that a contract must not be taken from by a ledger: a move, a decision."""
    body = event.body
    if isinstance(body, Recorded):
        return body.document == SUBCONTRACT and body.source is None and bool(DECISION & _said(body))
    return isinstance(body, StageReached | OverrideApproved | OverrideRejected)


def _said(body: Recorded) -> frozenset[str]:
    """The fields that an event recorded anew."""
    return frozenset(body.changes) if isinstance(body, Corrected) else frozenset(body.fields)
