"""How far a long walk over the records has come, for whoever watches; nobody does unless a terminal is there.

It is a side channel like a log: no answer depends on it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

T = TypeVar("T")


class Watcher(Protocol):
    """Who is told of the walk."""

    def begins(self, told: str, total: int | None) -> None:
        """A part of the work begins: what it does, and how many steps it has, where that is known."""
        ...

    def steps(self, count: int) -> None:
        """So many steps more are done."""
        ...


_WATCHER: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Tell this watcher of what is done within the block."""
    token = _WATCHER.set(watcher)
    try:
        yield
    finally:
        _WATCHER.reset(token)


def begins(told: str, total: int | None = None) -> None:
    """Say that a part of the work begins."""
    if watcher := _WATCHER.get():
        watcher.begins(told, total)


def steps(count: int = 1) -> None:
    """Say that so many steps more are done."""
    if watcher := _WATCHER.get():
        watcher.steps(count)


def counted(items: Iterable[T], told: str, total: int | None = None) -> Iterator[T]:
    """The items, one after another, each told as a step of a part of the work."""
    watcher = _WATCHER.get()
    return iter(items) if watcher is None else _told(items, told, total, watcher)


def _told(items: Iterable[T], told: str, total: int | None, watcher: Watcher) -> Iterator[T]:
    watcher.begins(told, total)
    for item in items:
        yield item
        watcher.steps(1)
