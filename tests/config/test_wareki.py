"""Japanese dates in and out: what people type is read, what does not exist is refused with a reason."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.wareki import (
    first_day_of,
    fiscal_year_of,
    format_date,
    format_fiscal_year,
    parse_date,
    parse_fiscal_year,
    short_date,
)

SINCE_SHOWA = st.dates(date(1926, 12, 25), date(2068, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和6年4月1日", date(2024, 4, 1)),
        ("令和６年４月１日", date(2024, 4, 1)),
        ("令和 6年 4月 1日", date(2024, 4, 1)),
        ("令和六年四月一日", date(2024, 4, 1)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("令和1年5月1日", date(2019, 5, 1)),
        ("R元.5.1", date(2019, 5, 1)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("平成三十一年四月三十日", date(2019, 4, 30)),
        ("平成二〇年十月十日", date(2008, 10, 10)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("R6.10.4", date(2024, 10, 4)),
        ("r6.10.4", date(2024, 10, 4)),
        ("R６.１０.４", date(2024, 10, 4)),
        ("R6/10/4", date(2024, 10, 4)),
        ("R6-10-04", date(2024, 10, 4)),
        ("H31.4.30", date(2019, 4, 30)),
        ("2024-04-01", date(2024, 4, 1)),
        ("2024/4/1", date(2024, 4, 1)),
        ("2024.4.1", date(2024, 4, 1)),
        ("2024年4月1日", date(2024, 4, 1)),
        ("２０２４年４月１日", date(2024, 4, 1)),
        ("令和6年2月29日", date(2024, 2, 29)),
    ],
)
def test_what_people_write_is_read(text: str, day: date) -> None:
    """元年, full-width digits, spaces, kanji numbers, short forms, western dates."""
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("平成31年5月1日", "令和元年5月1日のことではありませんか"),
        ("平成元年1月7日", "平成にない日"),
        ("令和元年4月30日", "平成31年4月30日のことではありませんか"),
        ("昭和64年1月8日", "平成元年1月8日"),
        ("令和0年5月1日", "令和にない日"),
        ("令和6年2月30日", "暦にない日"),
        ("2月30日", "日付として読めません"),
        ("2023-02-29", "暦にない日"),
        ("R5.2.29", "暦にない日"),
        ("令和6年13月1日", "暦にない日"),
        ("令和6年4月", "日付として読めません"),
        ("令和6年4月1日頃", "日付として読めません"),
        ("明治45年7月30日", "日付として読めません"),
        ("R6.4-1.5", "日付として読めません"),
        ("45383", "日付として読めません"),
        ("4/1", "日付として読めません"),
        ("", "日付として読めません"),
        ("未定", "日付として読めません"),
        ("令和二十十年四月一日", "日付として読めません"),
        ("令和十二三年四月一日", "日付として読めません"),
        ("R\u0666.4.1", "日付として読めません"),
    ],
)
def test_what_is_no_date_is_refused_with_a_japanese_reason(text: str, reason: str) -> None:
    """Never guessed, never shifted to the next day or era."""
    with pytest.raises(ValueError, match=reason):
        parse_date(text)


@given(st.text("令和平成昭RHS元年月日度〇一二三十0123456789０５\u0666./- ", max_size=12))
def test_any_text_is_a_date_or_a_reason(text: str) -> None:
    """Nothing but a date or a ValueError in Japanese comes back, whatever is typed."""
    for read in (parse_date, parse_fiscal_year):
        try:
            said = str(read(text))
        except ValueError as error:
            said = str(error)
        assert said.replace("-", "").isdigit() or any(word in said for word in ("読めません", "ない日")), text


@given(SINCE_SHOWA)
def test_what_is_written_is_read_back(day: date) -> None:
    """Both written forms, the ISO form, and full-width digits."""
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    for text in (format_date(day), short_date(day), day.isoformat(), format_date(day).translate(wide)):
        assert parse_date(text) == day


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2019, 4, 30), "平成31年4月30日", "H31.4.30"),
        (date(2019, 5, 1), "令和元年5月1日", "R1.5.1"),
        (date(2024, 4, 1), "令和6年4月1日", "R6.4.1"),
        (date(1926, 12, 24), "1926年12月24日", "1926-12-24"),
    ],
)
def test_dates_are_written_in_their_era(day: date, long: str, short: str) -> None:
    """元年 in the long form, 1 in the short one; not padded."""
    assert (format_date(day), short_date(day)) == (long, short)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("R6", 2024),
        ("令和6年度", 2024),
        ("令和六年度", 2024),
        ("R６", 2024),
        ("2024", 2024),
        ("2024年度", 2024),
        ("令和元年度", 2019),
        ("H30", 2018),
    ],
)
def test_a_fiscal_year_is_read(text: str, year: int) -> None:
    """R6, 令和6年度 and 2024 are all 2024."""
    assert parse_fiscal_year(text) == year


@pytest.mark.parametrize("text", ["6", "R", "令和", "R6-R7", "二〇二四", ""])
def test_what_is_no_fiscal_year_is_refused(text: str) -> None:
    """With a Japanese reason."""
    with pytest.raises(ValueError, match="年度として読めません"):
        parse_fiscal_year(text)


@given(st.dates(date(1990, 4, 1), date(2060, 3, 31)))
def test_a_fiscal_year_runs_from_april_to_march(day: date) -> None:
    """The day lies between the first day of its year and the last before the next; the short name reads back."""
    year = fiscal_year_of(day)
    assert first_day_of(year) <= day < first_day_of(year + 1)
    assert parse_fiscal_year(format_fiscal_year(year)) == year


def test_the_last_day_of_march_belongs_to_the_year_before() -> None:
    """2024-03-31 is 令和5年度, 2024-04-01 令和6年度."""
    assert fiscal_year_of(date(2024, 3, 31)) == 2023
    assert fiscal_year_of(date(2024, 4, 1)) == 2024
