"""The database: SQLite, set up so that no write is lost, or PostgreSQL."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from config.errors import BusyError, LostRaceError, RequestFault, SetupError
from config.typed import folded
from lifecycle.records.file_systems import must_be_local
from lifecycle.records.read_only import is_read_only, url_to_read
from lifecycle.records.sql_words import SQLITE_FOLDED
from lifecycle.records.sqlite_file import FILE, NO_ROOM, connected, has_no_room, still_the_file, used_once, written_last
from lifecycle.records.turnstile import WORD_AFTER, TurnNotComeError, Turnstile, say_that_one_waits

DATABASE_FILE = "lifecycle.db"
_READ_ONLY = "lifecycle_read_only"
_FULL = "no_room"
"""The code of the fault that a full disk takes no writing."""
_TURNSTILE, _PATIENCE = "lifecycle_turnstile", "lifecycle_patience"
"""The options of an engine or a connection: who stands in the way to SQLite's file, and the seconds to wait."""
_BUSY_TIMEOUT_MS = 30_000
BESIDE = "sqlite:///file:?uri=true"
"""An empty database of one connection's own: SQLite keeps it in memory while it is small, else in a file without a name
that is gone with the connection, however the program ends."""
_HELD = ("55P03",)
# The codes of a unique violation, a serialization failure, a deadlock and a lock that is not available.
_RACES = ("23505", "40001", "40P01", "55P03")
# The journal's own trigger refuses a number that is taken before the unique constraint does.
_SQLITE_TAKEN = ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_TRIGGER")


def sqlite_url(home: Path) -> str:
    """The URL of the SQLite database of a home."""
    return f"sqlite:///{home / DATABASE_FILE}"


def open_engine(
    url: str, *, patience_ms: int | None = None, connections: int | None = None, existing: bool = False
) -> Engine:
    """An engine on SQLite or PostgreSQL.

    SQLite: no implicit transactions of the driver, WAL, full synchronisation (the journal's home), foreign keys, a
    turnstile for who writes, a busy timeout for programs that know of none, and BEGIN IMMEDIATE for writers: without
    these, concurrent writers lose updates silently.

    A server says how long a writer waits for others, in milliseconds, and how many connections it keeps: one for each
    of its threads; as many more stand ready for a question within a question. `existing`: SQLite's file is there, and
    one that was deleted is not made anew by whoever asks next.
    """
    postgres = url.startswith("postgres")
    how: dict[str, Any] = {"isolation_level": "REPEATABLE READ"} if postgres else {}
    try:
        kind = make_url(url).get_backend_name()
    except ValueError:
        raise SetupError("データベースの URL のポートが数字ではありません。") from None
    if kind == "sqlite":
        how["execution_options"] = _turns(url, (patience_ms or _BUSY_TIMEOUT_MS) / 1000)
    if connections is not None:
        how |= {"pool_size": connections, "max_overflow": connections, "pool_pre_ping": postgres}
    if postgres:
        # Whatever PGCLIENTENCODING says: text is text, also where the server would hand out bytes (SQL_ASCII).
        how["connect_args"] = {"client_encoding": "utf8"}
        if patience_ms is not None:
            how["connect_args"] |= {"options": f"-c lock_timeout={patience_ms}"}
    only_read = not postgres and is_read_only(Path(make_url(url).database or ""))
    if how.get("execution_options", {}).get(_TURNSTILE) and not only_read:
        must_be_local(Path(make_url(url).database or ""))
    address = url_to_read(Path(make_url(url).database or "")) if only_read else url
    # Bound values may be persons' names: no error text may carry them.
    engine = create_engine(address, hide_parameters=True, **how)
    if engine.dialect.name == "sqlite":
        _listen(engine, only_read=only_read, existing=existing)
    else:
        # What the driver says of a connection that is lost already would stand on the screen beside our own words.
        logging.getLogger("psycopg").setLevel(logging.CRITICAL)
    return engine


def _listen(engine: Engine, *, only_read: bool, existing: bool) -> None:
    """Set up every connection to SQLite, and begin its transactions, as `open_engine` says."""
    if not only_read:
        event.listen(engine, "do_connect", partial(connected, "rw" if existing else "rwc"))
        event.listen(engine, "checkout", still_the_file)
        event.listen(engine, "checkin", used_once)
    event.listen(engine, "connect", _prepare_to_read if only_read else _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def open_scratch(path: Path) -> Engine:
    """An engine on a file of this process alone, which is thrown away: nothing in it need outlive a crash."""
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)
    event.listen(engine, "connect", _prepare_scratch)
    event.listen(engine, "begin", _begin_scratch)
    return engine


def _prepare_scratch(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.create_function(SQLITE_FOLDED, 1, _folded, deterministic=True)


def _begin_scratch(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _turns(url: str, patience: float) -> dict[str, Any]:
    """The options of an engine on SQLite: where writers wait for their turn, and how long; none without a file."""
    file = make_url(url).database
    return {
        _PATIENCE: patience,
        _TURNSTILE: Turnstile(Path(file)) if file and not file.startswith((":memory:", "file:")) else None,
    }


def _prepare_sqlite(connection: Any, record: Any) -> None:
    if record.info.get(NO_ROOM):
        _prepare_to_read(connection, record)
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    connection.create_function(SQLITE_FOLDED, 1, _folded, deterministic=True)


def _prepare_to_read(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    connection.create_function(SQLITE_FOLDED, 1, _folded, deterministic=True)


def _folded(text: str | None) -> str | None:
    return None if text is None else folded(text)


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get(_READ_ONLY):
        connection.exec_driver_sql("BEGIN")
        return
    if connection.info.get(NO_ROOM):
        told = (
            "ディスクに空きがないため、記録できません(読むことはできます)。空きを作ってから、もう一度行ってください。"
        )
        raise SetupError(RequestFault(_FULL, told))
    driver = connection.connection.driver_connection
    patience = options.get(_PATIENCE, _BUSY_TIMEOUT_MS / 1000)
    try:
        if patience > WORD_AFTER:
            if _has_begun(driver):
                return
            patience -= WORD_AFTER
        _wait_at_most(driver, patience)
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        _wait_at_most(driver, _BUSY_TIMEOUT_MS / 1000)


def _has_begun(driver: Any) -> bool:
    """Begin to write; False where that can't be, and who waits is told where a program that knows of no turnstile is
    writing."""
    _wait_at_most(driver, WORD_AFTER)
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith("SQLITE_BUSY"):
            say_that_one_waits()
        return False
    return True


def _wait_at_most(driver: Any, seconds: float) -> None:
    driver.execute(f"PRAGMA busy_timeout={round(seconds * 1000)}")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database and writes nothing.

    Raises BusyError where a full disk was read as it stands, and somebody has written to it meanwhile.
    """
    with engine.connect() as connection, connection.execution_options(**{_READ_ONLY: True}).begin() as transaction:
        try:
            yield connection
        finally:
            transaction.rollback()
        if (last := connection.info.get(NO_ROOM)) and written_last(connection.info[FILE][0]) != last:
            told = "読んでいる間に書き込まれました。もう一度行ってください。"
            raise BusyError(RequestFault("written_meanwhile", told))


@contextmanager
def writing(engine: Engine, *, as_page: bool = False) -> Iterator[Connection]:
    """One transaction; it is committed where the block ends, rolled back where it raises.

    On SQLite it waits for its turn; what is one page of a long job (`as_page`) lets others go first. Raises
    LostRaceError where another process wrote to the same chain first, BusyError where one held the database for longer
    than a writer waits: nothing was stored.
    """
    try:
        with turn(engine, stands_back=as_page) as left, engine.connect() as connection:
            connection.execution_options(**left)
            with connection.begin():
                yield connection
    except TurnNotComeError as error:
        raise _busy() from error
    except (IntegrityError, OperationalError) as error:
        if not _lost_a_race(error):
            raise
        if _was_held(error):
            raise _busy() from error
        raise LostRaceError("ほかの操作と同時になったため、記録しませんでした。もう一度実行してください。") from error


@contextmanager
def turn(engine: Engine, *, stands_back: bool = False) -> Iterator[dict[str, float]]:
    """The turn of a writer to SQLite's file; gives what is left of its patience, as options of its connection."""
    options = engine.get_execution_options()
    turnstile = options.get(_TURNSTILE)
    if not isinstance(turnstile, Turnstile):
        yield {}
        return
    with turnstile.passed(options[_PATIENCE], stands_back=stands_back) as left:
        yield {_PATIENCE: left}


def is_of_a_full_disk(error: Exception) -> bool:
    """Whether SQLite could not write for want of room on the disk, in its own words or in ours."""
    if isinstance(error, SetupError):
        return any(fault.code == _FULL for fault in error.faults)
    cause = getattr(error, "orig", None)
    return isinstance(cause, sqlite3.OperationalError) and has_no_room(cause)


def _busy() -> BusyError:
    told = "ほかの人が書き込み中のため、記録しませんでした。少し待って、もう一度行ってください。"
    return BusyError(RequestFault("busy", told))


def _lost_a_race(error: DBAPIError) -> bool:
    """Whether another process was first. PostgreSQL tells it by code, for its words follow the server's language."""
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state in _RACES
    name = getattr(error.orig, "sqlite_errorname", "")
    return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or name in _SQLITE_TAKEN


def _was_held(error: DBAPIError) -> bool:
    """Whether another process held the database all the while that a writer waited."""
    if getattr(error.orig, "sqlstate", None) in _HELD:
        return True
    return getattr(error.orig, "sqlite_errorname", "") in ("SQLITE_BUSY", "SQLITE_LOCKED")
