"""Into which column of 表6〜10 a subcontract falls."""

from datetime import date
from typing import Any

import pytest
from factories import checklist, contract, subcontract, visit, waiver

from config.loader import rule_book
from lifecycle.papers.tables.audit_counts import TableRow, count_tables
from states.documents import SubcontractNotice
from states.facts import Subcontract


def row_of(number: int, *subcontracts: Subcontract) -> TableRow:
    """The row of a table in 令和6年度 for one contract with these subcontracts."""
    return count_tables([contract(subcontracts=subcontracts)], date(2024, 11, 26), rule_book()).table(number).rows[0]


@pytest.mark.parametrize(
    ("sheet", "approved"),
    [
        ({"approved_on": date(2024, 4, 9), "started_on": date(2024, 4, 9)}, 1),
        ({"approved_on": date(2024, 4, 10), "started_on": date(2024, 4, 9)}, 0),
        ({"started_on": None}, 1),
        ({"started_on": date(2025, 2, 3)}, 1),
        ({"approved_on": None}, 0),
        ({"approval_no": None}, 0),
        ({"approval_no": " "}, 0),
        ({"handles_pi": False, "approved_on": None}, 0),
    ],
)
def test_an_approval_counts_when_written_and_not_after_the_start(sheet: dict[str, Any], approved: int) -> None:
    """表6: 承認日 and 承認文書番号, 承認日 ≤ 業務開始日 where given (推論); all subcontracts."""
    assert row_of(6, subcontract(sheet=sheet)).values == (1, approved, 1 - approved)


@pytest.mark.parametrize("handles_pi", [False, None])
def test_a_subcontract_without_personal_data_stands_in_the_table_of_approvals_alone(handles_pi: bool | None) -> None:
    """表7〜10 only subcontracts with 保有個人情報の取扱い = はい."""
    one = subcontract(sheet={"handles_pi": handles_pi, "specific_pi": True})
    assert [row_of(n, one).values[0] for n in (6, 7, 8, 9, 10)] == [1, 0, 0, 0, 0]


@pytest.mark.parametrize(("method", "known"), [("説明会の実施", 1), (None, 0), ("　", 0)])
def test_the_announcement_is_known_when_its_way_is_recorded(method: str | None, known: int) -> None:
    """表7: 把握済 = 周知の方法 is filled."""
    assert row_of(7, subcontract(notice=SubcontractNotice(notice_method=method))).values == (1, known, 1 - known)


def test_a_subcontractors_checklist_counts_when_received_without_being_confirmed() -> None:
    """表8: 提出済 = checklist received; 表9 counts those submitted."""
    received, missing = subcontract("1", checklists=(checklist(reviewed_on=None),)), subcontract("2", checklists=())
    assert row_of(8, received, missing).values == (2, 1, 1)
    assert row_of(9, received, missing).values == (1, 1, 0)


@pytest.mark.parametrize(
    ("sheet", "facts", "expected"),
    [
        ({}, {"checklists": (checklist(doubt=True),)}, (0, 0, 0, 0, 0)),
        ({"specific_pi": True}, {"visits": (visit(),)}, (1, 1, 0, 0, 0)),
        ({"sensitive_pi": True}, {"waivers": (waiver(),)}, (1, 0, 1, 1, 0)),
        ({"sensitive_pi": True}, {}, (1, 0, 1, 0, 1)),
    ],
)
def test_a_subcontractor_must_be_visited_for_special_data_only(
    sheet: dict[str, Any], facts: dict[str, Any], expected: tuple[int, ...]
) -> None:
    """表10; report p.14: 特定 or 要配慮, not the 1,000 records and not a doubt, then as 表5."""
    assert row_of(10, subcontract(sheet=sheet, **facts)).values == expected


def test_each_count_names_the_subcontracts_behind_it() -> None:
    """A subject is R6-0012/1 for the subcontract 1 of R6-0012; `--drill` lists them."""
    late = subcontract("1.1", sheet={"approved_on": date(2024, 5, 1)})
    row = row_of(6, subcontract("1"), late)
    assert row.members == {0: ("R6-0001/1", "R6-0001/1.1"), 1: ("R6-0001/1",), 2: ("R6-0001/1.1",)}
