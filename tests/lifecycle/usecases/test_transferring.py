"""The installation moves from SQLite to PostgreSQL and back: every row the same, and only one lives on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import AUDIT_DAY, OFFICER
from installation import ADMIN, HEAD, Installation, as_role
from postgres_server import APPLICATION, Server
from sqlalchemy.exc import DBAPIError

from config.errors import RoleError, SetupError, UsageError
from lifecycle.app import open_app
from lifecycle.records.copying import digest_of, every_table
from lifecycle.records.database import open_engine, reading
from lifecycle.records.lost_database import IN_USE
from lifecycle.records.schema import migrate
from lifecycle.records.tables import journal
from lifecycle.usecases import transferring
from lifecycle.usecases.audit import verify
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.sealing import seal
from lifecycle.usecases.transferring import transfer
from lifecycle.watch.sweep import sweep

pytestmark = pytest.mark.postgres
Pair = tuple[Installation, Installation]


@pytest.fixture(scope="module")
def moved(sample_home: Path, postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """The sample on SQLite, with a sweep's mails waiting, and what came of moving it to PostgreSQL."""
    home = tmp_path_factory.mktemp("moved") / "home"
    shutil.copytree(sample_home, home)
    before = Installation(home)
    sweep(before.app(ADMIN, AUDIT_DAY))
    owner = postgres.create()
    assert transfer(before.app(ADMIN, AUDIT_DAY), owner, postgres.application).database == "postgresql"
    after = Installation(home, as_role(owner, APPLICATION), owner)
    yield before, after
    before.engine.dispose()
    after.engine.dispose()
    postgres.drop(owner)


def digests(installation: Installation) -> dict[str, str]:
    """A digest of every table."""
    with reading(installation.engine) as connection:
        return {table.name: digest_of(connection, table) for table in every_table()}


def events(installation: Installation) -> list[tuple[object, ...]]:
    """The journal as it is stored."""
    with reading(installation.engine) as connection:
        return [tuple(row) for row in connection.execute(journal.select().order_by(journal.c.id))]


def test_every_row_is_the_same_at_both_ends_and_verify_finds_nothing(moved: Pair) -> None:
    """Journal, persons, outbox, claims and projections; the other has one event more, that it was taken over."""
    before, after = moved
    there = events(after)
    assert there[:-1] == events(before)
    assert [row[3] for row in there[-2:]] == ["database_moved", "database_taken_over"]
    ours, theirs = digests(before), digests(after)
    assert {name for name in ours if ours[name] != theirs[name]} == {"journal", "head", "flag"}
    assert int(ours["outbox"].partition(":")[0]) > 0
    told, of_other = (verify(one.app(ADMIN, AUDIT_DAY)) for one in moved)
    assert told.faults == of_other.faults == []
    assert of_other.events == told.events + 1


def test_the_source_is_done_with_and_the_other_is_worked_in(moved: Pair) -> None:
    """No door opens the source, and a process that had it open writes nothing; the other goes on, by its role."""
    before, after = moved
    with pytest.raises(SetupError, match="移されました"):
        open_app(before.home, environment=before.environment(AUDIT_DAY))
    stood = before.count("journal")
    with pytest.raises(SetupError, match="移されました"):
        amend(before.app(OFFICER, AUDIT_DAY), "R6-0012", {"record_count": "12"}, "数え直した")
    assert before.count("journal") == stood
    amend(after.app(OFFICER, AUDIT_DAY), "R6-0012", {"record_count": "12"}, "数え直した")
    assert verify(after.app(ADMIN, AUDIT_DAY)).faults == []


def test_what_was_left_behind_is_verified_by_the_seals_of_its_time(moved: Pair) -> None:
    """Seals that the other made later, kept in the home and in a file outside, are no fault of it; older ones bind."""
    before, after = moved
    after.settings("[seal]\n", '[seal]\nfile = "seals.jsonl"\n')
    assert seal(after.app(ADMIN, AUDIT_DAY)).number > 0
    assert (after.home / IN_USE).read_text() == "postgresql"
    assert verify(before.app(ADMIN, AUDIT_DAY)).faults == []
    assert verify(after.app(ADMIN, AUDIT_DAY)).faults == []


def test_it_is_not_moved_a_second_time(moved: Pair, postgres: Server) -> None:
    """Neither to a third database nor over the one in use: two would live on."""
    before, after = moved
    third, stood = postgres.create(), after.count("journal")
    for url in (third, str(after.owner)):
        with pytest.raises(UsageError, match="既に"):
            transfer(before.app(ADMIN, AUDIT_DAY), url)
    postgres.drop(third)
    assert after.count("journal") == stood


def test_it_comes_back_to_a_file(moved: Pair, tmp_path: Path) -> None:
    """Over the file that was left behind it is refused; where that was moved out, every row comes back as it was."""
    home = tmp_path / "home"
    shutil.copytree(moved[1].home, home)
    source = Installation(home, moved[1].owner)
    with pytest.raises(UsageError, match="をフォルダーの外へ移してから"):
        transfer(source.app(ADMIN, AUDIT_DAY), "sqlite")
    (home / "lifecycle.db").rename(tmp_path / "old.db")
    assert transfer(source.app(ADMIN, AUDIT_DAY), "sqlite").database == "sqlite"
    back = Installation(home)
    assert events(back)[:-1] == events(source)
    assert verify(back.app(ADMIN, AUDIT_DAY)).faults == []
    with pytest.raises(SetupError, match="移されました"):
        open_app(home, environment=source.environment(AUDIT_DAY))
    source.engine.dispose()
    back.engine.dispose()


def test_an_attempt_that_was_cut_off_is_finished(installation: Installation, postgres: Server) -> None:
    """Killed between copying and taking over: neither is in use, and the same call takes the other into use."""
    url = postgres.create()
    target = open_engine(url)
    transferring._make_tables(target)
    transferring._copied(installation.app(ADMIN), target)
    left = Installation(installation.home, url)
    for one in (installation, left):
        with pytest.raises(SetupError, match="移されました"):
            open_app(one.home, environment=one.environment())
    assert transfer(installation.app(ADMIN), url).rows is None
    open_app(left.home, environment=left.environment()).engine.dispose()
    assert verify(left.app(ADMIN)).faults == []
    target.dispose()
    left.engine.dispose()
    postgres.drop(url)


def test_a_copy_that_fails_moves_nothing(installation: Installation, postgres: Server) -> None:
    """What the target can't take ends the transfer whole: nothing there, nothing said here."""
    url, stood = postgres.create(), digests(installation)
    target = Installation(installation.home, url)
    migrate(target.engine)
    with target.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE person ADD CHECK (value IS NULL)")
    with pytest.raises(DBAPIError, match="person"):
        transfer(installation.app(ADMIN), url)
    assert digests(installation) == stood
    assert target.count("journal") == target.count("contract") == target.count("flag") == 0
    target.engine.dispose()
    postgres.drop(url)


def test_a_role_or_a_place_that_will_not_do_is_said_before_anything_moves(
    installation: Installation, postgres: Server
) -> None:
    """A role that is not there, a database in which another program's table stands: here everybody works on."""
    url, stood = postgres.create(), digests(installation)
    with pytest.raises(UsageError, match="役割「lifecyle」がデータベースのサーバーにありません"):
        transfer(installation.app(ADMIN), url, "lifecyle")
    assert digests(installation) == stood
    open_app(installation.home, environment=installation.environment()).engine.dispose()
    assert transfer(installation.app(ADMIN), url, postgres.application).rows
    postgres.drop(url)


def test_a_database_with_tables_of_others_is_not_moved_into(installation: Installation, postgres: Server) -> None:
    """Wholly empty, or it may be the wrong one."""
    url, stood = postgres.create(), digests(installation)
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (id integer)")
    engine.dispose()
    with pytest.raises(UsageError, match="記録か表があります"):
        transfer(installation.app(ADMIN), url)
    assert digests(installation) == stood
    postgres.drop(url)


def test_who_may_and_where_to(installation: Installation, tmp_path: Path) -> None:
    """A keeper, and neither to a file elsewhere nor to the kind in use."""
    with pytest.raises(RoleError):
        transfer(installation.app(HEAD), "postgresql+psycopg://nobody@127.0.0.1:1/none")
    for to, told in (("sqlite", "同じ種類"), (f"sqlite:///{tmp_path}/other.db", "移す先は")):
        with pytest.raises(UsageError, match=told):
            transfer(installation.app(ADMIN), to)
