"""What is worked out once for the rule book in use, and forgotten when another book is put in use."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

_F = TypeVar("_F", bound=Callable[..., Any])
_kept: list[Any] = []


def per_book(function: _F) -> _F:
    """A function whose answers are kept, as `functools.cache` keeps them, while the same rule book is in use."""
    kept = cache(function)
    _kept.append(kept)
    return cast(_F, kept)


def forget() -> None:
    """Forget every answer: another rule book is in use."""
    for kept in _kept:
        kept.cache_clear()
