"""Which contracts the tables of the audit count is data: the limits of TR-7, others beside them, who is left out."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from new_edition import a_transition, with_circular
from scenarios.reader import told

from config.loader import rule_book
from config.rulebook import RuleBook
from config.vocabulary import Stage
from lifecycle.papers.tables.audit_counts import count_tables
from states.facts import Contract

AS_OF = date(2026, 6, 30)


def a_contract(concluded: str, year: str, *lines: str) -> Contract:
    """The complete contract of that 締結日 and 年度."""
    return told((f"契約: 締結日={concluded}; 年度={year}", *lines)).contract(Stage.PERFORMING)


def counted(book: RuleBook, contract: Contract) -> set[int]:
    """The tables that count a contract."""
    tables = count_tables([contract], AS_OF, book).tables
    return {table.number for table in tables if any(row.values[0] for row in table.rows)}


@pytest.mark.parametrize(
    ("concluded", "year", "tables"),
    [
        ("R5.10.9", "R5", {3, 11, 12}),
        ("R5.10.10", "R5", {1, 2, 3, 11, 12}),
        ("R5.12.25", "R5", {1, 2, 3, 11, 12}),
        ("R5.12.26", "R5", {1, 2, 3, 4, 11, 12}),
        ("R6.4.1", "R6", {1, 2, 3, 4, 11, 12}),
        ("R5.3.31", "R4", {3, 11, 12}),
    ],
)
def test_each_limit_counts_from_its_day(concluded: str, year: str, tables: set[int]) -> None:
    """TR-7: the day before, the day, a year in full, the year before (report 第1-4 p.2)."""
    assert counted(rule_book(), a_contract(concluded, year)) == tables


@pytest.mark.parametrize(
    ("concluded", "year", "is_counted"),
    [("R7.4.30", "R7", False), ("R7.5.1", "R7", True), ("R6.6.3", "R6", True), ("R8.4.1", "R8", True)],
)
def test_a_later_limit_is_of_its_own_year(concluded: str, year: str, is_counted: bool, tmp_path: Path) -> None:
    """Another transitional rule limits 表4 in 令和7年度: the years before and after count in full."""
    says = 'effect = "tables"\ncounted_from = [{ tables = [4], on = 2025-05-01 }]'
    book = with_circular(tmp_path / "draft", a_transition("TR-10", says))
    assert (4 in counted(book, a_contract(concluded, year))) == is_counted
    tables = count_tables([a_contract("R7.5.1", "R7")], AS_OF, book).tables
    notes = [note for table in tables for note in table.sample_notes]
    assert notes == ["※令和7年度の監査対象は令和7年5月1日以降に契約したもの"]


def test_who_is_left_out_is_left_out_of_those_tables_alone(tmp_path: Path) -> None:
    """A rule of the tables names its tables and its condition; other tables and other contracts stay."""
    says = 'effect = "tables"\nleft_out_of = [3, 11]\nwhen = [{ field = "record_count", below = 100 }]'
    book = with_circular(tmp_path / "draft", a_transition("TR-10", says))
    few, many = (a_contract("R6.4.1", "R6", f"契約: 取扱件数={n}") for n in (99, 100))
    assert counted(book, many) - counted(book, few) == {3, 11}


def test_without_a_rule_of_the_tables_every_contract_counts() -> None:
    """A pack may go without: then no year and no day is left out."""
    book = rule_book()
    bare = {code: item for code, item in book.transitions.items() if item.effect != "tables"}
    assert counted(replace(book, transitions=bare), a_contract("R5.3.31", "R4")) == {1, 2, 3, 4, 11, 12}
