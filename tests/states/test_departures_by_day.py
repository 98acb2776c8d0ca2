"""A raise or lowering has a first day and reaches contracts by the words of the editions."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.calendar import BusinessCalendar
from config.loader import rule_book
from config.vocabulary import Binds, Stage, Status
from states.assessment import Assessor
from states.facts import Contract, ContractSheet, Departure, Policy, Subcontract, SubcontractSheet
from states.verdict import Finding

BOOK = rule_book()
CALENDAR = BusinessCalendar()
FIRST = date(2025, 4, 1)
DAY = timedelta(days=1)
REACHES: tuple[Binds, ...] = ("concluded_from", "running_on", "performing_on")
RAISABLE = [r.code for r in BOOK.rules.values() if r.gate_if_raised]
LOWERABLE = [r.code for r in BOOK.rules.values() if r.gates and r.strength in ("T", "A") and r.stage != "F"]
SHIPPED = Assessor(BOOK, Policy(), CALENDAR)


def a_contract(concluded: date, start: date, end: date, stage: Stage = Stage.PERFORMING) -> Contract:
    """A contract of which nothing is recorded but its days, with a subcontract that handles the gravest data."""
    sheet = ContractSheet(
        concluded_on=concluded, performance_start_on=start, performance_end_on=end, specific_pi=True,
        sensitive_pi=True, uses_system=True, record_count=5000,
    )  # fmt: skip
    sub = SubcontractSheet(
        approved_on=concluded, started_on=start, handles_pi=True, specific_pi=True, sensitive_pi=True
    )
    one = Contract(id="R6-0001", stage=stage, sheet=sheet, subcontracts=(Subcontract(no="1", sheet=sub),))
    return replace(one, completed_on=end) if stage is Stage.COMPLETED else one


def asked(contract: Contract, on: date, reaches: Binds, *, lower: bool = False) -> list[Finding]:
    """What is said of the rules that the installation raises (or lowers) from the first day."""
    codes = frozenset(LOWERABLE if lower else RAISABLE)
    begins = {code: Departure(FIRST, reaches) for code in codes}
    policy = Policy(lowered=codes, departures=begins) if lower else Policy(raised=codes, departures=begins)
    findings = Assessor(BOOK, policy, CALENDAR).assess(contract, on).findings
    return [f for f in findings if f.code in codes and not f.noted]


def bars(findings: list[Finding]) -> set[tuple[str, str]]:
    """The duties that bar a gate."""
    return {(f.code, f.subject) for f in findings if f.blocking}


RUNNING = a_contract(FIRST - 90 * DAY, FIRST - 90 * DAY, FIRST + 200 * DAY)
ENDED = a_contract(FIRST - 90 * DAY, FIRST - 90 * DAY, FIRST - DAY)
COMPLETED = a_contract(FIRST - 90 * DAY, FIRST - 90 * DAY, FIRST - DAY, Stage.COMPLETED)
TO_BEGIN = a_contract(FIRST - DAY, FIRST + 30 * DAY, FIRST + 200 * DAY)
NEW = a_contract(FIRST, FIRST, FIRST + 200 * DAY)


@pytest.mark.parametrize("reaches", REACHES)
def test_a_raise_binds_from_its_first_day_those_whom_it_reaches(reaches: Binds) -> None:
    """The day before nothing bars; on the day what runs does if so said; what had ended or was completed never."""
    assert not bars(asked(RUNNING, FIRST - DAY, reaches))
    assert bool(bars(asked(RUNNING, FIRST, reaches))) is (reaches != "concluded_from")
    assert bool(bars(asked(TO_BEGIN, FIRST, reaches))) is (reaches == "running_on")
    assert bars(asked(NEW, FIRST, reaches))
    for gone in (ENDED, COMPLETED):
        assert not bars(asked(gone, FIRST, reaches))
        assert not bars(asked(gone, FIRST + 300 * DAY, reaches))


@pytest.mark.parametrize("reaches", REACHES)
def test_a_lowering_frees_from_its_first_day_those_whom_it_reaches(reaches: Binds) -> None:
    """The day before, and for what had ended by then, the duty bars as the rule data say."""
    assert LOWERABLE
    for contract, on in ((RUNNING, FIRST - DAY), (ENDED, FIRST), (COMPLETED, FIRST)):
        shipped = [f for f in SHIPPED.assess(contract, on).findings if f.code in LOWERABLE and not f.noted]
        assert bars(asked(contract, on, reaches, lower=True)) == bars(shipped)
    assert not bars(asked(NEW, FIRST, reaches, lower=True))
    assert bool(bars(asked(RUNNING, FIRST, reaches, lower=True))) is (reaches == "concluded_from")


@settings(max_examples=60)
@given(st.sampled_from(REACHES), st.integers(-900, 30), st.integers(0, 200), st.integers(-400, 700), st.integers(0, 40))
def test_nothing_is_overdue_by_a_raise_on_its_first_day(
    reaches: Binds, concluded: int, start: int, end: int, later: int
) -> None:
    """A raised duty falls due no earlier than its own number of days after the first day; fourteen where it runs."""
    signed, on = FIRST + concluded * DAY, FIRST + later * DAY
    for finding in asked(a_contract(signed, signed + start * DAY, FIRST + end * DAY), on, reaches):
        deadline = BOOK.rules[finding.code].deadline
        if not finding.blocking or finding.due_on is None or deadline is None:
            continue
        days = max(deadline.days, 0) if signed >= FIRST or reaches == "concluded_from" else max(deadline.days, 14)
        assert finding.due_on >= CALENDAR.add(FIRST, days)
        assert later or not finding.overdue(on)


def test_a_raise_of_a_rule_that_bars_already_moves_no_due_date() -> None:
    """What bars anyway is owed since its own day: raising it again forgives nothing."""
    codes = [rule.code for rule in BOOK.rules.values() if rule.gates]
    policy = Policy(raised=frozenset(codes), departures={code: Departure(FIRST, "running_on") for code in codes})
    own = Assessor(BOOK, policy, CALENDAR).assess(RUNNING, FIRST).findings
    assert own == SHIPPED.assess(RUNNING, FIRST).findings
    assert {f.status for f in own} >= {Status.UNMET}
