"""A visit that is made again: each fiscal year where the setting asks for it (国の指針), and after an incident."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from scenarios.reader import told

from config.calendar import BusinessCalendar
from config.loader import rule_book
from config.vocabulary import Stage, Status
from states.assessment import Assessor
from states.facts import Policy
from states.verdict import Finding

BOOK, CALENDAR = rule_book(), BusinessCalendar()
YEARLY = Policy(yearly_visit=True)
LONG = "契約: 履行期限=R9.3.31"
VISIT_R6, VISIT_R7 = "実地調査: 実施日=R6.5.7", "実地調査: 実施日=R7.5.7"
BY_VIDEO = (
    "実地調査に代わる対応: 未実施の理由の区分=県外; 追加の事情=離島で、船便がない; 代替措置の種類=テレビ通話・写真; "
    "理由の記録日=R6.12.2; 代替措置の実施日=R6.12.3; 代替措置の承認日=R6.12.4"
)
LEAK = "漏えい等事案: 認識日=R6.6.3; 概要=書類の紛失"


def says(code: str, *lines: str, on: date, policy: Policy = YEARLY, **facts: Any) -> Finding:
    """What a rule says of the complete file with these departures on a day, beside its remarks."""
    contract = replace(told(lines).contract(Stage.PERFORMING), **facts)
    findings = Assessor(BOOK, policy, CALENDAR).assess(contract, on).findings
    return next(f for f in findings if f.code == code and not f.noted)


def remarks(code: str, *lines: str, on: date) -> list[str]:
    """What the rule remarks beside its own answer."""
    contract = told(lines).contract(Stage.PERFORMING)
    findings = Assessor(BOOK, YEARLY, CALENDAR).assess(contract, on).findings
    return [f.reason for f in findings if f.code == code and f.noted]


def test_nothing_is_asked_where_the_setting_does_not_ask() -> None:
    """The guideline is followed by those who have switched it on."""
    assert says("S3-09", LONG, on=date(2025, 6, 1), policy=Policy()).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("on", "lines", "status", "due"),
    [
        (date(2024, 3, 31), (), Status.NOT_APPLICABLE, None),
        (date(2024, 6, 3), ("実地調査: なし",), Status.UNMET, date(2025, 3, 31)),
        (date(2024, 6, 3), (VISIT_R6,), Status.MET, None),
        (date(2025, 3, 31), (LONG, VISIT_R6), Status.MET, None),
        (date(2025, 4, 1), (LONG, VISIT_R6), Status.UNMET, date(2026, 3, 31)),
        (date(2025, 6, 2), (LONG, VISIT_R7), Status.MET, None),
        (date(2025, 6, 2), ("契約: 履行期限=R8.1.30", VISIT_R6), Status.UNMET, date(2026, 1, 30)),
        (date(2025, 6, 2), ("契約: 履行期限=R7.3.31", VISIT_R6), Status.MET, None),
        (date(2024, 12, 10), ("実地調査: なし", BY_VIDEO), Status.SUBSTITUTED, None),
        (date(2025, 4, 1), (LONG, "実地調査: なし", BY_VIDEO), Status.UNMET, date(2026, 3, 31)),
        (date(2024, 6, 3), ("実地調査: 調査者の区分=委託先",), Status.UNMET, date(2025, 3, 31)),
        (date(2024, 6, 3), ("実地調査: 結果=不適",), Status.UNMET, date(2025, 3, 31)),
    ],
)
def test_each_year_of_the_performance_asks_for_its_own_visit(
    on: date, lines: tuple[str, ...], status: Status, due: date | None
) -> None:
    """A visit or an accepted substitute counts for its fiscal year; no year is asked for beyond 履行期限."""
    finding = says("S3-09", *lines, on=on)
    assert (finding.status, finding.due_on if status is Status.UNMET else None) == (status, due)
    assert finding.gate in (None, Stage.COMPLETED)


def test_a_year_that_passed_without_a_visit_is_a_remark_and_no_debt() -> None:
    """Nothing can make it good."""
    assert remarks("S3-09", LONG, VISIT_R7, on=date(2025, 6, 2)) == [
        "R6年度の実地調査の記録がない(過ぎた年度のものは、さかのぼって満たせない)"
    ]
    assert remarks("S3-09", LONG, VISIT_R6, on=date(2025, 6, 2)) == []


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ((LEAK,), Status.UNMET),
        ((LEAK, "実地調査: 実施日=R6.6.2"), Status.UNMET),
        ((LEAK, "実地調査: 実施日=R6.6.3"), Status.MET),
        ((LEAK, "実地調査: なし", BY_VIDEO), Status.SUBSTITUTED),
        ((f"{LEAK}; 終結日=R6.12.5",), Status.NOT_APPLICABLE),
        ((), Status.NOT_APPLICABLE),
    ],
)
def test_an_open_incident_asks_for_a_visit_since_it_was_known(lines: tuple[str, ...], status: Status) -> None:
    """The visit before does not count, one of the very day does; 30 calendar days are assumed, and 完了 is barred."""
    finding = says("S3-10", *lines, on=date(2024, 12, 10), policy=Policy())
    assert finding.status is status
    if status is Status.UNMET:
        assert (finding.due_on, finding.gate) == (date(2024, 7, 3), Stage.COMPLETED)


def test_a_contract_that_has_ended_is_not_visited_again() -> None:
    """The incident can be opened after 完了 all the same."""
    finding = says("S3-10", LEAK, on=date(2024, 12, 10), stage=Stage.COMPLETED)
    assert finding.status is Status.NOT_APPLICABLE
