"""Adaptive Cards as Teams takes them: valid, of a version that Teams shows, small enough, and without live markup."""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from config.errors import DataFault, RuleDataError
from config.unseen import in_json, may_hide, visible

MOST_BYTES = 27_250
"""The longest card in UTF-8: Teams takes about 28 KB, its envelope and the line of a home for trial included."""

VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4")
_LONGEST = 400
_MARKUP = str.maketrans("*_`~#|\\[]<>", "＊＿｀～＃｜＼［］＜＞")


_READABLE = json.JSONEncoder(ensure_ascii=False)
_SHORTEST = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def json_value(value: object) -> str:
    """A value as JSON in which Japanese stays readable."""
    return _READABLE.encode(value)


@lru_cache(maxsize=4096)
def literal(text: str) -> str:
    """A text that a card shows as it is: signs that Teams reads as markup (links, emphasis) full-width, 400 characters
    at most."""
    shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return without_markup(shown)


def without_markup(text: str) -> str:
    """A text with the signs that Markdown and HTML act on (links, emphasis, tags) full-width."""
    return text.translate(_MARKUP)


def checked(name: str, text: str) -> str:
    """The card that a template's text gives, in its shortest spelling.

    Raises RuleDataError, naming the template, where the text is no JSON or no Adaptive Card of a version that Teams
    shows.
    """
    try:
        card = json.loads(text)
        text.encode()
        if "\\ud" in text.lower():
            _READABLE.encode(card).encode()
        shortest = _SHORTEST.encode(_visible(card) if may_hide(text) else card)
    except ValueError as fault:
        raise _unusable(name, f"JSON として読めません: {fault}") from fault
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard" or card.get("version") not in VERSIONS:
        raise _unusable(name, "type は AdaptiveCard、version は 1.4 以下にしてください")
    return shortest


def shown_card(card: str) -> str:
    """A card as it goes out: what nobody sees is shown as escapes, also in a card that an older version stored."""
    try:
        return _SHORTEST.encode(_visible(json.loads(card)) if may_hide(card) else json.loads(card))
    except (ValueError, RecursionError):
        return in_json(card)


def _visible(value: Any) -> Any:
    """A value of JSON with every text in it visible."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {name: _visible(one) for name, one in value.items()}
    return [_visible(one) for one in value] if isinstance(value, list) else value


def fitting(name: str, make: Callable[[int], str], most: int, guess: int | None = None) -> str:
    """The card with as many contracts in full, of at most `most`, as fit; `make(n)` gives the card with n contracts,
    which is the longer the more it holds.

    Each try costs a card, so the first is the `guess`, where there is one: right or one off, it is followed by few.
    Raises RuleDataError where the template's own text is too long even without any contract.
    """
    best, fewest, too_many, tries = "", 0, most + 1, 0
    shown = most if guess is None else min(guess, most)
    while fewest < too_many:
        size, tries = _size(card := make(shown)), tries + 1
        if size <= MOST_BYTES:
            best, fewest, following = card, shown + 1, shown + 1
        else:
            too_many = shown
            # Contracts are about equally long.
            following = shown * MOST_BYTES // size if guess is None and tries == 1 else shown - 1
        shown = (fewest + too_many) // 2 if tries > 3 else min(max(following, fewest), too_many - 1)
    if not best:
        raise _unusable(name, f"契約を1件も載せなくても {MOST_BYTES} バイトを超えます")
    return best


def _size(card: str) -> int:
    return len(card.encode())


def _unusable(name: str, problem: str) -> RuleDataError:
    return RuleDataError([DataFault(name, "-", f"カードのひな形を使えません: {problem}")])
