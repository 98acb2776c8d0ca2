"""The file of SQLite as a connection meets it: there or gone, replaced by another, or on a disk that is full."""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DisconnectionError

from lifecycle.records.read_only import has_log

FILE, NO_ROOM = "lifecycle_file", "lifecycle_no_room"
"""What a connection bears: its file, as it was when it was opened; and that it only reads, as the disk is full."""


def connected(mode: str, _: Any, record: Any, arguments: Sequence[Any], options: Mapping[str, Any]) -> Any:
    """A connection to a file of SQLite; one to read by alone where the disk has no room for what lies beside it.

    That needs no room where no log of others is there to be read: whoever had the file open would have made it.
    """
    name = str(arguments[0])
    if name.startswith((":memory:", "file:")) or not name:
        return sqlite3.connect(*arguments, **options)
    file = Path(name).absolute()
    connection = sqlite3.connect(f"{file.as_uri()}?mode={mode}", **{**options, "uri": True})
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if not has_no_room(error) or has_log(file):
            raise
        record.info[NO_ROOM] = written_last(file)
        connection = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", **{**options, "uri": True})
    record.info[FILE] = file, _identity_of(file)
    return connection


def still_the_file(_: Any, record: Any, __: Any) -> None:
    """Give up a connection to a file that stands there no more: what is written to it would be gone with it.

    The next goes to the file that stands there now, and finds by the last seal whether that is an older copy.
    """
    file, identity = record.info.get(FILE, (None, None))
    if file is not None and _identity_of(file) != identity:
        raise DisconnectionError


def used_once(_: Any, record: Any) -> None:
    """Give up a connection that only reads: there may be room by now, and others may write."""
    if record.info.get(NO_ROOM):
        record.invalidate(soft=True)


def has_no_room(error: sqlite3.OperationalError) -> bool:
    """Whether the disk has no room for the memory that SQLite shares between those who have a file open."""
    return error.sqlite_errorname in ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_WRITE")


def _identity_of(file: Path) -> tuple[int, int] | None:
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
