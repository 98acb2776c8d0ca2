"""A database of an earlier version is brought up with everything in it, on SQLite and PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from lifecycle.records import database, working_models
from lifecycle.records.database import open_engine, reading, sqlite_url
from lifecycle.records.schema import SCHEMA_VERSION, migrate, schema_version

OLD: dict[str, dict[str, Any]] = {
    "journal": {
        "id": 1,
        "subject": "R6-0001",
        "number": 1,
        "kind": "contract_registered",
        "occurred_on": "2024-04-01",
        "recorded_at": "2024-04-01T00:00:00.000000Z",
        "actor": "広報課担当",
        "os_user": "kouhou",
        "role": "officer",
        "database_role": "",
        "payload": b"{}",
        "previous": "0" * 64,
        "hash": "1" * 64,
    },
    "head": {"subject": "R6-0001", "number": 1, "hash": "1" * 64},
    "contract": {
        "id": "R6-0001",
        "division": "広報課",
        "title": "県民意識調査の集計",
        "stage": "estimate",
        "stage_declared": False,
        "removed": False,
        "version": 1,
    },
    "alert": {
        "id": "R6-0001:S2-04:2024-05-01",
        "contract": "R6-0001",
        "subject": "R6-0001",
        "code": "S2-04",
        "division": "広報課",
        "due_on": "2024-04-19",
        "opened_on": "2024-05-01",
        "step": "division_head",
        "told_on": "2024-05-01",
    },
    "outbox": {
        "id": "0190",
        "period": "2024-05-01",
        "division": "広報課",
        "post": "division_head",
        "topic": "digest",
        "subject": "【期限超過】委託監督 停滞1件(R6-0001)〔広報課〕",
        "body": "広報課 所属長 様\n",
        "status": "queued",
        "attempts": 0,
        "next_try_at": "2024-05-01T00:00:00.000000Z",
        "queued_at": "2024-05-01T00:00:00.000000Z",
    },
}
"""A row of each kind as version 0001 stored it."""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def first_version(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of version 0001 with something in it."""
    server = request.getfixturevalue("postgres") if request.param == "postgres" else None
    url = server.create() if server else sqlite_url(tmp_path)
    engine = open_engine(url)
    migrate(engine, "0001")
    with engine.begin() as connection:
        for name, row in OLD.items():
            columns = ", ".join(row)
            values = ", ".join(f":{column}" for column in row)
            connection.execute(text(f"INSERT INTO {name} ({columns}) VALUES ({values})"), row)  # noqa: S608
    yield engine
    engine.dispose()
    if server:
        server.drop(url)


def stored(engine: Engine) -> dict[str, dict[str, Any]]:
    """What the columns of version 0001 hold."""
    with reading(engine) as connection:
        return {
            name: dict(connection.execute(text(f"SELECT {', '.join(row)} FROM {name}")).one()._mapping)  # noqa: S608
            for name, row in OLD.items()
        }


def test_a_database_of_the_first_version_is_brought_up_with_everything_in_it(first_version: Engine) -> None:
    """`lifecycle init` on an installation that exists; what stood there stands there, to the value."""
    assert schema_version(first_version) == "0001"
    before = stored(first_version)
    migrate(first_version)
    assert schema_version(first_version) == SCHEMA_VERSION
    assert stored(first_version) == before
    with first_version.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, working_models.METADATA) == []


def test_what_was_told_and_queued_keeps_its_meaning(first_version: Engine) -> None:
    """One step told, counted from the due date, to the head by mail: no more is known of it, and no less."""
    migrate(first_version)
    with reading(first_version) as connection:
        alert = connection.execute(text("SELECT * FROM alert")).one()._mapping
        steps = connection.execute(text("SELECT alert, step, repeat, told_to FROM alert_step")).all()
        message = connection.execute(text("SELECT * FROM outbox")).one()._mapping
    assert alert["begins_on"] == alert["due_on"]
    assert (bool(alert["urgent"]), alert["repeats"], alert["snoozes"]) == (False, 0, 0)
    unknown = ("acknowledged_on", "planned_on", "paused_until", "snoozed_until")
    assert [alert[name] for name in unknown] == [None] * 4
    assert [tuple(row) for row in steps] == [(OLD["alert"]["id"], "division_head", 0, "")]
    assert (message["channel"], bool(message["urgent"]), message["card"]) == ("mail", False, None)


def test_an_alert_that_was_not_told_yet_has_no_step(first_version: Engine) -> None:
    """Opened after its due date, before the head's day: it must still be told."""
    with first_version.begin() as connection:
        connection.execute(text("UPDATE alert SET told_on = NULL, step = ''"))
    migrate(first_version)
    with reading(first_version) as connection:
        assert connection.execute(text("SELECT count(*) FROM alert_step")).scalar() == 0


def _downgrade(engine: Engine, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, version)


def test_the_way_back_is_refused_and_nothing_is_lost(first_version: Engine) -> None:
    """What was told would be forgotten: the schema stays as it is, with everything in it."""
    migrate(first_version)
    before = stored(first_version)
    for version in ("0002", "0001", "base"):
        with pytest.raises(NotImplementedError, match="消す移行はありません"):
            _downgrade(first_version, version)
    assert schema_version(first_version) == SCHEMA_VERSION
    assert stored(first_version) == before


def test_a_migration_that_fails_at_its_last_step_leaves_the_database_as_it_was(first_version: Engine) -> None:
    """All or nothing, on SQLite as well: a table in the way, removed, and the migration runs through."""
    before = stored(first_version)
    with first_version.begin() as connection:
        connection.execute(text("CREATE TABLE attempt (number INTEGER)"))
    with pytest.raises(DBAPIError):
        migrate(first_version)
    assert schema_version(first_version) == "0001"
    assert stored(first_version) == before
    with first_version.begin() as connection:
        connection.execute(text("DROP TABLE attempt"))
    migrate(first_version)
    assert stored(first_version) == before


def test_a_claim_knows_three_states(first_version: Engine) -> None:
    """The table that version 0002 brings refuses any other."""
    migrate(first_version)
    row = "INSERT INTO job_claim (job, period, run, state, started_at) VALUES ('verify', :period, 1, :state, '')"
    with first_version.begin() as connection:
        connection.execute(text(row), {"period": "2024-06-03", "state": "started"})
    with pytest.raises(DBAPIError), first_version.begin() as connection:
        connection.execute(text(row), {"period": "2024-06-04", "state": "lost"})
