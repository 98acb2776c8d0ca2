"""A card holds as many contracts as fit: not one fewer, whatever they weigh, and few cards are made to find it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import RuleDataError
from notifications.card import MOST_BYTES, fitting

WEIGHTS = st.lists(st.integers(0, MOST_BYTES), min_size=1, max_size=30)


def _card(weights: list[int], frame: int, shown: int) -> str:
    return "x" * (frame + sum(weights[:shown]))


@given(WEIGHTS, st.integers(1, MOST_BYTES))
def test_as_many_contracts_are_shown_as_fit(weights: list[int], frame: int) -> None:
    card = fitting("card", lambda shown: _card(weights, frame, shown), len(weights))
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


def test_a_template_that_is_too_long_by_itself_is_named() -> None:
    with pytest.raises(RuleDataError, match="契約を1件も載せなくても"):
        fitting("card", lambda shown: "x" * (MOST_BYTES + 1 + shown), 9)
