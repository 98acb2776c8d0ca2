"""The tables of subcontracts (表6〜10): into which columns a subcontract falls, as the audit counted.

A subcontract stands in the fiscal years of its contract, and where a table has a cut-off, that contract decides.
"""

from collections.abc import Callable, Mapping

from lifecycle.papers.tables.contract_cases import Columns, visit_columns
from lifecycle.papers.tables.year_row import YearRow
from states.content import says
from states.documents import Checklist
from states.facts import Subcontract

SubcontractClassifier = Callable[[YearRow, Subcontract], Columns | None]


def _written_approval(row: YearRow, subcontract: Subcontract) -> Columns:
    """表6 (p.12): approved in writing and, where a start is given, not after the start (推論); of all subcontracts."""
    sheet = subcontract.sheet
    approved = (
        sheet.approved_on is not None
        and says(row.book.readings, sheet, "approval_no")
        and (sheet.started_on is None or sheet.approved_on <= sheet.started_on)
    )
    return ("書面による承認有",) if approved else ("書面による承認無",)


def _announcement(row: YearRow, subcontract: Subcontract) -> Columns | None:
    """表7 (p.13): of subcontracts that handle personal data, whether it is known how the duties were announced."""
    if not subcontract.sheet.handles_pi:
        return None
    known = subcontract.notice is not None and says(row.book.readings, subcontract.notice, "notice_method")
    return ("周知方法把握済",) if known else ("周知方法未把握",)


def _submitted(subcontract: Subcontract) -> Checklist | None:
    """The subcontractor's latest checklist, where one was received; unlike in 表3 it need not be confirmed."""
    checklist = subcontract.checklist
    return checklist if checklist and checklist.received_on else None


def _submission(_row: YearRow, subcontract: Subcontract) -> Columns | None:
    """表8 (p.13): of subcontracts that handle personal data, whether a checklist reached the prefecture."""
    if not subcontract.sheet.handles_pi:
        return None
    return ("提出済",) if _submitted(subcontract) else ("未提出",)


def _checklist_edition(row: YearRow, subcontract: Subcontract) -> Columns | None:
    """表9 (p.13): of the subcontracts that 表8 counts as 提出済, those whose checklist is of the latest edition."""
    checklist = _submitted(subcontract)
    if not subcontract.sheet.handles_pi or checklist is None:
        return None
    newest = row.is_newest_checklist(checklist.form_edition, subcontract)
    return ("最新のものを使用",) if newest else ("最新のもの未使用",)


def _onsite_visit(row: YearRow, subcontract: Subcontract) -> Columns | None:
    """表10 (p.14): of subcontracts with 特定 or 要配慮 personal data (the 1,000 records do not count), as in 表5."""
    sheet = subcontract.sheet
    if not sheet.handles_pi or not (sheet.specific_pi or sheet.sensitive_pi):
        return None
    return visit_columns(row, subcontract)


CLASSIFIERS: Mapping[int, SubcontractClassifier] = {
    6: _written_approval,
    7: _announcement,
    8: _submission,
    9: _checklist_edition,
    10: _onsite_visit,
}
