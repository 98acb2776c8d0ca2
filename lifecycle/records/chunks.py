"""Splits long lists of keys into parts, because a database takes only so many values in one statement."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, bindparam

CHUNK = 400
"""How many keys go into one statement: below the limits of SQLite and PostgreSQL, and a few megabytes of answer."""

T = TypeVar("T")


def chunks(keys: Sequence[T]) -> Iterator[Sequence[T]]:
    """The keys in their order, in parts of at most CHUNK keys."""
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))


def among(column: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a column's value is among the `keys` that a statement is given when it is executed.

    A statement made once is executed many times: making it anew costs three times as much as executing it.
    """
    return column.in_(bindparam("keys", expanding=True))
