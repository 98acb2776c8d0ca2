"""A home whose database is not there: one that was never set up, or one that had records, which must not begin anew."""

from contextlib import suppress
from pathlib import Path

from config.errors import RequestFault, SetupError
from lifecycle.records.beside import keep_beside
from lifecycle.records.database import DATABASE_FILE, sqlite_url

LAST_SEAL = ".last-seal"
"""The file of the home in which the last seal is kept: hidden, so that no backup of the home holds it."""
IN_USE = ".database"
"""The file of the home that says which kind of database it has: hidden for the same reason."""


def note_database(home: Path, dialect: str) -> None:
    """Note in the home which kind of database it has, from when it was set up. Raises OSError."""
    if _noted(home) != dialect:
        keep_beside(home / IN_USE, dialect.encode())


def _noted(home: Path) -> str:
    """The kind of database that a home had last; empty where that was never noted."""
    with suppress(OSError, UnicodeDecodeError):
        return (home / IN_USE).read_text(encoding="utf-8")
    return ""


def must_be_there(home: Path, url: str) -> None:
    """Raises SetupError where the home's own file of SQLite is not there; it is not made by who only asks."""
    must_not_begin_anew(home, url)
    if _has_no_file(home, url):
        told = f"{home} にはまだ何もありません。先に初期設定をしてください。"
        raise SetupError(RequestFault("home_empty", told, values={"folder": str(home)}))


def must_not_begin_anew(home: Path, url: str) -> None:
    """Raises SetupError where the home's own file of SQLite is not there any more."""
    if _has_no_file(home, url):
        must_not_be_lost(home)


def _has_no_file(home: Path, url: str) -> bool:
    return url == sqlite_url(home) and not (home / DATABASE_FILE).exists()


def must_not_be_lost(home: Path) -> None:
    """Raises SetupError where a home without a database once had one: it says so, a seal or originals are kept in it.

    The database was deleted or moved, or it is a PostgreSQL whose address is not given. To set it up anew would part
    the originals from their records, and there would be two of it.
    """
    kind = _noted(home)
    if kind == "postgresql":
        told = "のデータベースは PostgreSQL ですが、その場所が設定されていないか、中身がありません。何もしていません。"
    elif kind or (home / LAST_SEAL).exists() or any((home / "evidence").glob("??/*")):
        told = "には以前の記録の跡がありますが、データベースがありません。何もしていません。"
    else:
        return
    cure = "PostgreSQL で使っていたなら、その場所を設定してください。なくしたなら、控えから復元してください。"
    # A browser shows it to whoever asks: where the home lies is for the terminal alone.
    raise SetupError(RequestFault("database_lost", f"この環境{told}{cure}", values={"told": f"{home} {told}"}))
