"""A home of an earlier version that believed declared actors is settled once, by two persons (semantics §8)."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from installation import ADMIN, HEAD, OFFICER, OVERSIGHT, RealInstallation, a_contract, real
from sqlalchemy import text

from config.errors import RoleError, SetupError, UsageError
from config.vocabulary import Role
from lifecycle.records.flags import is_fictional
from lifecycle.records.unsettled import is_unsettled
from lifecycle.usecases.assigning import give
from lifecycle.usecases.audit import verify
from lifecycle.usecases.home_kind import settle_home
from lifecycle.usecases.matters import confirm
from lifecycle.views.contracts import list_contracts

DAY = "2024-06-03"


@pytest.fixture
def older(tmp_path: Path) -> Iterator[RealInstallation]:
    """A home as an earlier version made it for declared actors, with a contract in it."""
    made = real(tmp_path / "home")
    a_contract(made.app(OFFICER, DAY))
    payload = orjson.dumps({"admin": "root", "identity": "declared"})
    made.tamper("UPDATE journal SET payload = :p WHERE kind = 'installation_initialised'", p=payload)
    yield made
    made.engine.dispose()


def unsettled(home: RealInstallation) -> bool:
    """Whether it is still asked what the home is."""
    with home.engine.connect() as connection:
        return is_unsettled(connection)


def test_until_it_is_settled_it_can_only_be_read(older: RealInstallation) -> None:
    """Deeds are refused with the words of what to do."""
    assert unsettled(older)
    assert len(list_contracts(older.app(OFFICER, DAY))) == 1
    with pytest.raises(SetupError, match="二人で決めて"):
        a_contract(older.app(OFFICER, DAY), "R6-0002")


def test_the_second_person_may_be_given_a_post_first(older: RealInstallation) -> None:
    """Where only who made the home has a login, the second person would else never come to be one."""
    give(older.app(ADMIN, DAY), Role.OVERSIGHT_OFFICE, "suzuki")
    asked = settle_home(older.app(ADMIN, DAY), trial=False)
    confirm(older.app("suzuki", DAY), asked.id, asked.shown)
    assert not unsettled(older)


@pytest.mark.parametrize("trial", [True, False])
def test_two_persons_settle_it_once(older: RealInstallation, trial: bool) -> None:
    """Not one of them, nor an officer; then it is what they said, for good."""
    with pytest.raises(RoleError):
        settle_home(older.app(OFFICER, DAY), trial=trial)
    asked = settle_home(older.app(ADMIN, DAY), trial=trial)
    with pytest.raises(RoleError, match="申し出た人"):
        confirm(older.app(ADMIN, DAY), asked.id, asked.shown)
    confirm(older.app(OVERSIGHT, DAY), asked.id, asked.shown)
    assert not unsettled(older)
    assert older.app(HEAD, DAY).trial is trial
    a_contract(older.app(OFFICER, DAY), "R6-0002")
    with pytest.raises(UsageError, match="決まって"):
        settle_home(older.app(ADMIN, DAY), trial=not trial)


def test_what_a_workbook_says_of_itself_marks_no_real_home(tmp_path: Path) -> None:
    """Fictional is a property of a home for trial, whatever is stored."""
    made = real(tmp_path / "home")
    made.tamper("INSERT INTO flag (name, value) VALUES ('fictional', 'true')")
    with made.engine.connect() as connection:
        assert not is_fictional(connection)
        connection.execute(text("INSERT INTO flag (name, value) VALUES ('trial', 'true')"))
        assert is_fictional(connection)
    assert verify(made.app(ADMIN, DAY)).projections
    made.engine.dispose()
