"""A database of SQLite that can be read and not written: a medium, or a folder that gives no leave."""

import os
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
