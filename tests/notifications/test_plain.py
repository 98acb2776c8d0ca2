"""Promises about the width of Japanese lines."""

from hypothesis import given
from hypothesis import strategies as st

from notifications.plain import clean, width, wrap


def test_a_full_width_character_takes_two_columns() -> None:
    """Wide, full-width and ambiguous ones count two, half-width kana and ASCII one, combining marks none."""
    assert [width(c) for c in ("漢", "Ａ", "■", "ｶ", "a", "か\u3099")] == [2, 2, 2, 1, 1, 2]


def test_punctuation_begins_no_line_and_brackets_end_none() -> None:
    """禁則: 」 and 。 stay with what they close, 「 with what it opens; a number with its counter."""
    assert wrap("ああああ。いいい", columns=8) == "あああ\nあ。いい\nい"
    assert wrap("あああ「いい」", columns=8) == "あああ\n「いい」"
    assert wrap("令和の11月に", columns=8) == "令和の\n11月に"
    assert wrap("ああ lifecycle due", columns=12) == "ああ\nlifecycle\ndue"


@given(st.text(alphabet="あ漢。、「」(ab1 -日", max_size=80), st.integers(8, 40))
def test_wrapping_changes_nothing_but_space(text: str, columns: int) -> None:
    """No character is lost or moved, and no line is wider than asked."""
    out = wrap(text, "・", "  ", columns)
    assert "".join(out.split()) == "・" + "".join(text.split())
    assert all(width(line) <= columns for line in out.splitlines())


def test_cleaning_leaves_circulars_dates_and_contract_numbers_alone() -> None:
    """What looks a little like a telephone number but is none stays; control characters go, 外字 stay."""
    for kept in ("5広第824号 記2", "令和6年4月1日〜R7.3.31", "R6-0012/1", "2024-04-19", "項目23〜25", "\ue000田"):
        assert clean(kept) == kept
    assert clean("一\r\n 二\x00\u202e三") == "一 二三"
