"""Tables on a terminal of any width: what people type is shown whole, nothing is lost without a word."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lifecycle.cli.grid import Grid, Screen
from notifications.plain import width

COLUMNS = {
    "mark": "", "id": "連絡", "subject": "対象", "division": "所属", "due_on": "期限", "overdue": "超過開庁日",
    "reason": "不足", "blank": "解消",
}  # fmt: skip
KEYS, GIVES_WAY = ("id", "subject"), ("division", "overdue")

numbers = st.text("R0123456789-:/感第号年度契約", min_size=1, max_size=40).map(str.strip).filter(bool)
sentences = st.text("不足の記録がない、実地調査、 [S3-01]令和6年。", min_size=0, max_size=120)
days = st.one_of(st.none(), st.dates(date(2024, 4, 1), date(2026, 3, 31)))
rows = st.fixed_dictionaries(
    {
        "mark": st.sampled_from("■▲●○"), "id": numbers, "subject": numbers, "due_on": days, "reason": sentences,
        "division": st.sampled_from(["モデル所属04（医療費）", "税務課"]), "overdue": st.integers(0, 300),
        "blank": st.none(),
    }
)  # fmt: skip
WIDTHS = st.integers(40, 200)


def lines_with(screen: Screen, text: str) -> list[str]:
    """The lines of a screen in which a text stands whole."""
    return [line for line in screen.lines if text in line]


@given(st.lists(rows, min_size=1, max_size=5), WIDTHS)
def test_a_key_stands_whole_on_one_line_at_every_width(shown: list[dict[str, Any]], columns: int) -> None:
    """`ack` and `why` are typed from what the screen shows: at 80 columns 「7が感第…」 could be two contracts."""
    screen = Grid(COLUMNS, shown, KEYS, GIVES_WAY).at(columns)
    for row in shown:
        for key in KEYS:
            assert lines_with(screen, " ".join(row[key].split())), screen.lines


@given(st.lists(rows, min_size=1, max_size=5), WIDTHS)
def test_no_line_is_wider_than_the_screen_but_a_key_that_is(shown: list[dict[str, Any]], columns: int) -> None:
    """A terminal would break the line where it likes."""
    screen = Grid(COLUMNS, shown, KEYS, GIVES_WAY).at(columns)
    keys = {" ".join(row[key].split()) for row in shown for key in KEYS}
    assert [line for line in screen.lines if width(line) > columns and line not in keys] == []


@given(st.lists(rows, min_size=1, max_size=5), WIDTHS)
def test_no_cell_is_cut_and_a_column_that_gave_way_is_named(shown: list[dict[str, Any]], columns: int) -> None:
    """Every character of a sentence is there, folded or not; what was left out is told below."""
    screen = Grid(COLUMNS, shown, KEYS, GIVES_WAY).at(columns)
    assert "…" not in "".join(screen.lines)
    seen = "".join("".join(screen.lines).split())
    told = "".join(screen.foot)
    for row in shown:
        assert set(row["reason"].split()[0] if row["reason"].split() else "") <= set(seen)
        assert row["division"] in seen or "所属" in told or _folded(screen, row["division"])


def _folded(screen: Screen, text: str) -> bool:
    """Whether the letters of a text stand on the screen, in pieces below each other."""
    shown = "".join(screen.lines)
    return all(letter in shown for letter in text)


def test_a_wide_screen_has_everything_and_dates_in_full() -> None:
    """Nothing is folded or left out where there is room."""
    row = {"id": "7が感第45号", "due_on": date(2024, 4, 1), "division": "税務課", "reason": "記録がない"}
    screen = Grid({n: COLUMNS[n] for n in row}, [row], ("id",), ("division",)).at(100)
    assert screen.foot == ()
    assert len(screen.lines) == 3
    assert "令和6年4月1日" in screen.lines[2]


def test_a_column_that_says_the_same_in_every_row_gives_way_first_and_its_word_is_kept() -> None:
    """所属 where the list is of one office."""
    rows = [
        {"id": f"7が感第{n}号", "division": "モデル所属04（医療費）", "reason": "実地調査の記録がない" * 3}
        for n in (45, 46)
    ]
    screen = Grid({"id": "契約番号", "division": "所属", "reason": "不足"}, rows, ("id",), ("division",)).at(46)
    assert screen.foot == ("所属は全て「モデル所属04（医療費）」",)
    assert [line.split()[0] for line in screen.lines if line.startswith("7が感第")] == ["7が感第45号", "7が感第46号"]


def test_a_screen_too_narrow_for_columns_shows_records() -> None:
    """Each row below the other, its key first, its fields under Japanese headings."""
    row = {"id": "7が感第45号/1:S4-03:2024-12-02", "subject": "7が感第45号/1", "reason": "承認の記録がない"}
    screen = Grid({n: COLUMNS[n] for n in row}, [row], ("id", "subject"), ()).at(40)
    assert screen.lines == (
        "7が感第45号/1:S4-03:2024-12-02",
        "7が感第45号/1",
        "  不足: 承認の記録がない",
    )


def test_what_nobody_sees_in_a_cell_is_shown() -> None:
    """A title from an older record may hold what turns the direction of writing."""
    shown = Grid({"id": "契約番号"}, [{"id": "R6-1\u202e"}], ("id",)).at(80)
    assert shown.lines[-1] == "R6-1\\u202E"
