"""The guards of 検査 and 完了: the inspection prepared and passed, the data returned or destroyed, no incident open."""

from collections.abc import Mapping

from config.vocabulary import Extent
from config.wareki import format_date
from states.content import says_partial, shortened
from states.documents import CompletionInspection, InspectionPlan, ReturnDisposal
from states.facts import ContractSheet
from states.guards.case import Case, Guard, listed, met_once
from states.guards.recording import attach
from states.guards.records import article_left_out
from states.guards.s2_checklist import NO_ORIGINAL, ORIGINAL_REMEDY
from states.incident import MARK, with_numbers
from states.incidents import incident_reason, next_day, open_incidents, untold_persons
from states.labels import label
from states.verdict import BY_EXCEPTION, Note, Outcome, incurable, met, unmet

_PREPARED, _INSPECTED = label(InspectionPlan, "prepared_on"), label(CompletionInspection, "inspected_on")
_METHOD, _EXTENT = label(ReturnDisposal, "method"), label(ReturnDisposal, "extent")
_START = label(ContractSheet, "performance_start_on")


@met_once("inspection_plan")
def inspection_was_prepared(case: Case) -> Outcome:
    """S5-01: 検査準備日, which is before 検査日 where there is one, and 検査項目 are recorded."""
    plan, inspection = case.contract.inspection_plan, case.contract.completion_inspection
    prepared = plan.prepared_on if plan else None
    inspected = inspection.inspected_on if inspection else None
    if prepared and inspected and prepared >= inspected:
        return incurable(f"{_PREPARED}({format_date(prepared)})が{_INSPECTED}({format_date(inspected)})より前でない")
    fields = case.unfilled(plan or InspectionPlan(), "prepared_on", "items")
    lacks, command = listed(case.lacks(plan or InspectionPlan(), *fields)), attach(case, "inspection_plan", fields)
    blank = listed([label(InspectionPlan, name) for name in fields])
    if prepared is None and inspected:
        return unmet(
            f"検査の準備の記録がない({_INSPECTED} {format_date(inspected)})",
            f"検査前に準備した記録があれば、{blank}を登録してください。ない場合は、{BY_EXCEPTION}",
            command=command,
        )
    remedy = f"{blank}を登録してください。" if plan else ""
    return unmet(f"検査の準備の記録がそろっていない(不足: {lacks})", remedy, command=command) if fields else met()


def inspection_was_passed(case: Case) -> Outcome:
    """S5-02: 検査日, 検査員, 方法, 個人情報の確認 are recorded, and 結果 = 合格; nothing lifts this duty."""
    inspection = case.contract.completion_inspection
    if inspection is None:
        return unmet("検査の記録がない")
    fields = case.unfilled(inspection, "inspected_on", "inspected_by", "method", "personal_data_check", "passed")
    unproved = not case.on_trust(inspection, inspection.inspected_on) and not case.has_original(inspection)
    if fields:
        blank = listed([label(CompletionInspection, name) for name in fields])
        lacks = listed(case.lacks(inspection, *fields))
        told, remedy = f"検査の記録がそろっていない(不足: {lacks})", f"{blank}を登録してください。"
        if unproved:
            told, remedy = f"{told}。{NO_ORIGINAL}", remedy + ORIGINAL_REMEDY
        return unmet(told, remedy, command=attach(case, "completion_inspection", fields, paper=unproved))
    if not inspection.passed:
        return unmet("検査の結果が不合格", "契約不適合の追完を求め、再検査の結果を登録してください。")
    if unproved:
        command = attach(case, "completion_inspection", paper=True)
        return unmet(f"検査調書の{NO_ORIGINAL}", ORIGINAL_REMEDY, command=command)
    return met()


def data_was_returned(case: Case) -> Outcome:
    """S6-01: 返還・廃棄の確認日 and 方法 are recorded; a subcontractor's own return is noted beside (推論)."""
    record = case.contract.return_disposal
    if lack := _return_lacks(case, record):
        return lack
    return met(
        *_extent_contradicts_method(case, record),
        *(
            Note(
                f"再委託{sub.no}の返還・廃棄の確認の記録がない〔推論〕",
                "委託先を通じて再委託先の返還・廃棄を確認し、登録してください。",
                f"lifecycle attach {{id}} return_disposal --subcontract {sub.no}"
                " --set confirmed_on=… --set method=… --file …",
            )
            for sub in case.contract.subcontracts
            if sub.sheet.handles_pi is not False
            and not sub.came_to_nothing(case.on)
            and _return_lacks(case, sub.return_disposal)
        ),
    )


def data_was_destroyed(case: Case) -> Outcome:
    """S6-02: the same record as for S6-01, where the article that asks for it was adopted."""
    if left_out := article_left_out(case):
        return left_out
    return _return_lacks(case, case.contract.return_disposal) or met()


def _return_lacks(case: Case, record: ReturnDisposal | None) -> Outcome | None:
    """The unmet duty where a return or disposal is not on record, or was not of all the data; None where it was.

    A blank 返還・廃棄の範囲 counts as 全部, unless the method itself says that something is left.
    """
    blank = case.lacks(record or ReturnDisposal(), "confirmed_on", "method")
    if record is None or blank:
        return unmet(f"返還・廃棄の確認の記録がそろっていない(不足: {listed(blank)})")
    method = record.method or ""
    if record.extent is Extent.PART:
        reason = f"{_EXTENT}が「{Extent.PART.label}」で、残りの返還・廃棄の記録がない"
    elif record.extent is None and says_partial(case.book.readings, method):
        reason = f"{_METHOD}の記載(「{shortened(method)}」)では、全部の返還・廃棄を確認したといえない"
    else:
        return None
    remedy = f"残りの返還・廃棄を確認し、その日と方法、{_EXTENT}(「{Extent.WHOLE.label}」)を登録してください。"
    command = attach(case, "return_disposal", ["confirmed_on", "method"])
    return unmet(reason, remedy, command=f"{command} --set extent={Extent.WHOLE.label}")


def _extent_contradicts_method(case: Case, record: ReturnDisposal | None) -> tuple[Note, ...]:
    """The note that 返還・廃棄の範囲 says 全部 and the method that something is left."""
    method = record.method or "" if record else ""
    if record is None or record.extent is not Extent.WHOLE or not says_partial(case.book.readings, method):
        return ()
    told = f"{_EXTENT}は「{record.extent.label}」なのに、{_METHOD}の記載(「{shortened(method)}」)は一部と読める"
    remedy = f"{_METHOD}の記載又は{_EXTENT}の誤りを訂正してください。"
    return (Note(told, remedy, attach(case, "return_disposal", ["method"])),)


def start_is_dated(case: Case) -> Outcome:
    """F-02: 履行開始日 is recorded."""
    return met() if case.contract.sheet.performance_start_on else unmet(f"{_START}が記録されていない")


def no_incident_is_open(case: Case) -> Outcome:
    """F-05: every recorded incident is closed (仮定); it says what the law asks for by which day.

    That the persons concerned were told is asked for beyond the closing (個人情報保護法68条2項): a warning.
    """
    still_open = open_incidents(case.contract, case.book.readings)
    kind, rules = case.book.occasion("incident"), case.book.incidents
    if not still_open:
        return met(*untold_persons(rules, case.contract, case.book.readings))
    first = next(no for no, incident in with_numbers(case.contract.incidents) if incident.closed_on is None)
    answer = unmet(
        incident_reason(rules, still_open),
        case.book.desks.worded(kind.remedy or "", case.on),
        command=f"lifecycle incident close {{id}}/{MARK}{first} --reason …",
    )
    return answer._replace(due_on=next_day(rules, still_open), due_note=f"〔{kind.standing}〕")


GUARDS: Mapping[str, Guard] = {
    "inspection_was_prepared": inspection_was_prepared,
    "inspection_was_passed": inspection_was_passed,
    "data_was_returned": data_was_returned,
    "data_was_destroyed": data_was_destroyed,
    "start_is_dated": start_is_dated,
    "no_incident_is_open": no_incident_is_open,
}
