"""The guards of 実地調査: whether a visit is demanded, whether it was made, which substitutes are accepted."""

from collections.abc import Mapping
from datetime import date

from config.rulebook import RuleBook
from config.schema import Substitute
from config.vocabulary import Status, SubstituteKind
from config.wareki import format_date
from states.documents import OnsiteInspection, OnsiteWaiver
from states.facts import ContractSheet
from states.guards.case import Case, Guard, listed
from states.guards.s2_checklist import NO_ORIGINAL, ORIGINAL_REMEDY
from states.labels import blanks, label
from states.verdict import Outcome, met, not_applicable, unmet

STAGE_ORDER_NOTE = "段階の順序は製品の設計"

_ANY_OTHER = (SubstituteKind.SITE_CHECK, SubstituteKind.OPERATION_CHECK)


def why_visit_is_demanded(case: Case) -> tuple[list[str], list[str]]:
    """The grounds that demand a visit of this contract, and the facts that are blank (S3-01).

    An empty first list with an empty second means no visit is demanded; a blank fact is not «no».
    """
    sheet, threshold = case.contract.sheet, record_threshold(case.book, case.on)
    grounds, blank = [], blanks(sheet, "specific_pi", "sensitive_pi", "record_count")
    for name in ("specific_pi", "sensitive_pi"):
        if getattr(sheet, name):
            grounds.append(f"{label(ContractSheet, name)}を取り扱う")
    if sheet.record_count is not None and sheet.record_count >= threshold:
        grounds.append(f"保有個人情報{sheet.record_count:,}件({threshold:,}件以上)を取り扱う")
    if case.contract.checklist and case.contract.checklist.doubt:
        grounds.append("チェックリストに疑義がある")
    return grounds, blank


def record_threshold(book: RuleBook, on: date) -> int:
    """The number of records from which a visit is demanded (以上) on a day; before the rule begins, as on its start."""
    rule = book.visit_rule
    value = book.on(max(on, rule.first_on or on)).value(rule.code, "record_threshold")
    if not isinstance(value, int):
        raise TypeError(f"{rule.code} の件数が整数ではありません")
    return value


def reasons_given(book: RuleBook, waiver: OnsiteWaiver) -> list[Substitute]:
    """The report's reasons (意見4) that a recorded reason uses, each with what it asks for; empty for other texts."""
    known = [rule.substitute for rule in book.rules.values() if rule.substitute]
    return [substitute for substitute in known if substitute.reason in (waiver.reason or "")]


def why_substitute_is_refused(waiver: OnsiteWaiver, reason: Substitute | None) -> str:
    """Why a substitute does not stand in for the visit under that reason; empty where it is accepted."""
    if reason and reason.needs_circumstances and not waiver.circumstances:
        return f"所在地が県外であることだけでは理由にならない({label(OnsiteWaiver, 'circumstances')}が空欄)"
    accepted = reason.kinds if reason else _ANY_OTHER
    if waiver.substitute_kind not in accepted:
        wanted = "または".join(kind.label for kind in accepted)
        return f"{label(OnsiteWaiver, 'substitute_kind')}が{wanted}でない"
    blank = blanks(waiver, "substitute_on", "approved_by", "approved_on")
    return f"{listed(blank)}が空欄" if blank else ""


def refusals(book: RuleBook, waiver: OnsiteWaiver) -> list[str]:
    """Every reason why the recorded substitute is not accepted; empty where it is."""
    reasons: list[Substitute | None] = [*reasons_given(book, waiver)] or [None]
    return [refusal for reason in reasons if (refusal := why_substitute_is_refused(waiver, reason))]


def visit_or_substitute(case: Case, demand: str, *, needs_original: bool) -> Outcome:
    """Whether a visit was made and ended well, or an accepted substitute stands in (S3-01, S4-08).

    A visit that found the contractor unfit can't be substituted: only 是正確認日 cures it. `needs_original` asks what
    was recorded by command for a file or a 文書番号.
    """
    visit, waiver = case.subject.visit, case.subject.waiver
    problem = _what_the_visit_lacks(visit, needs_original=needs_original) if visit else "実地調査の記録がない"
    if visit and not problem:
        return met()
    if waiver and waiver.reason and not (visit and _is_uncorrected(visit)):
        refused = refusals(case.book, waiver)
        if not refused:
            kind = waiver.substitute_kind.label if waiver.substitute_kind else ""
            day = format_date(waiver.substitute_on) if waiver.substitute_on else ""
            return Outcome(Status.SUBSTITUTED, f"実地調査に代わる対応({kind}、{day})が承認されている")
        problem = f"{problem}。実地調査に代わる対応は十分でない({listed(refused)})"
    remedy = ORIGINAL_REMEDY if problem.endswith(NO_ORIGINAL) else ""
    return unmet(f"{demand}: {problem}", remedy)


def _is_uncorrected(visit: OnsiteInspection) -> bool:
    return visit.fit is False and visit.corrected_on is None


def _what_the_visit_lacks(visit: OnsiteInspection, *, needs_original: bool) -> str:
    blank = blanks(visit, "inspected_on", "place", "inspected_by", "fit")
    if blank:
        return f"実地調査の{listed(blank)}が空欄"
    if _is_uncorrected(visit):
        return f"実地調査の結果が不適で、{label(OnsiteInspection, 'corrected_on')}が空欄"
    if needs_original and not visit.proof.via_ledger and not visit.proof.original:
        return f"実地調査の{NO_ORIGINAL}"
    return ""


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
    remedy = outcome.remedy if grounds else f"契約の{listed(blank)}を登録してください。"
    return unmet(f"{outcome.reason}({STAGE_ORDER_NOTE})", remedy)


def contractor_was_checked_somehow(case: Case) -> Outcome:
    """S3-02: where no visit is demanded, a reviewed report or a visit confirms the contractor's safeguards."""
    grounds, blank = why_visit_is_demanded(case)
    if grounds or blank:
        return not_applicable(f"実地調査の対象({case.book.visit_rule.code})")
    checklist = case.contract.checklist
    if case.contract.visit or (checklist and checklist.reviewed_on):
        return met()
    return unmet("報告書(チェックリスト)の確認も実地調査も記録がない")


def substitute_is_accepted(case: Case) -> Outcome:
    """S3-03, S3-04, S3-05: the recorded substitute is the one that the rule's reason asks for."""
    waiver, reason = case.contract.waiver, case.rule.substitute if case.rule else None
    grounds, blank = why_visit_is_demanded(case)
    visit = case.contract.visit
    if not waiver or reason not in reasons_given(case.book, waiver) or not (grounds or blank):
        return not_applicable("この理由は挙げられていない")
    if visit and not _what_the_visit_lacks(visit, needs_original=True):
        return not_applicable("実地調査を実施した")
    refusal = why_substitute_is_refused(waiver, reason)
    return unmet(refusal) if refusal else met()


GUARDS: Mapping[str, Guard] = {
    "visit_was_made": visit_was_made,
    "contractor_was_checked_somehow": contractor_was_checked_somehow,
    "substitute_is_accepted": substitute_is_accepted,
}
