"""What holds of the twelve tables whatever the ledger says, I1 to I10."""

from datetime import date

from factories import checklist, contract, review, subcontract, visit, waiver
from hypothesis import given
from hypothesis import strategies as st

from config.loader import rule_book
from lifecycle.papers.tables.audit_counts import AuditTables, TableRow, count_tables
from states.documents import OLD_EDITION
from states.facts import Contract, Subcontract

YES_NO = st.sampled_from([True, False, None])
EDITIONS = st.sampled_from([None, OLD_EDITION, date(2023, 10, 10), date(2023, 12, 26), date(2024, 3, 1)])
DAYS = st.one_of(st.none(), st.dates(date(2023, 9, 1), date(2024, 6, 30)))
CHECKLISTS = st.lists(
    st.builds(
        checklist,
        reviewed_on=DAYS,
        form_edition=EDITIONS,
        doubt=YES_NO,
        incident_contact=st.sampled_from([None, "contact-1"]),
    ),
    max_size=2,
).map(tuple)
VISITS = st.lists(st.builds(visit), max_size=1).map(tuple)
WAIVERS = st.lists(st.builds(waiver, reason=st.sampled_from([None, "委託先の所在地が県外である"])), max_size=1).map(
    tuple
)


@st.composite
def subcontracts(draw: st.DrawFn, no: str) -> Subcontract:
    """Any subcontract."""
    flags = {name: draw(YES_NO) for name in ("handles_pi", "specific_pi", "sensitive_pi")}
    days = {name: draw(DAYS) for name in ("approved_on", "started_on")}
    documents = {"checklists": draw(CHECKLISTS), "visits": draw(VISITS), "waivers": draw(WAIVERS)}
    return subcontract(no, sheet=flags | days, **documents)


@st.composite
def contracts(draw: st.DrawFn, no: int) -> Contract:
    """Any contract of 令和4年度 to 令和6年度."""
    years = draw(st.lists(st.sampled_from([2022, 2023, 2024]), min_size=1, max_size=3))
    flags = {name: draw(YES_NO) for name in ("long_term", "specific_pi", "sensitive_pi")}
    row = {"fiscal_years": tuple(years), "concluded_on": draw(DAYS), "record_count": draw(st.sampled_from([999, 1000]))}
    return contract(
        f"K-{no}",
        sheet=flags | row,
        contract_review=draw(st.none() | st.builds(review, inspection_clause=YES_NO, template_edition=EDITIONS)),
        checklists=draw(CHECKLISTS),
        visits=draw(VISITS),
        waivers=draw(WAIVERS),
        subcontracts=tuple(draw(subcontracts(str(n))) for n in range(1, draw(st.integers(1, 3)))),
    )


@st.composite
def any_tables(draw: st.DrawFn) -> AuditTables:
    """The tables of a few contracts of any kind."""
    portfolio = [draw(contracts(n)) for n in range(draw(st.integers(0, 5)))]
    return count_tables(portfolio, date(2024, 11, 26), rule_book(), [2022, 2023, 2024])


def row(tables: AuditTables, number: int, fiscal_year: int) -> TableRow:
    """One row of one table."""
    found = tables.table(number).row(fiscal_year)
    assert found is not None
    return found


@given(any_tables())
def test_every_case_stands_in_exactly_one_column(tables: AuditTables) -> None:
    """The columns of a table add up to its total; 未実施 of 表5 and 表10 splits by reason."""
    for table in tables.tables:
        for one in table.rows:
            total, *parts = one.values
            if table.number in (5, 10):
                done, not_done, with_reason, without = parts
                assert (total, not_done) == (done + not_done, with_reason + without)
            else:
                assert total == sum(parts)
            assert one.values == tuple(len(one.members[place]) for place in range(len(one.values)))


@given(any_tables())
def test_the_tables_agree_with_one_another(tables: AuditTables) -> None:
    """I1, I2, I5, I6, I7, I10 and, for a year after the cut-offs, I3 and I4."""
    for year in tables.fiscal_years:
        total = {n: row(tables, n, year).values[0] for n in range(1, 13)}
        assert total[3] == total[11] == total[12]
        assert total[1] == total[2] <= total[3]
        assert total[7] == total[8] <= total[6]
        assert total[5] <= total[1]
        assert total[10] <= total[7]
    assert row(tables, 1, 2024).values[0] == row(tables, 3, 2024).values[0]
    assert row(tables, 4, 2024).values[0] == row(tables, 3, 2024).values[1]
    assert row(tables, 9, 2024).values[0] == row(tables, 8, 2024).values[1]


@given(any_tables())
def test_who_has_a_contact_arrangement_has_a_confirmed_checklist(tables: AuditTables) -> None:
    """I8: 表11's 整備済 are among 表3's 実施済 (in the report they are the same)."""
    for year in tables.fiscal_years:
        assert set(row(tables, 11, year).members[1]) <= set(row(tables, 3, year).members[1])


@given(any_tables())
def test_those_to_improve_are_in_scope_and_those_in_scope_were_counted(tables: AuditTables) -> None:
    """80 of 92 of 190."""
    assert tables.needs_improvement <= tables.in_scope <= tables.contracts
