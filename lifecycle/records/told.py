"""The history in words: what each event says to a reader, without names or numbers of persons."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from config.loader import rule_book
from config.vocabulary import Role, Stage
from config.wareki import format_date
from lifecycle.records.journal import Event
from lifecycle.records.projections import STAGE_EVENTS
from states.columns import columns_of
from states.evidence import KINDS

Content = Mapping[str, Any]


def acting_post(role: str) -> str:
    """The post that an event was written by, never a name; a role of another release by its id."""
    return next((r.label for r in Role if r.value == role), "職不明" if role == "unknown" else role)


def told(event: Event) -> str:
    """An event in one Japanese sentence."""
    content = event.content
    if event.kind in STAGE_EVENTS:
        way = f"「{Stage(content['from']).label}」から「{STAGE_EVENTS[event.kind].label}」"
        reason = content.get("reason")
        return f"{way}とした。理由: {reason}" if reason else f"{way}へ進めた"
    words = _WORDS.get(event.kind)
    return words(content) if words else event.kind


def _document(content: Content) -> str:
    of = f"再委託{content['subcontract']}の" if content["subcontract"] else ""
    kind = KINDS.get(content["kind"])
    label = kind.label if kind else {"contract": "契約", "subcontract": "内容"}[content["kind"]]
    dated = f"({format_date(date.fromisoformat(content['dated_on']))})" if content.get("dated_on") else ""
    return f"{of}{label}{dated}"


def _recorded(content: Content) -> str:
    files = f"、原本{len(content['files'])}件" if content.get("files") else ""
    return f"{_document(content)}を記録した〔{_via(content)}{files}〕"


def _corrected(content: Content) -> str:
    labels = {column.name: column.label for column in columns_of(content["kind"])}
    names = "、".join(labels.get(name, name) for name in content["changes"])
    reason = f"。理由: {content['reason']}" if content.get("reason") else ""
    return f"{_document(content)}を改めた({names}){reason}" if names else f"{_document(content)}に原本を加えた"


_STEPS = {
    "applied_on": ("申請", "の申請を受けた"),
    "rejected_on": ("不承認", "を承認しなかった"),
    "approved_on": ("承認", "を承認した"),
    "started_on": ("業務開始", "の業務が始まった"),
    "finished_on": ("終了", "が終わった"),
}
"""What the dates of a subcontract are called in a list, and said by themselves."""


def _subcontracted(content: Content) -> str:
    fields = content["fields"]
    days = [f"{label} {_day(fields[name])}" for name, (label, _) in _STEPS.items() if fields.get(name)]
    dated = f"({'、'.join(days)})" if days else ""
    return f"再委託{content['subcontract']}を記録した{dated}〔{_via(content)}〕{_unapproved(fields)}"


def _subcontract_changed(content: Content) -> str:
    """A step taken by its date; a date that stood there before, or anything else, is put right as of any document."""
    fields, changes, of = content["fields"], content["changes"], f"再委託{content['subcontract']}"
    taken = {name: words for name, (_, words) in _STEPS.items() if name in changes}
    unapproved = _unapproved(fields) if {"approved_on", "started_on"} & taken.keys() else ""
    if not taken or any(changes[name][0] for name in taken):
        return _corrected(content) + unapproved
    if "source" in content:
        noted = "、".join(f"{_STEPS[name][0]}({_day(fields[name])})" for name in taken)
        return f"{of}の{noted}を記録した〔台帳による申告〕{unapproved}"
    reason = f"。理由: {fields['rejection_reason']}" if "rejection_reason" in changes else ""
    return "、".join(f"{of}{words}({_day(fields[name])})" for name, words in taken.items()) + reason + unapproved


def _unapproved(fields: Content) -> str:
    approved, started = fields.get("approved_on"), fields.get("started_on")
    return "。承認の前の業務開始(無承認)" if started and (not approved or approved > started) else ""


def _day(stored: str) -> str:
    return format_date(date.fromisoformat(stored))


def _via(content: Content) -> str:
    return "台帳による申告" if content["via"] == "ledger" else "入力"


def _refused(content: Content) -> str:
    codes = "、".join(dict.fromkeys(unmet["code"] for unmet in content["unmet"]))
    return f"「{Stage(content['to']).label}」へ進めようとして止められた(不足 {codes})"


def _reasons(content: Content) -> str:
    return "、".join(unmet["reason"] for unmet in content["unmet"])


def _requested(content: Content) -> str:
    return f"例外承認 {content['id']} を申請した({content['subject']} {'、'.join(content['codes'])})"


def _about(content: Content) -> str:
    return f"{content['id'].split(':')[1]} の連絡を"


def _alerted(content: Content) -> str:
    """Which step was told, and which posts it reached; before the ladder had steps it was the 所属長's alone."""
    steps = {step.id: step.label for step in rule_book().escalation.steps}
    label = steps.get(content["step"], "管理者への連絡")
    posts = "、".join(f"{division} {Role(post).label}" for division, post in content.get("to", []))
    again = f"(再通知{content['repeat']}回目)" if content.get("repeat") else ""
    reached = f": {posts}" if posts else ("(だれにも届かない)" if "to" in content else "")
    return f"{content['id'].split(':')[1]} {label}{again}{reached}"


_WORDS: Mapping[str, Callable[[Content], str]] = {
    "contract_registered": lambda c: f"契約を登録した〔{_via(c)}〕",
    "contract_amended": _corrected,
    "contract_removed": lambda _: "台帳の取消により契約を取り下げた",
    "stage_declared": lambda c: f"段階「{Stage(c['stage']).label}」を台帳から引き継いだ(取込時申告)",
    "subcontract_recorded": _subcontracted,
    "subcontract_corrected": _subcontract_changed,
    "subcontract_removed": lambda c: f"{_document(c)}を取り消した",
    "evidence_recorded": _recorded,
    "evidence_corrected": _corrected,
    "evidence_removed": lambda c: f"{_document(c)}を取り消した",
    "advance_refused": _refused,
    "subcontract_approval_refused": lambda c: f"再委託{c['subcontract']}の承認が止められた({_reasons(c)})",
    "override_requested": _requested,
    "override_approved": lambda c: f"例外承認 {c['id']} を承認した(規程上の例外ではない)",
    "override_rejected": lambda c: f"例外承認 {c['id']} を却下した。理由: {c['reason']}",
    "override_revoked": lambda c: f"例外承認 {c['id']} を取り消した。理由: {c['reason']}",
    "alert_opened": lambda c: f"{c['subject']} について知らせ始めた [{c['code']}]",
    "alert_told": _alerted,
    "alert_acknowledged": lambda c: f"{_about(c)}受け取った(対応予定日 {_day(c['planned_on'])})",
    "alert_snoozed": lambda c: f"{_about(c)}{_day(c['snoozed_until'])}まで延ばした。理由: {c['reason']}",
    "alert_resolved": lambda c: f"解消した({c['id'].split(':')[1]})",
}
