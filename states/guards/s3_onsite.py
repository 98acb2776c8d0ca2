"""The guards of 実地調査: whether a visit is demanded, whether it was made, which substitutes are accepted."""

from collections.abc import Mapping
from datetime import date

from config.place import here
from config.rulebook import RuleBook
from config.vocabulary import Role, Status, VisitorSide
from states.facts import ContractSheet
from states.guards.case import Case, Guard, listed, together
from states.guards.recording import amend_contract, attach
from states.guards.s2_checklist import NO_ORIGINAL, ORIGINAL_REMEDY
from states.guards.substitutes import (
    NO_PAPER,
    accepting,
    completing,
    reasons_given,
    refusals,
    substituted,
    text_says_more,
    waits_for,
    why_substitute_is_refused,
)
from states.labels import blank_fields, blanks, label
from states.verdict import Note, Outcome, met, not_applicable, unmet
from states.visit_documents import OnsiteInspection

_MADE = ("inspected_on", "place", "inspected_by")
_TRIGGERS = ("specific_pi", "sensitive_pi", "record_count")
_CORRECTED, _VISITOR, _SIDE = (
    label(OnsiteInspection, name) for name in ("corrected_on", "inspected_by", "visitor_side")
)
_CORRECTION = (
    f"指摘した事項が是正されたことを確認し、{_CORRECTED}を登録してください(再調査をして、その結果を登録してもよい)。"
    "実地調査に代わる対応では満たせません。"
)
STAGE_ORDER_NOTE = "通知は履行開始前の実地調査を求めていない。段階の順序はこの仕組みの設計"


def why_visit_is_demanded(case: Case) -> tuple[list[str], list[str]]:
    """The grounds that demand a visit of this contract, and the facts that are blank (S3-01).

    An empty first list with an empty second means no visit is demanded; a blank fact is not «no».
    """
    sheet, threshold = case.contract.sheet, record_threshold(case.book, case.on)
    handled = [label(ContractSheet, name) for name in ("specific_pi", "sensitive_pi") if getattr(sheet, name)]
    if sheet.record_count is not None and sheet.record_count >= threshold:
        handled.append(f"{threshold:,}件以上({sheet.record_count:,}件)の保有個人情報")
    doubted = case.contract.checklist is not None and bool(case.contract.checklist.doubt)
    grounds = [f"{together(handled)}を取り{'扱い' if doubted else '扱う'}"] if handled else []
    return [*grounds, *(["チェックリストに疑義がある"] if doubted else [])], blanks(sheet, *_TRIGGERS)


def record_threshold(book: RuleBook, on: date) -> int:
    """The number of records from which a visit is demanded (以上) on a day; before the rule begins, as on its start."""
    rule = book.visit_rule
    value = book.on(max(on, rule.first_on or on)).value(rule.code, "record_threshold")
    if not isinstance(value, int):
        raise TypeError(f"{rule.code} の件数が整数ではありません")
    return value


def visit_or_substitute(case: Case, demand: str, *, needs_original: bool) -> Outcome:
    """Whether a visit was made and ended well, or an accepted substitute stands in (S3-01, S4-08).

    A visit that found the contractor unfit can't be substituted: only 是正確認日 cures it. `needs_original` asks what
    was recorded by command for a file or a 文書番号.
    """
    visit, waiver = case.subject.visit, case.subject.waiver
    lack = what_the_visit_lacks(case, visit, needs_original=needs_original)
    if not lack:
        return met()
    if visit and _is_uncorrected(visit) and visit.made_by is VisitorSide.PREFECTURE:
        blank = case.unfilled(visit, *_MADE)
        remedy = f"{listed([label(OnsiteInspection, name) for name in blank])}を登録し、" if blank else ""
        return unmet(
            f"{demand}: {lack}", remedy + _CORRECTION, command=_visit_of(case, visit, [*blank, "corrected_on"])
        )
    notes: tuple[Note, ...] = ()
    if waiver and (given := reasons_given(case, waiver)):
        refused = refusals(case, waiver, needs_original=needs_original)
        notes = text_says_more(case, waiver)
        if not refused:
            return substituted(waiver)._replace(notes=notes)
        reasons = "・".join(reason.label for reason in given)
        lack = f"{lack}。理由は「{reasons}」とされているが、{listed(refused)}"
        if refused == [NO_PAPER]:
            command = attach(case, "onsite_waiver", paper=True, recorded_on=waiver.recorded_on)
            return unmet(f"{demand}: {lack}", ORIGINAL_REMEDY, *notes, command=command)
        if post := waits_for(case, waiver):
            remedy = f"{Role(post).label}が代わる対応の内容を確かめ、承認の操作をしてください。"
            return unmet(f"{demand}: {lack}", remedy, *notes, command=accepting(case), responsible=post)
    remedy, command = _cure_of(case, visit, needs_original=needs_original) if visit else ("", "")
    return unmet(f"{demand}: {lack}", remedy, *notes, command=command)


def _cure_of(case: Case, visit: OnsiteInspection, *, needs_original: bool) -> tuple[str, str]:
    """The cure that is not the rule's own: a visit by the office's own people, the rest of a record, an original."""
    if visit.made_by is not VisitorSide.PREFECTURE:
        return _own_visit(), ""
    blank, paper = case.unfilled(visit, *_MADE, "fit"), _is_unproved(case, visit, needs_original=needs_original)
    told = f"{listed([label(OnsiteInspection, name) for name in blank])}を登録してください。" if blank else ""
    return told + (ORIGINAL_REMEDY if paper else ""), _visit_of(case, visit, blank, paper=paper)


def _own_visit() -> str:
    ours = here().government
    return (
        f"{ours}の職員が実地調査を行い、登録してください。{ours}の職員が調査したのであれば、{_VISITOR}に{ours}の職・氏名を書き、"
        f"{_SIDE}を「{VisitorSide.PREFECTURE.label}」としてください。"
    )


def _is_unproved(case: Case, visit: OnsiteInspection, *, needs_original: bool) -> bool:
    return needs_original and not case.on_trust(visit, visit.inspected_on) and not case.has_original(visit)


def _visit_of(case: Case, visit: OnsiteInspection, names: list[str], *, paper: bool = False) -> str:
    """The command that completes the record of a visit."""
    return attach(case, "onsite_inspection", names, paper=paper, inspected_on=visit.inspected_on)


def _is_uncorrected(visit: OnsiteInspection) -> bool:
    return visit.fit is False and visit.corrected_on is None


def what_the_visit_lacks(case: Case, visit: OnsiteInspection | None, *, needs_original: bool) -> str:
    """Why a visit does not count, or not yet; empty where it was made by the office and ended well."""
    if visit is None:
        return "実地調査の記録がない"
    if visit.made_by is not VisitorSide.PREFECTURE:
        whose = "委託先の者" if visit.made_by is VisitorSide.CONTRACTOR else f"{here().government}の職員でない者"
        return f"記録されている実地調査は{whose}によるもので、{here().government}の実地調査ではない"
    blank = case.lacks(visit, *_MADE, "fit")
    problems = [f"実地調査の{listed(blank)}が空欄"] if blank else []
    if _is_uncorrected(visit):
        problems.append(f"実地調査の結果が不適で、{_CORRECTED}が空欄")
    if _is_unproved(case, visit, needs_original=needs_original):
        problems.append(f"実地調査の{NO_ORIGINAL}")
    return "。".join(problems)


def visit_was_made(case: Case) -> Outcome:
    """S3-01: the visit was made where it is demanded, or an accepted substitute stands in."""
    grounds, blank = why_visit_is_demanded(case)
    if not grounds and not blank:
        under = f"{record_threshold(case.book, case.on):,}件未満"
        return not_applicable(f"特定・要配慮個人情報なし、{under}、疑義なし")
    demand = "、".join(grounds) if grounds else f"{listed(blank)}が空欄のため、実地調査の要否を判定できない"
    outcome = visit_or_substitute(case, demand, needs_original=True)
    if outcome.status is not Status.UNMET:
        return outcome
    noted = outcome._replace(reason=f"{outcome.reason}({STAGE_ORDER_NOTE})")
    if grounds:
        return noted
    command = amend_contract(blank_fields(case.contract.sheet, *_TRIGGERS))
    return noted._replace(remedy=f"契約の{listed(blank)}を登録してください。", command=command)


def contractor_was_checked_somehow(case: Case) -> Outcome:
    """S3-02: where no visit is demanded, a reviewed report or a visit confirms the contractor's safeguards."""
    grounds, blank = why_visit_is_demanded(case)
    if grounds or blank:
        return not_applicable(f"実地調査の対象({case.book.visit_rule.code})")
    checklist = case.contract.checklist
    if case.contract.own_visits or (checklist and checklist.reviewed_on):
        return met()
    return unmet("報告書(チェックリスト)の確認も実地調査も記録がない")


def substitute_is_accepted(case: Case) -> Outcome:
    """S3-03, S3-04, S3-05: the recorded substitute answers the rule's reason for no visit."""
    waiver, reason = case.contract.waiver, case.rule.answers_reason if case.rule else None
    grounds, blank = why_visit_is_demanded(case)
    if not waiver or reason is None or reason not in reasons_given(case, waiver) or not (grounds or blank):
        return not_applicable("この理由は挙げられていない")
    if not what_the_visit_lacks(case, case.contract.visit, needs_original=True):
        return not_applicable("実地調査を実施した")
    refusal = why_substitute_is_refused(case, waiver, reason)
    whose = waits_for(case, waiver) if refusal else ""
    return unmet(refusal, command=completing(case, waiver), responsible=whose) if refusal else met()


GUARDS: Mapping[str, Guard] = {
    "visit_was_made": visit_was_made,
    "contractor_was_checked_somehow": contractor_was_checked_somehow,
    "substitute_is_accepted": substitute_is_accepted,
}
