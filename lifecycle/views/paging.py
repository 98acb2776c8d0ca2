"""A page of a list: which rows of how many, in which order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, func

from config.errors import RequestFault, UsageError

A_PAGE = 50
"""How many rows a page holds, where nothing else is asked."""
WHOLE = 1_000_000_000
"""A page that holds every row of a list: a list that is wanted whole is asked for, and put in order, once."""

T = TypeVar("T")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page is asked for, from 1 on, of how many rows, in which order: the name of a column, `-` before it turns.

    Without an order the list has its own.
    """

    number: int = 1
    size: int = A_PAGE
    order: str = ""

    @property
    def column(self) -> str:
        """The name of the column by which the list is ordered; blank for its own order."""
        return self.order.removeprefix("-")

    @property
    def turned(self) -> bool:
        """Whether the order runs from the last to the first."""
        return self.order.startswith("-")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list. `total` counts those of all pages, `number` is this page, `of` how many pages there are.

    A page past the last is the last; an empty list has one empty page.
    """

    rows: tuple[T, ...]
    total: int
    number: int
    of: int

    def of_these(self, rows: Sequence[S]) -> "Page[S]":
        """The same page with something made of its rows, one for each."""
        return Page(tuple(rows), self.total, self.number, self.of)


@dataclass(frozen=True, slots=True)
class InOrder(Generic[T]):
    """The orders that a list knows: what each is by, and which of them, one after another, are the list's own.

    Between rows that are equal in the order asked for, the list's own decides.
    """

    by: Mapping[str, T]
    own: tuple[str, ...]

    def must_know(self, asked: Paging) -> None:
        """Raises UsageError where an order is asked for that the list does not know."""
        if asked.column and asked.column not in self.by:
            told = f"並べ方「{asked.column}」はありません。次のいずれかです: {'、'.join(self.by)}(前に - で逆順)"
            raise UsageError(RequestFault("order_unknown", told, "sort", "並べ方"))


def page_in_sql(
    connection: Connection, statement: Select[Any], asked: Paging, order: InOrder[ColumnElement[Any]]
) -> Page[Row[Any]]:
    """The rows of a page of a statement that has no order yet. What has no value comes last. Raises UsageError."""
    order.must_know(asked)
    counted = statement.with_only_columns(func.count(), maintain_column_froms=True)
    total = connection.execute(counted).scalar_one()
    number, of = _place(total, asked)
    clauses = [clause for name in order.own for clause in (order.by[name].is_(None), order.by[name])]
    if asked.column:
        column = order.by[asked.column]
        clauses = [column.is_(None), column.desc() if asked.turned else column, *clauses]
    shown = statement.order_by(*clauses).limit(asked.size).offset((number - 1) * asked.size)
    return Page(tuple(connection.execute(shown)), total, number, of)


def page_of(rows: Sequence[T], asked: Paging, order: InOrder[Callable[[T], Any]]) -> Page[T]:
    """The same of rows that are all there. Raises UsageError."""
    order.must_know(asked)
    number, of = _place(len(rows), asked)
    in_order = sorted(rows, key=lambda row: [_last(order.by[name](row)) for name in order.own])
    if asked.column:
        read = order.by[asked.column]
        in_order.sort(key=lambda row: _last(read(row)), reverse=asked.turned)
        in_order.sort(key=lambda row: read(row) is None)
    begin = (number - 1) * asked.size
    return Page(tuple(in_order[begin : begin + asked.size]), len(rows), number, of)


def _place(total: int, asked: Paging) -> tuple[int, int]:
    """The page that is shown, and how many there are."""
    of = max(1, -(-total // asked.size))
    return min(max(1, asked.number), of), of


def _last(value: Any) -> tuple[bool, Any]:
    """A key by which what has no value comes last."""
    return (value is None, "" if value is None else value)
