"""The tables of contracts (表1〜5, 11, 12): into which columns a contract falls, as the audit counted.

A classifier answers with the headings a case counts in besides the total, or None where it is no case of the table.
These are the audit's definitions and no guard's: 理由あり in 表5 means a reason was stated, not accepted.
"""

from collections.abc import Callable, Mapping

from config.rulebook import RuleBook
from config.vocabulary import Answer, Arrangement
from lifecycle.papers.tables.year_row import YearRow
from states.content import says
from states.documents import Checklist, ContractReview
from states.emergency import why_not_reached
from states.facts import Inspected
from states.guards.checklists import answer_meaning
from states.guards.s3_onsite import record_threshold
from states.local_columns import clauses_asked

Columns = tuple[str, ...]
ContractClassifier = Callable[[YearRow], Columns | None]


def visit_columns(row: YearRow, subject: Inspected) -> Columns:
    """The columns of 表5 and 表10: visited (whatever the result), or with or without a reason, accepted or not."""
    if any(visit.inspected_on for visit in subject.visits):
        return ("実施済",)
    if any(waiver.reason_kinds or says(row.book.readings, waiver, "reason") for waiver in subject.waivers):
        return ("未実施", "内訳:理由あり")
    return ("未実施", "内訳:理由なし")


def _has_every_clause(review: ContractReview, book: RuleBook) -> bool:
    """Whether each clause column that a rule asks for says 有; a column with 無 or a blank does not."""
    return all(getattr(review, name) for name in clauses_asked(book))


def _contract_document(row: YearRow) -> Columns:
    """表1 (p.4): a missing or blank clause, an old template, or no review at all counts as 不備."""
    review = row.contract.contract_review
    edition, complete = (review.template_edition, _has_every_clause(review, row.book)) if review else (None, False)
    if complete and row.is_current(edition, "template"):
        return ("不備なし",)
    unrevised = row.is_only_unrevised(edition, "template", complete=complete)
    return ("長期継続契約のため見直ししていない",) if unrevised else ("不備がある",)


def _special_provisions(row: YearRow) -> Columns:
    """表2 (p.6): whether the special provisions are of the edition in force; without a review they are not."""
    review = row.contract.contract_review
    edition = review.provisions_edition if review else None
    if row.is_current(edition, "special_provisions"):
        return ("最新のものを使用",)
    unrevised = row.is_only_unrevised(edition, "special_provisions")
    return ("長期継続契約のため未使用",) if unrevised else ("最新のもの未使用",)


def _confirmed_checklist(row: YearRow) -> Checklist | None:
    """The contractor's latest checklist where it was received and its content confirmed (受領日, 確認日)."""
    checklist = row.contract.checklist
    return checklist if checklist and checklist.received_on and checklist.reviewed_on else None


def _self_inspection(row: YearRow) -> Columns:
    """表3 (p.7): whether a checklist was received and confirmed."""
    return ("実施済",) if _confirmed_checklist(row) else ("未実施",)


def _checklist_edition(row: YearRow) -> Columns | None:
    """表4 (p.7): of the contracts that 表3 counts as 実施済, those whose checklist is of the latest edition."""
    checklist = _confirmed_checklist(row)
    if checklist is None:
        return None
    return ("最新のものを使用",) if row.is_newest_checklist(checklist.form_edition) else ("最新のもの未使用",)


def _must_be_visited(row: YearRow) -> bool:
    """Whether 特定, 要配慮, 1,000 records or more, or a received checklist marked 疑義 asks for a visit; blanks do
    not."""
    sheet, checklist = row.contract.sheet, row.contract.checklist
    many = sheet.record_count is not None and sheet.record_count >= record_threshold(row.book, row.as_of)
    doubted = bool(checklist and checklist.received_on and checklist.doubt)
    return bool(sheet.specific_pi or sheet.sensitive_pi or many or doubted)


def _onsite_visit(row: YearRow) -> Columns | None:
    """表5 (p.9): of the contracts that must be visited, whether visited, or not visited with or without a reason."""
    return visit_columns(row, row.contract) if _must_be_visited(row) else None


def _contact_arrangement(row: YearRow) -> Columns:
    """表11 (p.15): of 表3's 実施済, those whose checklist names incident manager and contact, the item not いいえ."""
    checklist = _confirmed_checklist(row)
    arranged = (
        checklist is not None
        and says(row.book.readings, checklist, "incident_manager")
        and says(row.book.readings, checklist, "incident_contact")
        and answer_meaning(checklist, row.book, "incident_contact") is not Answer.NO
    )
    return ("整備済",) if arranged else ("未整備",)


def _round_the_clock(row: YearRow) -> Columns:
    """表12 (p.16): numbers exchanged or shift duty, confirmed by the date, count; everything else is なし.

    Hours that nobody covers, and a call that did not get through, say that there is none; the report knows neither.
    """
    contact = row.contract.emergency_contact
    arranged = (
        contact is not None
        and contact.arrangement in (Arrangement.NUMBERS_EXCHANGED, Arrangement.SHIFT_DUTY)
        and contact.confirmed_on is not None
        and not why_not_reached(row.contract)
    )
    return ("常時連絡体制あり",) if arranged else ("常時連絡体制なし",)


CLASSIFIERS: Mapping[int, ContractClassifier] = {
    1: _contract_document,
    2: _special_provisions,
    3: _self_inspection,
    4: _checklist_edition,
    5: _onsite_visit,
    11: _contact_arrangement,
    12: _round_the_clock,
}
