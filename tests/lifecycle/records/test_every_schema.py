"""A home of every schema that there was comes up to this one: nothing is lost, the tables of the audit are equal."""

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from conftest import copy_of
from installation import ADMIN, HEAD, OVERSIGHT, Installation, a_contract, a_subcontract, hand_in
from old_journals import VERSIONS as JOURNALS
from old_journals import installed, settle

from lifecycle.papers.tables.audit_counts import AuditTables
from lifecycle.papers.tables.count import count
from lifecycle.records.as_of import AsOf
from lifecycle.records.database import open_engine, sqlite_url
from lifecycle.records.schema import SCHEMA_VERSION, migrate, schema_version
from lifecycle.usecases.audit import verify
from lifecycle.usecases.endings import end
from lifecycle.usecases.installation import initialise
from lifecycle.usecases.repair import rebuild

VERSIONS = tuple(f"{number:04}" for number in range(1, int(SCHEMA_VERSION)))
BOOKS_KEPT = "0009"
"""The version from which on the rule data is kept that events of today name: before it none of them can stand."""
LATER = "2024-12-02"


def counted(home: Installation) -> AuditTables:
    """The twelve tables at R6.11.26."""
    return count(home.app(OVERSIGHT, LATER), AsOf(date(2024, 11, 26)))


@pytest.fixture(scope="module")
def now(sqlite_template: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A home of this version: a contract with a subcontract and a visit, and one that was closed."""
    home = copy_of(sqlite_template, tmp_path_factory.mktemp("now") / "home")
    a_contract(home.app())
    a_subcontract(home.app(), applied_on="2024-04-25")
    hand_in(home.app(), "duty_notice", "checklist", "onsite_inspection")
    a_contract(home.app(), "R6-0002")
    end(home.app(HEAD), "R6-0002", "withdraw", "入札が不調", None)
    home.engine.dispose()
    return home


def as_kept_by(schema: str, now: Installation, home: Path) -> Installation:
    """The same home with the tables of an earlier schema: every row of them, by the columns that they had then."""
    shutil.copytree(now.home, home, ignore=shutil.ignore_patterns("lifecycle.db*"))
    engine = open_engine(sqlite_url(home))
    migrate(engine, schema)
    engine.dispose()
    with closing(sqlite3.connect(home / "lifecycle.db")) as connection:
        connection.execute("ATTACH ? AS today", (str(now.home / "lifecycle.db"),))
        connection.execute("PRAGMA foreign_keys = OFF")
        listed = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name <> 'alembic_version'"
        for (table,) in connection.execute(f"{listed} AND name NOT LIKE 'sqlite_%'").fetchall():
            had, has = (
                [row[1] for row in connection.execute(f"PRAGMA {place}.table_info({table})")]
                for place in ("main", "today")
            )
            columns = ", ".join(f'"{name}"' for name in had if name in has)
            if columns:
                connection.execute(f'INSERT INTO main."{table}" ({columns}) SELECT {columns} FROM today."{table}"')  # noqa: S608
        connection.commit()
    return Installation(home)


@pytest.mark.parametrize("schema", [one for one in VERSIONS if one >= BOOKS_KEPT])
def test_a_home_of_every_schema_comes_up_whole(schema: str, now: Installation, tmp_path: Path) -> None:
    """`init` and `rebuild`: the journal to the byte, `verify` clean, the tables of the audit as they were."""
    home = as_kept_by(schema, now, tmp_path / "home")
    assert schema_version(home.engine) == schema
    before = "SELECT subject, number, hash FROM journal ORDER BY id"
    initialise(home.home, "declared", home.environment(LATER)).engine.dispose()
    assert schema_version(home.engine) == SCHEMA_VERSION
    rebuild(home.app(ADMIN, LATER))
    stood = now.rows(before)
    assert home.rows(before)[: len(stood)] == stood
    assert verify(home.app(ADMIN, LATER)).faults == []
    assert counted(home) == counted(now)


@pytest.mark.parametrize("schema", [one for one in VERSIONS if one < BOOKS_KEPT])
def test_a_journal_of_its_day_comes_up_from_every_older_schema(
    schema: str, installation: Installation, tmp_path: Path
) -> None:
    """The journal that such a version wrote: the tables are those of the same journal in a home of today."""
    written = max(one for one in JOURNALS if one <= schema)
    home = installed(written, installation, tmp_path / "old", schema)
    assert schema_version(home.engine) == schema
    migrate(home.engine)
    settle(home, written)
    rebuild(home.app(ADMIN, LATER))
    checked = verify(home.app(ADMIN, LATER))
    # The journal of 0003 tells of messages whose outbox was not kept with it.
    assert [fault for fault in checked.faults if fault not in checked.messages] == []
    today = installed(written, installation, tmp_path / "today")
    rebuild(today.app(ADMIN, LATER))
    assert counted(home) == counted(today)
