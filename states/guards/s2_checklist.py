"""The guards of チェックリスト受領: the self-inspection is complete, current and checked, its doubts judged."""

from collections.abc import Mapping
from datetime import date

from config.vocabulary import Answer, Arrangement, Status
from config.wareki import short_date
from states.documents import OLD_EDITION, Checklist, ContractReview, EmergencyContact, SystemReview
from states.editions import no_such_edition
from states.facts import ContractSheet
from states.guards import checklists
from states.guards.case import Case, Guard, listed
from states.guards.recording import CHECKED, amend_contract, attach, in_turn
from states.labels import blank_fields, label
from states.verdict import Note, Outcome, met, not_applicable, unmet

_NO_CHECKLIST = "チェックリストを受領していない"
_SYSTEM = label(ContractSheet, "uses_system")
_UNKNOWN_SYSTEM = f"{_SYSTEM}が空欄のため、要否を判定できない"
_SYSTEM_REMEDY = f"契約の「{_SYSTEM}」を登録してください。"
_REQUESTED, _INSPECTED, _RECEIVED, _EDITION = (
    label(Checklist, name) for name in ("requested_on", "inspected_on", "received_on", "form_edition")
)
NO_ORIGINAL = "原本(ファイル)も文書番号もない"
ORIGINAL_REMEDY = "原本のファイル又は文書番号を添えて登録してください。"


def only_excluded_items_are_struck(case: Case) -> Outcome:
    """S2-01: 斜線 stands only on items whose article was left out."""
    checklist = case.contract.checklist
    if checklist is None:
        return not_applicable("チェックリスト受領後に判定する")
    struck = checklists.wrongly_struck(checklist, case)
    if not struck:
        return met()
    items = listed([f"問{n}" for n in struck])
    omitted = label(ContractReview, "omitted_articles")
    return unmet(
        f"採用した条又は必須の条の項目に斜線がある({items})",
        f"{items}の回答を委託先から得て登録してください。条を省略した契約であれば、契約書確認の{omitted}を登録してください。",
        command=attach(case, "checklist", [f"問{n}" for n in struck]),
    )


def request_was_sent(case: Case) -> Outcome:
    """S2-03: the self-inspection was asked for; the only record of this duty is 依頼日."""
    checklist = case.contract.checklist
    if checklist is None:
        return unmet(_NO_CHECKLIST, command=attach(case, "checklist", ["requested_on"], form=True))
    return met() if checklist.requested_on else unmet(f"{_REQUESTED}が空欄")


def complete_checklist(case: Case) -> Outcome:
    """S2-04, and S4-06 for a subcontractor: the checklist was received, and everything that applies is filled in.

    Where it was recorded by command, the contractor's own checklist needs an original (§3); for a subcontractor's the
    record suffices.
    """
    checklist = case.subject.checklist
    if checklist is None:
        return unmet(_NO_CHECKLIST)
    missing, fields = checklists.what_is_incomplete(checklist, case)
    if missing:
        return unmet(
            f"チェックリストの記入がそろっていない({listed(missing)})",
            "不足の欄を委託先に確認し、登録してください。",
            *_contradictions(checklist, case),
            command=attach(case, "checklist", fields),
        )
    if case.subcontract is None and not checklist.proof.via_ledger and not checklist.proof.original:
        told, command = f"チェックリストの{NO_ORIGINAL}", attach(case, "checklist", paper=True)
        return unmet(told, ORIGINAL_REMEDY, *_contradictions(checklist, case), command=command)
    return met(*_contradictions(checklist, case))


def _contradictions(checklist: Checklist, case: Case) -> list[Note]:
    """The readable cells that contradict each other: they are findings, never faults of an import."""
    contradictions = []
    asked, inspected, received = checklist.requested_on, checklist.inspected_on, checklist.received_on
    attach = f"lifecycle attach {{id}} checklist{' --subcontract {no}' if case.subcontract else ''}"
    if asked and inspected and inspected < asked:
        told = f"{_INSPECTED}({short_date(inspected)})が{_REQUESTED}({short_date(asked)})より前"
        cure = f"{attach} --set requested_on=… --set inspected_on=…"
        contradictions.append(Note(told, f"{_REQUESTED}と{_INSPECTED}を原本で確かめ、誤りを訂正してください。", cure))
    if inspected and received and received < inspected:
        told = f"{_RECEIVED}({short_date(received)})が{_INSPECTED}({short_date(inspected)})より前"
        remedy = f"{_INSPECTED}を原本で確かめ、誤りを訂正してください。"
        contradictions.append(Note(told, remedy, f"{attach} --set inspected_on=…"))
    if checklist.form_edition and received and checklist.form_edition > received:
        told = f"{_EDITION}({short_date(checklist.form_edition)})が{_RECEIVED}({short_date(received)})より後"
        remedy = f"{_EDITION}を原本で確かめ、誤りを訂正してください。"
        contradictions.append(Note(told, remedy, f"{attach} --set form_edition=…"))
    says_none = [number for number, a in sorted(checklist.answers.items()) if a == Answer.NO_SUBCONTRACT]
    if case.subcontract is None and case.contract.subcontracts and says_none:
        items = listed([f"問{number}" for number in says_none])
        remedy = f"委託先に確かめ、{items}の回答を訂正してください。"
        cure = "".join(f" --set 問{number}=…" for number in says_none)
        contradictions.append(Note("「再委託しない」と回答されているが再委託の記録がある", remedy, f"{attach}{cure}"))
    return contradictions


def checklist_was_reviewed(case: Case) -> Outcome:
    """S2-05: 確認日 and 確認者 are recorded."""
    checklist = case.contract.checklist
    if checklist is None:
        return unmet(_NO_CHECKLIST, command=attach(case, "checklist", CHECKED[:2], form=True))
    blank = blank_fields(checklist, *CHECKED[:2])
    columns = listed([label(Checklist, name) for name in blank])
    return unmet(f"チェックリストの{columns}が空欄", command=attach(case, "checklist", blank)) if blank else met()


def improvements_are_promised(case: Case) -> Outcome:
    """S2-06: いいえ on any item but 20 asks for an improvement plan that is not older than the self-inspection."""
    checklist = case.contract.checklist
    negatives = checklists.negative_answers(checklist) if checklist else []
    if checklist is None or not negatives:
        return not_applicable("「いいえ」の回答なし")
    asked_from = checklist.inspected_on or checklist.received_on or date.min
    plans = [p.received_on for p in case.contract.improvement_plans if p.received_on]
    if checklist.improvement_received_on or any(day >= asked_from for day in plans):
        return met()
    return unmet(f"「いいえ」の項目({listed([f'問{n}' for n in negatives])})の改善策を受領していない")


def current_form(case: Case) -> Outcome:
    """S2-07, and S4-07 for a subcontractor: the form is of the edition in force; TR-2 may lift this."""
    checklist, concluded = case.subject.checklist, case.contract.sheet.concluded_on
    lifts = case.transition is not None and case.transition.reaches(concluded)
    if case.transition and lifts and checklists.old_form_and_emergency_check_were_done(case, case.transition):
        return Outcome(Status.TRANSITIONAL, f"{case.transition.code} {case.transition.label}")
    if checklist and checklists.is_current_form(checklist, case):
        return met()
    if checklist is None:
        return unmet(f"最新の様式によるチェックリストがない({_NO_CHECKLIST})")
    if checklist.form_edition is None:
        remedy = f"{_EDITION}を原本で確かめ、登録してください。"
        return unmet(f"{_EDITION}が空欄", remedy, command=attach(case, "checklist", ["form_edition"]))
    if unknown := no_such_edition(case.book, "checklist", checklist.form_edition):
        return unmet(f"{_EDITION}: {unknown}")
    used = "旧" if checklist.form_edition == OLD_EDITION else short_date(checklist.form_edition)
    return unmet(f"チェックリストの様式が古い({_EDITION} {used})")


def access_restriction_is_known(case: Case) -> Outcome:
    """S2-08: the access restriction is written out, not merely affirmed (opinion 3: the rule warns)."""
    if case.contract.sheet.uses_system is False:
        return not_applicable("情報システムを使用しない")
    if case.contract.sheet.uses_system is None:
        return _unknown_system(case, "access_restriction")
    review = case.contract.system_review
    if review and review.access_restriction:
        return met()
    command = attach(case, "system_review", ["reviewed_on", "access_restriction"])
    return unmet("アクセス制限の具体的な方法の記録がない", command=command)


def _unknown_system(case: Case, field: str) -> Outcome:
    """The duty of which nobody can say whether it applies; where its evidence is lacking too, that is asked as well."""
    review = case.contract.system_review
    if review and getattr(review, field):
        return unmet(_UNKNOWN_SYSTEM, _SYSTEM_REMEDY, command=amend_contract(["uses_system"]))
    also = f"契約の「{_SYSTEM}」を登録してください。使用する場合は、{label(SystemReview, field)}も登録してください。"
    evidence = attach(case, "system_review", ["reviewed_on", field])
    return unmet(_UNKNOWN_SYSTEM, also, command=in_turn(amend_contract(["uses_system"]), evidence))


def outsider_access_was_checked(case: Case) -> Outcome:
    """S2-09: item 20 is answered, or 部外者アクセスの確認 is recorded."""
    if case.contract.sheet.uses_system is False:
        return not_applicable("情報システムを使用しない")
    review, checklist = case.contract.system_review, case.contract.checklist
    if (review and review.outsider_access) or (checklist and checklists.outsider_question_is_answered(checklist, case)):
        return met()
    if case.contract.sheet.uses_system is None:
        return _unknown_system(case, "outsider_access")
    column = label(SystemReview, "outsider_access")
    command = attach(case, "system_review", ["reviewed_on", "outsider_access"])
    return unmet(
        f"部外者が保有個人情報にアクセスできないことの確認がない(問20で確かめられず、{column}も空欄)", command=command
    )


def takeout_prevention_was_checked(case: Case) -> Outcome:
    """S2-10: 持出し防止の方法 is recorded; the text of item 21 is lost, so its answer can't prove the duty."""
    if case.contract.sheet.uses_system is False:
        return not_applicable("情報システムを使用しない")
    review = case.contract.system_review
    if review and review.takeout_prevention:
        return met()
    if case.contract.sheet.uses_system is None:
        return _unknown_system(case, "takeout_prevention")
    command = attach(case, "system_review", ["reviewed_on", "takeout_prevention"])
    return unmet("外部への持出しを防ぐ方法の記録がない", command=command)


def incident_contact_is_reported(case: Case) -> Outcome:
    """S2-11: item 27 is answered with the person in charge and the contact."""
    checklist = case.contract.checklist
    if checklist is None:
        told = f"事故時の連絡体制が報告されていない({_NO_CHECKLIST})"
        return unmet(told, command=attach(case, "checklist", form=True))
    if checklist.answers.get(checklists.INCIDENT_ITEM) == Answer.NO:
        return unmet(
            "問27(事故時の責任者・連絡体制)が「いいえ」",
            "委託先に責任者と県への連絡体制を定めさせ、改めてチェックリストの提出を受け、内容を確認して登録してください。",
            command=attach(case, "checklist", CHECKED, form=True),
        )
    blank = blank_fields(checklist, "incident_manager", "incident_contact")
    columns = listed([label(Checklist, name) for name in blank])
    return (
        unmet(
            f"{columns}が空欄",
            f"委託先に確認し、{columns}を登録してください。",
            command=attach(case, "checklist", blank),
        )
        if blank
        else met()
    )


def somebody_can_always_be_reached(case: Case) -> Outcome:
    """S2-12: both sides can be reached at nights and on holidays (opinion 8: the rule warns until it is raised)."""
    contact = case.contract.emergency_contact
    if contact is None or contact.arrangement in (None, Arrangement.NONE):
        return unmet("休日夜間を問わず常時連絡が取れる体制がない")
    arrangement, confirmed = (label(EmergencyContact, name) for name in ("arrangement", "confirmed_on"))
    return met() if contact.confirmed_on else unmet(f"{arrangement}の{confirmed}が空欄")


def doubt_is_judged(case: Case) -> Outcome:
    """S3-06: whether the checklist leaves a doubt is judged; item 20 = はい forces a written judgement."""
    checklist = case.contract.checklist
    if checklist is None:
        command = attach(case, "checklist", ["doubt"], form=True)
        return unmet("チェックリストを受領していないため、疑義を判定できない", command=command)
    outsiders = checklists.outsiders_have_access(checklist)
    if checklist.doubt is None:
        fields = ["doubt", *(["doubt_detail"] if outsiders and not checklist.doubt_detail else [])]
        return unmet("疑義の判定(はい/いいえ)が空欄", command=attach(case, "checklist", fields))
    if (checklist.doubt or outsiders) and not checklist.doubt_detail:
        why = "疑義がある" if checklist.doubt else "問20が「はい」(部外者がアクセスし得る)"
        detail = label(Checklist, "doubt_detail")
        command = attach(case, "checklist", ["doubt_detail"])
        return unmet(f"{why}のに、{detail}が空欄", f"{detail}を登録してください。", command=command)
    return met()


GUARDS: Mapping[str, Guard] = {
    "only_excluded_items_are_struck": only_excluded_items_are_struck,
    "request_was_sent": request_was_sent,
    "complete_checklist": complete_checklist,
    "checklist_was_reviewed": checklist_was_reviewed,
    "improvements_are_promised": improvements_are_promised,
    "current_form": current_form,
    "access_restriction_is_known": access_restriction_is_known,
    "outsider_access_was_checked": outsider_access_was_checked,
    "takeout_prevention_was_checked": takeout_prevention_was_checked,
    "incident_contact_is_reported": incident_contact_is_reported,
    "somebody_can_always_be_reached": somebody_can_always_be_reached,
    "doubt_is_judged": doubt_is_judged,
}
