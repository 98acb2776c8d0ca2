"""Which contracts a table counts, in which fiscal year, and by which edition a contract document is judged."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from factories import checklist, contract, review, subcontract

from config.loader import rule_book
from lifecycle.papers.tables.audit_counts import AuditTables, count_tables
from lifecycle.papers.tables.year_row import YearRow
from states.documents import OLD_EDITION
from states.facts import Contract

AS_OF = date(2024, 11, 26)
LIMITED_FROM_OCTOBER = (1, 2, 5, 10)
LIMITED_FROM_DECEMBER = (4, 9)


def counted(*contracts: Contract, years: Sequence[int] | None = None, as_of: date = AS_OF) -> AuditTables:
    """The twelve tables of these contracts."""
    return count_tables(contracts, as_of, rule_book(), years)


def totals(tables: AuditTables, fiscal_year: int) -> dict[int, int]:
    """How many cases each table counts in a fiscal year."""
    return {t.number: row.values[0] for t in tables.tables if (row := t.row(fiscal_year))}


def in_every_table(concluded_on: date, *fiscal_years: int, long_term: bool = False) -> Contract:
    """A contract that every table counts unless its cut-off says otherwise."""
    facts = {"fiscal_years": fiscal_years, "concluded_on": concluded_on, "specific_pi": True, "long_term": long_term}
    return contract(sheet=facts, subcontracts=(subcontract(sheet={"sensitive_pi": True}),))


@pytest.mark.parametrize(
    ("concluded_on", "not_counted"),
    [
        (date(2023, 10, 9), (*LIMITED_FROM_OCTOBER, *LIMITED_FROM_DECEMBER)),
        (date(2023, 10, 10), LIMITED_FROM_DECEMBER),
        (date(2023, 12, 25), LIMITED_FROM_DECEMBER),
        (date(2023, 12, 26), ()),
    ],
)
def test_in_fiscal_2023_a_table_counts_from_the_day_of_its_circular(
    concluded_on: date, not_counted: tuple[int, ...]
) -> None:
    """Cut-off rule; report 第1-4 p.2: 2023-10-10 for 表1, 2, 5, 10, 2023-12-26 for 表4, 9."""
    found = totals(counted(in_every_table(concluded_on, 2023)), 2023)
    assert {number for number, total in found.items() if total == 0} == set(not_counted)


def test_a_fiscal_year_that_begins_after_the_cut_off_counts_contracts_signed_years_before() -> None:
    """年度 is the column, not the year of 締結日, as with the seven 長期継続契約 of R6."""
    tables = counted(in_every_table(date(2022, 4, 1), 2024, long_term=True))
    assert set(totals(tables, 2024).values()) == {1}


def test_a_fiscal_year_before_the_cut_off_counts_none_in_the_limited_tables() -> None:
    """Earlier years count none, whatever the 締結日."""
    found = totals(counted(in_every_table(date(2023, 12, 26), 2022)), 2022)
    assert {n for n, total in found.items() if total} == {3, 6, 7, 8, 11, 12}


def test_a_contract_counts_from_the_day_it_was_concluded() -> None:
    """As of D a contract counts when its 締結日 is on or before D."""
    one = contract(sheet={"concluded_on": date(2024, 6, 3)})
    assert counted(one, as_of=date(2024, 6, 3)).contracts == 1
    assert counted(one, as_of=date(2024, 6, 2)).contracts == 0
    assert counted(contract(sheet={"concluded_on": None})).contracts == 0


def test_a_long_term_contract_counts_in_each_of_its_years_and_once_in_the_summary() -> None:
    """契約: 年度 may be `R5,R6`, and counts in each."""
    tables = counted(in_every_table(date(2023, 12, 26), 2023, 2024, long_term=True))
    assert tables.fiscal_years == (2023, 2024)
    assert totals(tables, 2023)[1] == totals(tables, 2024)[1] == 1
    assert (tables.contracts, tables.in_scope) == (1, 1)


def test_only_the_years_asked_for_are_counted_and_an_empty_one_is_blank() -> None:
    """With `--fiscal-year` the summary covers the years asked for; a table with no case has no rate."""
    contracts = [contract("R5-1", sheet={"fiscal_years": (2023,), "concluded_on": date(2023, 4, 1)}), contract("R6-1")]
    tables = counted(*contracts, years=[2024, 2025])
    assert (tables.fiscal_years, tables.contracts) == ((2024, 2025), 1)
    empty = tables.table(3).row(2025)
    assert empty is not None
    assert (empty.values, empty.rate) == ((0, 0, 0), None)


@pytest.mark.parametrize(
    ("concluded_on", "edition", "clean"),
    [
        (date(2024, 2, 29), date(2023, 10, 10), True),
        (date(2024, 3, 1), date(2023, 10, 10), False),
        (date(2024, 3, 1), date(2024, 3, 1), True),
        (date(2023, 10, 10), OLD_EDITION, False),
        (date(2023, 10, 10), None, False),
    ],
)
def test_the_template_is_judged_by_the_edition_in_force_on_the_day_of_signing(
    concluded_on: date, edition: date | None, clean: bool
) -> None:
    """Edition in force: R5.10.10 from 2023-10-10, R6.3.1 from 2024-03-01; 旧 and blank are not clean."""
    one = contract(
        sheet={"fiscal_years": (2023,), "concluded_on": concluded_on},
        contract_review=review(template_edition=edition),
    )
    row = counted(one).table(1).row(2023)
    assert row is not None
    assert row.values == (1, int(clean), 0, int(not clean))


def test_a_long_term_contract_is_judged_by_the_first_day_of_the_year_of_its_row() -> None:
    """By the edition in force on the first day of its 年度 where later; R5.10.10 is old on 2024-04-01."""
    one = contract(
        sheet={"fiscal_years": (2023, 2024), "concluded_on": date(2023, 11, 1), "long_term": True},
        contract_review=review(template_edition=date(2023, 10, 10)),
    )
    table = counted(one).table(1)
    assert [row.values for row in table.rows] == [(1, 1, 0, 0), (1, 0, 1, 0)]


def test_an_ordinary_contract_of_a_later_year_keeps_the_edition_of_its_signing() -> None:
    """Only a 長期継続契約 is judged by the first day of its 年度."""
    one = contract(
        sheet={"concluded_on": date(2024, 2, 29)}, contract_review=review(template_edition=date(2023, 10, 10))
    )
    row = counted(one).table(1).row(2024)
    assert row is not None
    assert row.values == (1, 1, 0, 0)


@pytest.mark.parametrize("edition", [OLD_EDITION, None, date(2023, 12, 26) - timedelta(days=1)])
def test_only_the_form_of_december_2023_is_the_newest_checklist(edition: date | None) -> None:
    """表4 and 表9: 様式の版 is the latest one, R5.12.26."""
    old = (checklist(form_edition=edition),)
    tables = counted(contract(checklists=old, subcontracts=(subcontract(checklists=old),)))
    assert [tables.table(n).rows[0].values for n in (4, 9)] == [(1, 0, 1)] * 2


def test_a_fiscal_year_that_begins_on_the_cut_off_counts_all_its_contracts() -> None:
    """Cut-off rule: begins on *or after* C."""
    signed = date(2022, 4, 1)
    row = YearRow(in_every_table(signed, 2024), 2024, signed, AS_OF, rule_book())
    assert row.is_counted_from((date(2024, 4, 1),))
    assert not row.is_counted_from((date(2024, 4, 2),))
