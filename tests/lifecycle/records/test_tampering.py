"""Every table and column of the schema, tampered with as the database's owner can: found, refused, or harmless.

The database's owner drops the triggers and puts them back. Each case is told by `verify`, with the seal file at hand,
or refused by the database itself, or it stands in HARMLESS with the reason why nobody relies on it.
"""

# The names in these statements are the schema's own.
# ruff: noqa: S608

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from docs.console import ROOT
from filled import fill
from installation import ADMIN, ID, Installation, copy_of, drop_triggers
from postgres_server import Server
from sqlalchemy import Boolean, Column, Connection, Date, Integer, LargeBinary, Table, inspect, text
from sqlalchemy.exc import DatabaseError

from config.errors import LifecycleError
from lifecycle.records.triggers import journal_triggers
from lifecycle.records.working_models import METADATA
from lifecycle.usecases.audit import verify
from lifecycle.usecases.sealing import seal
from lifecycle.watch.claims import once

SHOWN = "表示だけに使う。連絡の始めと終わりは記録にある"
CLAIM = "定例処理の印: 消えてももう一度行われ、二度知らせることはない。先の日付のものは点検が見つけて直す。伸びても1日"
WAITS = "送信の都合だけに使う。知らせることも、記録も変わらない"
STEPS = "どの段階を知らせる連絡か。消え、変われば次の点検が改めて知らせる。連絡の文面のハッシュは記録にある"
HARMLESS = {
    ("draft", "insert"): "入れている途中の様式は記録ではない。本人が確かめて送るまで、何も起こさない",
    ("submission", "insert"): "送られたとされた様式は「受け付け済み」と断られるだけで、開き直せば送れる",
    ("person", "insert"): "どの出来事も指さない行は、どこにも出ない(件数は出る)",
    ("journal", "id", "change"): "順序が変わらなければ、番号の値は何の意味も持たない",
    ("outbox", "next_try_at", "change"): "先の時刻は doctor が示し、次の点検が直す",
    ("outbox", "queued_at", "change"): "並ぶ順だけを決める。先の時刻は doctor が示し、次の点検が直す",
    ("outbox", "settled_at", "change"): SHOWN,
    ("outbox", "settled_at", "null"): SHOWN,
    ("outbox", "detail", "change"): SHOWN,
    ("outbox", "detail", "null"): SHOWN,
    ("outbox", "fallback", "change"): SHOWN,
    **{("outbox", name, what): WAITS for name in ("waiting_since", "address_ref") for what in ("change", "null")},
    ("outbox", "unforeseen", "change"): WAITS,
    **{
        ("message_step", name, "change"): STEPS
        for name in ("message", "alert", "step", "repeat", "contract", "primary")
    },
    **{("message_step", what): STEPS for what in ("delete", "empty", "insert", "swap")},
    **{("attempt", name, "change"): SHOWN for name in ("message", "number", "at", "status", "detail")},
    **{("attempt", what): SHOWN for what in ("delete", "empty", "insert", "swap")},
    **{
        ("job_claim", name, "change"): CLAIM
        for name in ("job", "period", "run", "started_at", "settled_at", "detail", "state")
    },
    **{("job_claim", name, "null"): CLAIM for name in ("settled_at", "detail")},
    **{("job_claim", what): CLAIM for what in ("delete", "empty", "insert", "swap")},
}
COUNTED = ROOT / "docs/tampering.md"
"""The page that states how many cases of each table were found, refused, harmless, and changed nothing."""
EMPTY = {"matter", "act", "draft", "submission"}
"""Tables without a row in the sample home: a row put into them by hand is tried, and the columns with it."""


@dataclass(frozen=True)
class Case:
    """A way to tamper with a table: what is done, to which column, by which statements."""

    table: str
    what: str
    column: str
    statements: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """What HARMLESS knows it by."""
        return (self.table, self.column, self.what) if self.column else (self.table, self.what)


def _other(column: Column[Any]) -> str:
    """An expression for another value of the column's type than the row has."""
    name = f'"{column.name}"'
    match column.type:
        case Boolean():
            return f"NOT {name}"
        case Integer():
            return f"coalesce({name}, 0) + 1"
        case Date():
            return f"CASE WHEN {name} = '2024-02-29' THEN '2024-02-28' ELSE '2024-02-29' END"
        case LargeBinary():
            return "X'7b7d'"
        case _:
            return f"coalesce({name}, '') || 'x'"


def _copied(table: Table) -> str:
    """A row like the first one under another key."""
    keys = {column.name for column in table.primary_key.columns}
    values = [_other(c) if c.name in keys or c.unique else f'"{c.name}"' for c in table.columns]
    if table.name == "outbox":
        values = ["\"topic\" || 'x'" if value == '"topic"' else value for value in values]
    first = f'rowid = (SELECT min(rowid) FROM "{table.name}")'
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    return f'INSERT INTO "{table.name}" ({names}) SELECT {", ".join(values)} FROM "{table.name}" WHERE {first}'


def _made_up(table: Table) -> str:
    """A row that nobody ever wrote."""
    plain: dict[type, str] = {Boolean: "1", Integer: "1", Date: "'2024-05-01'", LargeBinary: "X'7b7d'"}
    values = ", ".join(plain.get(type(column.type), "'x'") for column in table.columns)
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    return f'INSERT INTO "{table.name}" ({names}) VALUES ({values})'


def _of_first(table: Table, assignment: str) -> str:
    first = f'rowid = (SELECT min(rowid) FROM "{table.name}")'
    return f'UPDATE "{table.name}" SET {assignment} WHERE {first}'


def _swapped(table: Table) -> tuple[str, ...]:
    """The rows with the first and the last key exchange them (of a key of several columns, its first)."""
    key = next(iter(table.primary_key.columns)).name
    first, last = (f'(SELECT {end}("{key}") FROM "{table.name}")' for end in ("min", "max"))
    free = "-1" if isinstance(table.columns[key].type, Integer) else "'~'"
    return (
        "CREATE TEMP TABLE ends AS SELECT " + f"{first} AS one, {last} AS two",
        *(
            f'UPDATE "{table.name}" SET "{key}" = {new} WHERE "{key}" = {old}'
            for old, new in (
                ("(SELECT one FROM ends)", free),
                ("(SELECT two FROM ends)", "(SELECT one FROM ends)"),
                (free, "(SELECT two FROM ends)"),
            )
        ),
    )


def cases(table: Table) -> Iterator[Case]:
    """Every case of a table."""
    name = table.name
    if name in EMPTY:
        yield Case(name, "insert", "", (_made_up(table),))
        return
    for column in table.columns:
        yield Case(name, "change", column.name, (_of_first(table, f'"{column.name}" = {_other(column)}'),))
        yield Case(name, "null", column.name, (_of_first(table, f'"{column.name}" = NULL'),))
    yield Case(name, "delete", "", (f'DELETE FROM "{name}" WHERE rowid = (SELECT min(rowid) FROM "{name}")',))
    yield Case(name, "empty", "", (f'DELETE FROM "{name}"',))
    yield Case(name, "insert", "", (_copied(table),))
    yield Case(name, "swap", "", _swapped(table))


@pytest.fixture(scope="module")
def full(sqlite_template: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Everything has happened, a job has run, and the journal is sealed into a file outside."""
    folder = tmp_path_factory.mktemp("tampered")
    installation = copy_of(sqlite_template, folder / "home")
    fill(installation)
    installation.settings("[seal]\n", f'[seal]\nfile = "{folder / "seals.jsonl"}"\n')
    app = installation.app(ADMIN)
    with once(app, "supervise", "2024-06-03"):
        pass
    with once(app, "verify", "2024-06-02"):
        pass
    seal(app, nightly=True)
    assert verify(app).faults == []
    installation.engine.dispose()
    with sqlite3.connect(installation.home / "lifecycle.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return installation


def outcome(installation: Installation, case: Case) -> str:
    """What becomes of a case: refused, nothing (it changed no row), found, or unseen."""
    try:
        with installation.engine.begin() as connection:
            drop_triggers(connection)
            before = _content(connection, case.table)
            for statement in case.statements:
                connection.exec_driver_sql(statement)
            changed = before != _content(connection, case.table)
            for statement in journal_triggers(connection.dialect.name):
                connection.execute(text(statement))
    except DatabaseError:
        return "refused"
    if not changed:
        return "nothing"
    try:
        told = verify(installation.app(ADMIN))
    except LifecycleError:
        # Where the people or the home itself were tampered with no command goes on, and each says why.
        return "found"
    return "found" if told.faults or told.stale else "unseen"


def _content(connection: Connection, table: str) -> list[Any]:
    rows = connection.exec_driver_sql(f'SELECT * FROM "{table}"').all()
    return sorted(rows, key=repr)


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda table: table.name)
def test_whatever_is_done_to_a_table_is_found_refused_or_harmless(
    full: Installation, tmp_path: Path, table: Table
) -> None:
    """Change, empty, delete, insert, swap: every column, every table; what is unseen has its reason."""
    whole = (full.home / "lifecycle.db").read_bytes()
    shutil.copytree(full.home, tmp_path / "home")
    assert (not full.rows(f'SELECT 1 FROM "{table.name}" LIMIT 1')) == (table.name in EMPTY)
    full.engine.dispose()
    unexplained, counts = [], Counter[str]()
    for case in cases(table):
        (tmp_path / "home" / "lifecycle.db").write_bytes(whole)
        for left in ("lifecycle.db-wal", "lifecycle.db-shm"):
            (tmp_path / "home" / left).unlink(missing_ok=True)
        installation = Installation(tmp_path / "home")
        became = outcome(installation, case)
        installation.engine.dispose()
        harmless = became == "unseen" and case.key in HARMLESS
        counts["harmless" if harmless else became] += 1
        if became == "unseen" and not harmless:
            unexplained.append(case.key)
    assert unexplained == []
    line = f"| `{table.name}` | {counts['found']} | {counts['refused']} | {counts['harmless']} | {counts['nothing']} |"
    assert line in COUNTED.read_text(encoding="utf-8").splitlines()


def test_every_table_of_the_schema_is_tried(full: Installation) -> None:
    """No migration made one that the models do not know; the schema's version is asked when the home is opened."""
    stored = set(inspect(full.engine).get_table_names())
    full.engine.dispose()
    assert stored == {table.name for table in METADATA.sorted_tables} | {"alembic_version"}


def test_every_reason_belongs_to_a_case() -> None:
    """A reason for what nobody tries would hide a case that is tried later."""
    tried = {case.key for table in METADATA.sorted_tables for case in cases(table)}
    assert HARMLESS.keys() <= tried


@pytest.mark.many_alike(one_in=3)
@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = 'x' WHERE id = (SELECT min(id) FROM journal)",
        "DELETE FROM journal WHERE id = (SELECT max(id) FROM journal)",
        "UPDATE head SET number = number + 1",
        "UPDATE person SET value = 'x'",
        "UPDATE record SET fields = '{}'::bytea",
        "UPDATE contract SET stage = 'completed'",
        "DELETE FROM assessment",
        "DELETE FROM obligation",
        "UPDATE outbox SET body = 'x'",
        "UPDATE outbox SET status = 'sent' WHERE status = 'queued'",
        "DELETE FROM alert_step",
        "UPDATE flag SET value = 'x'",
    ],
)
def test_a_sample_of_it_on_postgres(
    postgres: Server, postgres_template: Installation, tmp_path: Path, statement: str
) -> None:
    """The same checks read the other database alike."""
    installation = copy_of(postgres_template, tmp_path / "home", postgres)
    try:
        fill(installation)
        installation.tamper(statement)
        assert verify(installation.app(ADMIN)).faults
        assert ID
    finally:
        installation.engine.dispose()
        postgres.drop(str(installation.url))
