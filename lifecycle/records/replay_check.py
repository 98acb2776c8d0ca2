"""Compares the tables that queries read with the replayed ones, row by row in the order of keys: a page at a time."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, String, Table, collate, select, type_coerce
from sqlalchemy.types import NullType

from lifecycle.records.models import PROJECTIONS, table

PAGE = 2000
"""So many rows are in memory at a time."""


def as_stored(source: Table) -> Any:
    """A query for a table's rows as the database holds them, so that an impossible value can still be looked at."""
    return select(*(type_coerce(column, NullType()).label(column.name) for column in source.columns))


def projection_faults(connection: Connection, replay: Connection) -> list[str]:
    """The places where the tables that queries read differ from the replayed ones, down to the value."""
    faults = []
    for model in PROJECTIONS:
        source = table(model)
        for key in differing(by_key(connection, source), by_key(replay, source)):
            faults.append(f"表 {source.name} の {'/'.join(map(str, key))} が記録と一致しません")
    return faults


Keyed = tuple[tuple[Any, ...], tuple[Any, ...]]
"""A row as it is compared: its key and all its values."""


def by_key(connection: Connection, source: Table) -> Iterator[Keyed]:
    """The rows in the order of their keys, a page of them in memory at a time."""
    keys = [column.name for column in source.primary_key.columns]
    rows = connection.execute(in_order(connection, source), execution_options={"yield_per": PAGE})
    return ((tuple(row._mapping[key] for key in keys), tuple(map(alike, row))) for row in rows)


def in_order(connection: Connection, source: Table) -> Any:
    """A query for a table's rows as stored, in the order of their keys: of texts that of their characters, on both."""
    wide = connection.dialect.name == "postgresql"
    keys = [collate(k, "C") if wide and isinstance(k.type, String) else k for k in source.primary_key.columns]
    return as_stored(source).order_by(*keys)


def differing(ours: Iterator[Keyed], theirs: Iterator[Keyed]) -> Iterator[tuple[Any, ...]]:
    """The keys of rows that only one side has, or that differ; both sides come in the order of their keys."""
    mine, other = next(ours, None), next(theirs, None)
    while mine or other:
        if mine == other:
            mine, other = next(ours, None), next(theirs, None)
        elif mine and other and mine[0] == other[0]:
            yield mine[0]
            mine, other = next(ours, None), next(theirs, None)
        elif mine and (other is None or key_place(mine[0]) < key_place(other[0])):
            yield mine[0]
            mine = next(ours, None)
        elif other:
            yield other[0]
            other = next(theirs, None)


def key_place(key: tuple[Any, ...]) -> list[tuple[int, Any]]:
    """Where a key stands in SQLite's order, whatever somebody wrote into it: nothing, numbers, texts, bytes."""
    kinds = {type(None): 0, bool: 1, int: 1, float: 1, str: 2}
    return [(kind := kinds.get(type(value), 3), value if kind else 0) for value in map(alike, key)]


def alike(value: Any) -> Any:
    """A value made alike for both databases: SQLite keeps dates as text and truth values as numbers."""
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value
