"""The turnstile: whoever writes to SQLite's file waits for a turn, and nobody is shut out by whoever writes long."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from command_line import AUDIT_DAY
from installation import ADMIN, Installation
from sqlalchemy import Engine, text

from config.errors import BusyError
from lifecycle.records.database import DATABASE_FILE, open_engine, reading, sqlite_url, writing
from lifecycle.records.turnstile import told_of_waiting

_HOLDS = """
import os, signal, sys
from sqlalchemy import text
from lifecycle.records.database import open_engine, writing
with writing(open_engine(sys.argv[1])) as connection:
    connection.execute(text("INSERT INTO note VALUES (-1)"))
    print("writes", flush=True)
    sys.stdin.readline()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Engine]:
    """A database with a table of notes."""
    engine = open_engine(sqlite_url(tmp_path))
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE note (of INTEGER)"))
    yield engine
    engine.dispose()


def noted(engine: Engine) -> list[int]:
    """What was noted, in order."""
    with reading(engine) as connection:
        return list(connection.execute(text("SELECT of FROM note ORDER BY rowid")).scalars())


def note(engine: Engine, of: int, *, as_page: bool = False) -> None:
    """Write a note."""
    with writing(engine, as_page=as_page) as connection:
        connection.execute(text("INSERT INTO note VALUES (:of)"), {"of": of})


def test_eight_writers_beside_a_long_job_are_each_let_in(file: Engine) -> None:
    """By engines of their own, as processes have them: nobody is refused, and nothing is lost."""
    engines = [open_engine(str(file.url)) for _ in range(8)]

    def works(who: int) -> None:
        for _ in range(10):
            note(engines[who], who, as_page=who == 0)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(works, range(8)))
    for engine in engines:
        engine.dispose()
    assert sorted(noted(file)) == sorted(list(range(8)) * 10)


def test_who_comes_while_a_page_is_written_goes_before_the_next_page(file: Engine) -> None:
    """A long job takes its turn anew for each page; a person who waits is the next."""
    came, other = threading.Event(), open_engine(str(file.url))

    def person() -> None:
        came.set()
        note(other, 7)

    with writing(file, as_page=True) as connection:
        connection.execute(text("INSERT INTO note VALUES (1)"))
        waits = threading.Thread(target=person)
        waits.start()
        came.wait()
        while not _is_held(Path(str(file.url.database))):
            continue
    note(file, 2, as_page=True)
    waits.join()
    other.dispose()
    assert noted(file) == [1, 7, 2]


def _is_held(database: Path) -> bool:
    """Whether somebody stands in the queue."""
    from lifecycle.records.file_lock import is_locked, opened

    handle = opened(database.with_name(f"{database.name}.queue"))
    try:
        return not is_locked(handle)
    finally:
        os.close(handle)


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_writer_that_is_killed_keeps_nobody_out(file: Engine) -> None:
    """The system frees the turn of a process that is no more; what it had not committed was never there."""
    child = subprocess.Popen(
        [sys.executable, "-c", _HOLDS, str(file.url)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout
    assert child.stdout.readline() == "writes\n"
    impatient = open_engine(str(file.url), patience_ms=50)
    with pytest.raises(BusyError):
        note(impatient, 1)
    child.communicate("die\n", timeout=180)
    assert child.returncode == -signal.SIGKILL
    note(impatient, 2)
    impatient.dispose()
    assert noted(file) == [2]


def test_where_a_folder_takes_no_lock_the_database_itself_is_asked(file: Engine) -> None:
    """As on a share that knows none: who waits does so by SQLite's own timeout, as before."""
    home = Path(str(file.url.database)).parent
    (home / f"{DATABASE_FILE}.queue").unlink()
    (home / f"{DATABASE_FILE}.queue").mkdir()
    note(file, 1)
    other = sqlite3.connect(home / DATABASE_FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    impatient = open_engine(str(file.url), patience_ms=50)
    with pytest.raises(BusyError):
        note(impatient, 2)
    other.execute("ROLLBACK")
    other.close()
    impatient.dispose()
    assert noted(file) == [1]


@pytest.mark.parametrize("by", ["a writer of ours", "another program"])
def test_who_waits_long_is_told_why_once(file: Engine, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    """And goes on waiting; whoever holds the file may be a program that knows of no turnstile."""
    for module in ("turnstile", "database"):
        monkeypatch.setattr(f"lifecycle.records.{module}.WORD_AFTER", 0.01)
    told: list[str] = []
    waits = open_engine(str(file.url), patience_ms=200)
    if by == "a writer of ours":
        with writing(file), told_of_waiting(lambda: told.append("waits")), pytest.raises(BusyError):
            note(waits, 1)
    else:
        other = sqlite3.connect(str(file.url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with told_of_waiting(lambda: told.append("waits")), pytest.raises(BusyError):
            note(waits, 1)
        other.execute("ROLLBACK")
        other.close()
    with told_of_waiting(lambda: told.append("waits")):
        note(waits, 2)
    waits.dispose()
    assert (told, noted(file)) == (["waits"], [2])


@pytest.mark.slow
def test_a_command_that_waits_says_so_and_is_done_when_its_turn_comes(installation: Installation) -> None:
    """On stderr, once; stdout holds the answer alone."""
    command = [str(Path(sys.executable).with_name("lifecycle")), "seal", "--json", "--actor", ADMIN]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIFECYCLE_")}
    environment = {**kept, "LIFECYCLE_HOME": str(installation.home), "LIFECYCLE_NOW": AUDIT_DAY}
    with writing(installation.engine):
        child = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment
        )
        assert child.stderr
        assert child.stderr.readline() == "ほかの人が書き込み中です。順番が来るまで待っています…\n"
    answer, remarks = child.communicate(timeout=180)
    assert (child.returncode, "書き込み中" in remarks) == (0, False)
    assert answer.startswith("{")
