"""What makes a contract 要改善: the report's 80 of 92, which it never defines."""

from datetime import date
from typing import Any

import pytest
from factories import checklist, contract, review, subcontract, visit, waiver

from config.loader import rule_book
from lifecycle.papers.tables.audit_counts import AuditTables, count_tables
from states.documents import OLD_EDITION
from states.facts import Contract

SPECIAL = {"sensitive_pi": True}
LATE = {"approved_on": date(2024, 4, 10)}
OLD_FORM = (checklist(form_edition=OLD_EDITION),)


def counted(*contracts: Contract) -> AuditTables:
    """The tables of these contracts as of the audit's last day."""
    return count_tables(contracts, date(2024, 11, 26), rule_book())


FINDINGS: dict[str, dict[str, Any]] = {
    "表1": {"contract_review": review(template_edition=OLD_EDITION)},
    "表2": {"contract_review": review(provisions_edition=OLD_EDITION)},
    "表3": {"checklists": ()},
    "表4": {"checklists": OLD_FORM},
    "表5": {"sheet": SPECIAL},
    "表6": {"subcontracts": (subcontract(sheet=LATE),)},
    "表7": {"subcontracts": (subcontract(notice=None),)},
    "表8": {"subcontracts": (subcontract(checklists=()),)},
    "表9": {"subcontracts": (subcontract(checklists=OLD_FORM),)},
    "表10": {"subcontracts": (subcontract("1"), subcontract("1.1", sheet=SPECIAL))},
}

NO_FINDINGS: dict[str, dict[str, Any]] = {
    "nothing amiss": {},
    "表5 with a reason": {"sheet": SPECIAL, "waivers": (waiver(),)},
    "表5 visited": {"sheet": SPECIAL, "visits": (visit(),)},
    "表10 with a reason": {"subcontracts": (subcontract(sheet=SPECIAL, waivers=(waiver(),)),)},
    "表11 and 表12": {"checklists": (checklist(incident_contact=None),), "emergency_contact": None},
    "long-term 表1 and 表2": {
        "sheet": {"long_term": True, "concluded_on": date(2022, 4, 1)},
        "contract_review": None,
    },
}


@pytest.mark.parametrize("name", FINDINGS)
def test_any_finding_of_the_first_ten_tables_makes_a_contract_one_to_improve(name: str) -> None:
    """要改善: any finding of tables 1–10 in themselves or in a subcontract."""
    tables = counted(contract(**FINDINGS[name]))
    assert tables.needs_improvement == 1
    assert [t.number for t in tables.tables[:10] if t.rows[0].values[-1]] == [int(name[1:])]


@pytest.mark.parametrize("name", NO_FINDINGS)
def test_a_reason_a_long_term_contract_and_the_contact_tables_do_not(name: str) -> None:
    """要改善: 不備 not counting long-term ones; 理由なし only; tables 1–10 only."""
    assert counted(contract(**NO_FINDINGS[name])).needs_improvement == 0


def test_a_contract_before_the_cut_off_is_out_of_scope_whatever_is_found() -> None:
    """Contracts counted by the 2023-10-10 cut-off; the report's 92 are 3 of R5 and 89 of R6."""
    before = contract("R5-0001", sheet={"fiscal_years": (2023,), "concluded_on": date(2023, 10, 9)}, checklists=())
    on_the_day = contract("R5-0002", sheet={"fiscal_years": (2023,), "concluded_on": date(2023, 10, 10)}, checklists=())
    tables = counted(before, on_the_day)
    assert (tables.contracts, tables.in_scope, tables.needs_improvement) == (2, 1, 1)


def test_an_old_checklist_before_december_is_no_finding() -> None:
    """表4 counts from 2023-12-26, so an old form on a contract of November 2023 is in no table."""
    november = {"fiscal_years": (2023,), "concluded_on": date(2023, 11, 1)}
    tables = counted(contract(sheet=november, checklists=OLD_FORM))
    assert (tables.in_scope, tables.needs_improvement) == (1, 0)


def test_a_contract_with_several_findings_counts_once() -> None:
    """The headline counts contracts, not findings."""
    assert counted(contract(checklists=(), contract_review=None, sheet=SPECIAL)).needs_improvement == 1
