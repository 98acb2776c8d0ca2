"""The guards of 再委託: approval beforehand, duties announced, checklist, visit; each judges one subcontract."""

from collections.abc import Mapping

from config.vocabulary import ActKind, Role, Status
from config.wareki import format_date
from states.documents import Checklist, SubcontractNotice
from states.facts import Subcontract, SubcontractSheet
from states.guards.case import Case, Guard, listed, together
from states.guards.hands import why_act_is_missing
from states.guards.recording import CHECKED, amend_subcontract, attach, in_turn
from states.guards.records import record_is_complete
from states.guards.s2_checklist import complete_checklist, current_form, what_improvement_lacks, what_judging_lacks
from states.guards.s3_onsite import visit_or_substitute
from states.hands import standing
from states.labels import blank_fields, blanks, label
from states.subcontract import APPROVAL, WEIGHED
from states.verdict import BY_EXCEPTION, Note, Outcome, incurable, met, not_applicable, unmet

_HANDLES, _APPLIED, _APPROVED, _STARTED = (
    label(SubcontractSheet, name) for name in ("handles_pi", "applied_on", "approved_on", "started_on")
)
_AMEND = "lifecycle subcontract amend {id} {no}"
_CONFIRM = (
    "lifecycle subcontract approve {id} {no} --file … --approved-on … --approval-no … --approved-by …\n"
    "lifecycle review confirm {id} subcontract --subcontract {no}"
)
_PI_UNKNOWN = f"再委託の「{_HANDLES}」が空欄のため、要否を判定できない"
_PI_REMEDY = f"再委託の「{_HANDLES}」を登録してください。"
_UNAPPROVED_REMEDY = f"{_STARTED}までの承認書があれば、足りない項目とともに登録してください。ない場合は、{BY_EXCEPTION}"


def approved_in_writing_beforehand(case: Case) -> Outcome:
    """S4-03: an application, the three weighed matters, and a written approval: 申請日 ≤ 承認日 ≤ 業務開始日."""
    sheet = case.sub.sheet
    approved, started = sheet.approved_on, sheet.started_on
    if approved and started and approved > started:
        return incurable(
            f"{_APPROVED}({format_date(approved)})が{_STARTED}({format_date(started)})より後(事前の承認がない)"
        )
    if sheet.applied_on and started and sheet.applied_on > started:
        return incurable(
            f"{_APPLIED}({format_date(sheet.applied_on)})が{_STARTED}({format_date(started)})より後(事前の承認がない)"
        )
    fields = case.unfilled(sheet, "applied_on", *WEIGHED[:3], *APPROVAL)
    blank, command = listed(case.lacks(sheet, *fields)), _approval(fields, case)
    if approved is None and case.sub.has_started(case.on):
        told = f"書面による承認がないまま業務を開始している(不足: {blank})"
        return unmet(told, _UNAPPROVED_REMEDY, command=command)
    if fields:
        remedy = f"{listed([label(SubcontractSheet, name) for name in fields])}を登録してください。" if approved else ""
        return unmet(f"再委託の承認の記録がそろっていない(不足: {blank})", remedy, command=command)
    if approved and sheet.applied_on and approved < sheet.applied_on:
        return unmet(
            f"{_APPROVED}({format_date(approved)})が{_APPLIED}({format_date(sheet.applied_on)})より前",
            f"{_APPLIED}を申請書で確かめ、誤りを訂正してください。申請を受ける前に承認していたときは、"
            f"申請書を提出させて審査し、{_STARTED}までに改めて書面で承認してください。",
            command=amend_subcontract(["applied_on"]),
        )
    if lack := why_act_is_missing(case, case.sub.proof, ActKind.APPROVAL, approved):
        return _to_be_approved(case, lack)
    return met(*_visit_is_not_planned(case.sub))


def _to_be_approved(case: Case, lack: str) -> Outcome:
    """The unmet duty where the approval is only declared: the head's act cures it, or the confirmed signed original.

    Once the work has begun only an original of before can.
    """
    paper = (
        "書面で承認したときは、承認書の原本を添え、添えた人とは別の職員が原本を確認してください。"
        f"承認書がないときは、{BY_EXCEPTION}"
    )
    if case.sub.has_started(case.on) and not standing(case.sub.proof.acts, ActKind.APPROVAL):
        return unmet(f"再委託の承認は{lack}", paper, command=_CONFIRM, responsible=Role.OFFICER.value)
    remedy = f"{Role.DIVISION_HEAD.label}が申請の内容を確かめ、承認の操作をしてください。"
    return unmet(f"再委託の承認は{lack}", remedy, command=_approve(), responsible=Role.DIVISION_HEAD.value)


def _approval(fields: list[str], case: Case) -> str:
    """The commands that complete an approval: the officer's for the application, then the head's for the decision.

    The head decides only what has been weighed, so the answer to 大部分又は根幹 is asked for as well. Once the work has
    begun, only a signed approval of before can be added.
    """
    decided = [name for name in fields if name in APPROVAL]
    weighed = [*(name for name in fields if name not in APPROVAL)]
    if decided and case.sub.sheet.core_of_work is None:
        weighed.append("core_of_work")
    deciding = _CONFIRM if case.sub.has_started(case.on) else _approve()
    return in_turn(amend_subcontract(weighed) if weighed else "", deciding if decided else "")


def _approve() -> str:
    """The head's command; the day and the name are those of who types it."""
    return "lifecycle subcontract approve {id} {no} --approval-no …"


def _visit_is_not_planned(sub: Subcontract) -> list[Note]:
    """意見7: to approve a subcontract with 特定 or 要配慮 data, a visit must at least be planned (the rule warns)."""
    grounds, _ = why_subcontractor_visit_is_demanded(sub)
    if not grounds or sub.sheet.handles_pi is False or sub.sheet.planned_visit_on or sub.own_visits or sub.waiver:
        return []
    planned = label(SubcontractSheet, "planned_visit_on")
    told = f"承認の前提となる{planned}がない(意見7。再委託先が{listed(grounds)})"
    return [Note(told, f"再委託先の{planned}を登録してください。", f"{_AMEND} --set planned_visit_on=…")]


def core_of_the_work_stays(case: Case) -> Outcome:
    """S4-04: 大部分又は根幹 = いいえ; nothing lifts this duty."""
    core = case.sub.sheet.core_of_work
    if core is None:
        return unmet(f"{label(SubcontractSheet, 'core_of_work')}に当たるかの判断が空欄")
    return (
        unmet(
            "委託内容の大部分又は業務の根幹を再委託している",
            "委託内容の大部分又は業務の根幹に当たらないよう再委託の範囲を改め、"
            f"{label(SubcontractSheet, 'scope')}と審査の結果を登録してください(例外承認はできません)。",
            command=amend_subcontract(["scope", "core_of_work"]),
        )
        if core
        else met()
    )


def duties_were_announced_to_the_subcontractor(case: Case) -> Outcome:
    """S4-05: how the contractor announced the duties (周知の方法) is known."""
    lacks = case.lacks(case.sub.notice or SubcontractNotice(), "notice_method")
    return unmet(f"再委託先への{listed(lacks)}を把握していない") if lacks else met()


def checklist_is_complete_and_reviewed(case: Case) -> Outcome:
    """S4-06: the subcontractor's checklist is complete, its content reviewed, its いいえ answered, its doubts judged.

    「委託先(再委託先を含む。)」: what is asked of the contractor's own checklist is asked of the subcontractor's.
    """
    outcome, checklist = complete_checklist(case), case.sub.checklist
    if checklist is None:
        return outcome
    asked = (
        _review_lacks(case, checklist),
        what_improvement_lacks(case, checklist),
        what_judging_lacks(case, checklist),
    )
    lacks = [lack for lack in asked if lack]
    if not lacks:
        return outcome
    told = f"再委託先のチェックリストの{'。'.join(lack.reason for lack in lacks)}"
    remedy = (
        "".join(lack.remedy for lack in lacks) or "再委託先のチェックリストの内容を確認し、不足を登録してください。"
    )
    if outcome.status is Status.UNMET:
        told, remedy = f"{outcome.reason}。{told}", f"{outcome.remedy}{remedy}"
    command = in_turn(outcome.command, *(lack.command for lack in lacks))
    return unmet(told, remedy, *outcome.notes, command=command)


def _review_lacks(case: Case, checklist: Checklist) -> Outcome | None:
    """The unmet duty where nobody is on record who has looked at the checklist; None where somebody is."""
    blank = case.unfilled(checklist, *CHECKED[:2])
    reason = f"{listed(case.lacks(checklist, *blank))}が空欄"
    return unmet(reason, command=attach(case, "checklist", blank)) if blank else None


def secret_data_visit(case: Case) -> Outcome:
    """S4-08: the prefecture itself visits a subcontractor that handles 特定 or 要配慮 data (意見7).

    Substitutes are accepted in the same way as under S3-03 to S3-05 (推論). A blank is not «no» unless the rest
    decides.
    """
    grounds, blank = why_subcontractor_visit_is_demanded(case.sub)
    handles = case.sub.sheet.handles_pi
    if handles is False:
        notes = (_what_is_handled_contradicts(case.sub, grounds),) if grounds else ()
        return Outcome(Status.NOT_APPLICABLE, "保有個人情報を取り扱わない再委託", notes=notes)
    if not grounds and not blank:
        return not_applicable("特定・要配慮個人情報を取り扱わない再委託")
    if grounds:
        return visit_or_substitute(case, f"再委託先が{listed(grounds)}", needs_original=False)
    blank = [*blanks(case.sub.sheet, "handles_pi"), *blank]
    demand = f"{listed(blank)}が空欄のため、実地調査の要否を判定できない"
    outcome = visit_or_substitute(case, demand, needs_original=False)
    if outcome.status is not Status.UNMET:
        return outcome
    names = blank_fields(case.sub.sheet, "handles_pi", "specific_pi", "sensitive_pi")
    return unmet(outcome.reason, f"再委託の{listed(blank)}を登録してください。", command=amend_subcontract(names))


def _what_is_handled_contradicts(sub: Subcontract, grounds: list[str]) -> Note:
    """The note that a subcontractor is said to handle no personal data, and yet data of a special kind."""
    names = ["handles_pi", *(name for name in ("specific_pi", "sensitive_pi") if getattr(sub.sheet, name))]
    columns = listed([label(SubcontractSheet, name) for name in names])
    return Note(
        f"{_HANDLES}が「いいえ」なのに{listed(grounds)}",
        f"再委託の{columns}を確かめ、誤りを訂正してください。",
        _AMEND + "".join(f" --set {name}=…" for name in names),
    )


def why_subcontractor_visit_is_demanded(sub: Subcontract) -> tuple[list[str], list[str]]:
    """The grounds that demand a visit to the subcontractor, and the categories that are blank."""
    secret = ("specific_pi", "sensitive_pi")
    handled = [label(SubcontractSheet, name) for name in secret if getattr(sub.sheet, name)]
    return [f"{together(handled)}を取り扱う"] if handled else [], blanks(sub.sheet, *secret)


def _where_personal_data(guard: Guard) -> Guard:
    """The rule applies where the subcontractor handles personal data; a blank there is not «no»."""

    def asked(case: Case) -> Outcome:
        handles = case.sub.sheet.handles_pi
        if handles is False:
            return not_applicable("保有個人情報を取り扱わない再委託")
        if handles:
            return guard(case)
        evidence = guard(case)
        also = evidence.command or (case.rule.command if case.rule else "") or ""
        command = in_turn(amend_subcontract(["handles_pi"]), also if evidence.status is Status.UNMET else "")
        return unmet(_PI_UNKNOWN, _PI_REMEDY, command=command)

    return asked


GUARDS: Mapping[str, Guard] = {
    "approved_in_writing_beforehand": approved_in_writing_beforehand,
    "core_of_the_work_stays": core_of_the_work_stays,
    "duties_were_announced_to_the_subcontractor": _where_personal_data(duties_were_announced_to_the_subcontractor),
    "subcontractors_checklist_is_complete": _where_personal_data(checklist_is_complete_and_reviewed),
    "subcontractors_form_is_current": _where_personal_data(current_form),
    "secret_data_visit": secret_data_visit,
    "record_on_personal_data_is_complete": _where_personal_data(record_is_complete),
}
