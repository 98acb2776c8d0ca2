"""The journal: numbered and chained per subject, one winner per race, nothing lost, nothing changed afterwards."""

import multiprocessing
import threading
from collections.abc import Callable
from datetime import date

import pytest
from installation import NOW, Installation
from postgres_server import APPLICATION
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from config.errors import ConflictError
from config.vocabulary import Stage
from lifecycle.records.database import open_engine, writing
from lifecycle.records.events.moves import AdvanceRefused, Lacking
from lifecycle.records.journal import GENESIS, Author, Draft, append, events_of
from lifecycle.usecases.audit import verify

AUTHOR = Author("広報課担当", "root", "officer")
DAY = date(2024, 6, 3)
STAMP = "2024-06-03T00:00:00.000000Z"


def note(subject: str, number: int) -> Draft:
    """An event that changes no projection."""
    lacking = Lacking("S1-01", subject, f"{number}件目")
    return Draft(subject, DAY, AdvanceRefused(before=Stage.ESTIMATE, stage=Stage.CONCLUDED, unmet=(lacking,)))


def write_notes(url: str, who: int, rounds: int) -> None:
    """One writer: so many events on one shared subject, trying again where somebody else was first."""
    engine = open_engine(url)
    for number in range(rounds):
        while True:
            try:
                with writing(engine) as connection:
                    append(connection, [note("R6-0001", who * 1000 + number)], AUTHOR, STAMP)
                break
            except ConflictError:
                continue
    engine.dispose()


def test_events_are_numbered_and_chained_per_subject(any_installation: Installation) -> None:
    """Numbered per subject, hash-chained; each subject begins anew."""
    with writing(any_installation.engine) as connection:
        append(connection, [note("A", 1), note("B", 1), note("A", 2)], AUTHOR, STAMP)
        append(connection, [note("A", 3)], AUTHOR, STAMP)
    with any_installation.app().reading() as connection:
        of_a, of_b = events_of(connection, "A"), events_of(connection, "B")
    assert [e.number for e in of_a] == [1, 2, 3]
    assert [e.number for e in of_b] == [1]
    assert [e.previous for e in of_a] == [GENESIS, of_a[0].hash, of_a[1].hash]
    assert of_b[0].previous == GENESIS
    assert verify(any_installation.app()).faults == []


def test_the_journal_names_actor_system_user_and_database_role(any_installation: Installation) -> None:
    """docs/semantics.md §8: the journal always holds both names; on PostgreSQL the database role as well."""
    with writing(any_installation.engine) as connection:
        append(connection, [note("A", 1)], AUTHOR, STAMP)
    row = any_installation.rows("SELECT actor, os_user, database_role FROM journal WHERE subject = 'A'")[0]
    expected = "" if any_installation.url is None else APPLICATION
    assert tuple(row) == ("広報課担当", "root", expected)


def test_of_two_writers_on_one_predecessor_one_loses_and_stores_nothing(any_installation: Installation) -> None:
    """Optimistic concurrency: the later one gets ConflictError, and nothing of its transaction is half stored."""
    with writing(any_installation.engine) as connection:
        append(connection, [note("A", 1)], AUTHOR, STAMP)
    before = any_installation.count("journal")

    def late() -> None:
        with writing(any_installation.engine) as connection:
            append(connection, [note("OTHER", 1)], AUTHOR, STAMP)
            connection.execute(
                text("UPDATE head SET number = 0, hash = :genesis WHERE subject = 'A'"), {"genesis": GENESIS}
            )
            append(connection, [note("A", 99)], AUTHOR, STAMP)

    with pytest.raises(ConflictError):
        late()
    assert any_installation.count("journal") == before
    assert any_installation.rows("SELECT number FROM head WHERE subject = 'A'")[0].number == 1
    assert any_installation.rows("SELECT 1 FROM head WHERE subject = 'OTHER'") == []


@pytest.mark.postgres
def test_two_open_transactions_cannot_both_extend_a_chain(postgres_installation: Installation) -> None:
    """Both read the same head before either commits; the unique number lets one through."""
    barrier, outcomes = threading.Barrier(2, timeout=180), []

    def extend(number: int) -> None:
        try:
            with writing(postgres_installation.engine) as connection:
                connection.execute(text("SELECT count(*) FROM head"))
                barrier.wait()
                append(connection, [note("A", number)], AUTHOR, STAMP)
            outcomes.append("stored")
        except ConflictError:
            outcomes.append("conflict")

    threads = [threading.Thread(target=extend, args=(n,)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict", "stored"]
    assert len(postgres_installation.rows("SELECT 1 FROM journal WHERE subject = 'A'")) == 1


@pytest.mark.postgres
def test_a_lost_race_is_told_by_its_code_whatever_language_the_server_speaks(
    postgres_installation: Installation,
) -> None:
    """A Japanese server words the error in Japanese; it stays a ConflictError."""
    lost = text("DO $$ BEGIN RAISE EXCEPTION '直列化できません' USING ERRCODE = '40001'; END $$")
    with pytest.raises(ConflictError), writing(postgres_installation.engine) as connection:
        connection.execute(lost)


@pytest.mark.postgres
def test_an_error_that_is_no_lost_race_is_not_called_one(postgres_installation: Installation) -> None:
    """«Try again» would never help: a broken check stays what it is."""
    with pytest.raises(IntegrityError), writing(postgres_installation.engine) as connection:
        connection.execute(text("INSERT INTO head (subject, number) VALUES ('A', 1)"))


@pytest.mark.parametrize("start", [threading.Thread, multiprocessing.get_context("spawn").Process])
def test_many_writers_lose_nothing_on_sqlite(
    installation: Installation, start: Callable[..., threading.Thread]
) -> None:
    """Plain pysqlite keeps 383 of 1,200; with BEGIN IMMEDIATE all of 4 × 50 survive, in one chain."""
    url = str(installation.engine.url)
    before = installation.count("journal")
    writers = [start(target=write_notes, args=(url, who, 50)) for who in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert installation.count("journal") == before + 200
    assert installation.rows("SELECT number FROM head WHERE subject = 'R6-0001'")[0].number == 200
    assert verify(installation.app()).chain == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = 'x'",
        "DELETE FROM journal",
        "UPDATE journal SET payload = payload WHERE id = 1",
        "DELETE FROM journal WHERE id = (SELECT max(id) FROM journal)",
    ],
)
def test_the_database_itself_refuses_to_change_the_journal(any_installation: Installation, statement: str) -> None:
    """The database itself refuses UPDATE and DELETE on the journal, on PostgreSQL to the owner of the tables too."""
    before = any_installation.rows("SELECT * FROM journal ORDER BY id")
    with pytest.raises(DBAPIError, match="append-only"), any_installation.by_owner() as connection:
        connection.execute(text(statement))
    assert any_installation.rows("SELECT * FROM journal ORDER BY id") == before


@pytest.mark.parametrize("key", ["id", "subject, number"])
def test_sqlite_refuses_to_overwrite_by_insert_or_replace(installation: Installation, key: str) -> None:
    """INSERT OR REPLACE deletes without firing the delete trigger; by row id or by (subject, number)."""
    others = "kind, occurred_on, recorded_at, actor, os_user, role, database_role, payload, previous, hash"
    overwrite = f"INSERT OR REPLACE INTO journal ({key}, {others}{', subject, number' if key == 'id' else ''}) "
    select = f"SELECT {key}, {others}{', subject, 99' if key == 'id' else ''} FROM journal WHERE id = 1"  # noqa: S608
    with pytest.raises(DBAPIError, match="append-only"), installation.engine.begin() as connection:
        connection.execute(text(overwrite + select))
    assert verify(installation.app()).faults == []


@pytest.mark.postgres
def test_postgresql_refuses_to_truncate_the_journal(postgres_installation: Installation) -> None:
    """TRUNCATE fires no row trigger, so it has its own."""
    with pytest.raises(DBAPIError, match="append-only"), postgres_installation.by_owner() as connection:
        connection.execute(text("TRUNCATE journal"))
    assert postgres_installation.count("journal") > 0


def test_a_reading_connection_stores_nothing(any_installation: Installation) -> None:
    """A question never leaves anything behind, even where it tried to."""
    before = any_installation.count("head")
    with any_installation.app(now=NOW).reading() as connection:
        append(connection, [note("A", 1)], AUTHOR, STAMP)
    assert any_installation.count("head") == before


def test_sqlite_is_opened_so_that_no_write_is_lost(installation: Installation) -> None:
    """WAL, full synchronisation, foreign keys, a busy timeout; writers take the lock when they begin."""
    engine = open_engine(str(installation.engine.url))
    with engine.connect() as connection:
        set_to = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert set_to == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}
