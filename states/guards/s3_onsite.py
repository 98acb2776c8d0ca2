"""Guards of 実地調査: whether a visit is demanded, whether it was made, and which substitutes are accepted."""

from collections.abc import Mapping
from datetime import date

from config.rulebook import RuleBook
from config.vocabulary import Status, SubstituteKind
from config.wareki import format_date
from states.documents import OnsiteInspection, OnsiteWaiver
from states.facts import ContractSheet, Inspected
from states.guards.case import Case, Guard, listed
from states.guards.s2_checklist import NO_ORIGINAL, ORIGINAL_REMEDY
from states.labels import blanks, label
from states.verdict import Outcome, met, not_applicable, unmet

STAGE_ORDER_NOTE = "段階の順序は製品の設計"

# 意見4: what each reason asks for instead; the words that tell which reason is meant.
_REASON_WORDS = (("S3-03", "庁舎内"), ("S3-04", "入室"), ("S3-05", "県外"))
_ACCEPTED_KINDS = {
    "S3-03": (SubstituteKind.SITE_CHECK,),
    "S3-04": (SubstituteKind.OPERATION_CHECK,),
    "S3-05": (SubstituteKind.VIDEO_CALL,),
}
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
    """From how many records a visit is demanded (以上) on a day; before the rule's first date, as on that."""
    value = book.on(max(on, book.rules["S3-01"].first_on or on)).value("S3-01", "record_threshold")
    if not isinstance(value, int):
        raise TypeError("S3-01 の件数が整数ではありません")
    return value


def reasons_given(waiver: OnsiteWaiver) -> list[str]:
    """The codes of the report's three reasons that a recorded reason uses; empty for any other text."""
    return [code for code, word in _REASON_WORDS if word in (waiver.reason or "")]


def why_substitute_is_refused(waiver: OnsiteWaiver, code: str | None) -> str:
    """Why a substitute does not stand in for the visit under that reason; empty where it is accepted."""
    if code == "S3-05" and not waiver.circumstances:
        return f"所在地が県外であることだけでは理由にならない({label(OnsiteWaiver, 'circumstances')}が空欄)"
    accepted = _ACCEPTED_KINDS.get(code or "", _ANY_OTHER)
    if waiver.substitute_kind not in accepted:
        wanted = "または".join(kind.label for kind in accepted)
        return f"{label(OnsiteWaiver, 'substitute_kind')}が{wanted}でない"
    blank = blanks(waiver, "substitute_on", "approved_by", "approved_on")
    return f"{listed(blank)}が空欄" if blank else ""


def refusals(waiver: OnsiteWaiver) -> list[str]:
    """Every reason why the recorded substitute is not accepted; empty where it is."""
    codes: list[str | None] = [*reasons_given(waiver)] or [None]
    return [refusal for code in codes if (refusal := why_substitute_is_refused(waiver, code))]


def visit_or_substitute(subject: Inspected, demand: str, *, needs_original: bool) -> Outcome:
    """Whether a visit was made and ended well, or an accepted substitute stands in (S3-01, S4-08).

    A visit that found the contractor unfit can't be substituted: only 是正確認日 cures it. `needs_original` asks what
    was recorded by command for a file or a 文書番号.
    """
    visit, waiver = subject.visit, subject.waiver
    problem = _what_the_visit_lacks(visit, needs_original=needs_original) if visit else "実地調査の記録がない"
    if visit and not problem:
        return met()
    if waiver and waiver.reason and not (visit and _is_uncorrected(visit)):
        refused = refusals(waiver)
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
    """S3-01: the visit where it is demanded, or an accepted substitute."""
    grounds, blank = why_visit_is_demanded(case)
    if not grounds and not blank:
        under = f"{record_threshold(case.book, case.on):,}件未満"
        return not_applicable(f"特定・要配慮個人情報なし、{under}、疑義なし")
    demand = "、".join(grounds) if grounds else f"{listed(blank)}が空欄のため、実地調査の要否を判定できない"
    outcome = visit_or_substitute(case.contract, demand, needs_original=True)
    if outcome.status is not Status.UNMET:
        return outcome
    remedy = outcome.remedy if grounds else f"契約の{listed(blank)}を登録してください。"
    return unmet(f"{outcome.reason}({STAGE_ORDER_NOTE})", remedy)


def contractor_was_checked_somehow(case: Case) -> Outcome:
    """S3-02: where no visit is demanded, a reviewed report or a visit confirms the contractor's safeguards."""
    grounds, blank = why_visit_is_demanded(case)
    if grounds or blank:
        return not_applicable("実地調査の対象(S3-01)")
    checklist = case.contract.checklist
    if case.contract.visit or (checklist and checklist.reviewed_on):
        return met()
    return unmet("報告書(チェックリスト)の確認も実地調査も記録がない")


def _substitute_for(code: str) -> Guard:
    """S3-03, S3-04, S3-05: the substitute that this reason asks for."""

    def guard(case: Case) -> Outcome:
        waiver = case.contract.waiver
        grounds, blank = why_visit_is_demanded(case)
        visit = case.contract.visit
        if not waiver or code not in reasons_given(waiver) or not (grounds or blank):
            return not_applicable("この理由は挙げられていない")
        if visit and not _what_the_visit_lacks(visit, needs_original=True):
            return not_applicable("実地調査を実施した")
        refusal = why_substitute_is_refused(waiver, code)
        return unmet(refusal) if refusal else met()

    return guard


GUARDS: Mapping[str, Guard] = {
    "S3-01": visit_was_made,
    "S3-02": contractor_was_checked_somehow,
    "S3-03": _substitute_for("S3-03"),
    "S3-04": _substitute_for("S3-04"),
    "S3-05": _substitute_for("S3-05"),
}
