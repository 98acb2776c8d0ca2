"""An application on record: which day the tables count it, who is told that nobody decides, and what ends that."""

from datetime import date
from typing import Any

import pytest
from branches import rejected
from installation import ADMIN, HEAD, ID, Installation, a_contract, a_subcontract

from lifecycle.papers.tables.count import count
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.subcontracts import apply
from lifecycle.watch.sweep import sweep

APPLIED = {"applied_on": "2024-06-03"}


def told(installation: Installation, day: str) -> tuple[int, int]:
    """How many subcontracts 表6 counts as of a day, and how many stand below it."""
    table = count(installation.app(ADMIN, "2025-03-31"), AsOf(date.fromisoformat(day)), [2024]).table(6)
    return table.rows[0].values[0], len(table.pending)


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        (APPLIED, {"2024-06-02": (0, 0), "2024-06-03": (0, 1)}),
        (APPLIED | {"approved_on": "2024-07-01"}, {"2024-06-30": (0, 1), "2024-07-01": (1, 0)}),
        (APPLIED | {"rejected_on": "2024-07-01"}, {"2024-06-30": (0, 1), "2024-07-01": (0, 0)}),
        (APPLIED | {"started_on": "2024-06-10"}, {"2024-06-09": (0, 1), "2024-06-10": (1, 0)}),
        ({"approved_on": "2024-07-01"}, {"2024-06-30": (0, 0), "2024-07-01": (1, 0)}),
        ({"started_on": "2024-07-01"}, {"2024-06-30": (0, 0), "2024-07-01": (1, 0)}),
        ({"rejected_on": "2024-07-01"}, {"2024-06-30": (0, 0), "2024-07-01": (0, 0)}),
        (
            APPLIED | {"rejected_on": "2024-07-01", "started_on": "2024-08-01"},
            {"2024-07-31": (0, 0), "2024-08-01": (1, 0)},
        ),
        ({}, {"2024-03-31": (0, 0), "2024-04-01": (1, 0)}),
    ],
)
def test_each_day_counts_what_it_knew(
    installation: Installation, fields: dict[str, Any], days: dict[str, tuple[int, int]]
) -> None:
    """The day before and the day: of the application, the decision and the start; without any, 締結日 (2024-04-01)."""
    a_contract(installation.app())
    a_subcontract(installation.app(now="2025-03-31"), handles_pi=True, **fields)
    assert {day: told(installation, day) for day in days} == days


def test_an_application_nobody_decides_is_told_of_until_it_is_decided(installation: Installation) -> None:
    """AL-19: applied for on 2024-06-03, to be decided by 2024-06-21; told of five days before, then gone."""
    a_contract(installation.app())
    apply(installation.app(), ID, {"applied_on": "2024-06-03", "subcontractor": "下請", "handles_pi": "いいえ"})
    for day, opened in (("2024-06-13", 0), ("2024-06-14", 1)):
        sweep(installation.app(ADMIN, day))
        assert len(installation.rows("SELECT 1 FROM alert WHERE code = 'AL-19'")) == opened
    rejected(installation.app(HEAD, "2024-06-17"), reason="再委託の必要がない")
    sweep(installation.app(ADMIN, "2024-06-18"))
    (row,) = installation.rows("SELECT subject, resolved_on FROM alert WHERE code = 'AL-19'")
    assert row.subject == f"{ID}/1"
    assert row.resolved_on is not None
