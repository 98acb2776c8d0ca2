"""Days in every spelling that offices use are read, or refused with what to write instead; none is another day."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.fields.dashes import DASHES
from lifecycle.fields.dates import read_date
from lifecycle.fields.written_days import is_without_era
from lifecycle.ledger.parse import parse_ledger

Write = Callable[[Mapping[str, Sequence[Sequence[Any]]]], Path]
DAYS = st.dates(date(2019, 5, 1), date(2060, 12, 31))
WEEKDAYS = "月火水木金土日"
ERAS = ("令和", "令", "R", "r")
BEHIND = ("", "付け", "付", "付けで", " 13:00", " 9時30分", "　午後1時", "T08:30:00")


def day_text(day: date, era: str, divider: str) -> str:
    """A day of 令和 as people write it."""
    return f"{era}{day.year - 2018}{divider}{day.month}{divider}{day.day}"


@given(DAYS, st.sampled_from(ERAS), st.sampled_from([*DASHES, ".", "/", "・", "．"]))
def test_any_dash_or_dot_divides_a_day(day: date, era: str, divider: str) -> None:
    """R6−4−1 (U+2212), 令6・4・1, R6ー4ー1."""
    assert read_date(day_text(day, era, divider)) == day.isoformat()


@given(
    DAYS,
    st.sampled_from(BEHIND),
    st.sampled_from(["（{}）", "({}曜)", " ({}曜日)", "{}曜日", "（{}・祝）", ""]),
    st.data(),
)
def test_what_stands_behind_a_day_takes_nothing_from_it(
    day: date, behind: str, shape: str, data: st.DataObject
) -> None:
    """R6.4.1（月）, 令和6年4月1日付け, with a time of day; a day of the week that is another's is refused."""
    right = WEEKDAYS[day.weekday()]
    said = data.draw(st.sampled_from(WEEKDAYS)) if shape else right
    for text in (f"令和{day.year - 2018}年{day.month}月{day.day}日", day.isoformat()):
        cell = f"{text}{shape.format(said)}{behind}"
        if behind.startswith("T") and (shape or text.endswith("日")):
            continue
        if said == right:
            assert read_date(cell) == day.isoformat(), cell
        else:
            with pytest.raises(ValueError, match=f"{right}曜日で、「{said}」ではありません"):
                read_date(cell)


@given(DAYS)
def test_a_day_without_dividers_is_read_where_it_has_all_its_digits(day: date) -> None:
    """20240401 as text or as a number, R060401; 240401 may be of any era."""
    assert read_date(f"{day:%Y%m%d}") == read_date(float(f"{day:%Y%m%d}")) == day.isoformat()
    assert read_date(f"R{day.year - 2018:02}{day:%m%d}") == day.isoformat()
    with pytest.raises(ValueError, match="区切り"):
        read_date(f"{day:%y%m%d}")


@given(DAYS, st.sampled_from([".", "/", "-", "−"]))
def test_a_year_without_era_is_read_only_by_the_era_of_its_column(day: date, divider: str) -> None:
    """7.4.1: refused with what it would be in 令和; read once somebody has settled the era."""
    text = day_text(day, "", divider)
    assert is_without_era(text)
    assert read_date(text, "令和") == day.isoformat()
    with pytest.raises(ValueError, match="元号か西暦か") as caught:
        read_date(text)
    assert f"R{day.year - 2018}.{day.month}.{day.day} と書いて" in str(caught.value)


@given(DAYS, st.sampled_from(["R", "令和"]))
def test_a_settled_era_touches_no_day_that_names_its_own(day: date, era: str) -> None:
    """R6.4.1 and 2024-04-01 in a column of 平成 stay what they say."""
    for text in (day_text(day, era, "."), day.isoformat(), f"{day:%Y%m%d}"):
        assert not is_without_era(text)
        assert read_date(text, "平成") == day.isoformat()


@given(DAYS, DAYS, st.sampled_from([" ", "\n", "、", "・", " / ", "　", "及び"]))
def test_several_days_in_one_cell_are_refused_and_named(one: date, other: date, between: str) -> None:
    """「R7.4.1 R7.4.3」: which days they are, and what to do."""
    with pytest.raises(ValueError, match="日付が2つあります") as caught:
        read_date(f"{day_text(one, 'R', '.')}{between}{day_text(other, 'R', '.')}")
    for day in (one, other):
        assert f"年{day.month}月{day.day}日" in str(caught.value)
    assert "行を分けて" in str(caught.value)


@given(DAYS, DAYS)
def test_a_period_is_refused_with_its_two_ends(one: date, other: date) -> None:
    """R6.4.1〜R7.3.31 is no day."""
    with pytest.raises(ValueError, match="期間ではなく1日"):
        read_date(f"{day_text(one, 'R', '.')}〜{day_text(other, 'R', '.')}")


@pytest.mark.parametrize("around", ["{}締結", "※{}", "{} 変更契約", "{}(予定)", "契約日{}"])
def test_what_disturbs_is_said_without_repeating_it(around: str) -> None:
    """The day is named, the words around it are not: they may name a person."""
    with pytest.raises(ValueError, match=r"R6\.4\.1 のことなら|空欄にして") as caught:
        read_date(around.format("R6.4.1"))
    assert "締結" not in str(caught.value)
    assert "変更" not in str(caught.value)


@pytest.mark.parametrize("text", ["①R6.4.1", "R①.4.1", "2024-4-1²", "R6.4.1 2", "R6.4.1 25:00", "2024-04-01T20:00Z"])
def test_what_may_be_another_day_is_refused(text: str) -> None:
    """Circled and raised digits, digits apart, an hour that no clock has, an hour of another zone."""
    with pytest.raises(ValueError, match="必要です"):
        read_date(text)


@pytest.mark.parametrize("heading", ["締結日（令和）", "締結日(令和)", "締結日 令和", "締結日［令和］"])
def test_a_heading_may_settle_the_era_of_its_column(write: Write, heading: str) -> None:
    """7.4.1 under 締結日（令和） is a day of 令和; under 締結日 alone it is a fault."""
    head = ["契約番号", "所属", "業務名", "委託先", "年度"]
    row = ["R7-0001", "広報課", "集計", "甲社", "R7", "7.4.1"]
    parsed = parse_ledger(write({"契約": [[*head, heading], row]}))
    assert parsed.faults == ()
    assert parsed.rows[0].values["contract"]["concluded_on"] == "2025-04-01"
    assert [fault.column for fault in parse_ledger(write({"契約": [[*head, "締結日"], row]})).faults] == ["締結日"]
