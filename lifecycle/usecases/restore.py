"""A backup becomes an installation again: checked from end to end before anything is written, all of it or nothing."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from config.access import PRIVATE, make_folder
from config.errors import InputRejectedError, NotFoundError, RequestFault, SetupError, UsageError, WorldError, reason_of
from config.settings import DATABASE_VARIABLE
from lifecycle.app import App, build_app, database_url
from lifecycle.records.backup_file import DATABASE, EVIDENCE, HOME, Archive, Manifest, checked
from lifecycle.records.database import DATABASE_FILE, is_of_a_full_disk, open_engine, reading, sqlite_url, writing
from lifecycle.records.database_copies import (
    RESTORING,
    Contents,
    begin_restoration,
    closing_engine,
    contents,
    end_restoration,
    restore_dump,
)
from lifecycle.records.schema import SCHEMA_VERSION, schema_version
from lifecycle.records.seal_file import unknown_line
from lifecycle.usecases.audit import inspected
from lifecycle.usecases.installation import initialise
from lifecycle.usecases.kept_seals import kept_seals
from lifecycle.usecases.taken_up import take_up
from lifecycle.usecases.work import Work

_READY = ".lifecycle-restore-"
"""How the name of a folder begins in which a home is made ready."""
_ABANDONED = 24 * 60 * 60
"""After how many seconds without a change such a folder is one of a process that was killed."""


@dataclass(frozen=True, slots=True)
class Restored:
    """An installation that was restored: what its backup says, what waits for a word, what verification found.

    `held` counts messages that waited when the backup was made; `migrated_from` is the schema of then where it is
    another.
    """

    home: Path
    manifest: Manifest
    held: int
    faults: list[str]
    migrated_from: str | None


def looked_at(path: Path) -> Manifest:
    """What a backup says of itself, every member compared. Raises NotFoundError, InputRejectedError."""
    return _archive(path).manifest


def restored(
    home: Path, path: Path, environment: Mapping[str, str] = os.environ, *, actor: str | None = None
) -> Restored:
    """Restore a backup into a home that is empty or not there yet, and where it was on PostgreSQL into an empty
    database.

    Raises NotFoundError, InputRejectedError with all that is wrong with the file or with the database in it, UsageError
    where the place is not empty, SetupError where it is of the other kind of database, WorldError where the place
    can't be written or has no room; nothing is left behind then.
    """
    archive = _archive(path)
    url = database_url(home, environment)
    _must_be_empty(home, url, archive.manifest)
    with (
        _told_where(home, archive.manifest),
        _above(home.absolute()),
        _beside(home.absolute()) as folder,
        _all_or_nothing(url),
    ):
        with closing_engine(url) as engine:
            begin_restoration(engine)
        _unpack(archive, folder, url)
        _must_be_what_it_says(sqlite_url(folder) if url == sqlite_url(home) else url, archive.manifest)
        app = _opened(folder, archive.manifest, environment, actor)
        held = _taken_up(app, archive.manifest)
        faults = inspected(app).faults
        end_restoration(app.engine)
        app.engine.dispose()
        _put(folder, home)
    before = archive.manifest.schema
    return Restored(home, archive.manifest, held, faults, before if before != SCHEMA_VERSION else None)


def _archive(path: Path) -> Archive:
    if not path.is_file():
        raise NotFoundError(RequestFault("file_missing", f"控え「{path.name}」がありません。", "file"))
    archive = checked(path)
    if archive.manifest.schema > SCHEMA_VERSION:
        told = (
            f"控えのデータベースの版({archive.manifest.schema})が、このプログラムの版({SCHEMA_VERSION})より新しいため、"
        )
        raise InputRejectedError(f"{told}復元できません。新しい版の lifecycle で復元してください。")
    return archive


def _must_be_empty(home: Path, url: str, manifest: Manifest) -> None:
    if os.path.lexists(home) and not (home.is_dir() and not any(home.iterdir())):
        told = f"{home} は空ではありません。控えは、空の(又はまだない)フォルダーに戻します。"
        raise UsageError(RequestFault("home_not_empty", told))
    dialect = make_url(url).get_backend_name()
    if dialect != manifest.database:
        here, there = _called(dialect), _called(manifest.database)
        told = f"この控えは {there} のものですが、ここでは {here} を使う設定です({DATABASE_VARIABLE})。"
        raise SetupError(RequestFault("other_database", told))
    if dialect == "postgresql":
        engine = open_engine(url)
        with reading(engine) as connection:
            tables = inspect(connection).get_table_names()
        engine.dispose()
        if RESTORING in tables:
            _emptied(url)  # a restoration was cut short: nobody could use what it left
        elif tables:
            told = f"データベースに既に表が{len(tables)}個あります。空のデータベースを指定してください。"
            raise UsageError(RequestFault("database_not_empty", told))


def _called(dialect: str) -> str:
    return "PostgreSQL" if dialect == "postgresql" else "SQLite(ファイル)"


@contextmanager
def _told_where(home: Path, manifest: Manifest) -> Iterator[None]:
    """Raises WorldError, with the place and the room that is needed, where the disk refuses what is written there."""
    try:
        yield
        return
    except OSError as error:
        why = reason_of(error)
    except (OperationalError, SetupError) as error:
        if not is_of_a_full_disk(error):
            raise
        why = reason_of(OSError(errno.ENOSPC, ""))
    told = f"{home} に復元できません({why})。何も復元していません。"
    size = f"{manifest.size / (1 << 20):.1f}MB"
    cure = f"置き場所の権限と、空き容量が控えの中身({size})より十分に大きいことを確かめてください。"
    raise WorldError(told + cure) from None


@contextmanager
def _above(home: Path) -> Iterator[None]:
    """The folders above the home; those that were made for it go again where the restoration fails."""
    missing = [folder for folder in home.parents if not folder.exists()]
    try:
        make_folder(home.parent)
        yield
    except BaseException:
        for folder in missing:  # the innermost first
            with suppress(OSError):
                folder.rmdir()
        raise


@contextmanager
def _beside(home: Path) -> Iterator[Path]:
    """A folder beside the home in which it is made ready; it is gone afterwards, whatever happened.

    What was left by restorations that were killed goes now: it holds a whole register.
    """
    folder = Path(tempfile.mkdtemp(dir=home.parent, prefix=_READY))
    begun = folder.stat().st_mtime
    for left in home.parent.glob(f"{_READY}*"):
        if left.is_dir() and not left.is_symlink() and begun - left.stat().st_mtime > _ABANDONED:
            shutil.rmtree(left, ignore_errors=True)
    try:
        yield folder
    finally:
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _all_or_nothing(url: str) -> Iterator[None]:
    """Empty the PostgreSQL database again where the restoration fails; it was empty before."""
    try:
        yield
    except BaseException:
        if make_url(url).get_backend_name() == "postgresql":
            _emptied(url)
        raise


def _emptied(url: str) -> None:
    engine = open_engine(url)
    drop = "DO $$ DECLARE one record; BEGIN"
    drop += " FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP"
    drop += " EXECUTE format('DROP TABLE %I CASCADE', one.tablename); END LOOP;"
    drop += " FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p"
    drop += " WHERE p.pronamespace = current_schema()::regnamespace LOOP"
    drop += " EXECUTE format('DROP FUNCTION %s CASCADE', one.name); END LOOP; END $$"
    with engine.begin() as connection:
        connection.execute(text(drop))
    engine.dispose()


def _unpack(archive: Archive, folder: Path, url: str) -> None:
    """Write every member to its place; the database last of all is what makes it a home."""
    dumped = archive.manifest.database == "postgresql"
    for name, content in archive.each():
        inside = ".dump" if dumped else DATABASE_FILE
        path = folder / (inside if name == DATABASE else name.removeprefix(HOME))
        make_folder(path.parent)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            shutil.copyfileobj(content, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
        if name.startswith(EVIDENCE):
            path.chmod(PRIVATE.original)
    make_folder(folder / "evidence")
    if dumped:
        restore_dump(make_url(url), folder / ".dump")
        (folder / ".dump").unlink()


def _must_be_what_it_says(url: str, manifest: Manifest) -> None:
    """Raises InputRejectedError where the database in a backup is not the one of which its manifest tells."""
    try:
        with closing_engine(url) as engine:
            schema = _schema_in(engine)
            with reading(engine) as connection:
                held = contents(connection, manifest.counts)
    except DBAPIError as error:
        if is_of_a_full_disk(error):
            raise
        faults = ["データベースとして読めません"]
    else:
        faults = list(_otherwise(schema, held, manifest))
    if faults:
        lines = "\n".join(f"  ・{fault}" for fault in faults)
        raise InputRejectedError(f"控えの中のデータベースが、控えの目録と違います。何も復元していません。\n{lines}")


def _schema_in(engine: Engine) -> str:
    """The version of the schema that is stored in a database, or in words that none is, or none that can be read."""
    try:
        return schema_version(engine) or "ありません"
    except SetupError:
        return "読めない値です"


def _otherwise(schema: str, held: Contents, manifest: Manifest) -> Iterator[str]:
    """What a database holds otherwise than its manifest says: its schema, each count, whether the events are the same.

    `schema` is what `_schema_in` gives.
    """
    if schema != manifest.schema:
        yield f"データベースの版が{schema}(目録では{manifest.schema})"
    if held.events != manifest.events:
        yield f"記録された出来事が{held.events}件です(目録では{manifest.events}件)"
    if (held.root, held.head) != (manifest.root, manifest.head):
        yield "記録された出来事の値が、目録の値と違います"
    for name, many in sorted(manifest.counts.items()):
        if held.counts.get(name) != many:
            there = f"{held.counts[name]}行" if name in held.counts else "ありません"
            yield f"表 {name} が{there}(目録では{many}行)"


def _opened(folder: Path, manifest: Manifest, environment: Mapping[str, str], actor: str | None) -> App:
    """The installation in the folder, its database brought up to this program's version."""
    made = initialise(folder, "declared" if manifest.trial else "os_user", environment, restoring=True)
    made.engine.dispose()
    return build_app(folder, actor=actor, environment=environment)


def _taken_up(app: App, manifest: Manifest) -> int:
    with writing(app.engine) as connection:
        known = unknown_line(connection, kept_seals(app))
        work = Work(app, connection)
        held = take_up(work, made_at=manifest.made_at, known=known)
        work.finish()
    return held


def _put(folder: Path, home: Path) -> None:
    """Give the folder the name of the home."""
    with suppress(FileNotFoundError):
        home.rmdir()
    folder.rename(home)
