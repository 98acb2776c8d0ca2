"""The tables as JSON, and the comparison with a file of expected figures."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from factories import contract, subcontract

from config.errors import InputRejectedError
from config.loader import rule_book
from lifecycle.papers.tables.audit_counts import AuditTables, count_tables
from lifecycle.papers.tables.expected_file import expected_from, read_expected
from lifecycle.papers.tables.table_json import Difference, as_json, compare


def some_tables() -> AuditTables:
    """One clean contract of 令和6年度 with a subcontract, and 令和5年度 empty."""
    return count_tables([contract(subcontracts=(subcontract(),))], date(2024, 11, 26), rule_book(), [2023, 2024])


def differences(**changes: Any) -> list[Difference]:
    """How our tables differ from a file with these parts."""
    return compare(some_tables(), expected_from(changes))


def test_the_json_has_the_fixed_shape() -> None:
    """JSON that is fixed: as_of, tables by number, rows by fiscal year, summary."""
    data = as_json(some_tables())
    assert list(data) == ["as_of", "tables", "summary"]
    assert list(data["tables"]) == [str(n) for n in range(1, 13)]
    assert data["tables"]["6"] == {
        "title": "再委託承認状況",
        "columns": ["件数", "書面による承認有", "書面による承認無", "書面による未承認率"],
        "pending": 0,
        "rows": {"R5": {"values": [0, 0, 0], "rate": None}, "R6": {"values": [1, 1, 0], "rate": "0.0%"}},
    }
    assert data["summary"] == {"contracts": 1, "in_scope": 1, "needs_improvement": 0}


def test_our_own_json_agrees_with_us_after_a_trip_through_a_file(tmp_path: Path) -> None:
    """`--compare` takes what `tables --json` prints."""
    path = tmp_path / "tables.json"
    path.write_text(json.dumps(as_json(some_tables()), ensure_ascii=False), encoding="utf-8")
    assert compare(some_tables(), read_expected(path)) == []


@pytest.mark.parametrize(
    "row", [None, {"values": None, "rate": None}, {"values": [None, None, None], "rate": None}, {"values": [0, 0, 0]}]
)
def test_blank_cells_mean_zeros(row: object) -> None:
    """An empty table has zeros and rate null; the report prints 表9 of 令和5年度 blank."""
    assert differences(tables={"9": {"rows": {"R5": row}}}) == []


def test_every_differing_figure_is_named() -> None:
    """`tables --compare` ends with 3 where findings exist."""
    row = {"values": [1, 0, 1], "rate": "100%"}
    found = differences(tables={"6": {"rows": {"令和6年度": row}}}, summary={"contracts": 190, "in_scope": None})
    assert found == [
        Difference("6", 2024, "書面による承認有", 1, 0),
        Difference("6", 2024, "書面による承認無", 0, 1),
        Difference("6", 2024, "書面による未承認率", "0.0%", "100%"),
        Difference(None, None, "contracts", 1, 190),
    ]


def test_what_the_file_has_and_we_have_not_is_a_difference() -> None:
    """A table, a fiscal year or a column too many is not silently passed over."""
    row = {"values": [1, 1, 0, 0]}
    assert differences(tables={"13": {"rows": {"R6": row}}, "6": {"rows": {"R4": row, "R6": row}}}) == [
        Difference("13", None, "表", None, "あり"),
        Difference("6", 2022, "年度", None, "あり"),
        Difference("6", 2024, "列の数", 3, 4),
    ]


def test_a_file_of_more_years_can_be_narrowed_to_those_asked_for() -> None:
    """`tables --fiscal-year R6 --compare`: the file's summary covers both years and says nothing of one."""
    data = {"tables": {"6": {"rows": {"R4": {"values": [9, 9, 9]}, "R6": {"values": [1, 1, 0]}}}}}
    expected = expected_from({**data, "summary": {"contracts": 190}})
    assert compare(some_tables(), expected.only([2023, 2024])) == []
    assert expected.only([2022, 2024]).summary == {"contracts": 190}


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ([], "全体"),
        ({}, "比べる数値が一つもありません"),
        ({"tables": []}, "tables"),
        ({"tables": {"1": {"R6": [89, 36, 7, 46]}}}, "表1.rows"),
        ({"tables": {"1": {"rows": {"6": {}}}}}, "表1: 年度として読めません「6」"),
        ({"tables": {"1": {"rows": {"R6": {"values": ["八九"]}}}}}, "表1.R6.values"),
        ({"tables": {"1": {"rows": {"R6": {"values": [True]}}}}}, "表1.R6.values"),
        ({"tables": {"1": {"rows": {"R6": {"values": [-1]}}}}}, "表1.R6.values"),
        ({"tables": {"1": {"rows": {"R6": {"rate": 51.7}}}}}, "表1.R6.rate"),
        ({"tables": {"1": {"rows": {"R6": {}, "2024": {}}}}}, "表1.2024: 同じ年度"),
        ({"as_of": "2月30日", "summary": {"contracts": 1}}, "as_of"),
        ({"summary": {"contracts": "190"}}, "summary.contracts"),
        ({"summary": [190]}, "summary"),
    ],
)
def test_a_file_of_another_shape_is_rejected_with_its_place(data: object, place: str) -> None:
    """Exit code 9: input file rejected."""
    with pytest.raises(InputRejectedError, match="比べる数値のファイル") as rejection:
        expected_from(data, "expected.json")
    assert place in str(rejection.value)
    assert "expected.json" in str(rejection.value)


def test_all_faults_are_told_at_once() -> None:
    """All faults at once."""
    with pytest.raises(InputRejectedError) as rejection:
        expected_from({"as_of": 0, "tables": {"1": None, "2": {"rows": {"R6": 1}}}})
    assert [place in str(rejection.value) for place in ("as_of", "表1:", "表2.R6:")] == [True] * 3


@pytest.mark.parametrize("content", [b"", b"{", b"\x93\x8c", b"PK\x03\x04", b"[" * 100_000, b"9" * 5_000])
def test_a_file_that_is_not_json_is_rejected(tmp_path: Path, content: bytes) -> None:
    """Exit code 9; nothing but a clear message leaves."""
    path = tmp_path / "expected.json"
    path.write_bytes(content)
    with pytest.raises(InputRejectedError, match=r"expected\.json"):
        read_expected(path)


def test_a_file_that_is_not_there_is_rejected(tmp_path: Path) -> None:
    """Exit code 9."""
    with pytest.raises(InputRejectedError, match="開けません"):
        read_expected(tmp_path / "none.json")
