"""The tables as an officer reads them on a terminal of 80 columns."""

from datetime import date

from factories import contract, subcontract

from config.loader import rule_book
from config.wareki import fiscal_year_name
from lifecycle.papers.tables.audit_counts import AuditTables, count_tables
from lifecycle.papers.tables.columns import clipped, padded
from lifecycle.papers.tables.expected_file import expected_from
from lifecycle.papers.tables.printed_form import FORMS
from lifecycle.papers.tables.table_json import as_json, compare
from lifecycle.papers.tables.table_text import text_tables
from notifications import plain


def some_tables(*years: int) -> AuditTables:
    """One clean contract of 令和6年度 with a subcontract."""
    return count_tables([contract(subcontracts=(subcontract(),))], date(2024, 11, 26), rule_book(), years or [2024])


def compared(tables: AuditTables, data: dict[str, object]) -> str:
    """The text beside a file's figures."""
    expected = expected_from(data)
    return text_tables(tables, expected, compare(tables, expected))


def test_every_table_stands_with_its_printed_title() -> None:
    """audit_tables.json: the titles and units of 表1〜12, verbatim."""
    text = text_tables(some_tables())
    assert [line for line in text.splitlines() if line.startswith("表")] == [
        f"表{form.number} {form.title}({form.unit})" for form in FORMS
    ]
    assert "表1 委託契約書の作成状況(契約)" in text
    assert "令和6年11月26日現在" in text


def test_a_row_shows_its_fiscal_year_its_counts_and_its_rate() -> None:
    """Report 表6: headings broken as the report breaks them, figures under them."""
    lines = text_tables(some_tables()).splitlines()
    at = lines.index("表6 再委託承認状況(再委託)")
    assert [line.split() for line in lines[at + 1 : at + 4]] == [
        ["書面による"] * 3,
        ["件数", "承認有", "承認無", "未承認率"],
        ["令和6年度", "1", "1", "0", "0.0%"],
    ]
    assert len({plain.width(line) for line in lines[at + 1 : at + 4]}) == 1


def test_expected_figures_stand_under_ours_and_agree() -> None:
    """Tables 1–12 beside the report's printed figures with 一致."""
    tables = some_tables(2023, 2024)
    text = compared(tables, as_json(tables))
    assert text.count("  一致\n") == 24
    assert "相違" not in text
    assert "報告書の数値と全て一致" in text


def test_a_figure_that_differs_is_marked_and_named() -> None:
    """The row says 相違, the list says what."""
    row = {"values": [32, 31, 1], "rate": "3.1%"}
    text = compared(some_tables(), {"tables": {"6": {"rows": {"R6": row}}}, "summary": {"contracts": 190}})
    lines = [line.split() for line in text.splitlines()]
    assert ["報告書", "32", "31", "1", "3.1%", "相違"] in lines
    assert "  表6 令和6年度 件数: 当方 1、報告書 32" in text.splitlines()
    assert "  総括 監査対象: 当方 1、報告書 190" in text.splitlines()
    assert "報告書との相違 5件" in text


def test_a_table_of_the_file_alone_is_named() -> None:
    """What cannot stand beside a table of ours is not passed over."""
    text = compared(some_tables(), {"tables": {"13": {"rows": {"R6": {"values": [1]}}}}})
    assert "  表13 表: 報告書にだけあります" in text.splitlines()


def test_figures_of_another_day_are_told_to_be_so() -> None:
    """semantics §7: a table holds as of its date."""
    text = compared(some_tables(), as_json(some_tables()) | {"as_of": "2024-10-04"})
    assert "基準日が違います: 当方 令和6年11月26日、報告書 令和6年10月4日" in text


def test_a_file_that_says_nothing_of_the_years_asked_for_does_not_agree() -> None:
    """Nothing compared is not 一致."""
    expected = expected_from({"tables": {"6": {"rows": {"R4": {"values": [1, 1, 0]}}}}}).only([2024])
    text = text_tables(some_tables(), expected, [])
    assert "報告書には、この年度の数値がありません" in text
    assert "一致" not in text


def test_the_sample_of_fiscal_2023_and_the_missing_definition_are_told() -> None:
    """Report ※ under 表1; shown 「定義は報告書にない」."""
    text = text_tables(some_tables(2022, 2023))
    assert "※令和5年度の監査対象は令和5年12月26日以降に契約したもの" in text
    assert "※令和5年度より前の年度は監査対象外" in text
    assert "定義は報告書にない" in text


def test_no_line_is_wider_than_80_columns_and_an_empty_rate_is_said() -> None:
    """Readable at 80 columns; a table with no case is blank."""
    tables = some_tables(2018, 2023, 2024)
    row = {"values": [123_456] * 5, "rate": "100.0%"}
    wide = compared(tables, {"tables": {str(n): {"rows": {"R6": row, "H30": row}} for n in range(1, 40)}})
    for text in (text_tables(tables), wide, compared(tables, as_json(tables))):
        assert max(plain.width(line) for line in text.splitlines()) <= 80
    assert "空欄" in text_tables(tables)


def test_japanese_text_is_measured_in_columns() -> None:
    """A kanji takes two columns, a Latin letter one."""
    assert (plain.width("表1 R6"), padded("表", 4), padded("表", 4, right=True)) == (6, "表  ", "  表")
    assert (clipped("委託先", 6), clipped("再委託先の", 7)) == ("委託先", "再委...")
    assert [fiscal_year_name(year) for year in (2018, 2019, 2024)] == ["平成30年度", "令和元年度", "令和6年度"]
