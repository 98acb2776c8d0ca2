"""The history in words: what each event tells a reader, without names or numbers of persons."""

from datetime import date

from config.loader import rule_book
from config.place import said_here
from config.vocabulary import Role
from config.wareki import format_date
from lifecycle.records.events.acts import OfAct, RecordSentBack
from lifecycle.records.events.alerts import (
    AlertAcknowledged,
    AlertNeedless,
    AlertOpened,
    AlertReached,
    AlertResolved,
    AlertSetRight,
    AlertSnoozed,
    AlertTold,
    OfAlert,
)
from lifecycle.records.events.circulars import OfCircular
from lifecycle.records.events.documents import (
    AtPlace,
    ContactsOpened,
    ContractRegistered,
    ContractRemoved,
    Corrected,
    Fields,
    OriginalOpened,
    OriginalRestored,
    Recorded,
    SubcontractCorrected,
    SubcontractRecorded,
)
from lifecycle.records.events.incidents import IncidentAcknowledged
from lifecycle.records.events.installation import (
    CutOverSet,
    DeskEvidenceRecorded,
    DivisionRecorded,
    HomeRestored,
    LedgerImported,
    LedgerLayoutSettled,
    LedgerLeft,
    RuleBookApplied,
)
from lifecycle.records.events.moves import (
    AdvanceRefused,
    Refused,
    StageDeclared,
    StageReached,
    SubcontractApprovalRefused,
)
from lifecycle.records.events.overrides import (
    OfOverride,
    OverrideApproved,
    OverrideRejected,
    OverrideRequested,
    OverrideRevoked,
)
from lifecycle.records.events.people import OfPost, PostEnded, PostGiven
from lifecycle.records.events.personal_data import PersonalDataErased
from lifecycle.records.events.retention import OfHold
from lifecycle.records.events.rules import OfRules
from lifecycle.records.events.second import OfMatter
from lifecycle.records.free_text import worded
from lifecycle.records.journal import Event
from lifecycle.records.told_acts import act_told, sent_back_told
from lifecycle.records.told_ledgers import ledger_told
from lifecycle.records.told_offices import office_told
from lifecycle.records.told_retention import retention_told
from states.columns import CONTRACT, SUBCONTRACT, columns_of
from states.evidence import KINDS, NOTICE, day_of_key
from states.incident import MARK


def acting_post(role: str) -> str:
    """The post under which an event was written, never a name; a role of another release is shown by its id."""
    return next((r.label for r in Role if r.value == role), "職不明" if role == "unknown" else role)


def who_acted(event: Event, *, trial: bool) -> str:
    """The person who wrote an event as shown: one who had only said so is told as such, but in a home for trial."""
    said = event.authenticated in (None, "declared") and event.actor != event.os_user and not trial
    return f"{event.actor}(申告の操作者)" if said else event.actor


def told(event: Event) -> str:
    """An event in one Japanese sentence; an event of a kind that has no sentence goes by its id."""
    match event.body:
        case StageReached() as reached:
            return _reached(reached)
        case StageDeclared(stage=stage):
            return f"段階「{stage.label}」を台帳から引き継いだ(取込時申告)"
        case OriginalOpened(document=document, sha256=sha256):
            return f"{KINDS[document].label if document in KINDS else document}の原本({sha256[:12]}…)を開いた"
        case ContactsOpened(in_message=True):
            return "緊急連絡先を漏えいの一報に載せた"
        case ContactsOpened(on_card=on_card):
            return f"緊急連絡先を{'電話で使う一枚' if on_card else '画面'}で見た"
        case AtPlace() as record:
            return _of_record(record)
        case Refused() as refused:
            return _refused(refused)
        case OfOverride() as override:
            return _of_override(override)
        case IncidentAcknowledged(no=no, note=note):
            return f"漏えい等事案 {MARK}{no} の連絡の受領を確認した" + (f"。{note}" if note else "")
        case OfAlert() as alert:
            return _of_alert(alert)
        case OfAct() as act:
            return act_told(act)
        case RecordSentBack() as sent:
            return sent_back_told(sent)
        case OfMatter() as matter:
            return f"二人での確認 {matter.id}: {matter.LABEL}"
        case OfPost() as post:
            return _of_post(post)
        case _:
            return _of_installation(event)


def _of_installation(event: Event) -> str:
    """The sentence of what concerns the installation as a whole, its offices, its ledgers, its papers."""
    match event.body:
        case OriginalRestored(sha256=sha256):
            return f"壊れていた原本({sha256[:12]}…)を元に戻した"
        case LedgerImported() | LedgerLeft() | LedgerLayoutSettled() as ledger:
            return ledger_told(ledger)
        case RuleBookApplied(changed=changed):
            return f"規程データが替わった({'、'.join(changed) or '初めての記録'})"
        case OfRules() as rules:
            return rules.told
        case DivisionRecorded(name=name):
            return f"{name}の職({Role.DEPUTY.label}・不在を含む)を記録した"
        case PersonalDataErased() | OfHold() as kept:
            return retention_told(kept)
        case DeskEvidenceRecorded() | CutOverSet() | OfCircular() | HomeRestored() as of_office:
            return office_told(of_office)
        case _:
            return event.kind


def _of_post(body: OfPost) -> str:
    post = f"{body.division or ''}{acting_post(body.role)}の職"
    match body:
        case PostGiven(begins_on=begins, ends_on=ends):
            until = f"、{format_date(ends)}まで" if ends else ""
            return f"{post}を与えた({format_date(begins)}から{until})"
        case PostEnded(ends_on=ends):
            return f"{post}を{format_date(ends)}限りとした"
        case _:
            return said_here(body.LABEL)


def _reached(body: StageReached) -> str:
    way = f"「{body.before.label}」から「{body.STAGE.label}」"
    return f"{way}とした。理由: {body.reason}" if body.reason else f"{way}へ進めた"


def _of_record(body: AtPlace) -> str:
    match body:
        case ContractRegistered():
            return f"契約を登録した〔{_via(body)}〕"
        case ContractRemoved():
            return "台帳の取消により契約を取り下げた"
        case SubcontractRecorded():
            return _subcontracted(body)
        case SubcontractCorrected():
            return _subcontract_changed(body)
        case Corrected():
            return _corrected(body)
        case Recorded(files=files):
            originals = f"、原本{len(files)}件" if files else ""
            return f"{_document(body)}を記録した〔{_via(body)}{originals}〕"
        case _:
            reason = f"。理由: {body.reason}" if body.reason else ""
            return f"{_document(body)}を取り消した{reason}"


def _document(body: AtPlace) -> str:
    of = f"再委託{body.subcontract}の" if body.subcontract else ""
    kind = KINDS.get(body.document)
    label = kind.label if kind else {CONTRACT: "契約", SUBCONTRACT: "内容"}[body.document]
    dated_on = body.dated_on if isinstance(body, Recorded) else day_of_key(body.key)
    return f"{of}{label}({format_date(dated_on)})" if dated_on else f"{of}{label}"


def _corrected(body: Corrected) -> str:
    # An older journal kept the notice to a subcontractor in the subcontract's sheet.
    columns = (*columns_of(body.document), *(columns_of(NOTICE) if body.document == SUBCONTRACT else ()))
    labels = {column.name: column.label for column in columns}
    names = "、".join(labels.get(name, name) for name in body.changes)
    reason = f"。理由: {body.reason}" if body.reason else ""
    if names:
        return f"{_document(body)}を改めた({names}){reason}"
    return f"{_document(body)}に原本を加えた" if body.files else f"{_document(body)}を改めて登録した"


_STEPS = {
    "applied_on": ("申請", "の申請を受けた"),
    "rejected_on": ("不承認", "を承認しなかった"),
    "approved_on": ("承認", "を承認した"),
    "started_on": ("業務開始", "の業務が始まった"),
    "finished_on": ("終了", "が終わった"),
}
"""The words for each date of a subcontract: its name in a list, and the sentence where it is told alone."""


def _subcontracted(body: SubcontractRecorded) -> str:
    fields = body.fields
    days = [f"{label} {_day(fields[name])}" for name, (label, _) in _STEPS.items() if fields.get(name)]
    dated = f"({'、'.join(days)})" if days else ""
    return f"再委託{body.subcontract}を記録した{dated}〔{_via(body)}〕{_unapproved(fields)}"


def _subcontract_changed(body: SubcontractCorrected) -> str:
    """The words for a step taken, by its date; a change of an earlier date, or of anything else, is a correction."""
    fields, changes, of = body.fields, body.changes, f"再委託{body.subcontract}"
    taken = {name: words for name, (_, words) in _STEPS.items() if name in changes}
    unapproved = _unapproved(fields) if {"approved_on", "started_on"} & taken.keys() else ""
    if not taken or any(changes[name][0] for name in taken):
        return _corrected(body) + unapproved
    if body.source:
        noted = "、".join(f"{_STEPS[name][0]}({_day(fields[name])})" for name in taken)
        return f"{of}の{noted}を記録した〔台帳による申告〕{unapproved}"
    reason = f"。理由: {worded(fields['rejection_reason'])}" if "rejection_reason" in changes else ""
    return "、".join(f"{of}{words}({_day(fields[name])})" for name, words in taken.items()) + reason + unapproved


def _unapproved(fields: Fields) -> str:
    approved, started = fields.get("approved_on"), fields.get("started_on")
    return "。承認の前の業務開始(無承認)" if started and (not approved or approved > started) else ""


def _day(stored: str) -> str:
    return format_date(date.fromisoformat(stored))


def _via(body: Recorded) -> str:
    return "台帳による申告" if body.via == "ledger" else "入力"


def _refused(body: Refused) -> str:
    match body:
        case AdvanceRefused(stage=stage, unmet=unmet):
            codes = "、".join(dict.fromkeys(lacking.code for lacking in unmet))
            return f"「{stage.label}」へ進めようとして止められた(不足 {codes})"
        case SubcontractApprovalRefused(subcontract=no, unmet=unmet):
            return f"再委託{no}の承認が止められた({'、'.join(lacking.reason for lacking in unmet)})"
        case _:
            return said_here(body.LABEL)


def _of_override(body: OfOverride) -> str:
    name = f"例外承認 {body.id} を"
    match body:
        case OverrideRequested(subject=subject, codes=codes):
            return f"{name}申請した({subject} {'、'.join(codes)})"
        case OverrideApproved():
            return f"{name}承認した(規程上の例外ではない)"
        case OverrideRejected(reason=reason):
            return f"{name}却下した。理由: {reason}"
        case OverrideRevoked(reason=reason):
            return f"{name}取り消した。理由: {reason}"
        case _:
            return said_here(body.LABEL)


def _of_alert(body: OfAlert) -> str:
    code = body.id.split(":")[1]
    match body:
        case AlertOpened(subject=subject, code=opened):
            return f"{subject} について知らせ始めた [{opened}]"
        case AlertTold():
            return f"{code} {_told_step(body)}"
        case AlertReached():
            return f"{code} {_told_step(body)}にも届いた"
        case AlertAcknowledged(planned_on=day):
            return f"{code} の連絡を受け取った(対応予定日 {format_date(day)})"
        case AlertNeedless(note=note):
            return f"{code} の連絡は不要だったと答えた" + (f"。{note}" if note else "")
        case AlertSnoozed(snoozed_until=day, reason=reason):
            return f"{code} の連絡を{format_date(day)}まで延ばした。理由: {reason}"
        case AlertSetRight(ahead_on=day):
            return f"{code} の連絡に先の日付({format_date(day)})があったため閉じ、改めて知らせることにした"
        case AlertResolved(ended=ended):
            return ended.told_of(code) if ended else f"解消した({code})"
        case _:
            return said_here(body.LABEL)


def _told_step(body: AlertTold | AlertReached) -> str:
    """The words for which step was told and which posts it reached; before the ladder had steps, only the 所属長."""
    steps = {step.id: step.label for step in rule_book().escalation.every_step}
    posts = "、".join(f"{division} {Role(post).label}" for division, post in body.to or ())
    again = f"(再通知{body.repeat}回目)" if body.repeat else ""
    reached = f": {posts}" if posts else ("" if body.to is None else "(誰にも届かない)")
    return f"{steps.get(body.step, said_here('{管理者}への連絡'))}{again}{reached}"
