"""Two roles on PostgreSQL: one owns the tables, the other works and can't take the journal's triggers away."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from installation import ADMIN, HEAD, Installation, a_contract
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from lifecycle.usecases.home_checks import Check
from lifecycle.usecases.installation import examine
from lifecycle.usecases.sealing import seal
from lifecycle.watch.sweep import sweep

pytestmark = pytest.mark.postgres
SECURITY = Path(__file__).parents[3] / "docs/security.md"


def _recipe(role: str) -> list[str]:
    """The grants that docs/security.md prints, for a role of the test's own."""
    block = re.search(r"```sql\n(.*?)```", SECURITY.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    lines = [line for line in block[1].splitlines() if line.startswith("GRANT") or "ROLE lifecycle_app" in line]
    return [line.rstrip(";").replace("lifecycle_app", role) for line in lines]


@pytest.fixture
def roles(postgres_installation: Installation) -> Iterator[Installation]:
    """The same installation as the role without tables of its own sees it."""
    url = make_url(str(postgres_installation.engine.url.render_as_string(hide_password=False)))
    role = f"app_{url.database}"
    with postgres_installation.engine.begin() as connection:
        for statement in _recipe(role):
            connection.execute(text(statement))
    by_role = url.set(username=role).render_as_string(hide_password=False)
    installation = Installation(postgres_installation.home, by_role)
    yield installation
    installation.engine.dispose()


def test_doctor_says_that_the_role_owns_the_tables(postgres_installation: Installation) -> None:
    """On PostgreSQL the application's role owned the tables, and nothing said so."""
    found = _of_the_role(postgres_installation)
    assert not found.fine
    assert "docs/security.md" in found.detail


def test_a_role_without_tables_does_all_the_work(roles: Installation) -> None:
    """The recipe is enough to register, sweep and seal, and `doctor` is content."""
    a_contract(roles.app(now="2024-04-02"), concluded_on="2024-04-01")
    sweep(roles.app(ADMIN))
    seal(roles.app(HEAD))
    assert _of_the_role(roles).fine


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = 'x'",
        "DELETE FROM journal",
        "TRUNCATE journal",
        "ALTER TABLE journal DISABLE TRIGGER ALL",
        "DROP TRIGGER journal_no_update ON journal",
        "DROP FUNCTION journal_refuse CASCADE",
        "DROP TABLE journal",
        "SET session_replication_role = replica",
    ],
)
def test_a_role_without_tables_changes_no_record(roles: Installation, statement: str) -> None:
    """Neither by the triggers' leave nor by doing away with them."""
    engine = create_engine(str(roles.url))
    with engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text(statement))
    engine.dispose()
    roles.engine.dispose()


def _of_the_role(installation: Installation) -> Check:
    return next(check for check in examine(installation.app(ADMIN)) if check.name == "データベースの役割")
