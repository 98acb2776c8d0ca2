"""The cut-over day of an office (切替日): where it comes from, and that moving contracts brings no later one."""

from datetime import date
from pathlib import Path

import pytest
from installation import (
    ADMIN,
    HEAD,
    ID,
    NOW,
    OFFICE,
    OFFICER,
    OTHER_HEAD,
    OTHER_OFFICE,
    OTHER_OFFICER,
    OVERSIGHT,
    Installation,
    a_contract,
)

from config.errors import NotFoundError, RoleError, UsageError
from lifecycle.records.database import reading
from lifecycle.records.folds.cut_over import cut_over_of, cut_overs
from lifecycle.usecases.audit import verify
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.cut_over import set_cut_over
from lifecycle.usecases.installation import initialise
from lifecycle.usecases.matters import confirm, one_matter

FIRST, LATER = date(2024, 6, 3), "2024-08-01"


def _of(installation: Installation, office: str) -> date | None:
    with reading(installation.engine) as connection:
        return cut_over_of(connection, office)


def _of_contract(installation: Installation, id_: str, office: str) -> date | None:
    with reading(installation.engine) as connection:
        return cut_overs(connection).of(id_, office)


def test_an_office_is_cut_over_on_the_day_of_its_first_contract(installation: Installation) -> None:
    """Neither its posts nor later contracts move the day (semantics §10)."""
    assert _of(installation, OFFICE) is None
    a_contract(installation.app(now=NOW))
    a_contract(installation.app(now=LATER), "R6-0002")
    assert (_of(installation, OFFICE), _of(installation, OTHER_OFFICE)) == (FIRST, None)
    assert not verify(installation.app(HEAD, LATER)).faults


def test_a_new_office_inherits_the_day_of_the_office_whose_contracts_it_takes(installation: Installation) -> None:
    """An office renamed or split gets no new period for declarations."""
    a_contract(installation.app(now=NOW))
    amend(installation.app(HEAD, LATER), ID, {"division": OTHER_OFFICE}, None)
    a_contract(installation.app(OTHER_OFFICER, LATER), "R6-0002", division=OTHER_OFFICE)
    assert _of(installation, OTHER_OFFICE) == FIRST
    assert not verify(installation.app(HEAD, LATER)).faults


def test_a_contract_that_moves_keeps_the_earliest_day_of_its_offices(installation: Installation) -> None:
    """The office it comes to keeps its own later day for its own contracts; there and back changes nothing."""
    a_contract(installation.app(now=NOW))
    a_contract(installation.app(OTHER_OFFICER, LATER), "R6-0002", division=OTHER_OFFICE)
    amend(installation.app(HEAD, LATER), ID, {"division": OTHER_OFFICE}, None)
    assert _of(installation, OTHER_OFFICE) == date.fromisoformat(LATER)
    assert _of_contract(installation, ID, OTHER_OFFICE) == FIRST
    assert _of_contract(installation, "R6-0002", OTHER_OFFICE) == date.fromisoformat(LATER)
    amend(installation.app(OTHER_HEAD, LATER), "R6-0002", {"division": OFFICE}, None)
    assert _of_contract(installation, "R6-0002", OFFICE) == FIRST
    assert not verify(installation.app(HEAD, LATER)).faults


@pytest.mark.parametrize("days_ahead", [0, 60])
def test_a_day_named_at_the_beginning_is_that_of_every_office(tmp_path: Path, days_ahead: int) -> None:
    """`init --cut-over`; a day beyond the opening period is for the 制度所管課 to set."""
    environment = {"LIFECYCLE_NOW": "2024-04-01T08:00:00+09:00"}
    named = date.fromordinal(date(2024, 4, 1).toordinal() + days_ahead)
    home = Installation(initialise(tmp_path / "home", "declared", environment, cut_over=named).home)
    with reading(home.engine) as connection:
        assert cut_over_of(connection, OFFICE) is None
    with pytest.raises(UsageError, match="60日以内"):
        initialise(tmp_path / "other", "declared", environment, cut_over=date(2024, 6, 1))


@pytest.fixture
def cut(installation: Installation) -> Installation:
    """An office that is cut over on 2024-06-03."""
    a_contract(installation.app(now=NOW))
    return installation


def test_the_oversight_office_sets_the_day_alone(cut: Installation) -> None:
    """Officers and 管理者 do not; an office that nobody knows has none."""
    set_cut_over(cut.app(OVERSIGHT, NOW), OFFICE, date(2024, 7, 1))
    assert _of(cut, OFFICE) == date(2024, 7, 1)
    for actor in (OFFICER, ADMIN, OTHER_HEAD):
        with pytest.raises(RoleError):
            set_cut_over(cut.app(actor, NOW), OFFICE, date(2025, 7, 1))
    with pytest.raises(NotFoundError):
        set_cut_over(cut.app(OVERSIGHT, NOW), "ない課", date(2024, 7, 1))


def test_a_head_sets_the_day_with_a_second_person(cut: Installation) -> None:
    """Proposed by the head, carried out when another who may has confirmed exactly what was shown."""
    asked = set_cut_over(cut.app(HEAD, NOW), OFFICE, date(2024, 7, 1))
    assert (asked.starts_on, _of(cut, OFFICE)) == (FIRST, FIRST)
    seen = one_matter(cut.app(HEAD, NOW), asked.proposed)
    with pytest.raises(RoleError):
        confirm(cut.app(HEAD, NOW), asked.proposed, seen.shown)
    confirm(cut.app(OVERSIGHT, NOW), asked.proposed, seen.shown)
    assert _of(cut, OFFICE) == date(2024, 7, 1)
    assert not verify(cut.app(HEAD, NOW)).faults
