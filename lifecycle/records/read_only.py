"""A database of SQLite that can be read and not written: a copy on a medium, or a folder that gives no leave."""

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
    log = database.with_name(f"{database.name}-wal")
    if not log.exists() or not log.stat().st_size:
        how["immutable"] = "1"
    return URL.create("sqlite", database=f"file:{quote(str(database))}", query=how)
