"""Characters that nobody sees: all of them, whichever table of Unicode they stand in, and none that people type."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unseen import UNSEEN

from config.unseen import in_json, refusal_of, unseen_in, visible, visible_line, without_what_shows_nothing

ANY = st.text(st.sampled_from(UNSEEN + 'あ亜A1 \n\t\u3000\\"葛\U000e0100☎\ufe0f👩👧\u200d'))


@pytest.mark.parametrize("character", UNSEEN, ids=lambda c: f"U+{ord(c):04X}")
def test_each_is_refused_by_number_and_shown_as_an_escape(character: str) -> None:
    """Within a text none of them goes through, and the number is told."""
    text = f"件名{character}です"
    assert f"U+{ord(character):04X}" in (refusal_of(text) or "")
    assert character not in visible(text)
    assert f"{ord(character):04X}" in visible(text)


def test_whatever_else_can_be_assigned_to_a_character_is_kept() -> None:
    """Letters, signs, blanks, 外字 (private use): the whole rest of Unicode passes untouched behind a letter."""
    rest = (c for c in map(chr, range(0x110000)) if unicodedata.category(c) not in ("Cs", "Cn") and c not in UNSEEN)
    wrong = [hex(ord(c)) for c in rest if visible(f"あ{c}あ") != f"あ{c}あ"]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "葛\U000e0100城市",
        "☎\ufe0f 0742",
        "👩\u200d👧",
        "👨\u200d👩\u200d👧\u200d👦",
        "❤\ufe0f\u200d🔥",
        "1\ufe0f\u20e3",
        "一\n二\t三",
    ],
)
def test_forms_of_characters_and_emoji_are_text(text: str) -> None:
    """異体字 (a selector behind its character), the forms of emoji and families joined of several are kept."""
    assert unseen_in(text) is None
    assert visible(text) == text


@pytest.mark.parametrize("text", ["\ufe0f頭", "字\ufe0f\ufe0f", "か\u200dき", "A\U000e0100\U000e0101\U000e0102"])
def test_selectors_and_joiners_out_of_place_are_unseen(text: str) -> None:
    """A selector without a character of its own, a joiner between letters: they could carry what nobody reads."""
    assert unseen_in(text)
    assert unseen_in(visible(text)) is None


@given(ANY)
def test_what_is_shown_hides_nothing_and_stays_as_it_is(text: str) -> None:
    """Nothing unseen is left, and to show it twice changes nothing."""
    shown = visible(text)
    assert unseen_in(shown) is None
    assert visible(shown) == shown
    assert "\n" not in visible_line(text)
    assert unseen_in(visible_line(text)) is None


@given(ANY)
def test_json_says_the_same_and_hides_nothing(text: str) -> None:
    """A reader of JSON gets the text as stored, a terminal sees escapes."""
    document = in_json(json.dumps({"件名": text}, ensure_ascii=False))
    assert json.loads(document) == {"件名": text}
    assert unseen_in(document) is None


@given(ANY)
def test_dropping_what_shows_nothing_drops_nothing_that_shows(text: str) -> None:
    """Only zero-width characters and their like go; whatever acts on the text stays, to be refused."""
    left = without_what_shows_nothing(text)
    assert [c for c in left if c in "あ亜A1\x1b\u202e"] == [c for c in text if c in "あ亜A1\x1b\u202e"]
