"""A card holds as many contracts as fit: not one fewer, whatever they weigh, and few cards are made to find it."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import RuleDataError
from config.vocabulary import Role
from notifications.alert import Digest, DigestItem
from notifications.card import MOST_BYTES, fitting
from notifications.listing import in_a_card
from notifications.render import OF_CARD, render_digest

WEIGHTS = st.lists(st.integers(0, MOST_BYTES), min_size=1, max_size=30)


def _card(weights: list[int], frame: int, shown: int) -> str:
    return "x" * (frame + sum(weights[:shown]))


@given(WEIGHTS, st.integers(1, MOST_BYTES), st.none() | st.integers(0, 40))
def test_as_many_contracts_are_shown_as_fit(weights: list[int], frame: int, guess: int | None) -> None:
    """Also where the guess was far off."""
    card = fitting("card", lambda shown: _card(weights, frame, shown), len(weights), guess)
    fits = [n for n in range(len(weights) + 1) if len(_card(weights, frame, n)) <= MOST_BYTES]
    assert card == _card(weights, frame, fits[-1])


@given(st.integers(600, 6_000), st.integers(600, 3_000), st.integers(2, 30))
def test_where_contracts_are_equally_long_few_cards_are_made(weight: int, frame: int, most: int) -> None:
    made: list[int] = []

    def make(shown: int) -> str:
        made.append(shown)
        return _card([weight] * most, frame, shown)

    fitting("card", make, most)
    assert len(made) <= 5
    assert len(made) == len(set(made))


@given(WEIGHTS, st.integers(1, MOST_BYTES), st.sampled_from([-1, 0, 1]))
def test_a_guess_that_is_one_off_costs_one_card_more(weights: list[int], frame: int, off: int) -> None:
    """A card is made for the guess, for what is right, and for what would be one too many."""
    right = max(n for n in range(len(weights) + 1) if len(_card(weights, frame, n)) <= MOST_BYTES)
    made: list[int] = []

    def make(shown: int) -> str:
        made.append(shown)
        return _card(weights, frame, shown)

    fitting("card", make, len(weights), max(right + off, 0))
    assert len(made) <= (2 if off == 0 else 3)


def test_a_template_that_is_too_long_by_itself_is_named() -> None:
    with pytest.raises(RuleDataError, match="契約を1件も載せなくても"):
        fitting("card", lambda shown: "x" * (MOST_BYTES + 1 + shown), 9)


@given(length=st.integers(10, 390), duties=st.integers(1, 4), records=st.integers(0, 3), contracts=st.integers(1, 25))
def test_the_guess_is_off_by_few(
    length: int, duties: int, records: int, contracts: int, item: Callable[..., DigestItem]
) -> None:
    """Whatever the duties say, and however many commands are to be typed; what is guessed wrong only costs a try."""
    said = tuple(("実地調査: 実施日、" + "点" * length, f"lifecycle attach R6-0001 {n}") for n in range(records))
    items = tuple(
        item(contract=f"R6-{no:04}", reason=f"{no} {of} " + "あ" * length, remedy="い" * length, to_record=said)
        for no in range(contracts)
        for of in range(duties)
    )
    told = Digest("overdue", "青空部福祉課", Role.OFFICER.label, items, (), date(2024, 7, 1), full_items=25)
    shown = sum(block["type"] == "Container" for block in json.loads(render_digest(told).card)["body"])
    guess = in_a_card(told.contracts(), MOST_BYTES - OF_CARD, typed=True)
    assert abs(shown - guess) <= 2 + shown // 5
