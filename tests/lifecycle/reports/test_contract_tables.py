"""Into which column of 表1〜5, 11 and 12 a contract falls."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from factories import checklist, contract, review, visit, waiver

from config.loader import rule_book
from config.vocabulary import Answer, Arrangement
from lifecycle.papers.tables.audit_counts import count_tables, rate_of
from states.documents import OLD_EDITION, EmergencyContact
from states.facts import Contract

CLAUSES = (
    "inspection_clause",
    "subcontract_clause",
    "nonconformity_clause",
    "termination_clause",
    "finance_rule_items",
)


def row_of(number: int, *contracts: Contract) -> tuple[int, ...]:
    """The counts of a table in 令和6年度 as of 2024-11-26."""
    row = count_tables(contracts, date(2024, 11, 26), rule_book(), [2024]).table(number).rows[0]
    return row.values


@pytest.mark.parametrize("clause", CLAUSES)
@pytest.mark.parametrize("answer", [False, None])
def test_a_clause_that_is_missing_or_blank_is_a_fault(clause: str, answer: bool | None) -> None:
    """不備 = a clause column is 無; blank is not clean."""
    assert row_of(1, contract(contract_review=review(**{clause: answer}))) == (1, 0, 0, 1)


def test_a_contract_nobody_reviewed_is_a_fault_in_both_tables_of_documents() -> None:
    """A contract without a 契約書確認 by the date counts as 不備."""
    unreviewed = contract(contract_review=None)
    assert row_of(1, unreviewed) == row_of(2, unreviewed) == (1, 0, 0, 1)


def test_a_fault_of_a_long_term_contract_has_its_own_column_and_stays_in_the_whole() -> None:
    """Report 表1, 表2: 長期継続契約のため見直ししていない is neither clean nor a finding, yet in the whole."""
    old = review(template_edition=OLD_EDITION, provisions_edition=OLD_EDITION)
    long_term = contract("R6-0002", sheet={"long_term": True, "concluded_on": date(2022, 4, 1)}, contract_review=old)
    assert row_of(1, contract(), long_term) == row_of(2, contract(), long_term) == (2, 1, 1, 0)


@pytest.mark.parametrize(("edition", "clean"), [(date(2023, 10, 10), 1), (OLD_EDITION, 0), (None, 0)])
def test_the_special_provisions_are_counted_by_their_edition_alone(edition: date | None, clean: int) -> None:
    """表2: likewise for 特記事項の版; a missing clause is no matter of 表2."""
    one = contract(contract_review=review(provisions_edition=edition, termination_clause=False))
    assert row_of(2, one) == (1, clean, 0, 1 - clean)


@pytest.mark.parametrize(
    ("checklists", "done"),
    [
        ((), 0),
        ((checklist(),), 1),
        ((checklist(reviewed_on=None),), 0),
        ((checklist(received_on=None),), 0),
        ((checklist(), checklist(received_on=date(2024, 9, 2), reviewed_on=None)), 0),
    ],
    ids=["none", "confirmed", "not confirmed", "not received", "a later one not yet confirmed"],
)
def test_a_self_inspection_counts_once_the_latest_checklist_is_confirmed(
    checklists: tuple[Any, ...], done: int
) -> None:
    """表3: 受領日 and 確認日 by the date; of several documents the latest counts. 表4 counts those done."""
    one = contract(checklists=checklists)
    assert row_of(3, one) == (1, done, 1 - done)
    assert row_of(4, one)[0] == done


@pytest.mark.parametrize(
    ("sheet", "doubt", "owed"),
    [
        ({"record_count": 999}, False, 0),
        ({"record_count": 1000}, False, 1),
        ({"record_count": None}, None, 0),
        ({"specific_pi": True, "record_count": None}, False, 1),
        ({"sensitive_pi": True, "record_count": 1}, False, 1),
        ({"record_count": 1}, True, 1),
    ],
)
def test_a_visit_is_owed_for_special_data_a_thousand_records_or_a_doubt(
    sheet: dict[str, Any], doubt: bool | None, owed: int
) -> None:
    """表5: 特定, 要配慮, 取扱件数 ≥ 1000, or a received checklist marked 疑義; any one suffices."""
    assert row_of(5, contract(sheet=sheet, checklists=(checklist(doubt=doubt),)))[0] == owed


def test_a_doubt_on_a_checklist_that_never_arrived_demands_no_visit() -> None:
    """表5: a *received* checklist marked 疑義."""
    assert row_of(5, contract(checklists=(checklist(doubt=True, received_on=None),)))[0] == 0


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"visits": (visit(fit=False),)}, (1, 1, 0, 0, 0)),
        ({"visits": (visit(),), "waivers": (waiver(),)}, (1, 1, 0, 0, 0)),
        ({"waivers": (waiver(),)}, (1, 0, 1, 1, 0)),
        ({"waivers": (waiver(reason=None),)}, (1, 0, 1, 0, 1)),
        ({"waivers": (waiver(reason="　"),)}, (1, 0, 1, 0, 1)),
        ({}, (1, 0, 1, 0, 1)),
    ],
    ids=["visited, unfit", "visited after a reason", "県外 alone", "reason blank", "reason of spaces", "nothing"],
)
def test_a_stated_reason_counts_as_a_reason_whether_or_not_any_guard_accepts_it(
    facts: dict[str, Any], expected: tuple[int, ...]
) -> None:
    """表5: 理由あり where a reason was recorded (accepted or not); audit tables are not guards."""
    assert row_of(5, contract(sheet={"specific_pi": True}, **facts)) == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"incident_manager": None},
        {"incident_contact": None},
        {"answers": {27: Answer.NO}},
        {"reviewed_on": None},
    ],
)
def test_the_contact_arrangement_needs_a_confirmed_checklist_that_names_both(fields: dict[str, Any]) -> None:
    """表11: 表3's 実施済 with 事故時責任者 and 事故時連絡先 filled and 問27 not いいえ."""
    assert row_of(11, contract(checklists=(checklist(**fields),))) == (1, 0, 1)


@pytest.mark.parametrize("answers", [{27: Answer.YES}, {}])
def test_the_contact_arrangement_stands_unless_item_27_says_no(answers: dict[int, Answer]) -> None:
    """表11: 問27 not いいえ; a blank is not いいえ."""
    assert row_of(11, contract(checklists=(checklist(answers=answers),))) == (1, 1, 0)


@pytest.mark.parametrize(
    ("arrangement", "confirmed_on", "there"),
    [
        (Arrangement.NUMBERS_EXCHANGED, date(2024, 5, 1), 1),
        (Arrangement.SHIFT_DUTY, date(2024, 5, 1), 1),
        (Arrangement.SHIFT_DUTY, None, 0),
        (Arrangement.NONE, date(2024, 5, 1), 0),
        (None, date(2024, 5, 1), 0),
    ],
)
def test_round_the_clock_contact_is_exchanged_numbers_or_shift_duty_once_confirmed(
    arrangement: Arrangement | None, confirmed_on: date | None, there: int
) -> None:
    """表12: 携帯番号等の交換 or 交替制在庁, confirmed by the date; なし = all the rest."""
    contact = EmergencyContact(arrangement=arrangement, confirmed_on=confirmed_on)
    assert row_of(12, contract(emergency_contact=contact)) == (1, there, 1 - there)


def test_a_contract_without_any_contact_record_has_no_round_the_clock_contact() -> None:
    """表12: なし = all the rest."""
    assert row_of(12, replace(contract(), emergency_contact=None)) == (1, 0, 1)


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [
        (1, 32, "3.1%"),
        (1, 16, "6.3%"),
        (46, 89, "51.7%"),
        (1, 1, "100%"),
        (1999, 2000, "100.0%"),
        (0, 1, "0.0%"),
        (0, 0, None),
    ],
)
def test_a_rate_is_printed_as_the_report_prints_it(part: int, whole: int, printed: str | None) -> None:
    """Rates: one decimal, half up (6.25 is 6.3, 3.125 is 3.1); exactly 100 is 100%; no case is blank."""
    assert rate_of(part, whole) == printed
