"""Two roles on PostgreSQL: one owns the tables, the other works and can't take the journal's triggers away.

Every test that runs on PostgreSQL comes by the role that works (`conftest.postgres_installation`); here it is set up by
the documented commands, from an owner who is no superuser.
"""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import small_ledger, write_ledger
from installation import ADMIN, HEAD, OVERSIGHT, Installation, a_contract, as_role, found, hand_in
from postgres_server import Server
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from config.errors import SetupError, UsageError
from lifecycle.app import open_app
from lifecycle.cli.failures import of_the_world
from lifecycle.records.database import open_engine, reading
from lifecycle.records.rights import rights_amiss, rights_by_table
from lifecycle.records.schema import migrate
from lifecycle.usecases.audit import verify
from lifecycle.usecases.database_roles import give_rights
from lifecycle.usecases.endings import end
from lifecycle.usecases.erasing import propose_erasure
from lifecycle.usecases.home_checks import Check
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.installation import examine, initialise
from lifecycle.usecases.matters import confirm
from lifecycle.usecases.moves import advance
from lifecycle.usecases.repair import reassess, rebuild
from lifecycle.usecases.sealing import seal
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep
from notifications.channels import RecordingChannel

pytestmark = pytest.mark.postgres
OWNER, APP = "itaku_owner", "itaku_app"
CHECKED = ("データベースの役割", "データベースの権利", "記録を守る仕掛け", "データベースの文字コード")


@pytest.fixture(scope="module")
def made(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation that an owner without other power made, and whose application's role was given its rights."""
    for role in (OWNER, APP):
        postgres.run(f"CREATE ROLE {role} LOGIN")
    url = postgres.create(owner=OWNER)
    home, owner = tmp_path_factory.mktemp("roles") / "home", as_role(url, OWNER)
    found(home, owner).engine.dispose()
    initialise(home, "declared", {"LIFECYCLE_DATABASE_URL": owner}, database_role=APP).engine.dispose()
    installation = Installation(home, as_role(url, APP), owner)
    yield installation
    installation.engine.dispose()
    postgres.drop(url)


@pytest.fixture
def roles(made: Installation, postgres: Server, tmp_path: Path) -> Iterator[Installation]:
    """A copy of that installation, to change."""
    made.engine.dispose()
    shutil.copytree(made.home, tmp_path / "home")
    url = postgres.create(str(made.engine.url.database), owner=OWNER)
    copy = Installation(tmp_path / "home", as_role(url, APP), as_role(url, OWNER))
    yield copy
    copy.engine.dispose()
    postgres.drop(url)


def looked_at(installation: Installation) -> dict[str, Check]:
    """What `doctor` says of the database, by the name of the check."""
    return {check.name: check for check in examine(installation.app(ADMIN)) if check.name in CHECKED}


def test_doctor_is_content_with_the_role_that_works(made: Installation) -> None:
    """What `init --database-role` gives is what `doctor` asks for."""
    checks = looked_at(made)
    assert sorted(checks) == sorted(CHECKED)
    assert [check.detail for check in checks.values() if not check.fine] == []


def test_doctor_says_that_the_role_owns_the_tables(made: Installation) -> None:
    """On PostgreSQL the application's role owned the tables, and nothing said so."""
    owner = Installation(made.home, made.owner)
    said = looked_at(owner)["データベースの役割"]
    owner.engine.dispose()
    assert not said.fine
    assert OWNER in said.detail


def test_the_role_that_works_does_all_the_work(roles: Installation, tmp_path: Path) -> None:
    """Import, attach, sweep, deliver, seal, erase, rebuild, reassess, verify: by rights that change no record."""
    ledger = small_ledger(所属=[{"所属": "税務課", "部局": "総務部", "担当者": "税務課担当"}])
    assert import_ledger(roles.app(ADMIN), write_ledger(tmp_path / "台帳.xlsx", ledger)).changed
    a_contract(roles.app(now="2024-04-02"), "R6-0999", concluded_on="2024-04-01")
    hand_in(roles.app(), "duty_notice", "checklist", id_="R6-0999")
    assert advance(roles.app(), "R6-0999", None).entered == ()
    sweep(roles.app(ADMIN))
    deliver(roles.app(ADMIN), RecordingChannel())
    seal(roles.app(HEAD))
    end(roles.app(HEAD), "R6-0999", "withdraw", "取りやめ", None)
    asked, _ = propose_erasure(roles.app(ADMIN, "2031-04-01"), ["R6-0999"])
    confirm(roles.app(OVERSIGHT, "2031-04-01"), asked.id, asked.shown)
    assert roles.rows("SELECT count(*) FROM person WHERE subject = 'R6-0999' AND value IS NOT NULL")[0][0] == 0
    rebuild(roles.app(ADMIN, "2031-04-01"))
    reassess(roles.app(ADMIN, "2031-04-01"))
    assert verify(roles.app(ADMIN, "2031-04-01")).faults == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = 'x'",
        "DELETE FROM journal",
        "TRUNCATE journal",
        "ALTER TABLE journal DISABLE TRIGGER ALL",
        "DROP TRIGGER journal_no_change ON journal",
        "DROP FUNCTION journal_refuse CASCADE",
        "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "DROP TABLE journal",
        "SET session_replication_role = replica",
        f"SET ROLE {OWNER}",
        "CREATE RULE quiet AS ON INSERT TO journal DO INSTEAD NOTHING",
        "SELECT setval('journal_id_seq', 1)",
        "UPDATE person SET subject = 'x'",
        "DELETE FROM person",
        "UPDATE rule_book SET files = ''",
        "UPDATE alembic_version SET version_num = '0001'",
        "DROP TABLE person",
        "TRUNCATE head",
        "CREATE TABLE public.journal_of_my_own (id int)",
    ],
)
def test_the_role_that_works_changes_no_record(made: Installation, statement: str) -> None:
    """Neither by the triggers' leave nor by doing away with them; it makes nothing of its own beside them either."""
    with pytest.raises(DBAPIError) as refused, made.engine.begin() as connection:
        connection.execute(text(statement))
    assert getattr(refused.value.orig, "sqlstate", "") == "42501"


@pytest.mark.parametrize("statement", ["UPDATE journal SET actor = 'x'", "DELETE FROM journal", "TRUNCATE journal"])
def test_the_triggers_refuse_the_owner_too(made: Installation, statement: str) -> None:
    """Who owns the tables must take the triggers away first, and `doctor` and `verify` name that."""
    with pytest.raises(DBAPIError, match="append-only"), made.by_owner() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("done", "check", "named"),
    [
        (
            f"GRANT UPDATE, TRUNCATE ON journal TO {APP}",
            "データベースの権利",
            ("多すぎる", "UPDATE journal", "TRUNCATE"),
        ),
        (f"GRANT UPDATE ON person TO {APP}", "データベースの権利", ("多すぎる", "UPDATE person")),
        (f"REVOKE INSERT ON outbox FROM {APP}", "データベースの権利", ("足りない", "INSERT outbox")),
        (
            f"REVOKE ALL ON SEQUENCE journal_id_seq FROM {APP}",
            "データベースの権利",
            ("足りない", "USAGE journal_id_seq"),
        ),
        (f"REVOKE UPDATE (salt) ON person FROM {APP}", "データベースの権利", ("足りない", "UPDATE person.salt")),
        ("ALTER TABLE journal DISABLE TRIGGER journal_no_change", "記録を守る仕掛け", ("journal_no_change",)),
    ],
)
def test_doctor_names_what_is_amiss(roles: Installation, done: str, check: str, named: tuple[str, ...]) -> None:
    """Rights that lack or exceed, and a trigger that is off; the rest is as it was."""
    with roles.by_owner() as connection:
        connection.execute(text(done))
    checks = looked_at(roles)
    assert [name for name, one in checks.items() if not one.fine] == [check]
    assert all(word in checks[check].detail for word in named)


def test_a_migration_by_the_owner_gives_the_rights_again(made: Installation, postgres: Server) -> None:
    """Afterwards the role works without a further word; the older recipe's grants become the right ones."""
    url = postgres.create(owner=OWNER)
    owner, app = open_engine(as_role(url, OWNER)), open_engine(as_role(url, APP))
    migrate(owner, "0012")
    with owner.begin() as connection:
        connection.execute(text(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {APP}"))
    migrate(owner)
    with reading(app) as connection:
        amiss = rights_amiss(connection)
    owner.dispose()
    app.dispose()
    postgres.drop(url)
    assert amiss == ([], [])


@pytest.mark.parametrize("lost", ["SELECT ON contract", "INSERT ON journal"])
def test_rights_that_were_lost_come_back_with_the_owners_next_set_up(roles: Installation, lost: str) -> None:
    """As the document says: the owner types `init`, and the role that works has them all; the worker's `init` has none
    to give."""
    with roles.by_owner() as connection:
        connection.execute(text(f"REVOKE {lost} FROM {APP}"))
    with pytest.raises(DBAPIError) as refused:
        a_contract(roles.app(now="2024-04-02"))
    assert "--database-role" in str(of_the_world(refused.value))
    initialise(roles.home, "declared", {"LIFECYCLE_DATABASE_URL": roles.owner or ""}).engine.dispose()
    assert looked_at(roles)["データベースの権利"].fine
    initialise(roles.home, "declared", roles.environment()).engine.dispose()
    assert looked_at(roles)["データベースの権利"].fine


def test_a_role_that_may_see_no_table_is_told_so(roles: Installation) -> None:
    """Not that there is no database, nor to set one up."""
    with roles.by_owner() as connection:
        connection.execute(text(f"REVOKE USAGE ON SCHEMA public FROM {APP}, PUBLIC"))
    with pytest.raises(SetupError, match="見ることが許されていません"):
        open_app(roles.home, actor=ADMIN, environment=roles.environment())


def test_a_role_that_may_not_migrate_is_told_who_may(made: Installation, postgres: Server) -> None:
    """`init` by the application's role on an empty database: no driver's line, but what to do."""
    url = postgres.create()
    engine = open_engine(as_role(url, APP))
    with pytest.raises(DBAPIError) as refused:
        migrate(engine)
    engine.dispose()
    postgres.drop(url)
    assert "表の持ち主の役割で lifecycle init" in str(of_the_world(refused.value))


@pytest.mark.parametrize(("role", "told"), [("nobody_here", "ありません"), (OWNER, "持ち主"), ("postgres", "全権")])
def test_a_role_that_could_not_keep_the_record_is_refused(made: Installation, role: str, told: str) -> None:
    """One that is not there, the owner itself, one that has all power."""
    owner = open_engine(str(made.owner))
    with pytest.raises(UsageError, match=told):
        give_rights(owner, role)
    owner.dispose()


def test_a_role_that_may_become_one_of_all_power_is_refused_and_named(roles: Installation, postgres: Server) -> None:
    """A member of a superuser takes the triggers away with one more word: SET ROLE."""
    boss = f"boss_{uuid.uuid4().hex[:8]}"
    postgres.run(f"CREATE ROLE {boss} SUPERUSER NOLOGIN; GRANT {boss} TO {APP}")
    try:
        owner = open_engine(str(roles.owner))
        with pytest.raises(UsageError, match="全権"):
            give_rights(owner, APP)
        owner.dispose()
        assert not looked_at(roles)["データベースの役割"].fine
    finally:
        postgres.run(f"DROP ROLE {boss}")


def test_every_table_has_its_rights(made: Installation) -> None:
    """A table that a migration adds is known to the rights; none is forgotten."""
    rows = made.rows(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
    )
    assert sorted(row.relname for row in rows) == sorted(rights_by_table())


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_cannot_keep_every_character_is_refused(
    postgres: Server, tmp_path: Path, encoding: str
) -> None:
    """A name that the encoding lacks would be refused on the day on which it comes; nothing is made there."""
    url = postgres.create(encoding=encoding)
    with pytest.raises(SetupError, match=f"{encoding} .*UTF8"):
        initialise(tmp_path / "home", "declared", {"LIFECYCLE_DATABASE_URL": url})
    postgres.drop(url)
    assert not (tmp_path / "home").exists()


def test_sqlite_knows_no_roles(tmp_path: Path) -> None:
    """The option is refused before anything is made."""
    with pytest.raises(UsageError, match="PostgreSQL"):
        initialise(tmp_path / "home", "declared", {}, database_role=APP)
    assert not (tmp_path / "home").exists()
