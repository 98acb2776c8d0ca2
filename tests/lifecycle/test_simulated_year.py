"""A seeded sample of the simulated year: what was told is what a daily judge computes, and every mail says it.

The whole (twenty offices, three hundred new contracts, a year) is lived through by `make nightly`.
"""

from datetime import date
from pathlib import Path

import pytest
from bad_mail_server import Fault
from county import NEW_YEAR, County
from decision_judge import demanded
from mail_reader import read_all
from simulated_year import SimulatedYear, founded

from config.loader import rule_book


@pytest.mark.slow
def test_five_months_of_a_few_offices_are_told_as_a_judge_of_its_own_computes_them(tmp_path: Path) -> None:
    """From 1 April, a server without a fault: nothing missing, nothing false, nothing held."""
    with founded(County(20240401, offices=2, contracts=8, trouble=4, quiet=()), tmp_path, NEW_YEAR) as year:
        year.live(NEW_YEAR, date(2024, 8, 30))
        nothing_is_wrong(year)
        assert set(year.outcomes) == {"sent"}
        decisions = year.told_of_decisions()
        assert sorted(decisions ^ demanded(year.deeds, date(2024, 8, 30))) == []
        assert len(decisions) > 3
        assert {saying[2] for saying, _ in year.told()} == {step.id for step in rule_book().escalation.steps}
        assert year.deeds.done["attach"] > 20


@pytest.mark.slow
def test_april_with_two_days_of_outage_and_a_week_of_greylisting(tmp_path: Path) -> None:
    """What could not leave is told on the day on which it was accepted, and the ladder counts from then."""
    with founded(County(7, offices=4, contracts=12, papers=0.5, quiet=()), tmp_path, NEW_YEAR) as year:
        year.trouble = {date(2024, 4, day): Fault.DOWN for day in (16, 17)}
        year.trouble |= {date(2024, 4, day): Fault.GREYLIST for day in range(22, 27)}
        year.live(NEW_YEAR, date(2024, 5, 20))
        nothing_is_wrong(year)
        assert not [day for _, day in year.told() if day in (date(2024, 4, 16), date(2024, 4, 17))]


TRIAL_LINES = 2
"""What a home for trial says above a mail."""


def nothing_is_wrong(year: SimulatedYear) -> None:
    """Told is what the judge computes, by the record and by every mail as it arrived."""
    told = year.told()
    assert sorted(year.expected - told) == []
    assert sorted(told - year.expected) == []
    reading = read_all(year)
    assert reading.faults == []
    assert reading.longest_of_a_head <= 25 + TRIAL_LINES
