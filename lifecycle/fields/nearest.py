"""«Did you mean»: of the words that are known, those nearest to the one that was typed."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from config.typed import folded

_SHOWN = 3
_CLOSE, _AS_CLOSE = 0.6, 0.1
"""How alike a word must be, and how much less than the most alike one, to be shown beside it."""


def nearest(typed: str, known: Iterable[str]) -> tuple[str, ...]:
    """At most three words that were probably meant, the nearest first: spelt otherwise, a part of one, or a slip."""
    by_fold: dict[str, str] = {}
    for word in known:
        by_fold.setdefault(folded(word), word)
    sought = folded(typed)
    if not sought:
        return ()
    if sought in by_fold:
        return (by_fold[sought],)
    parts = [fold for fold in by_fold if sought in fold] if len(sought) > 1 else []
    alike = {fold: SequenceMatcher(None, fold, sought).ratio() for fold in by_fold}
    least = max(_CLOSE, max(alike.values(), default=0.0) - _AS_CLOSE)
    close = sorted((fold for fold in alike if alike[fold] >= least), key=lambda fold: -alike[fold])
    return tuple(by_fold[fold] for fold in dict.fromkeys([*close, *parts]))[:_SHOWN]


def meant(typed: str, known: Iterable[str]) -> str:
    """The question after the words that were probably meant; blank where none is near."""
    near = nearest(typed, known)
    return f"「{'」「'.join(near)}」ではありませんか。" if near else ""
