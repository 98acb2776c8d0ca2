"""例外承認: one person requests it, another who may approves it, for named rules of one subject, for a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from config.errors import CancelledError, NotFoundError, RequestFault, RoleError, UsageError
from config.structural import Structural
from config.vocabulary import OverrideCategory, Role, Status
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.dues.waiting import approver_of
from lifecycle.identity import Actor
from lifecycle.post.recipients import Recipient, at_desk
from lifecycle.post.topic import Topic
from lifecycle.records.events.overrides import (
    OverrideApproved,
    OverrideRejected,
    OverrideRequested,
    OverrideRevoked,
)
from lifecycle.records.folds.overrides import REQUESTED, exceptions
from lifecycle.records.tables import contract, override
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.reasons import given_reason
from lifecycle.usecases.work import Work, looking, working
from notifications.notice import OverrideNotice
from states.contacts import contact_notes
from states.duty import Duties, Duty, basis_of

MIN_REASON = 20


@dataclass(frozen=True, slots=True)
class Request:
    """The request of an exception: which rules of which subject, why, on what paper, until when."""

    contract: str
    codes: tuple[str, ...]
    category: OverrideCategory
    reason: str
    document_no: str
    expires_on: date | None = None
    subcontract: str = ""

    @property
    def subject(self) -> str:
        """The contract's id, or the id of one of its subcontracts."""
        return f"{self.contract}/{self.subcontract}" if self.subcontract else self.contract


@dataclass(frozen=True, slots=True)
class Preview:
    """The effect of an exception: the duties that it lifts with their sources, who decides, who will be told.

    `notes` tell of contacts in its words.
    """

    id: str
    subject: str
    lifted: tuple[Duty, ...]
    approver: Role
    told: tuple[str, ...]
    expires_on: date
    notes: tuple[str, ...] = ()


@tried_again
def request(app: App, asked: Request, *, dry_run: bool = False) -> Preview:
    """Ask for an exception; with `dry_run` only show what it would do.

    Raises UsageError with every fault of the request, NotFoundError, RoleError.
    """
    with looking(app) if dry_run else working(app) as work:
        contract = work.contract(asked.contract)
        work.actor.must(Act.REQUEST_EXCEPTION, contract.sheet.division)
        expires_on = asked.expires_on or work.today + timedelta(days=app.settings.overrides.max_days)
        unmet = Duties(app.assessor, work.today).by_status(app.assessor.assess(contract, work.today), Status.UNMET)
        lifted = tuple(d for d in unmet if d.subject == asked.subject and d.code in asked.codes)
        _check(app, asked, expires_on, lifted, work.today)
        _must_not_wait(work.connection, asked, work.today)
        preview = Preview(
            id=_next_id(work.connection, asked.contract),
            subject=asked.subject,
            lifted=lifted,
            approver=approver_of(app, asked.codes),
            told=tuple(f"{to.division} {to.label}" for to in _told(app, contract.sheet.division or "", asked.codes)),
            expires_on=expires_on,
            notes=contact_notes(app.book.personal_data, 理由=asked.reason, 文書番号=asked.document_no),
        )
        if not dry_run:
            requested = OverrideRequested(
                id=preview.id,
                subject=asked.subject,
                codes=tuple(sorted(set(asked.codes))),
                category=asked.category.value,
                reason=asked.reason,
                document_no=asked.document_no,
                expires_on=expires_on,
            )
            work.note(asked.contract, requested)
        return preview


def _check(app: App, asked: Request, expires_on: date, lifted: Sequence[Duty], today: date) -> None:
    """Raises UsageError with every fault of a request."""
    faults = [] if asked.codes else [RequestFault("rule_missing", "例外とする規則を1件以上指定してください", "rule")]
    for code in dict.fromkeys(asked.codes):
        rule = app.book.rules.get(code)
        if rule is None:
            faults.append(RequestFault("rule_unknown", f"規則 {code} はありません", "rule"))
        elif not rule.waivable:
            told = f"{code}({rule.label})は例外承認の対象になりません"
            faults.append(RequestFault("rule_not_waivable", told, "rule"))
        elif code not in {duty.code for duty in lifted}:
            told = f"{code} は {asked.subject} で現在未充足ではないため、例外承認の必要がありません"
            faults.append(RequestFault("rule_not_unmet", told, "rule"))
    if len({_approver_of(app, code) for code in asked.codes if code in app.book.rules}) > 1:
        theirs = [rule for rule in app.book.rules.values() if rule.approver is Role.OVERSIGHT_OFFICE]
        named = "・".join(rule.code for rule in theirs if rule.lifted_with is None)
        desk, head = Role.OVERSIGHT_OFFICE.label, Role.DIVISION_HEAD.label
        told = f"決裁者の違う規則は分けて申請してください({named} は{desk}、ほかは{head})"
        faults.append(RequestFault("approvers_differ", told, "rule"))
    if len(asked.reason.strip()) < MIN_REASON:
        told = f"理由は{MIN_REASON}字以上で書いてください(今{len(asked.reason.strip())}字)"
        faults.append(RequestFault("reason_short", told, "reason"))
    elif not app.book.readings.is_content(asked.reason):
        faults.append(RequestFault("reason_short", "理由に内容がありません", "reason"))
    if not app.book.readings.is_content(asked.document_no):
        faults.append(RequestFault("document_no_missing", "文書番号がありません", "document_no"))
    longest = app.settings.overrides.max_days
    if not today <= expires_on <= today + timedelta(days=longest):
        told = f"期限は今日から{longest}日以内にしてください({expires_on.isoformat()})"
        faults.append(RequestFault("expires_on_outside", told, "expires"))
    if faults:
        raise UsageError("例外承認を申請できません。", *faults)


def _must_not_wait(connection: Connection, asked: Request, today: date) -> None:
    """Raises UsageError where an exception of one of the rules is asked for already, and could still be approved."""
    waiting = exceptions().where(override.c.subject == asked.subject, override.c.status == REQUESTED)
    for row in connection.execute(waiting.where(override.c.expires_on >= today).order_by(override.c.id)):
        if both := [code for code in row.codes.split(",") if code in asked.codes]:
            told = f"{asked.subject} の{'・'.join(both)}は、例外承認 {row.id} として既に申請され、決裁を待っています。"
            raise UsageError(RequestFault("override_waits", told, "rule"))


def _approver_of(app: App, code: str) -> str:
    return app.book.rules[code].approver


def _next_id(connection: Connection, id_: str) -> str:
    count = connection.execute(select(func.count()).where(override.c.contract == id_)).scalar_one()
    return f"{id_}-E{count + 1}"


def find(connection: Connection, id_: str) -> Row[Any]:
    """The stored exception with that id. Raises NotFoundError."""
    row = connection.execute(exceptions().where(override.c.id == id_)).first()
    if row is None:
        raise NotFoundError(RequestFault("override_unknown", f"例外承認 {id_} はありません。", "override"))
    return row


@tried_again
def approve(app: App, id_: str, confirmed: str) -> Row[Any]:
    """Put a requested exception in force. `confirmed` is the contract's number as typed by the approver.

    Raises CancelledError where `confirmed` is another number, RoleError where the post may not approve or made the
    request itself.
    """
    with working(app) as work:
        row = _decidable(work, id_)
        if row.expires_on < work.today:
            expired = row.expires_on.isoformat()
            raise UsageError(f"例外承認 {id_} の期限({expired})は既に過ぎています。改めて申請してください。")
        if confirmed != row.contract:
            raise CancelledError(f"契約番号が一致しないため、承認しませんでした(入力「{confirmed}」)。")
        work.note(row.contract, OverrideApproved(id=id_, subject=row.subject))
        _tell(work, row)
        return find(work.connection, id_)


@tried_again
def reject(app: App, id_: str, reason: str) -> Row[Any]:
    """Refuse a requested exception, with the reason on record."""
    reason = given_reason(app, reason)
    with working(app) as work:
        row = _decidable(work, id_)
        work.note(row.contract, OverrideRejected(id=id_, subject=row.subject, reason=reason))
        return find(work.connection, id_)


@tried_again
def revoke(app: App, id_: str, reason: str) -> Row[Any]:
    """End an exception in force; its gate is shut again from today on."""
    reason = given_reason(app, reason)
    with working(app) as work:
        row = find(work.connection, id_)
        if row.status != "approved":
            raise UsageError(f"例外承認 {id_} は適用中ではありません。")
        _must_decide(app, work.actor, row, _division_of(work.connection, row.contract))
        work.note(row.contract, OverrideRevoked(id=id_, subject=row.subject, reason=reason))
        return find(work.connection, id_)


def _decidable(work: Work, id_: str) -> Row[Any]:
    row = find(work.connection, id_)
    if row.status != "requested":
        raise UsageError(f"例外承認 {id_} は既に決裁されています。")
    must_be_decider(work, row)
    return row


def must_be_decider(work: Work, row: Row[Any]) -> None:
    """Raises RoleError where the actor may not decide on an exception: another post does, or the actor asked for it."""
    _must_decide(work.app, work.actor, row, _division_of(work.connection, row.contract))
    if work.is_actor(row.requested_by, row.requested_on, row.contract, OverrideRequested.KIND):
        told = f"申請した本人は承認・却下ができません。別の決裁者に依頼してください。[{Structural.POST}]"
        raise RoleError(RequestFault("requester_decides", told, "override"))


def _division_of(connection: Connection, id_: str) -> str:
    return str(connection.execute(select(contract.c.division).where(contract.c.id == id_)).scalar_one())


def _must_decide(app: App, actor: Actor, row: Row[Any], division: str) -> None:
    """Raises RoleError where the post is not the one that decides on these rules."""
    of_desk = approver_of(app, row.codes.split(",")) is Role.OVERSIGHT_OFFICE
    actor.must(Act.DECIDE_EXCEPTION_OF_DESK if of_desk else Act.DECIDE_EXCEPTION, division)


def _tell(work: Work, row: Row[Any]) -> None:
    """Tell the 所属長 and the 制度所管課 that answers for the rules that an exception is in force."""
    codes = tuple(row.codes.split(","))
    division = _division_of(work.connection, row.contract)
    judged = work.app.assessor.assess(work.contract(row.contract), work.today)
    editions = {finding.code: finding.edition for finding in judged.findings if finding.subject == row.subject}
    bases = [basis_of(work.app.book, code, work.today, editions.get(code, "")) for code in codes]
    for to in _told(work.app, division, codes):
        notice = OverrideNotice(
            id=row.id,
            contract=row.contract,
            subject=row.subject,
            division=division,
            recipient=to.label,
            codes=codes,
            labels=tuple(basis.label for basis in bases),
            sources=tuple(basis.source for basis in bases),
            document_no=row.document_no,
            expires_on=row.expires_on,
            on=work.today,
        )
        work.outbox.notice(to, Topic.override(row.id), notice)


def _told(app: App, division: str, codes: Sequence[str]) -> list[Recipient]:
    """The recipients who are told of an exception: the head of the office, and each desk that answers for its rules."""
    desks = {app.book.oversight_of(code).id for code in codes}
    told = [at_desk(app.book.desks.by_id[id_], app.today()) for id_ in desks]
    return [Recipient(division, Role.DIVISION_HEAD.value), *sorted(told, key=lambda to: to.division)]
