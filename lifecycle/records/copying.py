"""Every row of an installation copied from one database to another, and the two compared to the value."""

import hashlib
from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import Connection, Table, func, select, text

from config.errors import ConflictError
from lifecycle.records.replay_check import alike
from lifecycle.records.rights import rights_by_table
from lifecycle.records.working_models import METADATA

_PAGE = 1000


def every_table() -> tuple[Table, ...]:
    """The tables of an installation, in the order of their names."""
    return tuple(METADATA.tables[name] for name in sorted(METADATA.tables))


def hold_still(connection: Connection) -> None:
    """Let nobody write to these tables until this transaction ends; on SQLite its beginning sees to that."""
    if connection.dialect.name == "postgresql":
        quoted = connection.dialect.identifier_preparer.quote_identifier
        held = [quoted(name) for name, rights in rights_by_table().items() if rights & {"UPDATE", "DELETE"}]
        connection.execute(text(f"LOCK TABLE {', '.join(held)} IN EXCLUSIVE MODE"))


def is_empty(connection: Connection) -> bool:
    """Whether no table of an installation has a row."""
    return all(connection.execute(select(table).limit(1)).first() is None for table in every_table())


def copy_rows(source: Connection, target: Connection) -> int:
    """Copy every row, and compare what stands in both; gives how many rows were copied.

    Raises ConflictError where they differ: what one database keeps the other would lose.
    """
    copied = 0
    for table in every_table():
        for page in source.execute(select(table).execution_options(yield_per=_PAGE)).partitions():
            target.execute(table.insert(), [dict(row._mapping) for row in page])
            copied += len(page)
        if digest_of(source, table) != digest_of(target, table):
            raise ConflictError(f"表 {table.name} が移した先で同じになりません。何も移していません。")
    if target.dialect.name == "postgresql":
        journal = METADATA.tables["journal"]
        last = target.execute(select(func.max(journal.c.id))).scalar()
        if last:
            target.execute(text("SELECT setval(pg_get_serial_sequence('journal', 'id'), :last)"), {"last": last})
    return copied


def digest_of(connection: Connection, table: Table) -> str:
    """A digest over the rows of a table, whatever order they come in; the same on both databases for the same rows."""
    total, count = 0, 0
    for row in _rows(connection, table):
        total += int.from_bytes(hashlib.sha256(orjson.dumps([_plain(value) for value in row])).digest(), "big")
        count += 1
    return f"{count}:{total % (1 << 256):x}"


def _rows(connection: Connection, table: Table) -> Iterator[Any]:
    for page in connection.execute(select(table).execution_options(yield_per=_PAGE)).partitions():
        yield from page


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else alike(value)
