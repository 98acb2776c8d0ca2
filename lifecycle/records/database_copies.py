"""Copies of a whole database as of one moment, taken while others write: SQLite's own backup, or pg_dump's."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, select, table, text
from sqlalchemy.engine import URL

from config.errors import RequestFault, SetupError, WorldError
from lifecycle.records.database import open_engine, reading
from lifecycle.records.journal import hashes
from lifecycle.records.merkle import Merkle
from lifecycle.records.tables import journal

_LONGEST_REASON = 300
RESTORING = "lifecycle_restoring"
"""The table that stands in a PostgreSQL database as long as it is being restored into."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds: its events, the root of the tree over them, the journal's head, the rows of tables."""

    events: int
    root: str
    head: tuple[int, str]
    counts: dict[str, int]


def contents(connection: Connection, tables: Iterable[str]) -> Contents:
    """What the database holds, with the rows of those of the named tables that it has; of whatever schema it is."""
    tree = Merkle()
    for hash_ in hashes(connection):
        tree.add(hash_)
    there = set(inspect(connection).get_table_names())
    counted = {name: select(func.count()).select_from(table(name)) for name in sorted(there.intersection(tables))}
    counts = {name: int(connection.execute(asked).scalar_one()) for name, asked in counted.items()}
    last = connection.execute(select(journal.c.number, journal.c.hash).order_by(journal.c.id.desc()).limit(1)).first()
    return Contents(tree.leaves, tree.root(), (last.number, last.hash) if last else (0, ""), counts)


@contextmanager
def copy_taken(engine: Engine, path: Path) -> Iterator[Connection]:
    """Copy the whole database to a file, as of one moment; gives a connection that sees that same moment.

    The file is whole when the block begins, and is the caller's to take away. Raises WorldError (no space),
    SetupError (no pg_dump on this machine, or one that the server refuses).
    """
    if engine.dialect.name == "postgresql":
        with reading(engine) as connection:
            moment = str(connection.execute(text("SELECT pg_export_snapshot()")).scalar_one())
            options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}", f"--file={path}")
            _run("pg_dump", engine.url, options)
            yield connection
        return
    _copy_sqlite(engine, path)
    beside = open_engine(f"sqlite:///{path}")
    try:
        with reading(beside) as connection:
            yield connection
    finally:
        beside.dispose()
        _as_one_file(path)


def _copy_sqlite(engine: Engine, path: Path) -> None:
    raw = engine.raw_connection()
    try:
        with closing(sqlite3.connect(path)) as target:
            # All pages in one step: the copy is of one moment, and writers go on beside it.
            raw.driver_connection.backup(target, pages=-1)  # type: ignore[union-attr]
        _as_one_file(path)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "") in ("SQLITE_FULL", "SQLITE_IOERR_WRITE"):
            raise WorldError("控えを書けません(空きがありません)。置き場所の空きを作ってください。") from None
        raise
    finally:
        raw.close()


def _as_one_file(path: Path) -> None:
    """Leave nothing of the copy beside its file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def closing_engine(url: str) -> Iterator[Engine]:
    """An engine for this block alone."""
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def begin_restoration(engine: Engine) -> None:
    """Mark an empty PostgreSQL database as one that is being restored into; on SQLite there is nothing to mark."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(text(f"CREATE TABLE {RESTORING} (begun_at timestamptz DEFAULT now())"))


def end_restoration(engine: Engine) -> None:
    """Take the mark away: the database is whole, on record as restored, and what waited in it is held."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(text(f"DROP TABLE {RESTORING}"))


def must_be_whole(engine: Engine) -> None:
    """Raises SetupError where a restoration into the database was cut short: nothing of it may be used or sent."""
    if engine.dialect.name != "postgresql":
        return
    with reading(engine) as connection:
        cut_short = connection.execute(text(f"SELECT to_regclass('{RESTORING}')")).scalar() is not None
    if cut_short:
        engine.dispose()  # nobody will use it
        told = "このデータベースは、控えからの復元が途中で止まったものです。何もしていません。"
        cure = "同じ控えで、もう一度復元してください(途中のものは消して、初めから戻します)。"
        raise SetupError(RequestFault("restoration_cut_short", told + cure))


def restore_dump(url: URL, path: Path) -> None:
    """Bring a dump into an empty PostgreSQL database, all or nothing. Raises SetupError with the cause."""
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _run("pg_restore", url, options, str(path))


def _run(program: str, url: URL, options: Sequence[str], *files: str) -> None:
    """Run one of PostgreSQL's own programs; the password goes by the environment, where nobody else sees it."""
    where = shutil.which(program)
    if where is None:
        told = f"{program} がこの機械にありません。PostgreSQL のクライアント(サーバーと同じ版以上)を入れてください。"
        raise SetupError(RequestFault("program_missing", told, values={"program": program}))
    named = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = {**os.environ, **({"PGPASSWORD": url.password} if url.password else {})}
    ended = subprocess.run(
        [where, *options, f"--dbname={named}", *files], env=environment, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        lines = [line for line in ended.stderr.splitlines() if line.strip()]
        why = lines[0][:_LONGEST_REASON] if lines else f"終了コード {ended.returncode}"
        raise SetupError(RequestFault("program_failed", f"{program} が終わりませんでした({why})。"))
