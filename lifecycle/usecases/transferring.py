"""An installation is moved from SQLite to PostgreSQL or back: every row, all or nothing, and only one lives on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

from config.access import make_file
from config.errors import RequestFault, UsageError
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.identity import SYSTEM
from lifecycle.records.copying import copy_rows, digest_of, every_table, hold_still, is_empty
from lifecycle.records.database import DATABASE_FILE, open_engine, reading, sqlite_url, writing
from lifecycle.records.events.installation import DatabaseMoved, DatabaseTakenOver
from lifecycle.records.lost_database import note_database
from lifecycle.records.moved import is_moved
from lifecycle.records.schema import migrate
from lifecycle.usecases.database_roles import give_rights, must_suit
from lifecycle.usecases.work import Work

TO_SQLITE = "sqlite"
"""What stands for the database file of the home itself."""


@dataclass(frozen=True, slots=True)
class Transferred:
    """The result of a transfer: the kind of database in use from now on, and how many rows it took over.

    `rows` is None where an earlier attempt had copied them, and only the taking into use was left.
    """

    database: str
    rows: int | None


def transfer(app: App, to: str, database_role: str | None = None) -> Transferred:
    """Move an installation to an empty database of the other kind: a URL of PostgreSQL, or `sqlite`, the home's file.

    The source stays as it is, with the event that it was moved, and is worked in no more. The other gets that event
    too and is taken into use last, so at no moment two are: an attempt that was cut off is finished by the same call.
    `database_role` is the role of PostgreSQL with which people and jobs work. Raises RoleError, UsageError where the
    target is of the same kind or not empty, or another took this one's place, SetupError where it can't keep the texts.
    """
    with app.reading() as connection:
        app.actor(connection).must(Act.CONFIGURE)
    url = _url_of(app, to)
    must_suit(url, database_role)
    with _opened(app.home, url) as target:
        _make_tables(target)
        if database_role is not None:
            give_rights(target, database_role, only_tried=True)  # before anything is copied or locked
        rows = _copied(app, target)
        if database_role is not None:
            give_rights(target, database_role)
        with writing(target) as connection:
            taken = DatabaseTakenOver(database=app.engine.dialect.name)
            Work(replace(app, engine=target, submission=None), connection).note(SYSTEM, taken)
        note_database(app.home, target.dialect.name)
        return Transferred(target.dialect.name, rows)


def _url_of(app: App, to: str) -> str:
    """The URL of the database that is meant. Raises UsageError for one of the same kind, or a file elsewhere."""
    own = sqlite_url(app.home)
    url = own if to in (TO_SQLITE, own) else to
    if url != own and not url.startswith("postgres"):
        told = f"移す先は、PostgreSQL の URL か「{TO_SQLITE}」(この環境のフォルダーのファイル)で指定してください。"
        raise UsageError(RequestFault("no_such_target", told, "to"))
    if url.startswith("postgres") == (app.engine.dialect.name == "postgresql"):
        told = "移す先が今と同じ種類のデータベースです。SQLite と PostgreSQL の間で移せます。"
        raise UsageError(RequestFault("same_kind_of_database", told, "to"))
    return url


@contextmanager
def _opened(home: Path, url: str) -> Iterator[Engine]:
    if url == sqlite_url(home):
        make_file(home / DATABASE_FILE)
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _copied(app: App, target: Engine) -> int | None:
    """Copy every row while nobody writes, and mark both as moved; None where both are so already."""
    with writing(app.engine) as source:
        hold_still(source)
        with reading(target) as there:
            if is_moved(source) and is_moved(there) and _alike(source, there):
                return None
            if is_moved(source):
                told = "このデータベースは、既に別のデータベースに移されました。移した先を使ってください。"
                raise UsageError(RequestFault("moved_before", told, "to"))
            if not is_empty(there):
                raise _left_behind() if is_moved(there) else _not_empty()
        Work(replace(app, submission=None), source).note(SYSTEM, DatabaseMoved(database=target.dialect.name))
        with writing(target) as there:
            return copy_rows(source, there)


def _make_tables(target: Engine) -> None:
    """Make the tables where there are none. Raises UsageError where those of an installation hold something."""
    with reading(target) as connection:
        names = inspect(connection).get_table_names()
    if names and "journal" not in names:
        raise _not_empty()
    if not names:
        migrate(target)


def _left_behind() -> UsageError:
    told = "移す先に、前に移したときの古い記録が残っています。何も移していません。"
    cure = "そのデータベース(SQLite なら lifecycle.db)をフォルダーの外へ移してから、もう一度実行してください。"
    return UsageError(RequestFault("target_left_behind", told + cure, "to"))


def _not_empty() -> UsageError:
    told = "移す先のデータベースに、既に記録か表があります。空のデータベースを指定してください。何も移していません。"
    return UsageError(RequestFault("target_not_empty", told, "to"))


def _alike(source: Connection, there: Connection) -> bool:
    return all(digest_of(source, table) == digest_of(there, table) for table in every_table())
