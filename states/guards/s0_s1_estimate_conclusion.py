"""The guards of 見積 and 締結: the duties are announced beforehand, the contract document is of the right edition."""

from collections.abc import Mapping

from config.place import here
from config.vocabulary import ActKind, Stage, Status
from config.wareki import format_date
from states.content import person_of
from states.documents import ContractReview, DutyNotice, PlaceApproval
from states.editions import no_such_edition
from states.facts import ContractSheet
from states.guards.case import Case, Guard, listed, met_once
from states.guards.contract_document import NO_REVIEW, document_rule, edition_check, lacking
from states.guards.hands import why_act_is_missing
from states.guards.recording import amend_contract, attach, in_turn
from states.guards.records import ENDED, article_left_out, excuse, record_is_complete
from states.labels import blank_fields, label
from states.verdict import Note, Outcome, incurable, met, not_applicable, unmet

_QUOTED, _CONCLUDED, _START = (
    label(ContractSheet, name) for name in ("quoted_on", "concluded_on", "performance_start_on")
)
_HANDED = ("checklist_handed_on", "manual_handed_on", "explained_on")
_WORK_PLACE, _STORAGE = (label(PlaceApproval, name) for name in ("work_place", "storage_place"))
_REVIEWER, _SECOND, _TEMPLATE, _UNREFLECTED = (
    label(ContractReview, name) for name in ("reviewed_by", "rechecked_by", "template_edition", "no_reflection_reason")
)


@met_once("duty_notice")
def duties_were_announced_before_the_bid(case: Case) -> Outcome:
    """S0-01: 周知日 ≤ 見積徴取日; where 見積徴取日 is blank, the duty can't be judged."""
    notice, quoted = case.contract.duty_notice, case.contract.sheet.quoted_on
    announced = notice.announced_on if notice else None
    if quoted is None:
        unknown = f"{_QUOTED}が空欄のため、見積徴取までに周知したか判定できない"
        announce = attach(case, "duty_notice", ["announced_on"]) if announced is None else ""
        command = in_turn(amend_contract(["quoted_on"]), announce)
        lacks = listed([_QUOTED, *([label(DutyNotice, "announced_on")] if announce else [])])
        return unmet(unknown, f"{lacks}を登録してください。", command=command)
    if announced is None:
        return unmet(f"{here().provisions.name}と安全管理措置義務の周知の記録がない({_QUOTED} {format_date(quoted)})")
    if announced > quoted:
        return incurable(
            f"{label(DutyNotice, 'announced_on')}({format_date(announced)})が{_QUOTED}({format_date(quoted)})より後"
        )
    return met()


@met_once("duty_notice")
def form_and_manual_were_handed_over_before_the_start(case: Case) -> Outcome:
    """S0-03: form and manual were handed over and explained, all three days ≤ 履行開始日."""
    notice, start = case.contract.duty_notice, case.contract.sheet.performance_start_on
    handed = {name: getattr(notice, name) if notice else None for name in _HANDED}
    missing = [name for name, day in handed.items() if day is None]
    late = [label(DutyNotice, name) for name, day in handed.items() if day and start and day > start]
    if late and start:
        return incurable(f"{listed(late)}が{_START}({format_date(start)})より後")
    begin = "" if start else amend_contract(["performance_start_on"])
    if missing:
        columns = listed([label(DutyNotice, name) for name in missing])
        remedy = f"チェックリストと個人情報保護マニュアルを{_START}までに手交して説明し、{columns}を登録してください。"
        command = in_turn(begin, attach(case, "duty_notice", missing))
        return unmet(f"{columns}の記録がない", remedy, command=command)
    if begin:
        unknown = f"{_START}が空欄のため、業務開始前に手交し説明したか判定できない"
        return unmet(unknown, f"{_START}を登録してください。", command=begin)
    concluded = case.contract.sheet.concluded_on
    if concluded and any(day and day > concluded for day in (handed[name] for name in _HANDED[:2])):
        told = f"手交日が{_CONCLUDED}より後(監査は契約締結時の手交を確認した)"
        return met(Note(told))
    return met()


def attributes_are_settled(case: Case) -> Outcome:
    """S0-04: the contract's attributes, on which later conditions rest, are all recorded."""
    sheet = case.contract.sheet
    blank = blank_fields(sheet, "specific_pi", "sensitive_pi", "record_count", "uses_system")
    columns = listed([label(ContractSheet, name) for name in blank])
    return (
        unmet(f"{columns}が空欄", f"契約の{columns}を登録してください。", command=amend_contract(blank))
        if blank
        else met()
    )


def places_were_accepted(case: Case) -> Outcome:
    """S0-05: the work and storage places were accepted beforehand (the rule warns)."""
    if left_out := article_left_out(case):
        return left_out
    if case.contract.place_approval is None and case.contract.stage.is_final:
        return not_applicable(ENDED)
    approval = case.contract.place_approval
    if approval is None:
        return unmet(f"{_WORK_PLACE}・{_STORAGE}の承諾の記録がない")
    nothing = case.emptied(approval, "work_place", "storage_place")
    told = f"承諾した{listed(case.lacks(approval, *nothing))}が空欄"
    command = attach(case, "place_approval", nothing, approved_on=approval.approved_on)
    return unmet(told, command=command) if nothing else met()


def _clause(field: str) -> Guard:
    """S1-01 to S1-04: the clause stands in the contract, or a decision that the data name excuses its lack."""

    def check(review: ContractReview, case: Case) -> Outcome:
        present: bool | None = getattr(review, field)
        if present:
            return met()
        clause = label(ContractReview, field)
        if present is None:
            return lacking(case, f"契約書確認の「{clause}」が空欄", looked_at=False)
        if by := excuse(case):
            return Outcome(Status.SUBSTITUTED, f"契約書に{clause}がないが、{by}")
        return lacking(case, f"契約書に{clause}がない", looked_at=True)

    return document_rule(check)


def _finance_rule_items(review: ContractReview, case: Case) -> Outcome:
    """S1-05: the items that the rules on contracts ask for are complete; this is asked of every contract."""
    items = label(ContractReview, "finance_rule_items")
    if review.finance_rule_items:
        return met()
    if review.finance_rule_items is None:
        return lacking(case, f"契約書確認の「{items}」が空欄", looked_at=False)
    return lacking(case, f"{items}に漏れがある", looked_at=True)


def _current_provisions(review: ContractReview, case: Case) -> Outcome:
    """S1-07: the special provisions are of the edition in force."""
    return edition_check(case, "special_provisions", review, "provisions_edition")


def _current_template(review: ContractReview, case: Case) -> Outcome:
    """S1-10: the template is current; a recorded 反映不要の理由 cures an older one (仮定: 「必要に応じ反映」)."""
    outcome = edition_check(case, "template", review, "template_edition")
    edition = review.template_edition
    exists = edition is not None and not no_such_edition(case.book, "template", edition)
    if outcome.status is Status.UNMET and exists and case.says(review, "no_reflection_reason"):
        return Outcome(Status.MET, f"{_TEMPLATE}は古いが、{_UNREFLECTED}が記録されている〔仮定〕")
    return outcome


def _mandatory_articles(review: ContractReview, case: Case) -> Outcome:
    """S1-08: no mandatory article is left out, unless the contract provides for it elsewhere.

    A blank 省略した条 on a recorded review means that nothing was left out; an amendment alone says nothing of it.
    """
    if review.reviewed_on is None and review.omitted_articles is None:
        return lacking(case, NO_REVIEW, looked_at=False)
    everything = set(review.omitted_articles or ())
    left_out = sorted(everything & set(case.form.mandatory_articles) - set(review.separate_articles or ()))
    if left_out:
        articles = listed([f"第{n}" for n in left_out])
        remaining = ",".join(str(n) for n in sorted(everything - set(left_out))) or "なし"
        reason = f"{here().provisions.name}の必須の条({articles})を省略し、別の定めもない"
        return lacking(case, reason, looked_at=True, articles=articles, remaining=remaining)
    return met()


def two_people_reviewed_the_contract(case: Case) -> Outcome:
    """S1-09: 確認者 and 再確認者 are two different persons (opinion 1: the rule warns)."""
    review = case.contract.contract_review
    if review is None:
        return unmet(NO_REVIEW)
    if case.unfilled(review, "reviewed_by", "rechecked_by"):
        return unmet(f"{_REVIEWER}・{_SECOND}の二名がそろっていない")
    if person_of(review.reviewed_by) == person_of(review.rechecked_by):
        return unmet(f"{_REVIEWER}と{_SECOND}が同じ")
    lack = why_act_is_missing(case, review.proof, ActKind.SECOND_CHECK, review.reviewed_on)
    remedy = "契約書を確認した人(記録した人)とは別の職員が、契約書を確かめて再確認の操作をしてください。"
    return unmet(f"再確認は{lack}", remedy, command="lifecycle review confirm {id}") if lack else met()


def subcontract_ban_is_structural(case: Case) -> Outcome:
    """S1-11: the ban is asked for only where something is subcontracted or applied for."""
    if all(sub.came_to_nothing(case.on) for sub in case.contract.subcontracts):
        return not_applicable("再委託なし")
    return record_is_complete(case)


def conclusion_is_dated(case: Case) -> Outcome:
    """F-01: 締結日 is recorded; a stage declared 見積 beside a 締結日 is a contradiction."""
    if case.contract.sheet.concluded_on is None:
        return unmet(f"この日までの{_CONCLUDED}が記録されていない")
    if case.contract.stage_declared and case.contract.stage is Stage.ESTIMATE:
        remedy = f"締結していれば段階を「締結」へ進め、していなければ{_CONCLUDED}を訂正してください。"
        command = "lifecycle advance {id} --to 締結"
        return met(Note(f"{_CONCLUDED}があるのに台帳の状態は見積", remedy, command))
    return met()


GUARDS: Mapping[str, Guard] = {
    "duties_were_announced_before_the_bid": duties_were_announced_before_the_bid,
    "form_and_manual_were_handed_over_before_the_start": form_and_manual_were_handed_over_before_the_start,
    "attributes_are_settled": attributes_are_settled,
    "places_were_accepted": places_were_accepted,
    "inspection_clause_stands": _clause("inspection_clause"),
    "subcontract_clause_stands": _clause("subcontract_clause"),
    "nonconformity_clause_stands": _clause("nonconformity_clause"),
    "termination_clause_stands": _clause("termination_clause"),
    "finance_rule_items_are_complete": document_rule(_finance_rule_items),
    "provisions_are_current": document_rule(_current_provisions),
    "mandatory_articles_are_kept": document_rule(_mandatory_articles),
    "two_people_reviewed_the_contract": two_people_reviewed_the_contract,
    "template_is_current": document_rule(_current_template),
    "subcontract_ban_is_structural": subcontract_ban_is_structural,
    "conclusion_is_dated": conclusion_is_dated,
}
DOCUMENT_GUARDS = frozenset(
    {
        *(name for name in GUARDS if name.endswith("_clause_stands")),
        "finance_rule_items_are_complete",
        "provisions_are_current",
        "mandatory_articles_are_kept",
        "template_is_current",
    }
)
"""The guards on the contract document: of a 長期継続契約, what only came later than 締結日 may be made a warning."""
