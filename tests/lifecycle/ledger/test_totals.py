"""Rows of totals are left out and named; no record is taken for one."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lifecycle.ledger.cells import Row
from lifecycle.ledger.parse import parse_ledger
from lifecycle.ledger.totals import total_of

Write = Callable[[Mapping[str, Sequence[Sequence[Any]]]], Path]
HEADER = ["契約番号", "所属", "業務名", "委託先", "年度", "契約額", "取扱件数"]
FIRST = ["R6-0001", "広報課", "集計", "甲社", "R6", 1000, 10]
SECOND = ["R6-0002", "広報課", "〃", "〃", "R6", 2000, 20]


@pytest.mark.parametrize(
    "total",
    [
        ["計", "", "", "", "", 3000, 30],
        ["", "", "合　計", "", "", 3000, "30件"],
        ["", "広報課計", "", "", "", "3,000円", 30],
        ["", "", "", "小計（2件）", "", 3000, ""],
        ["合計12件", "", "", "", "", "", ""],
        ["", "", "総計", "－", "－", "=SUM(F2:F3)→3000", 30],
    ],
)
def test_a_total_is_left_out_and_named(write: Write, total: list[Any]) -> None:
    """Wherever the word stands; the mark below it takes the value of the record above."""
    parsed = parse_ledger(write({"契約": [HEADER, FIRST, total, SECOND, total]}))
    assert parsed.faults == ()
    assert [row.contract for row in parsed.rows] == ["R6-0001", "R6-0002"]
    assert parsed.rows[1].values["contract"]["title"] == "集計"
    assert [line.split(": ")[0] for line in parsed.left_out] == ["「契約」3行目", "「契約」5行目"]


@pytest.mark.parametrize(
    "cells",
    [
        ("R6-0001", "広報課", "計", "甲社", 1000.0),
        (12.0, "会計"),
        (12.0, "集計"),
        ("合計", date(2024, 4, 1)),
        ("合計", "甲社"),
        ("合計", True),
        ("計画", 3.0),
        (1.0, 2.0),
        (None,),
    ],
)
def test_a_record_is_no_total(cells: tuple[Any, ...]) -> None:
    """A name, a day or another text beside the word, and words that only end like it."""
    assert total_of(Row(5, cells)) == ""
