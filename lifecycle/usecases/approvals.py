"""Acts about documents: a substitute is accepted, the contract document checked again, a signed original confirmed.

Each is done today by who is signed in, and bound to what was shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.errors import NotFoundError, RequestFault, RoleError, UsageError
from config.structural import Structural
from config.vocabulary import ActKind, Role, VisitReason
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.dues.waiting import REVIEW, WAIVER
from lifecycle.identity import Actor
from lifecycle.records.hands import act_stands
from lifecycle.records.journal import Draft
from lifecycle.records.people import values_of
from lifecycle.usecases.acting import (
    act_done,
    attachers_of,
    digest_at,
    lines_shown,
    must_be_another,
    recorders_of,
    signature,
    withdrawal,
)
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.documents import Proposal, Recorder, RecordPlace
from lifecycle.usecases.reasons import given_reason
from lifecycle.usecases.shown import digest_of, must_be_as_shown
from lifecycle.usecases.work import Work, looking, working
from states.columns import SUBCONTRACT
from states.evidence import KINDS
from states.guards.case import Case
from states.guards.substitutes import posts_accepting, reasons_given, why_it_does_not_answer
from states.hands import ABOUT
from states.on_record import speaking_keys
from states.verdict import Finding
from states.visit_documents import OnsiteWaiver


@dataclass(frozen=True, slots=True)
class ActAsked:
    """What an act would be about, as it stands now: its place, the lines shown, the hash that binds the act to them."""

    contract: str
    act: ActKind
    place: RecordPlace
    lines: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The hash of what is shown."""
        return digest_of(self.lines)


@dataclass(frozen=True, slots=True)
class ActResult:
    """The result of an act: why it was refused (empty where it stands), and what is unmet at the next gate now."""

    asked: ActAsked
    refused: tuple[str, ...] = ()
    unmet: tuple[Finding, ...] = ()


def act_of_confirming(kind: str) -> ActKind:
    """What a second person does to a kind of record: checks the contract document again, else confirms an original.

    Raises UsageError where nothing of that kind is confirmed.
    """
    if kind not in ABOUT:
        told = f"確認の対象は {'、'.join(ABOUT)} です。"
        raise UsageError(RequestFault("kind_unknown", told, "kind"))
    return ActKind.SECOND_CHECK if kind == REVIEW else ActKind.ORIGINAL


def asked_about(app: App, id_: str, what: ActKind, kind: str, subcontract: str = "") -> ActAsked:
    """What an act on a kind of record would be about. Raises NotFoundError, RoleError, UsageError."""
    with looking(app) as work:
        about = RecordAbout(work, id_, what, kind, subcontract)
        app.reader(work.connection).must(about.contract.sheet.division)
        return about.asked


@tried_again
def accept_substitute(app: App, id_: str, shown: str, subcontract: str = "") -> ActResult:
    """Accept what was done instead of a visit, for the reasons that are the actor's post to accept.

    It is refused where what was done does not answer such a reason. Raises RoleError, ConflictError, NotFoundError.
    """
    with working(app) as work:
        about = RecordAbout(work, id_, ActKind.ACCEPTANCE, WAIVER, subcontract)
        sub = next((sub for sub in about.contract.subcontracts if sub.no == subcontract), None)
        case = Case(about.contract, work.today, app.book, sub)
        waiver = case.subject.waiver
        if waiver is None:
            raise _nothing(id_, WAIVER)
        post, mine = reasons_of_post(work.actor, case, waiver)
        must_be_as_shown(shown, about.asked.lines)
        if refused := _unanswered(case, waiver, mine):
            return ActResult(about.asked, refused)
        return about.do({"approved_on": work.today.isoformat(), "approved_by": signature(work.actor, post)}, post)


def why_not_acceptable(app: App, id_: str, subcontract: str = "") -> tuple[str, ...]:
    """Why what was done would not answer the reasons that are the actor's post to accept; empty where it would.

    Raises RoleError where none is, UsageError where no reason is recorded, NotFoundError.
    """
    with looking(app) as work:
        contract = work.contract(id_)
        case = Case(
            contract, work.today, app.book, next((s for s in contract.subcontracts if s.no == subcontract), None)
        )
        if case.subject.waiver is None:
            raise _nothing(id_, WAIVER)
        return _unanswered(case, case.subject.waiver, reasons_of_post(work.actor, case, case.subject.waiver)[1])


def _unanswered(case: Case, waiver: OnsiteWaiver, reasons: Sequence[VisitReason]) -> tuple[str, ...]:
    told = [why_it_does_not_answer(case, waiver, reason) for reason in reasons]
    return tuple(dict.fromkeys(why for why in told if why))


@tried_again
def check_again(app: App, id_: str, shown: str) -> ActResult:
    """Check the contract document again as a second person (意見1): never who recorded or checked it first.

    Raises RoleError, ConflictError, NotFoundError.
    """
    with working(app) as work:
        about = RecordAbout(work, id_, ActKind.SECOND_CHECK, REVIEW, "")
        about.must_be_free()
        must_be_as_shown(shown, about.asked.lines)
        post = work.actor.post_for(Act.CHECK_AGAIN, about.contract.sheet.division)
        return about.do({"rechecked_by": signature(work.actor, post)}, post)


@tried_again
def confirm_original(app: App, id_: str, kind: str, shown: str, subcontract: str = "") -> ActResult:
    """Confirm the signed original of an approval as a second person of the office: never who attached it.

    Raises RoleError, ConflictError, NotFoundError, UsageError where no original is kept.
    """
    with working(app) as work:
        about = RecordAbout(work, id_, ActKind.ORIGINAL, kind, subcontract)
        about.must_be_free()
        must_be_as_shown(shown, about.asked.lines)
        return about.do({}, work.actor.post_for(Act.CONFIRM_ORIGINAL, about.contract.sheet.division))


@tried_again
def withdraw_act(app: App, id_: str, what: ActKind, kind: str, reason: str, subcontract: str = "") -> ActResult:
    """Withdraw the act that was done about a kind of record, by a post that may do it.

    Raises NotFoundError where none stands, RoleError, UsageError (no reason).
    """
    with working(app) as work:
        about = RecordAbout(work, id_, what, kind, subcontract)
        _must_withdraw(work.actor, what, about.contract.sheet.division)
        if not act_stands(work.connection, id_, what, about.asked.place):
            raise NotFoundError(RequestFault("act_unknown", f"取り消す{what.label}の操作がありません。", "contract"))
        said = given_reason(app, reason, "取り消す理由を入れてください。")
        work.record([Draft(id_, work.today, withdrawal(what, about.asked.place, said))])
        return about.result()


def _must_withdraw(actor: Actor, what: ActKind, division: str | None) -> None:
    """Raises RoleError where no post of the actor may do, and so withdraw, the act."""
    if what is ActKind.ACCEPTANCE and actor.roles_for(Act.ACCEPT_SUBSTITUTE_OF_DESK, division):
        return
    acts = {ActKind.ACCEPTANCE: Act.ACCEPT_SUBSTITUTE, ActKind.SECOND_CHECK: Act.CHECK_AGAIN}
    actor.must(acts.get(what, Act.CONFIRM_ORIGINAL), division)


def reasons_of_post(actor: Actor, case: Case, waiver: OnsiteWaiver) -> tuple[Role, list[VisitReason]]:
    """The post by which the actor accepts, and the reasons that are that post's.

    Raises RoleError where none is, UsageError where no reason is recorded.
    """
    given = reasons_given(case, waiver)
    if not given:
        raise UsageError(RequestFault("reason_missing", "実地調査を行わない理由が記録されていません。", "contract"))
    division = case.contract.sheet.division
    for action in (Act.ACCEPT_SUBSTITUTE, Act.ACCEPT_SUBSTITUTE_OF_DESK):
        held = sorted(actor.roles_for(action, division))
        mine = [reason for reason in given if {role.value for role in held} & set(posts_accepting(case, reason))]
        if held and mine:
            return held[0], mine
    posts = "・".join(dict.fromkeys(Role(posts_accepting(case, reason)[0]).label for reason in given))
    reasons = "・".join(reason.label for reason in given)
    raise RoleError(f"この代わる対応({reasons})を承認できるのは{posts}です。[{Structural.POST}]")


def _nothing(id_: str, kind: str) -> NotFoundError:
    label = KINDS[kind].label if kind in KINDS else "再委託"
    return NotFoundError(RequestFault("document_unknown", f"契約 {id_} に{label}の記録がありません。", "contract"))


class RecordAbout:
    """The record that an act is about, within its transaction."""

    def __init__(self, work: Work, id_: str, what: ActKind, kind: str, subcontract: str) -> None:
        self.work, self.contract = work, work.contract(id_)
        self.recorder = Recorder(work, [id_])
        self._kind, self._no = kind, subcontract
        place = self._place()
        self.fields, self.files = self.recorder.current(id_, place), self.recorder.originals(id_, place)
        self.asked = ActAsked(id_, what, place, lines_shown(work, id_, place, what, self.fields, self.files))

    def _place(self) -> RecordPlace:
        key = "" if self._kind == SUBCONTRACT else speaking_keys(self.contract).get((self._kind, self._no))
        if key is None or not self.recorder.has(self.contract.id, (self._kind, self._no, key)):
            raise _nothing(self.contract.id, self._kind)
        return self._kind, self._no, key

    def first_checkers(self) -> set[str]:
        """The keys of who recorded the check of the contract document, and of who is named as having made it."""
        named = self.fields.get("reviewed_by")
        clear = values_of(self.work.connection, [named["ref"]]) if isinstance(named, dict) else {}
        return recorders_of(self.work, self.contract.id, self.asked.place) | {name for name in clear.values() if name}

    def must_be_free(self) -> None:
        """Raises RoleError where the actor may not check this as a second person, UsageError where nothing is kept."""
        work, what, id_ = self.work, self.asked.act, self.contract.id
        if what is ActKind.SECOND_CHECK:
            work.actor.must(Act.CHECK_AGAIN, self.contract.sheet.division)
            must_be_another(work, self.first_checkers(), "契約書を確認し、又は記録した")
            return
        work.actor.must(Act.CONFIRM_ORIGINAL, self.contract.sheet.division)
        if not self.files:
            told = "確認する原本のファイルがありません。文書番号だけでは、承認の操作に代わりません。"
            raise UsageError(RequestFault("nothing_to_confirm", told, "kind"))
        must_be_another(work, attachers_of(work, id_, self.files), "原本を添えた")
        if act_stands(work.connection, id_, what, self.asked.place, of=digest_at(work, id_, what, self.asked.place)):
            told = "この原本は既に確認されています。もう一度確認することはありません。"
            raise UsageError(RequestFault("already_confirmed", told, "kind"))

    def do(self, by_hand: Mapping[str, Any], post: Role | None) -> ActResult:
        """Record what the act says in the record, and the act itself."""
        id_, (kind, no, key) = self.contract.id, self.asked.place
        draft = self.recorder.draft(Proposal(id_, kind, by_hand, "command", no, at=key)) if by_hand else None
        self.work.record([draft] if draft else [])
        self.work.note(id_, act_done(self.work, id_, self.asked.act, self.asked.place, self.asked.lines, post))
        return self.result()

    def result(self) -> ActResult:
        """What is unmet at the next gate after the act."""
        judged = self.work.finish().get(self.contract.id) or self.work.judged(self.contract.id)
        unmet = self.work.app.assessor.verdict_on(judged.contract, judged.assessment, None).unmet
        return ActResult(self.asked, unmet=unmet)
