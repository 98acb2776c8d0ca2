"""〃 and 同上 in a ledger take the value above, and the answer says which (semantics §3)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lifecycle.ledger.parse import parse_ledger

Write = Callable[[Mapping[str, Sequence[Sequence[Any]]]], Path]
HEADER = ["契約番号", "実施日", "場所", "調査者", "結果"]


@pytest.mark.parametrize("mark", ["〃", "同上", " 〃 ", "″", "上に同じ"])
def test_a_mark_takes_the_value_above(write: Write, mark: str) -> None:
    """Of any kind of column, through several rows; what it took is told, a person's name is not."""
    path = write(
        {
            "実地調査": [
                HEADER,
                ["R6-0001", date(2024, 6, 3), "受託者事務所", "主事 担当一郎", "適"],
                ["R6-0002", mark, mark, mark, mark],
                ["R6-0003", date(2024, 6, 5), mark, mark, "不適"],
            ]
        }
    )
    parsed = parse_ledger(path)
    assert not parsed.faults
    first, second, third = (row.values["onsite_inspection"] for row in parsed.rows)
    assert second == first
    assert third == {**first, "inspected_on": "2024-06-05", "fit": False}
    assert len(parsed.carried_down) == 6
    assert f"「実地調査」3行目「場所」: {mark.strip()} → 受託者事務所" in parsed.carried_down
    assert not any("担当一郎" in line for line in parsed.carried_down)


@pytest.mark.parametrize("above", [None, "〃"])
def test_a_mark_with_nothing_above_is_a_fault(write: Write, above: str | None) -> None:
    """Nothing is guessed: neither in the first row nor under a blank."""
    path = write(
        {"実地調査": [HEADER, ["R6-0001", date(2024, 6, 3), above, None, "適"], ["R6-0002", date(2024, 6, 4), "〃"]]}
    )
    faults = parse_ledger(path).faults
    assert {(fault.row, fault.column) for fault in faults} >= {(3, "場所")}
    assert all("上の行に値がありません" in fault.expected for fault in faults)


def test_a_text_that_only_holds_the_words_stays_as_it_is(write: Write) -> None:
    """Only whole cells are marks."""
    path = write({"実地調査": [HEADER, ["R6-0001", date(2024, 6, 3), "同上ビル3階", "主事", "適"]]})
    parsed = parse_ledger(path)
    assert parsed.rows[0].values["onsite_inspection"]["place"] == "同上ビル3階"
    assert parsed.carried_down == ()
