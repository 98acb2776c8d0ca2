"""Property: what a day knew of itself is what every view says of it ever after, whatever comes late."""

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from house import ADMIN, HEAD, ID, OVERSIGHT, House, a_contract, a_subcontract, copy_of, hand_in
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lives import STEPS, Life, undated, views

from lifecycle.records.facts import AsOf
from lifecycle.supervision import sweep
from lifecycle.usecases.work import working

_DAY = st.tuples(st.integers(1, 12), st.lists(st.sampled_from(STEPS), max_size=6))


def of(day: date) -> AsOf:
    """As of a day, as far as known on it."""
    return AsOf(day, day)


def differing(now: dict[str, Any], then: dict[str, Any]) -> list[str]:
    """The names of the views that say something else."""
    return [name for name, answer in now.items() if answer != then[name]]


@pytest.mark.slow
@settings(max_examples=15, deadline=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
@given(data=st.data(), days=st.lists(_DAY, min_size=3, max_size=5))
def test_no_day_that_comes_changes_what_a_day_knew(
    sqlite_template: House, data: st.DataObject, days: list[tuple[int, list[str]]]
) -> None:
    """Any sequence of events: at the end every view answers for each day gone as it did on that day."""
    folder = Path(tempfile.mkdtemp(prefix="lifecycle-travel-"))
    house = copy_of(sqlite_template, folder / "home")
    life, said = Life(house, data), dict[date, dict[str, Any]]()
    try:
        life.step("returned")
        for wait, steps in days:
            for name in steps:
                life.step(name)
            said[life.today] = views(life.app(OVERSIGHT), of(life.today))
            assert differing(undated(life.app(OVERSIGHT)), said[life.today]) == []
            life.today += timedelta(wait)
        for day, then in said.items():
            assert differing(views(life.app(OVERSIGHT), of(day)), then) == []
    finally:
        house.engine.dispose()
        shutil.rmtree(folder, ignore_errors=True)
