"""Which subcontracts 表6〜10 count, and what goes to the long-term column of 表1 and 表2: beside a count of our own."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from factories import checklist, contract, review, subcontract
from hypothesis import given
from hypothesis import strategies as st

from config.loader import rule_book
from lifecycle.clock import JAPAN
from lifecycle.papers.books.table_book import Scope, tables_bytes
from lifecycle.papers.tables.audit_counts import AuditTables, count_tables
from lifecycle.papers.tables.table_json import as_json
from lifecycle.papers.tables.table_text import text_tables
from states.documents import OLD_EDITION, SubcontractNotice
from states.facts import Contract, Subcontract, SubcontractSheet

AS_OF = date(2024, 11, 26)
UNDECIDED: dict[str, Any] = {"approved_on": None, "approval_no": None, "started_on": None}
NOBODY = SubcontractSheet(handles_pi=True)


def counted(*contracts: Contract, as_of: date = AS_OF) -> AuditTables:
    """The tables of these contracts as of the audit's last day."""
    return count_tables(contracts, as_of, rule_book())


def with_subcontracts(*subcontracts: Subcontract, as_of: date = AS_OF) -> AuditTables:
    """The tables of one contract with these subcontracts."""
    return counted(contract(subcontracts=subcontracts), as_of=as_of)


@pytest.mark.parametrize(
    ("sheet", "counts", "pending"),
    [
        ({}, 1, 0),
        (UNDECIDED, 0, 1),
        (UNDECIDED | {"started_on": AS_OF}, 1, 0),
        (UNDECIDED | {"started_on": AS_OF + timedelta(days=1)}, 0, 1),
        (UNDECIDED | {"approved_on": AS_OF}, 1, 0),
        (UNDECIDED | {"approved_on": AS_OF + timedelta(days=1)}, 0, 1),
        (UNDECIDED | {"rejected_on": AS_OF}, 0, 0),
        (UNDECIDED | {"rejected_on": AS_OF + timedelta(days=1)}, 0, 1),
        (UNDECIDED | {"rejected_on": AS_OF, "started_on": date(2024, 5, 1)}, 1, 0),
        (UNDECIDED | {"applied_on": None, "rejected_on": AS_OF}, 0, 0),
        (UNDECIDED | {"applied_on": None}, 1, 0),
    ],
)
def test_a_subcontract_counts_once_approved_or_begun(sheet: dict[str, Any], counts: int, pending: int) -> None:
    """The earlier of 承認日 and 業務開始日; an application alone is told below the table; no date at all counts."""
    for number in (6, 7, 8, 9):
        table = with_subcontracts(subcontract(sheet=sheet)).table(number)
        assert (table.rows[0].values[0], len(table.pending)) == (counts, pending)
        assert table.foot == ("ほかに審査中 1件" if pending else "")


def test_an_application_raises_no_rate_and_makes_no_contract_one_to_improve() -> None:
    """An application under 審査 raised 表6 from 3.1 % to 6.1 %; it is no finding of 表7 and 表8 either."""
    waiting = subcontract("2", sheet=UNDECIDED | {"sensitive_pi": True}, checklists=(), notice=None)
    alone, beside = with_subcontracts(subcontract("1")), with_subcontracts(subcontract("1"), waiting)
    for number in range(1, 13):
        assert beside.table(number).rows == alone.table(number).rows
    assert beside.needs_improvement == 0
    assert [len(beside.table(number).pending) for number in range(6, 11)] == [1, 1, 1, 0, 1]


def test_every_form_of_the_tables_says_what_is_under_examination() -> None:
    """The terminal, the workbook and JSON; a contract of two years is one application."""
    two = contract(sheet={"fiscal_years": (2024, 2025)}, subcontracts=(subcontract(sheet=UNDECIDED),))
    tables = counted(two)
    assert text_tables(tables).count("  ほかに審査中 1件\n") == 4
    assert as_json(tables)["tables"]["6"]["pending"] == 1
    assert "pending" not in as_json(tables)["tables"]["5"]
    book = tables_bytes(tables, Scope(), datetime(2024, 11, 26, tzinfo=JAPAN))
    with ZipFile(BytesIO(book)) as parts:
        assert "ほかに審査中 1件" in parts.read("xl/sharedStrings.xml").decode()


def test_a_date_after_the_day_counts_nothing() -> None:
    """None of the tables of 2024-11-26 knows what was approved the day after."""
    late = replace(NOBODY, approved_on=AS_OF + timedelta(days=1), approval_no="第1号")
    assert with_subcontracts(Subcontract(no="1", sheet=late)).table(6).rows[0].values == (0, 0, 0)


DAYS = st.one_of(st.none(), st.dates(date(2023, 4, 1), date(2025, 3, 31)))


@st.composite
def subcontracts(draw: st.DrawFn) -> Subcontract:
    """A subcontract with any dates, also contradictory ones."""
    names = ("applied_on", "approved_on", "started_on", "rejected_on")
    sheet = SubcontractSheet(
        **{name: draw(DAYS) for name in names},
        handles_pi=draw(st.sampled_from([True, False, None])),
        approval_no=draw(st.sampled_from([None, "第1号"])),
    )
    notice = draw(st.sampled_from([None, SubcontractNotice(notice_method="説明会")]))
    return Subcontract(no="1", sheet=sheet, notice=notice, checklists=draw(st.sampled_from([(), (checklist(),)])))


@given(st.lists(subcontracts(), max_size=6), st.dates(date(2023, 10, 10), date(2025, 3, 31)))
def test_random_subcontracts_are_counted_as_by_hand(some: list[Subcontract], as_of: date) -> None:
    """表6〜8 beside a count written for this test alone."""
    numbered = tuple(replace(sub, no=str(n)) for n, sub in enumerate(some, start=1))
    one = contract(sheet={"concluded_on": date(2023, 10, 10), "fiscal_years": (2023,)}, subcontracts=numbered)
    tables, by_hand = counted(one, as_of=as_of), Counter[str]()
    for sub in some:
        facts = sub.sheet
        begun = [day for day in (facts.approved_on, facts.started_on) if day is not None]
        if (begun and min(begun) > as_of) or (not begun and (facts.applied_on or facts.rejected_on)):
            undecided = facts.applied_on and facts.applied_on <= as_of
            if undecided and not (facts.rejected_on and facts.rejected_on <= as_of):
                by_hand["審査中"] += 1
            continue
        by_hand["件数"] += 1
        in_time = facts.started_on is None or (facts.approved_on and facts.approved_on <= facts.started_on)
        by_hand["承認無"] += not (facts.approved_on and facts.approval_no and in_time)
        by_hand["未把握"] += facts.handles_pi is True and sub.notice is None
        by_hand["未提出"] += facts.handles_pi is True and not sub.checklists
    values = {number: tables.table(number).rows[0].values for number in (6, 7, 8)}
    assert (values[6][0], values[6][2], values[7][2], values[8][2]) == (
        by_hand["件数"],
        by_hand["承認無"],
        by_hand["未把握"],
        by_hand["未提出"],
    )
    assert len(tables.table(6).pending) == by_hand["審査中"]


EDITIONS = st.sampled_from([None, OLD_EDITION, date(2023, 10, 10), date(2024, 3, 1), date(2024, 4, 1)])


@given(
    st.dates(date(2022, 4, 1), date(2025, 3, 31)),
    st.booleans(),
    EDITIONS,
    EDITIONS,
    st.sampled_from([True, False, None]),
    st.booleans(),
)
def test_random_contracts_fall_into_the_column_that_a_hand_finds(
    concluded: date,
    long_term: bool,
    template: date | None,
    provisions: date | None,
    clause: bool | None,
    seen: bool,
) -> None:
    """表1 and 表2 of 令和6年度: 不備, not revised, or nothing amiss, by the editions' days written out here."""
    paper = review(template_edition=template, provisions_edition=provisions, termination_clause=clause)
    sheet = {"concluded_on": concluded, "fiscal_years": (2024,), "long_term": long_term}
    one = contract(sheet=sheet, contract_review=paper if seen else None)
    tables = counted(one, as_of=date(2025, 3, 31))
    first, second, april = date(2023, 10, 10), date(2024, 3, 1), date(2024, 4, 1)

    def needed(day: date) -> tuple[date | None, ...]:
        """The editions of the template that satisfy a day; before the first, whatever exists."""
        return (second,) if day >= second else (first, second) if day >= first else (OLD_EDITION, first, second)

    day = max(concluded, april) if long_term else concluded
    clean = seen and clause is True and template in needed(day)
    at_conclusion = concluded >= first and not (seen and clause is True and template in needed(concluded))
    expected = 1 if clean else 3 if not long_term or at_conclusion else 2
    assert [at for at in (1, 2, 3) if tables.table(1).rows[0].values[at]] == [expected]

    current = seen and (provisions == first or (day < first and provisions == OLD_EDITION))
    expected = 1 if current else 3 if not long_term or concluded >= first else 2
    assert [at for at in (1, 2, 3) if tables.table(2).rows[0].values[at]] == [expected]
