"""The guards of チェックリスト受領: the self-inspection is complete, current and checked, its doubts judged."""

from collections.abc import Mapping
from datetime import date

from config.place import here
from config.vocabulary import Answer, Arrangement
from config.wareki import format_date, short_date
from states.documents import OLD_EDITION, Checklist, ContractReview, EmergencyContact
from states.editions import no_such_edition
from states.emergency import why_not_reached
from states.guards import checklists
from states.guards.case import Case, Guard, listed
from states.guards.recording import CHECKED, attach
from states.labels import label
from states.verdict import Note, Outcome, met, not_applicable, unmet

NO_CHECKLIST = "チェックリストを受領していない"
_REQUESTED, _INSPECTED, _RECEIVED, _EDITION = (
    label(Checklist, name) for name in ("requested_on", "inspected_on", "received_on", "form_edition")
)
_OMITTED, _SEPARATE = (label(ContractReview, name) for name in ("omitted_articles", "separate_articles"))
NO_ORIGINAL = "原本(ファイル)も文書番号もない"
ORIGINAL_REMEDY = "原本のファイル又は文書番号を添えて登録してください。"


def only_excluded_items_are_struck(case: Case) -> Outcome:
    """S2-01: 斜線 stands only on items whose article was left out."""
    checklist = case.contract.checklist
    if checklist is None:
        return not_applicable("チェックリスト受領後に判定する")
    adopted, mandatory = checklists.wrongly_struck(checklist, case)
    if not adopted and not mandatory:
        return met()
    reasons, remedies = [], []
    if adopted:
        reasons.append(f"採用した条の項目に斜線がある({_items(adopted)})")
        remedies.append(f"条を省略した契約であれば、契約書確認の{_OMITTED}を登録してください。")
    if mandatory:
        reasons.append(f"省略できない必須の条の項目に斜線があり、別の定めの記録もない({_items(mandatory)})")
        remedies.append(f"契約書に別の定めがあれば、契約書確認の{_SEPARATE}を登録してください。")
    struck = sorted([*adopted, *mandatory])
    items = checklists.form_of(checklist, case.book).items
    asked = [name for n in struck for name in checklists.follow_ups(items[n - 1], checklist, case)]
    return unmet(
        "。".join(reasons),
        f"{_items(struck)}の回答を委託先から得て登録してください。{''.join(remedies)}",
        command=attach(case, "checklist", [*(f"問{n}" for n in struck), *asked]),
    )


def _items(numbers: list[int]) -> str:
    """Items of the checklist by their numbers: 「問3、問16」."""
    return listed([f"問{number}" for number in numbers])


def request_was_sent(case: Case) -> Outcome:
    """S2-03: the self-inspection was asked for; the only record of this duty is 依頼日."""
    checklist = case.contract.checklist
    if checklist is None:
        return unmet(NO_CHECKLIST, command=attach(case, "checklist", ["requested_on"], form=True))
    return met() if checklist.requested_on else unmet(f"{_REQUESTED}が空欄")


def complete_checklist(case: Case) -> Outcome:
    """S2-04, and S4-06 for a subcontractor: the checklist was received, and everything that applies is filled in.

    Where it was recorded by command, the contractor's own checklist needs an original (§3); for a subcontractor's the
    record suffices.
    """
    checklist = case.subject.checklist
    if checklist is None:
        return unmet(NO_CHECKLIST)
    missing, fields = checklists.what_is_incomplete(checklist, case)
    if checklist.proof.unfilled:
        return _unfilled_form(case, missing)
    trusted = case.subcontract is not None or case.on_trust(checklist, checklist.received_on or checklist.inspected_on)
    unproved = not trusted and not case.has_original(checklist)
    if missing:
        return unmet(
            f"チェックリストの記入がそろっていない({listed(missing)})" + (f"。{NO_ORIGINAL}" if unproved else ""),
            "不足の欄を委託先に確認し、登録してください。" + (ORIGINAL_REMEDY if unproved else ""),
            *_contradictions(checklist, case),
            command=attach(case, "checklist", fields, paper=unproved),
        )
    if unproved:
        told, command = f"チェックリストの{NO_ORIGINAL}", attach(case, "checklist", paper=True)
        return unmet(told, ORIGINAL_REMEDY, *_contradictions(checklist, case), command=command)
    return met(*_contradictions(checklist, case))


def _unfilled_form(case: Case, missing: list[str]) -> Outcome:
    """The unmet duty where the form that came back lacks the text of an item: nobody can know what was answered."""
    also = f"。記入もそろっていない({listed(missing)})" if missing else ""
    return unmet(
        f"チェックリストの様式に、文言の欠けた項目(〔本文欠落〕)が残っている{also}",
        f"欠けた項目に{here().government}の様式の文言を記入し、改めてチェックリストの提出を受けて登録してください。",
        command=attach(case, "checklist", CHECKED, form=True),
    )


def _contradictions(checklist: Checklist, case: Case) -> list[Note]:
    """The readable cells that contradict each other: they are findings, never faults of an import."""
    contradictions = []
    asked, inspected, received = checklist.requested_on, checklist.inspected_on, checklist.received_on
    if asked and inspected and inspected < asked:
        contradictions.append(_mistaken(case, checklist, "inspected_on", "requested_on", "より前"))
    if inspected and received and received < inspected:
        contradictions.append(_mistaken(case, checklist, "received_on", "inspected_on", "より前"))
    if checklist.form_edition and received and checklist.form_edition > received:
        contradictions.append(_mistaken(case, checklist, "form_edition", "received_on", "より後"))
    says_none = [number for number, a in sorted(checklist.answers.items()) if a == Answer.NO_SUBCONTRACT]
    if case.subcontract is None and case.contract.subcontracts and says_none:
        items = listed([f"問{number}" for number in says_none])
        remedy = f"委託先に確かめ、{items}の回答を訂正してください。"
        contradictions.append(
            Note(
                "「再委託しない」と回答されているが再委託の記録がある",
                remedy,
                attach(case, "checklist", [f"問{number}" for number in says_none]),
            )
        )
    return contradictions


def _mistaken(case: Case, checklist: Checklist, one: str, other: str, how: str) -> Note:
    """The note that a date or an edition of a checklist contradicts another: one of the two is mistaken."""
    days = [(label(Checklist, name), short_date(getattr(checklist, name))) for name in (one, other)]
    told = f"{days[0][0]}({days[0][1]})が{days[1][0]}({days[1][1]}){how}"
    remedy = f"{days[0][0]}と{days[1][0]}を原本で確かめ、誤りを訂正してください。"
    return Note(told, remedy, attach(case, "checklist", (one, other), of=checklist.received_on))


def checklist_was_reviewed(case: Case) -> Outcome:
    """S2-05: 確認日 and 確認者 are recorded."""
    checklist = case.contract.checklist
    if checklist is None:
        return unmet(NO_CHECKLIST, command=attach(case, "checklist", CHECKED[:2], form=True))
    blank = case.unfilled(checklist, *CHECKED[:2])
    columns = listed(case.lacks(checklist, *blank))
    return unmet(f"チェックリストの{columns}が空欄", command=attach(case, "checklist", blank)) if blank else met()


def improvements_are_promised(case: Case) -> Outcome:
    """S2-06: いいえ on any item but 20 asks for an improvement plan that is not older than the self-inspection."""
    checklist = case.contract.checklist
    if checklist is None or not checklists.negative_answers(checklist, case.book):
        return not_applicable("「いいえ」の回答なし")
    return what_improvement_lacks(case, checklist) or met()


def what_improvement_lacks(case: Case, checklist: Checklist) -> Outcome | None:
    """The unmet duty where the いいえ of a checklist are not answered by an improvement plan; None where they are.

    A plan that was received before the self-inspection can't answer it.
    """
    negatives = checklists.negative_answers(checklist, case.book)
    asked_from = checklist.inspected_on or checklist.received_on or date.min
    plans = case.subject.improvement_plans
    days = [p.received_on for p in plans if p.received_on and not case.emptied(p, "content")]
    days += [checklist.improvement_received_on] if checklist.improvement_received_on else []
    if not negatives or any(day >= asked_from for day in days):
        return None
    told, column = f"「いいえ」の項目({_items(negatives)})", label(Checklist, "improvement_received_on")
    command = attach(case, "improvement_plan", ["received_on"], paper=True)
    if not days:
        nothing = next((case.lacks(p, "content") for p in plans if case.emptied(p, "content")), [])
        also = f"({listed(nothing)})" if nothing else ""
        return unmet(f"{told}の改善策を受領していない{also}", command=command)
    return unmet(
        f"{told}の改善策の受領({format_date(max(days))})が{_INSPECTED}({format_date(asked_from)})より前",
        f"この点検の「いいえ」についての改善策を受領し、登録してください。誤記であれば、{column}を訂正してください。",
        command=command,
    )


def current_form(case: Case) -> Outcome:
    """S2-07, and S4-07 for a subcontractor: the form is of the edition that is asked for."""
    checklist = case.subject.checklist
    if checklist and checklists.is_current_form(checklist, case):
        return met()
    if checklist is None:
        return unmet(f"最新の様式によるチェックリストがない({NO_CHECKLIST})")
    if checklist.form_edition is None:
        remedy = f"{_EDITION}を原本で確かめ、登録してください。"
        return unmet(f"{_EDITION}が空欄", remedy, command=attach(case, "checklist", ["form_edition"]))
    if unknown := no_such_edition(case.book, "checklist", checklist.form_edition):
        return unmet(f"{_EDITION}: {unknown}")
    used = "旧" if checklist.form_edition == OLD_EDITION else short_date(checklist.form_edition)
    return unmet(f"チェックリストの様式が古い({_EDITION} {used})")


def incident_contact_is_reported(case: Case) -> Outcome:
    """S2-11: item 27 is answered with the person in charge and the contact."""
    checklist = case.contract.checklist
    if checklist is None:
        told = f"事故時の連絡体制が報告されていない({NO_CHECKLIST})"
        return unmet(told, command=attach(case, "checklist", form=True))
    asked = checklists.form_of(checklist, case.book).item_meaning("incident_contact")
    if asked and checklist.answers.get(asked.no) == Answer.NO:
        return unmet(
            f"問{asked.no}(事故時の責任者・連絡体制)が「いいえ」",
            f"委託先に責任者と{here().government}への連絡体制を定めさせ、改めてチェックリストの提出を受け、内容を確認して登録してください。",
            command=attach(case, "checklist", CHECKED, form=True),
        )
    blank = case.unfilled(checklist, "incident_manager", "incident_contact")
    columns = listed(case.lacks(checklist, *blank))
    return (
        unmet(
            f"{columns}が空欄",
            f"委託先に確認し、{columns}を登録してください。",
            command=attach(case, "checklist", blank),
        )
        if blank
        else met()
    )


_ANEW = ("contractor_contact", "office_contact", "contractor_covers", "office_covers", "confirmed_on")


def somebody_can_always_be_reached(case: Case) -> Outcome:
    """S2-12: both sides can be reached at nights and on holidays (opinion 8: the rule warns until it is raised)."""
    contact = case.contract.emergency_contact
    if contact is None or contact.arrangement in (None, Arrangement.NONE):
        return unmet("休日夜間を問わず常時連絡が取れる体制がない")
    numbers = ("contractor_contact", "office_contact") if contact.arrangement is Arrangement.NUMBERS_EXCHANGED else ()
    if blank := case.unfilled(contact, *numbers):
        columns = listed(case.lacks(contact, *blank))
        return unmet(
            f"{contact.arrangement.label}というのに、{columns}が空欄",
            "双方で相手方の番号を確認し、登録してください。",
            command=attach(case, "emergency_contact", blank),
        )
    if not contact.confirmed_on:
        arrangement, confirmed = (label(EmergencyContact, name) for name in ("arrangement", "confirmed_on"))
        return unmet(f"{arrangement}の{confirmed}が空欄")
    if why := why_not_reached(case.contract):
        remedy = "つながる番号又は当番を双方で確かめ直し、連絡体制を登録してください。"
        return unmet(why, remedy, command=attach(case, "emergency_contact", _ANEW))
    return met()


def doubt_is_judged(case: Case) -> Outcome:
    """S3-06: whether the checklist leaves a doubt is judged; item 20 = はい forces a written judgement."""
    checklist = case.contract.checklist
    if checklist is None:
        command = attach(case, "checklist", ["doubt"], form=True)
        return unmet("チェックリストを受領していないため、疑義を判定できない", command=command)
    return what_judging_lacks(case, checklist) or met()


def what_judging_lacks(case: Case, checklist: Checklist) -> Outcome | None:
    """The unmet duty where the doubts of a checklist are not judged; None where they are.

    Item 20 = はい forces a written judgement.
    """
    outsiders = checklists.outsiders_have_access(checklist, case.book)
    blank = case.lacks(checklist, "doubt_detail")
    if checklist.doubt is None:
        fields = ["doubt", *(["doubt_detail"] if outsiders and blank else [])]
        return unmet("疑義の判定(はい/いいえ)が空欄", command=attach(case, "checklist", fields))
    if not (checklist.doubt or outsiders) or not blank:
        return None
    asked = checklists.form_of(checklist, case.book).item_meaning("outsiders")
    why = "疑義がある" if checklist.doubt or asked is None else f"問{asked.no}が「はい」(部外者がアクセスし得る)"
    command = attach(case, "checklist", ["doubt_detail"])
    remedy = f"{label(Checklist, 'doubt_detail')}を登録してください。"
    return unmet(f"{why}のに、{listed(blank)}が空欄", remedy, command=command)


GUARDS: Mapping[str, Guard] = {
    "only_excluded_items_are_struck": only_excluded_items_are_struck,
    "request_was_sent": request_was_sent,
    "complete_checklist": complete_checklist,
    "checklist_was_reviewed": checklist_was_reviewed,
    "improvements_are_promised": improvements_are_promised,
    "current_form": current_form,
    "incident_contact_is_reported": incident_contact_is_reported,
    "somebody_can_always_be_reached": somebody_can_always_be_reached,
    "doubt_is_judged": doubt_is_judged,
}
