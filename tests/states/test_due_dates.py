"""Due dates: what counts from which day, the floors, and the office's calendar (semantics §5)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenarios.reader import told

from config.calendar import BusinessCalendar
from config.loader import rule_book
from config.vocabulary import Stage
from states.assessment import Assessor
from states.due_dates import due_on
from states.facts import Contract, Policy
from states.guards.case import Case

BOOK = rule_book()
CALENDAR = BusinessCalendar()
MAY = date(2024, 5, 10)
LONG_TERM = "令和4年4月1日締結の長期継続契約"


def due(code: str, *given: str, on: date = MAY, calendar: BusinessCalendar = CALENDAR) -> date | None:
    """When a rule falls due for the complete file with these departures; the first subcontract's where it has any."""
    contract = told(given).contract(Stage.CONCLUDED)
    sub = contract.subcontracts[0] if BOOK.rules[code].subject == "subcontract" else None
    return due_on(BOOK.rules[code], Case(contract, on, BOOK, sub), calendar)


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("S0-01", date(2024, 4, 1)),
        ("S0-03", date(2024, 4, 1)),
        ("S1-01", date(2024, 4, 1)),
        ("S1-09", date(2024, 4, 1)),
        ("S2-04", date(2024, 4, 19)),
        ("S2-12", date(2024, 4, 19)),
        ("S2-06", date(2024, 5, 27)),
        ("S3-01", date(2024, 5, 16)),
        ("S3-05", date(2024, 5, 16)),
        ("S3-06", date(2024, 5, 16)),
        ("S4-03", date(2024, 4, 15)),
        ("S4-04", date(2024, 4, 15)),
        ("S4-05", date(2024, 4, 26)),
        ("S4-06", date(2024, 4, 26)),
        ("S4-07", date(2024, 4, 26)),
        ("S4-08", date(2024, 5, 30)),
        ("S5-01", date(2025, 3, 10)),
        ("S5-02", date(2025, 4, 14)),
        ("S6-01", date(2025, 4, 18)),
        ("S6-02", date(2025, 4, 18)),
        ("F-01", None),
        ("S4-01", None),
    ],
)
def test_each_duty_falls_due_so_many_business_days_from_its_own_day(code: str, day: date | None) -> None:
    """The complete file: signed and begun 2024-04-01, approved 4/8, subcontract begun 4/15, inspected 2025-03-31."""
    assert due(code, "再委託1: あり") == day


def test_fourteen_business_days_from_1_april_2024_are_19_april() -> None:
    """The example of semantics §5."""
    assert CALENDAR.add(date(2024, 4, 1), 14) == date(2024, 4, 19)


@pytest.mark.parametrize(
    ("code", "blank"),
    [
        ("S2-04", "契約: 締結日="),
        ("S3-01", "契約: 履行開始日="),
        ("S4-03", "再委託1: 業務開始日="),
        ("S4-05", "再委託1: 承認日="),
        ("S5-02", "契約: 履行期限="),
        ("S6-01", "検査: なし"),
        ("S2-06", "チェックリスト: なし"),
    ],
)
def test_without_the_day_it_counts_from_a_duty_has_no_due_date(code: str, blank: str) -> None:
    """Shown, but no ladder (semantics §5)."""
    assert due(code, "再委託1: あり", blank) is None


@pytest.mark.parametrize(
    ("code", "floor"),
    [
        ("S1-07", date(2023, 10, 10)),
        ("S2-08", date(2023, 10, 30)),
        ("S2-10", date(2024, 1, 22)),
        ("S2-07", date(2024, 1, 22)),
        ("S3-01", date(2023, 11, 22)),
        ("S4-07", date(2024, 1, 22)),
        ("S4-08", date(2023, 11, 22)),
    ],
)
def test_nothing_falls_due_before_the_rules_first_date_plus_the_same_number(code: str, floor: date) -> None:
    """A contract of 2023-04-01 did not owe in spring what a circular of autumn asks (semantics §5)."""
    spring = ("令和5年4月1日締結", "旧様式の再委託1")
    assert due(code, *spring) == floor
    rule = BOOK.rules[code]
    assert rule.deadline
    assert rule.first_on
    assert floor == CALENDAR.add(rule.first_on, rule.deadline.days)


def test_a_rule_without_a_first_date_has_no_floor() -> None:
    """S2-04 is 従前から: due fourteen business days after a signature of 2023."""
    assert due("S2-04", "令和5年4月1日締結") == date(2023, 4, 20)


@pytest.mark.parametrize(
    ("on", "checklist", "visit"),
    [
        (date(2024, 3, 31), date(2023, 4, 20), date(2023, 11, 22)),
        (date(2024, 4, 1), date(2024, 4, 19), date(2024, 5, 16)),
    ],
)
def test_a_long_term_contract_counts_from_the_first_day_of_its_latest_year(
    on: date, checklist: date, visit: date
) -> None:
    """長期継続契約 of R4 to R6: until R5's last day from 2023-04-01 (S3-01 on its floor), then from 2024-04-01."""
    assert due("S2-04", LONG_TERM, on=on) == checklist
    assert due("S3-01", LONG_TERM, on=on) == visit


@pytest.mark.parametrize(
    ("concluded", "lacking", "code", "day"),
    [
        ("R6.4.1", "特記事項の版=旧", "S1-07", date(2024, 4, 1)),
        ("R5.11.1", "条文の版=旧", "S1-10", date(2023, 11, 1)),
        ("R5.11.1", "条文の版=R5.10.10", "S1-10", date(2024, 4, 1)),
        ("R4.4.1", "実地調査・報告条項=無", "S1-01", date(2024, 4, 1)),
    ],
)
def test_what_a_long_term_contract_was_asked_when_concluded_is_due_on_that_day(
    concluded: str, lacking: str, code: str, day: date
) -> None:
    """What blocks is due on 締結日, in later years too; what only came later, on the first day of the year."""
    long_term = f"契約: 年度=R4,R5,R6; 長期継続契約=はい; 締結日={concluded}"
    contract = told([long_term, f"契約書確認: {lacking}"]).contract(Stage.CONCLUDED)
    found = {f.code: f for f in Assessor(BOOK, Policy(), CALENDAR).assess(contract, MAY).findings}
    assert found[code].due_on == day


def test_a_long_term_contract_ends_when_it_ends() -> None:
    """Only what counts from 締結日 or 履行開始日 moves with the year."""
    assert due("S5-02", LONG_TERM) == date(2025, 4, 14)


def test_the_offices_own_closed_days_do_not_count() -> None:
    """An office's calendar decides (semantics §5): one closed day, one day later."""
    closed = BusinessCalendar(frozenset({date(2024, 4, 10)}))
    assert due("S2-04", calendar=closed) == date(2024, 4, 22)


def test_the_findings_carry_the_due_date_and_a_duty_that_does_not_apply_has_none() -> None:
    """What the store keeps as obligations comes from here."""
    contract = told(["契約: 取扱件数=1,000"]).contract(Stage.CONCLUDED)
    found = {f.code: f for f in Assessor(BOOK, Policy(), CALENDAR).assess(contract, MAY).findings}
    assert found["S3-01"].due_on == date(2024, 5, 16)
    assert found["S2-06"].due_on is None


@given(st.dates(date(2015, 1, 5), date(2034, 12, 28)), st.integers(0, 40))
def test_adding_business_days_lands_on_one_and_counts_right(day: date, days: int) -> None:
    """`add` and `between` agree, and there is a way back."""
    end = CALENDAR.add(day, days)
    assert CALENDAR.between(day, end) == days
    assert days == 0 or CALENDAR.is_business_day(end)
    if CALENDAR.is_business_day(day):
        assert CALENDAR.add(end, -days) == day


@given(st.dates(date(2022, 1, 1), date(2027, 1, 1)), st.integers(0, 400))
def test_a_later_signature_is_never_due_earlier(day: date, later: int) -> None:
    """Floors keep the order of dates."""

    def dues(signed: date) -> list[date]:
        contract: Contract = told([f"契約: 締結日={signed.isoformat()}"]).contract(Stage.CONCLUDED)
        found = [due_on(BOOK.rules[code], Case(contract, MAY, BOOK), CALENDAR) for code in ("S1-07", "S2-04", "S2-07")]
        return [one for one in found if one]

    assert all(a <= b for a, b in zip(dues(day), dues(day + timedelta(days=later)), strict=True))
