"""What is deleted leaves the database for good: overwritten as it goes, and nothing left of what went before."""

from contextlib import suppress

from sqlalchemy import Connection, Engine, text


def overwrite_deleted(connection: Connection) -> None:
    """From now on this connection overwrites what it deletes, where the database is a file (SQLite)."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA secure_delete = ON"))


def forget_deleted(engine: Engine) -> None:
    """Leave nothing in the database of what was deleted before; outside any transaction, and only if nobody is busy."""
    raw = engine.raw_connection()
    try:
        statements = ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"]
        if engine.dialect.name == "postgresql":
            statements = ["VACUUM person", "VACUUM outbox"]
            raw.driver_connection.autocommit = True  # type: ignore[union-attr]
        for statement in statements:
            with suppress(engine.dialect.dbapi.Error):  # type: ignore[union-attr]
                raw.driver_connection.execute(statement)  # type: ignore[union-attr]
    finally:
        raw.invalidate()
