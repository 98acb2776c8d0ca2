"""A slip is answered with what was probably meant, and a refused value with those that may be written."""

import pytest
from command_line import CommandLine

from lifecycle.fields.nearest import nearest

_COMMANDS = {
    ("adavnce", "R6-0012"): "lifecycle advance ではありませんか",
    ("contract", "lst"): "lifecycle contract list ではありませんか",
    ("approve", "R6-0012"): "lifecycle subcontract approve",
    ("overide", "list"): "lifecycle override",
    ("取込",): "lifecycle import ではありませんか",
    ("contract", "一覧"): "lifecycle contract list ではありませんか",
    ("例外承認",): "lifecycle override",
}


@pytest.mark.parametrize(("words", "told"), _COMMANDS.items())
def test_a_command_that_is_not_there_is_answered_with_the_nearest(
    asking: CommandLine, words: tuple[str, ...], told: str
) -> None:
    """In English by its letters, in Japanese by what is said of the commands."""
    said = asking(*words)
    assert (said.code, told in said.err) == (2, True), said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("due", "--divison", "税務課"), "「--division」ではありませんか"),
        (("why", "R6-0012", "--asof", "R6.4.1"), "「--as-of」ではありませんか"),
        (("contract", "list", "--段階", "見積"), "「--stage」ではありませんか"),
    ],
)
def test_an_option_that_is_not_there_is_answered_with_the_nearest(
    asking: CommandLine, words: tuple[str, ...], told: str
) -> None:
    """In both languages."""
    said = asking(*words)
    assert (said.code, told in said.err) == (2, True), said.err


_VALUES = {
    ("completion", "bsh"): ("「bash」ではありませんか", "bash、zsh、fish"),
    ("diagram", "--machine", "契約"): ("「--machine」の値「契約」", "contract、subcontract"),
    ("due", "--within", "五"): ("「--within」の値「五」", "整数(例 5)"),
    ("contract", "list", "--standing", "要正"): ("「要是正」ではありませんか", "needs_correction(要是正)"),
    ("contract", "list", "--stage", "履行"): ("「履行中」ではありませんか", "completion_inspection(検査)"),
    ("attach", "R6-0012", "checklists"): ("「checklist」ではありませんか", "onsite_inspection(実地調査)"),
    ("attach", "R6-0012", "--subcontract"): ("「--subcontract」の値を指定してください",),
    ("staff", "give", "管理", "--login", "a"): ("「管理者」ではありませんか", "admin(管理者)"),
    ("rules", "show", "S3-011"): ("「S3-01」",),
}


@pytest.mark.parametrize(("words", "told"), _VALUES.items())
def test_a_value_that_is_refused_lists_the_right_ones(
    asking: CommandLine, words: tuple[str, ...], told: tuple[str, ...]
) -> None:
    """Never «is wrong» alone."""
    said = asking(*words)
    assert said.code in (2, 6), said.err
    assert [one for one in told if one not in said.err] == [], said.err


def test_japanese_words_are_taken_where_the_screen_shows_them(asking: CommandLine) -> None:
    """--standing 要是正, as the column 状態 says."""
    said = asking("contract", "list", "--standing", "要是正", "--json")
    assert {row["standing"] for row in said.json} == {"needs_correction"}


@pytest.mark.parametrize(
    ("typed", "known", "found"),
    [
        ("R6-0043", ["r6-0043", "R6-0044"], ("r6-0043",)),
        ("医療費", ["モデル所属04（医療費）", "税務課"], ("モデル所属04（医療費）",)),
        ("全く別の語", ["税務課"], ()),
        (" ", ["税務課"], ()),
    ],
)
def test_the_nearest_words(typed: str, known: list[str], found: tuple[str, ...]) -> None:
    """Spelt otherwise, a part of a name, nothing at all."""
    assert nearest(typed, known) == found
