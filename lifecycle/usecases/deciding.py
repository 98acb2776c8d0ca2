"""The 所属長 decides on an application of a subcontract: the decision is an act, of today, by who is signed in.

A decision on paper is recorded with its signed original, which a second person confirms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.errors import NotFoundError, RequestFault, UsageError
from config.vocabulary import ActKind
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.dues.obligations import Judged
from lifecycle.records.events.moves import Lacking, SubcontractApprovalRefused
from lifecycle.records.evidence_files import Upload, store_files
from lifecycle.records.journal import Draft
from lifecycle.usecases.acting import act_done, lines_shown, signature, withdrawal
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.contracts import parse_fields
from lifecycle.usecases.documents import Proposal, Recorder
from lifecycle.usecases.evidence import must_be_stored
from lifecycle.usecases.originals_in import kept_files, note_restored
from lifecycle.usecases.plausible import must_be_plausible
from lifecycle.usecases.reasons import given_reason
from lifecycle.usecases.shown import digest_of, must_be_as_shown
from lifecycle.usecases.subcontracts import SubcontractSeen, find_subcontract, seen_of
from lifecycle.usecases.work import Work, looking, working
from states.columns import SUBCONTRACT
from states.content import says
from states.facts import Contract, Subcontract, SubcontractSheet
from states.guards.case import Case
from states.guards.hands import why_act_is_missing
from states.hands import standing
from states.labels import label
from states.subcontract import APPROVAL, weighed

_VISIT = label(SubcontractSheet, "planned_visit_on")
_ANSWERS = ("はい", "いいえ")
_DAY, _BY, _NUMBER = (label(SubcontractSheet, name) for name in ("approved_on", "approved_by", "approval_no"))


@dataclass(frozen=True, slots=True)
class Decision:
    """The result of an approval: why it was refused (empty where it stands), and what to keep in mind (意見7)."""

    seen: SubcontractSeen
    refused: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToDecide:
    """What is decided on, as it stands now: its lines, and the hash that binds the decision to them."""

    lines: tuple[str, ...]
    shown: str


def to_decide(app: App, id_: str, no: str) -> ToDecide:
    """What the 所属長 decides on. Raises NotFoundError, RoleError."""
    with looking(app) as work:
        contract = work.contract(id_)
        app.reader(work.connection).must(contract.sheet.division)
        find_subcontract(contract, no)
        lines = _lines(work, Recorder(work, [id_]), id_, no)
        return ToDecide(lines, digest_of(lines))


@tried_again
def approve(app: App, id_: str, no: str, given: Mapping[str, str], shown: str) -> Decision:
    """Approve a subcontract: the 所属長 does so today, once the four matters are recorded and the core stays.

    `shown` is the hash of what was shown (`to_decide`). The core of the work must stay with the contractor. A refusal
    records the attempt. For 特定・要配慮 data a planned visit is asked for (意見7). Raises RoleError, ConflictError
    (what was shown has changed), UsageError (a day or a name is typed, or the approval stands already).
    """
    fields = parse_fields(SUBCONTRACT, given, app.book)
    with working(app) as work:
        contract = work.contract(id_)
        work.actor.must(Act.DECIDE_SUBCONTRACT, contract.sheet.division)
        sub = find_subcontract(contract, no)
        _must_not_be_typed(fields, ("approved_on", "approved_by"))
        recorder = Recorder(work, [id_])
        lines = _lines(work, recorder, id_, no)
        must_be_as_shown(shown, lines)
        if refused := _why_refused(app, sub, fields):
            return _refused(work, contract, no, refused)
        _must_not_stand(work, contract, sub)
        secret = sub.sheet.specific_pi or sub.sheet.sensitive_pi
        planned = fields.get("planned_visit_on") or sub.sheet.planned_visit_on
        advice = (f"特定・要配慮個人情報を取り扱う再委託です。{_VISIT}を入れてください(意見7)",)
        post = work.actor.post_for(Act.DECIDE_SUBCONTRACT, contract.sheet.division)
        by_hand = {"approved_on": work.today.isoformat(), "approved_by": signature(work.actor, post)}
        asked = Proposal(id_, SUBCONTRACT, {**fields, **by_hand}, "command", no)
        _decide(work, recorder, asked, ActKind.APPROVAL, lines)
        return Decision(seen_of(work.finish()[id_], no), advice=advice if secret and not planned else ())


def _why_refused(app: App, sub: Subcontract, fields: Mapping[str, Any]) -> list[str]:
    """Why it can't be approved: a matter that is not weighed, the core of the work, a number that says nothing."""
    says = app.book.readings.is_content
    unsaid = {matter for matter, value in weighed(sub) if not (value in _ANSWERS or says(value or ""))}
    refused = [f"{matter}が記録されていない" for matter, _ in weighed(sub) if matter in unsaid]
    if sub.sheet.core_of_work:
        refused.append("委託内容の大部分又は業務の根幹に当たる(承認できない)")
    return [*refused, *([] if says(fields.get("approval_no") or "") else [f"{_NUMBER}を入れてください"])]


def _refused(work: Work, contract: Contract, no: str, refused: list[str]) -> Decision:
    rule = work.app.book.approval_rule.code
    unmet = tuple(Lacking(rule, f"{contract.id}/{no}", reason) for reason in refused)
    work.note(contract.id, SubcontractApprovalRefused(subcontract=no, unmet=unmet))
    judged = Judged(contract, work.app.assessor.assess(contract, work.today))
    work.still(judged)
    return Decision(seen_of(judged, no), tuple(refused))


def _must_not_be_typed(fields: Mapping[str, Any], names: Sequence[str]) -> None:
    """Raises UsageError where the day or the person of an act is typed: it is done today by who is signed in."""
    if typed := [name for name in names if name in fields]:
        told = (
            f"{'と'.join(label(SubcontractSheet, name) for name in names)}は入力できません。"
            "決裁の操作をした日と人になります。書面で決裁したものは、その原本を添えて記録してください。"
        )
        raise UsageError(RequestFault("act_is_not_typed", told, typed[0]))


def _must_not_stand(work: Work, contract: Contract, sub: Subcontract) -> None:
    """Raises UsageError where the approval counts already: a second one would only move its day.

    What is recorded of it in part only (no number, or one that says nothing) is no approval that stands.
    """
    if not all(says(work.app.book.readings, sub.sheet, name) for name in APPROVAL):
        return
    if sub.sheet.approved_on is None:
        return
    case = Case(contract, work.today, work.app.book, sub, work.app.book.approval_rule)
    if not why_act_is_missing(case, sub.proof, ActKind.APPROVAL, sub.sheet.approved_on):
        told = f"再委託 {contract.id}/{sub.no} は既に承認されています。"
        raise UsageError(RequestFault("approval_stands", told, "no"))


def _decide(work: Work, recorder: Recorder, asked: Proposal, what: ActKind, lines: Sequence[str]) -> None:
    """Record what a decision says and the act itself, bound to what was shown."""
    must_be_plausible(work, recorder, asked)
    draft = recorder.draft(asked)
    work.record([draft] if draft else [])
    post = work.actor.post_for(Act.DECIDE_SUBCONTRACT, work.office_of(asked.contract))
    work.note(asked.contract, act_done(work, asked.contract, what, asked.place, lines, post))


def _lines(work: Work, recorder: Recorder, id_: str, no: str) -> tuple[str, ...]:
    place = (SUBCONTRACT, no, "")
    return lines_shown(work, id_, place, ActKind.APPROVAL, recorder.current(id_, place))


@tried_again
def approve_on_paper(
    app: App, id_: str, no: str, given: Mapping[str, str], paths: Sequence[Path | Upload]
) -> SubcontractSeen:
    """Record an approval that the 所属長 gave on paper, with its signed original.

    It counts once another person of the office has confirmed the original. Raises UsageError, RoleError,
    InputRejectedError.
    """
    fields = parse_fields(SUBCONTRACT, given, app.book)
    if missing := [name for name in APPROVAL if name not in fields]:
        told = "、".join(label(SubcontractSheet, name) for name in missing)
        raise UsageError(RequestFault("field_missing", f"{told}を入れてください。", missing[0]))
    with looking(app) as work:
        _for_paper(work, id_, no)
    files = store_files(app.home / "evidence", paths, app.settings.evidence.max_megabytes)
    note_restored(app, id_, files)
    with working(app) as work:
        _for_paper(work, id_, no)
        recorder = Recorder(work, [id_])
        kept = kept_files(work, id_, files)
        asked = Proposal(id_, SUBCONTRACT, fields, "command", no, kept)
        must_be_plausible(work, recorder, asked)
        draft = recorder.draft(asked)
        work.record([draft] if draft else [])
        must_be_stored(work, kept)
        return seen_of(work.finish().get(id_) or work.judged(id_), no)


def _for_paper(work: Work, id_: str, no: str) -> None:
    contract = work.contract(id_)
    work.actor.must(Act.RECORD, contract.sheet.division)
    find_subcontract(contract, no)


@tried_again
def reject(app: App, id_: str, no: str, given: Mapping[str, str], shown: str) -> SubcontractSeen:
    """Refuse an application today, with the reason on record. Raises UsageError, RoleError, ConflictError."""
    fields = parse_fields(SUBCONTRACT, given, app.book)
    if "rejection_reason" not in fields:
        told = "不承認の理由を入れてください。"
        raise UsageError(RequestFault("rejection_incomplete", told, "rejection_reason"))
    with working(app) as work:
        contract = work.contract(id_)
        work.actor.must(Act.DECIDE_SUBCONTRACT, contract.sheet.division)
        find_subcontract(contract, no)
        _must_not_be_typed(fields, ("rejected_on",))
        recorder = Recorder(work, [id_])
        lines = _lines(work, recorder, id_, no)
        must_be_as_shown(shown, lines)
        said = {**fields, "rejected_on": work.today.isoformat()}
        _decide(work, recorder, Proposal(id_, SUBCONTRACT, said, "command", no), ActKind.REJECTION, lines)
        return seen_of(work.finish()[id_], no)


@tried_again
def withdraw_decision(app: App, id_: str, no: str, reason: str) -> SubcontractSeen:
    """Withdraw the approval or rejection that was done here; the application is undecided again.

    Raises NotFoundError where none stands, UsageError, RoleError.
    """
    with working(app) as work:
        contract = work.contract(id_)
        work.actor.must(Act.DECIDE_SUBCONTRACT, contract.sheet.division)
        sub = find_subcontract(contract, no)
        kinds = [kind for kind in (ActKind.APPROVAL, ActKind.REJECTION) if standing(sub.proof.acts, kind)]
        if not kinds:
            told = f"再委託 {id_}/{no} には、取り消す承認・不承認の操作がありません。"
            raise NotFoundError(RequestFault("act_unknown", told, "no"))
        said = given_reason(app, reason, "取り消す理由を入れてください。")
        work.record([Draft(id_, work.today, withdrawal(kind, (SUBCONTRACT, no, ""), said)) for kind in kinds])
        return seen_of(work.finish()[id_], no)
