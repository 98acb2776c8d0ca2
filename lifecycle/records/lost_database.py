"""A home whose database is not there: one that was never set up, or one that had records, which must not begin anew."""

from pathlib import Path

from config.errors import RequestFault, SetupError
from lifecycle.records.database import DATABASE_FILE, sqlite_url

LAST_SEAL = ".last-seal"
"""The file of the home in which the last seal is kept: hidden, so that no backup of the home holds it."""


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
    """Raises SetupError where a home without a database once had one: a seal is kept in it, or originals are.

    It was deleted or moved, or it is a PostgreSQL whose address is not given. To set it up anew would part the
    originals from their records.
    """
    if not (home / LAST_SEAL).exists() and not any((home / "evidence").glob("??/*")):
        return
    told = f"{home} には以前の記録の跡(封印の控えか原本)がありますが、データベースがありません。何もしていません。"
    cure = "PostgreSQL で使っていたなら、その場所を設定してください。なくしたなら、控えから復元してください。"
    raise SetupError(RequestFault("database_lost", told + cure, values={"told": told}))
