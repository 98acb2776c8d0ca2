"""Once each: how often a question or a deed loads the contract's facts, judges them, and asks the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from installation import FOR_PERFORMING, ID, Installation, a_contract, a_subcontract, hand_in
from sqlalchemy import event

from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.moves import advance
from lifecycle.views.verdicts import why
from states.assessment import Assessor
from states.facts import Contract


@dataclass
class Counted:
    """How often it happened."""

    loads: int = 0
    assessments: int = 0
    statements: int = 0


@pytest.fixture
def counting(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """A context within which loads (contracts built from records), assessments and statements are counted."""
    counted = Counted()
    made, assess = Contract.__init__, Assessor.assess

    def count(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def counts(*given: Any, **named: Any) -> Any:
            setattr(counted, name, getattr(counted, name) + 1)
            return real(*given, **named)

        return counts

    monkeypatch.setattr(Contract, "__init__", count("loads", made))
    monkeypatch.setattr(Assessor, "assess", count("assessments", assess))
    event.listen(installation.engine, "before_cursor_execute", count("statements", lambda *_: None))

    @contextmanager
    def within() -> Iterator[Counted]:
        counted.loads = counted.assessments = counted.statements = 0
        yield counted

    return within


def _why(app: App) -> bool:
    return why(app, ID, None, AsOf(app.today())).allowed


def _advance(app: App) -> bool:
    return bool(advance(app, ID, None).entered)


def _attach(app: App) -> bool:
    return hand_in(app, "inspection_plan").changed


def _amend(app: App) -> bool:
    return bool(amend(app, ID, {"record_count": "2000"}, None).appeared)


@pytest.mark.parametrize(
    ("deed", "ready", "result", "most"),
    [
        (_why, False, False, Counted(1, 1, 15)),
        (_advance, False, False, Counted(1, 1, 40)),
        # A move that is made changes a fact, the stage: what is owed is judged once before it and once after.
        (_advance, True, True, Counted(2, 2, 48)),
        (_attach, False, True, Counted(1, 1, 49)),
        # An amendment that opens a duty tells the head of it in the same transaction.
        (_amend, True, True, Counted(1, 1, 58)),
    ],
    ids=["why", "a refused move", "a move", "attach", "amend"],
)
def test_nothing_is_loaded_or_judged_twice(
    installation: Installation,
    counting: Callable[..., Any],
    deed: Callable[[App], bool],
    ready: bool,
    result: bool,
    most: Counted,
) -> None:
    """No more than these; fewer is welcome, and the figure then falls."""
    app = installation.app()
    a_contract(app)
    if ready:
        hand_in(app, *FOR_PERFORMING)
    with counting() as counted:
        assert deed(app) is result
    assert counted.loads <= most.loads
    assert counted.assessments <= most.assessments
    assert counted.statements <= most.statements


def test_the_counters_see_what_is_done(installation: Installation, counting: Callable[..., Any]) -> None:
    """Asked twice, everything is counted twice."""
    app = installation.app()
    a_contract(app)
    with counting() as counted:
        _why(app)
        _why(app)
    assert (counted.loads, counted.assessments) == (2, 2)
    assert counted.statements >= 10


def test_what_time_alone_made_unmet_is_not_told_as_what_an_amendment_did(installation: Installation) -> None:
    """Where no sweep has looked since, what stood before is judged anew, not taken from what is stored."""
    early = installation.app(now="2024-04-02")
    a_contract(early)
    a_subcontract(early, applied_on="2024-05-01", started_on="2024-05-10")
    owed = installation.count("obligation")
    assert amend(installation.app(), ID, {"title": "県民意識調査の集計(改)"}, None).appeared == ()
    assert installation.count("obligation") > owed
