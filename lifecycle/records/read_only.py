"""A database of SQLite that can be read and not written: a medium, a folder that gives no leave, a full disk."""

import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL


def is_read_only(database: Path) -> bool:
    """Whether a database is there in a folder that takes no file: SQLite can't keep what it keeps beside one in use."""
    return database.is_file() and not os.access(database.parent, os.W_OK)


def url_to_read(database: Path) -> URL:
    """The URL by which it is read. A file beside which no log lies is changed by nobody, and is read as it is."""
    how: dict[str, Any] = {"mode": "ro", "uri": "true"}
    if not has_log(database):
        how["immutable"] = "1"
    return URL.create("sqlite", database=f"file:{quote(str(database))}", query=how)


def has_log(database: Path) -> bool:
    """Whether a log lies beside the file that holds more than the file itself."""
    log = database.with_name(f"{database.name}-wal")
    return log.exists() and log.stat().st_size > 0


def has_no_room(error: sqlite3.OperationalError) -> bool:
    """Whether the disk has no room for the memory that SQLite shares between those who have a file open."""
    return error.sqlite_errorname in ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_WRITE")


def identity_of(file: Path) -> tuple[int, int] | None:
    """What tells a file from another of its name; None where none stands there."""
    try:
        state = file.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino


def written_last(file: Path) -> tuple[int, int, bool]:
    """What changes where somebody writes to a database: its file's size and time, and whether a log lies beside it."""
    state = file.stat()
    return state.st_size, state.st_mtime_ns, has_log(file)
