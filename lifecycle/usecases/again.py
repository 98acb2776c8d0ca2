"""What is tried again by itself where another was first: a person's deed as a whole, a page of a long job alone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from random import SystemRandom
from time import sleep
from typing import ParamSpec, TypeVar

from config.errors import BusyError, LostRaceError

P = ParamSpec("P")
T = TypeVar("T")

PAGE = 50
"""How many contracts one page of a long job holds at most: others write between two pages, a tenth of a second each."""
_TRIES, _PAGE_TRIES = 16, 5
_PAUSE, _LONGEST_PAUSE = 0.02, 0.2
"""The seconds before the second try, and what they grow to; each is drawn at random up to there."""
_BETWEEN_PAGES = 0.01


def tried_again(deed: Callable[P, T]) -> Callable[P, T]:
    """A deed in one transaction that is done anew, with all its checks, where another wrote to the same chain first.

    Nothing of the try that lost was stored. What rests on a state that a person was shown is refused at the next try.
    """

    @wraps(deed)
    def until_first(*args: P.args, **named: P.kwargs) -> T:
        return _until_first(lambda: deed(*args, **named), _TRIES, LostRaceError)

    return until_first


def as_page(write: Callable[[], T]) -> T:
    """Write one page of a long job, anew where it lost a race; then others have a moment in which to come first.

    Raises ConflictError where it lost too often, and nothing of the page is stored.
    """
    written = _until_first(write, _PAGE_TRIES, LostRaceError, BusyError)
    sleep(_BETWEEN_PAGES)
    return written


def in_parts(ids: Sequence[str], write: Callable[[Sequence[str]], T]) -> Iterator[T]:
    """Write a page of contracts; one that loses its race again and again is written in halves, down to one contract.

    Raises ConflictError where that one lost too often.
    """
    try:
        yield as_page(lambda: write(ids))
    except LostRaceError:
        if len(ids) == 1:
            raise
        middle = len(ids) // 2
        for part in (ids[:middle], ids[middle:]):
            yield from in_parts(part, write)


def _until_first(deed: Callable[[], T], tries: int, *lost: type[Exception]) -> T:
    pause = _PAUSE
    for _ in range(tries - 1):
        try:
            return deed()
        except lost:
            sleep(SystemRandom().uniform(0, pause))
            pause = min(pause * 1.6, _LONGEST_PAUSE)
    return deed()


def pages(offices: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Sequence[str], bool]]:
    """The contracts of each office in pages: the office, the contracts, and whether it is the office's last page."""
    for office, ids in offices.items():
        for start in range(0, len(ids), PAGE):
            yield office, ids[start : start + PAGE], start + PAGE >= len(ids)
