"""The database below the records: its pages, its constraints, the triggers that keep the journal as it was written."""

import re

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from lifecycle.records.triggers import journal_triggers

_NAMED = re.compile(r"CREATE (TRIGGER|FUNCTION) (\w+)")
_TOLD = 20
_AMCHECK = text("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'")
_INDEXES = text(
    "SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_am a ON a.oid = c.relam AND a.amname = 'btree' "
    "WHERE c.relkind = 'i' AND c.relnamespace = current_schema()::regnamespace ORDER BY 1"
)


def database_faults(connection: Connection) -> list[str]:
    """What is wrong with the database itself: damaged pages or indexes, broken constraints, triggers that are gone."""
    damage = _sqlite_damage(connection) if connection.dialect.name == "sqlite" else _postgres_damage(connection)
    return [*damage, *missing_triggers(connection)]


def _sqlite_damage(connection: Connection) -> list[str]:
    try:
        lines = [str(row[0]) for row in connection.execute(text(f"PRAGMA integrity_check({_TOLD})"))]
    except DatabaseError:
        return ["データベースのファイルが壊れていて、確かめられません"]
    return [f"データベースのファイルが壊れています({line})" for line in lines if line != "ok"]


def _postgres_damage(connection: Connection) -> list[str]:
    """The indexes that disagree with their tables, where the server has the extension amcheck and lets us use it."""
    if connection.execute(_AMCHECK).first() is None:
        return []
    faults = []
    for row in connection.execute(_INDEXES).all():
        savepoint = connection.begin_nested()
        try:
            connection.execute(text("SELECT bt_index_check(CAST(:name AS regclass), true)"), {"name": row.name})
        except DatabaseError as error:
            savepoint.rollback()
            if getattr(error.orig, "sqlstate", "") == "42501":
                return []
            faults.append(f"索引 {row.name} が壊れています")
        else:
            savepoint.commit()
    return faults


def missing_triggers(connection: Connection) -> list[str]:
    """The triggers of the journal that are gone, switched off, or do something else than they were made to do."""
    stored = _sqlite_triggers(connection) if connection.dialect.name == "sqlite" else _postgres_triggers(connection)
    wanted = {}
    for statement in journal_triggers(connection.dialect.name):
        if named := _NAMED.match(statement.strip()):
            wanted[named[2]] = _plain(statement) if connection.dialect.name == "sqlite" else named[1]
    return [
        f"記録を守るトリガー {name} が{'外されています' if name not in stored else '書き換えられています'}"
        for name, made in wanted.items()
        if stored.get(name) != made
    ]


def _sqlite_triggers(connection: Connection) -> dict[str, str]:
    rows = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'")
    )
    return {row.name: _plain(row.sql) for row in rows}


def _postgres_triggers(connection: Connection) -> dict[str, str]:
    """The triggers that are switched on, and the function that they call if it still refuses."""
    on = connection.execute(
        text(
            "SELECT t.tgname AS name FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE t.tgrelid = 'journal'::regclass AND t.tgenabled IN ('O', 'A') AND p.proname = 'journal_refuse'"
        )
    )
    stored = {row.name: "TRIGGER" for row in on}
    of_function = text("SELECT prosrc FROM pg_proc WHERE proname = 'journal_refuse'")
    if any(_plain(source) == _plain(_refusal()) for source in connection.execute(of_function).scalars()):
        stored["journal_refuse"] = "FUNCTION"
    return stored


def _refusal() -> str:
    """The body of the function on PostgreSQL, as it was made."""
    return journal_triggers("postgresql")[0].split("$$")[1]


def _plain(statement: str) -> str:
    return " ".join(statement.split())
