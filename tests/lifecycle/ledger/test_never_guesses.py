"""Cells that can be read two ways are refused with what to do: numbers, dates and years, in any spelling."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.fields.values import parse_value
from lifecycle.ledger.columns import SHEETS
from states.documents import Column, ValueType

NAMED = {f"{sheet.name}/{c.label}": c.column for sheet in SHEETS for c in sheet.columns}
COUNTS = {"契約/契約額": ("円",), "契約/取扱件数": ("件",), "チェックリスト/従事者数": ("人", "名")}
NUMBERS = st.integers(0, 10**12)
BLANKS = st.sampled_from(["", " ", "　", "\u200b"])
WIDE = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
APPROXIMATE = (
    "約{}",
    "{}程度",
    "{}以上",
    "{}以下",
    "{}未満",
    "{}余",
    "{}超",
    "概ね{}",
    "{}前後",
    "{}〜{}",
    "{}-{}",
    "{}ほど",
)
SCALES = ("千", "万", "百万", "億")


def refused(column: str, raw: object, *words: str) -> None:
    """The cell is refused, and the message says those words."""
    with pytest.raises(ValueError, match="必要です") as caught:
        parse_value(NAMED[column], raw)
    for word in words:
        assert word in str(caught.value), str(caught.value)


@given(st.sampled_from(sorted(COUNTS)), NUMBERS, BLANKS, BLANKS, st.booleans(), st.booleans(), st.data())
def test_a_whole_number_is_read_in_every_width_with_and_without_its_own_unit(
    column: str, number: int, before: str, between: str, wide: bool, grouped: bool, data: st.DataObject
) -> None:
    """「1,000 件」 is fine, and so is １，０００円."""
    text = f"{number:,}" if grouped else str(number)
    unit = data.draw(st.sampled_from(("", *COUNTS[column])))
    cell = f"{before}{text.translate(WIDE) if wide else text}{between}{unit}"
    assert parse_value(NAMED[column], cell) == number


@given(st.sampled_from(sorted(COUNTS)), NUMBERS, st.data())
def test_the_unit_of_another_column_is_never_taken_for_this_ones(column: str, number: int, data: st.DataObject) -> None:
    """「1,000人」 in 取扱件数: a count of persons is no count of records."""
    others = {"件", "人", "名", "円"} - set(COUNTS[column])
    unit = data.draw(st.sampled_from(sorted(others)))
    refused(
        column,
        f"{number:,}{unit}",
        "人数は件数ではありません" if column == "契約/取扱件数" and unit != "円" else "単位",
    )


@given(st.sampled_from(sorted(COUNTS)), NUMBERS, st.sampled_from(APPROXIMATE), st.booleans())
def test_what_is_approximate_is_never_a_number(column: str, number: int, shape: str, with_unit: bool) -> None:
    """約1000, 1000件以上, 1,000〜2,000, 1000余."""
    text = f"{number:,}{COUNTS[column][0]}" if with_unit else str(number)
    refused(column, shape.format(text, text), "およその数や範囲", "空欄")


@given(st.sampled_from(sorted(COUNTS)), st.integers(1, 999), st.sampled_from(SCALES))
def test_scaled_numbers_are_told_what_they_would_be_and_not_converted(column: str, number: int, scale: str) -> None:
    """1千, 100万円, 1,000千円: refused with what to do."""
    factor = {"千": 10**3, "万": 10**4, "百万": 10**6, "億": 10**8}[scale]
    for unit in ("", COUNTS[column][0]):
        refused(column, f"{number}{scale}{unit}", f"{number * factor:,}")
    refused(column, f"{scale}{COUNTS[column][0]}", "数字だけで")


@given(st.sampled_from(sorted(COUNTS)), st.integers(1, 999), st.integers(0, 999), st.integers(1, 3), st.booleans())
def test_a_point_is_neither_a_divider_nor_a_decimal(
    column: str, whole: int, rest: int, digits: int, with_unit: bool
) -> None:
    """Text 「1.000」, 「10.000件」, 1.5: comma or decimal point? A number with decimals is no count either."""
    text = f"{whole}.{str(rest).zfill(digits)}"
    refused(column, f"{text}{COUNTS[column][0] if with_unit else ''}", "桁区切りか小数点か")
    refused(column, whole + 0.5, "小数")


@given(st.sampled_from(sorted(COUNTS)), st.integers(1, 999), st.integers(1, 999), st.sampled_from(" 　\n\t"))
def test_digits_parted_by_blanks_are_not_put_together(column: str, one: int, other: int, blank: str) -> None:
    """「10 20」 in one cell, or two lines: not 1020."""
    refused(column, f"{one}{blank}{other}", "一つの数か二つの数か")
    refused("契約/締結日", f"R6.4.{one % 3}{blank}{other % 10}", "一つの数か二つの数か")


@pytest.mark.parametrize(
    ("column", "raw", "words"),
    [
        ("契約/取扱件数", "数百", "およその数"),
        ("契約/取扱件数", "一千", "数字だけで"),
        ("契約/取扱件数", "1,00", "3桁ごと"),
        ("契約/取扱件数", "10³", "上付き"),
        ("契約/取扱件数", "-5", "負の数"),
        ("契約/取扱件数", "￥1000", "単位"),
        ("契約/契約額", "1,000千円", "1,000,000"),
        ("契約/締結日", "6.4.1", "元号か西暦か"),
        ("契約/締結日", "24/4/1", "元号か西暦か"),
        ("契約/締結日", "2024/13/1", "暦にない"),
        ("契約/締結日", "240401", "区切り"),
        ("契約/締結日", "R6.4", "そろっていません"),
        ("契約/締結日", "4月1日", "年がありません"),
        ("契約/締結日", "令和6年4月上旬", "空欄"),
        ("契約/締結日", "R6.4.1〜R7.3.31", "期間"),
        ("契約/締結日", 45383.0, "書式"),
        ("契約/年度", "6", "元号"),
        ("契約/年度", "24年度", "元号"),
        ("契約/年度", "大正6年度", "年度"),
        ("契約/年度", "1926", "打ち違い"),
        ("契約/年度", "R5 R6", "年度"),
    ],
)
def test_every_refusal_says_what_to_do(column: str, raw: object, words: str) -> None:
    """What can't be read is told with the reason."""
    refused(column, raw, words)


@given(st.dates(date(2019, 5, 1), date(2060, 12, 31)), st.sampled_from(["", " ", "　"]), st.booleans())
def test_a_day_is_read_in_every_spelling_of_wareki(day: date, blank: str, wide: bool) -> None:
    """令和元年5月1日, R1.5.1, full-width digits, blanks between year, month and day."""
    year = day.year - 2018
    named = "元" if year == 1 else str(year)
    for text in (f"令和{named}年{blank}{day.month}月{blank}{day.day}日", f"R{year}.{day.month}.{day.day}", f"{day}"):
        assert parse_value(NAMED["契約/締結日"], text.translate(WIDE) if wide else text) == day.isoformat()


def test_every_count_of_the_ledger_has_its_own_unit() -> None:
    """Whoever adds a count says what it counts."""
    found = {name for name, column in NAMED.items() if column.value_type is ValueType.COUNT}
    assert found == set(COUNTS)
    assert all(isinstance(NAMED[name], Column) and NAMED[name].units == COUNTS[name] for name in found)
