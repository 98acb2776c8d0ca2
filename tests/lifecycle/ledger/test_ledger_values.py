"""Values: every spelling the ledger promises is read, nothing is guessed, and what is written out reads back."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from portfolios import chosen

from config.unseen import unseen_in
from lifecycle.fields.choices import terms_of
from lifecycle.fields.texts import read_contract_no, read_subcontract_no
from lifecycle.fields.values import is_blank, parse_value, stored_text
from lifecycle.fields.words import tidy
from lifecycle.ledger.columns import SHEETS
from states.documents import Column, ValueType
from states.item_numbers import free_text_items, no_subcontract_items

COLUMNS = [column.column for sheet in SHEETS for column in sheet.columns]
NAMED = {f"{sheet.name}/{c.label}": c.column for sheet in SHEETS for c in sheet.columns}

READS: list[tuple[str, Any, Any]] = [
    ("契約/締結日", date(2024, 4, 1), "2024-04-01"),
    ("所属/所属長メール", " ｋａｃｈｏ＠example.lg.jp ", "kacho@example.lg.jp"),
    ("所属/所属長メール", "課長 <kacho@example.lg.jp>", "課長 <kacho@example.lg.jp>"),
    ("契約/締結日", datetime(2024, 4, 1, 13, 0), "2024-04-01"),  # noqa: DTZ001
    ("契約/締結日", "令和６年４月１日", "2024-04-01"),
    ("契約/締結日", "R6.4.1", "2024-04-01"),
    ("契約/締結日", "2024-04-01", "2024-04-01"),
    ("契約/締結日", " 令和元年5月1日 ", "2019-05-01"),
    ("契約/契約額", 1037000.0, 1037000),
    ("契約/契約額", "１，０００，０００円", 1000000),
    ("契約/取扱件数", "1,000件", 1000),
    ("契約/取扱件数", "0", 0),
    ("契約/取扱件数", " 1,000 件 ", 1000),
    ("契約/契約額", "￥1,037,000", 1037000),
    ("チェックリスト/従事者数", "5名", 5),
    ("契約/年度", "R6", [2024]),
    ("契約/年度", "令和6年度", [2024]),
    ("契約/年度", 2024.0, [2024]),
    ("契約/年度", "R6、Ｒ5，R6", [2023, 2024]),
    ("契約/状態", "履行中", "performing"),
    ("契約/状態", "performing", "performing"),
    ("契約/業務名", 5.0, "5"),
    ("契約/業務名", "　税務（一式）\r\n", "税務（一式）"),
    ("契約書確認/条文の版", "旧", "旧"),
    ("契約書確認/条文の版", "R5.10.10", "2023-10-10"),
    ("契約書確認/条文の版", date(2024, 3, 1), "2024-03-01"),
    ("契約書確認/省略した条", "3,5,17", [3, 5, 17]),
    ("契約書確認/省略した条", "第１７条、第3条及び第5条", [3, 5, 17]),
    ("契約書確認/省略した条", 3.0, [3]),
    ("契約書確認/省略した条", "なし", []),
    ("契約書確認/無催告解除条項", "有", True),
    ("契約書確認/無催告解除条項", "無", False),
    ("契約書確認/無催告解除条項", "×", False),
    ("契約/特定個人情報", "はい", True),
    ("契約/特定個人情報", "有", True),
    ("契約/特定個人情報", "〇", True),
    ("契約/特定個人情報", "✕", False),
    ("契約/特定個人情報", "いいえ", False),
    ("契約/特定個人情報", True, True),
    ("実地調査/結果", "不適", False),
    ("検査/結果", "合格", True),
    ("チェックリスト/問3", "いいえ", "no"),
    ("チェックリスト/問3", "○", "yes"),
    ("チェックリスト/問3", "有", "yes"),
    ("チェックリスト/問3", "斜線（対象外）", "struck"),
    ("チェックリスト/問24", "再委託しない", "no_subcontract"),
    ("チェックリスト/問5", "受託者事務所", "受託者事務所"),
    ("チェックリスト/問5", "はい", "はい"),
    ("チェックリスト/問6", "斜線", "struck"),
    ("チェックリスト/責任者連絡先", 920000000.0, "920000000"),
    ("実地調査/代替措置の種類", "ﾃﾚﾋﾞ通話･写真", "video_call"),
    ("連絡体制/休日夜間の体制", "交替制在庁", "shift_duty"),
]

REFUSES: list[tuple[str, Any]] = [
    ("契約/締結日", "2月30日"),
    ("契約/締結日", "R6.2.30"),
    ("契約/締結日", "平成31年5月1日"),
    ("契約/締結日", "令和十十年4月1日"),
    ("契約/締結日", 45383.0),
    ("契約/締結日", True),
    ("契約/締結日", time(13, 0)),
    ("契約/締結日", date(1900, 1, 1)),
    ("契約/締結日", "9999-12-31"),
    ("契約/取扱件数", -1.0),
    ("契約/取扱件数", "-5"),
    ("契約/取扱件数", 1.5),
    ("契約/取扱件数", "約1000"),
    ("契約/取扱件数", "1千"),
    ("契約/取扱件数", "1,00"),
    ("契約/取扱件数", True),
    ("契約/取扱件数", 1e16),
    ("契約/取扱件数", float("inf")),
    ("契約/取扱件数", date(2024, 4, 1)),
    ("契約/年度", "来年度"),
    ("契約/年度", "R0"),
    ("契約/年度", "R5〜R7"),
    ("契約/年度", 6.0),
    ("契約/年度", date(2024, 4, 1)),
    ("契約/状態", "おわり"),
    ("契約/特定個人情報", 1.0),
    ("契約/特定個人情報", "不明"),
    ("契約/業務名", date(2024, 1, 2)),
    ("契約/業務名", timedelta(hours=30)),
    ("契約書確認/条文の版", "新"),
    ("契約書確認/条文の版", 5.0),
    ("契約書確認/省略した条", "20"),
    ("契約書確認/省略した条", 3.5),
    ("契約書確認/省略した条", "3〜5"),
    ("実地調査/結果", "はい"),
    ("検査/結果", "適"),
    ("チェックリスト/問3", "たぶん"),
    ("チェックリスト/問3", "再委託しない"),
    ("チェックリスト/問24", "無"),
    ("チェックリスト/問3", 1.0),
    ("連絡体制/休日夜間の体制", "あり"),
    ("契約/委託先", "\u200b"),
    *(
        ("所属/所属長メール", raw)
        for raw in ("a@example.jp、b@example.jp", "a@example.jp,b@example.jp", "課長", "－", 5.0)
    ),
    *(("所属/担当者メール", raw) for raw in ("a@example.jp\r\nBcc: b@example.jp", "a@b@example.jp", "@")),
    *(
        ("所属/係長メール", raw)
        for raw in ("a@例え.jp", "a b@example.jp", "<a@example.jp> b", "a@example.jp;", "x" * 9)
    ),
]


@pytest.mark.parametrize(("column", "raw", "stored"), READS)
def test_the_spellings_people_use_are_read(column: str, raw: object, stored: object) -> None:
    """Full-width digits, 和暦, Excel dates, はい/有/○, editions, articles, fiscal years."""
    found = parse_value(NAMED[column], raw)
    assert found == stored
    assert type(found) is type(stored)


@pytest.mark.parametrize(("column", "raw"), REFUSES)
def test_what_cannot_be_read_is_refused_in_japanese_and_never_guessed(column: str, raw: object) -> None:
    """It never guesses; the message says what is expected."""
    with pytest.raises(ValueError, match=r"必要です"):
        parse_value(NAMED[column], raw)


def test_a_date_outside_its_era_is_told_what_it_would_have_been() -> None:
    """平成31年5月1日 was already 令和元年."""
    with pytest.raises(ValueError, match="令和元年5月1日"):
        parse_value(NAMED["契約/締結日"], "平成31年5月1日")


def test_a_name_in_a_date_column_is_not_repeated_in_the_message() -> None:
    """Messages never carry a person's name."""
    with pytest.raises(ValueError, match="日付") as caught:
        parse_value(NAMED["契約/締結日"], "長崎太郎")
    assert "太郎" not in str(caught.value)


@given(
    st.sampled_from([c for c in COLUMNS if c.personal and c.value_type is not ValueType.MAIL]),
    st.one_of(st.text(), st.floats(allow_nan=False), st.booleans(), st.dates(), st.times()),
)
def test_personal_columns_take_whatever_stands_there(column: Column, raw: object) -> None:
    """A person's name, post or number is taken as typed; only a blank and what nobody sees is not a value."""
    if isinstance(raw, str) and unseen_in(tidy(raw)):
        with pytest.raises(ValueError, match=r"U\+[0-9A-F]{4}"):
            parse_value(column, raw)
    elif not is_blank(raw):
        assert isinstance(parse_value(column, raw), str)


@pytest.mark.parametrize(
    ("raw", "no"),
    [(1.0, "1"), ("2", "2"), (1.1, "1.1"), ("１．１", "1.1"), (" 3 ", "3"), (12, "12"), ("1.1.2", "1.1.2")],
)
def test_a_subcontracts_number_is_read_as_people_write_it(raw: object, no: str) -> None:
    """1, 2 …, and 1.1 for 再々委託; Excel makes them numbers."""
    assert read_subcontract_no(raw) == no


@pytest.mark.parametrize(
    "raw", ["0", "-1", "abc", "1.", "1.0", "01", 0.0, -1.0, True, date(2024, 1, 1), "1-1", "..", "/"]
)
def test_what_is_no_subcontracts_number_is_refused(raw: object) -> None:
    """The shape is 1, 2, 1.1; «1-1» that Excel made a date is not guessed at."""
    with pytest.raises(ValueError, match="再委託番号"):
        read_subcontract_no(raw)


def test_a_contracts_number_has_one_spelling() -> None:
    """Full-width letters and digits name the same contract."""
    assert read_contract_no(" Ｒ６－００１２ ") == read_contract_no("R6-0012") == "R6-0012"
    assert read_contract_no(12.0) == "12"
    with pytest.raises(ValueError, match="文字"):
        read_contract_no(date(2024, 6, 12))


TEXT = st.text(min_size=1).map(tidy).filter(lambda text: bool(text) and not unseen_in(text))
DAYS = st.dates(date(1926, 12, 25), date(2099, 12, 31)).map(date.isoformat)
STORED: dict[ValueType, st.SearchStrategy[Any]] = {
    ValueType.DATE: DAYS,
    ValueType.EDITION: DAYS | st.just("旧"),
    ValueType.TEXT: TEXT,
    ValueType.PERSON: TEXT,
    ValueType.CONTACT: TEXT,
    ValueType.MAIL: st.sampled_from(["head@example.lg.jp", "所属長 <head@example.lg.jp>", "a.b+c@localhost"]),
    ValueType.COUNT: st.integers(0, 10**15 - 1),
    ValueType.ARTICLES: st.sets(st.integers(1, 19)).map(sorted),
    ValueType.FISCAL_YEARS: st.sets(st.integers(1989, 2098), min_size=1).map(sorted),
    **dict.fromkeys((ValueType.YES_NO, ValueType.PRESENT, ValueType.PASSED, ValueType.FIT), st.booleans()),
}


def stored_values(column: Column) -> st.SearchStrategy[Any]:
    """Values as the store may hold them for a column."""
    if column.value_type is ValueType.CHOICE:
        return st.sampled_from([term.value for term in terms_of(column)])
    if column.value_type is ValueType.CHOICES:
        return chosen(column)
    if column.value_type is not ValueType.ANSWER:
        return STORED[column.value_type]
    number = int(column.name[1:])
    if number in free_text_items():
        return st.just("struck") | TEXT.map(lambda text: parse_value(column, text))
    answers = ["yes", "no", "struck"] + ["no_subcontract"] * (number in no_subcontract_items())
    return st.sampled_from(answers)


@given(st.sampled_from(COLUMNS).flatmap(lambda column: st.tuples(st.just(column), stored_values(column))))
def test_what_is_written_out_reads_back(case: tuple[Column, Any]) -> None:
    """import(export(x)) = x, for every column and every value the store may hold."""
    column, stored = case
    text = stored_text(column, stored)
    assert text
    again = parse_value(column, text)
    assert again == stored
    assert type(again) is type(stored)


def test_values_read_out_as_people_write_them() -> None:
    """The short forms of the ledger: はい, 有, R5.12.26, 3,5,17, R5,R6, labels."""
    shown = {
        "契約/特定個人情報": (True, "はい"),
        "契約書確認/無催告解除条項": (False, "無"),
        "チェックリスト/様式の版": ("2023-12-26", "R5.12.26"),
        "契約書確認/省略した条": ([3, 5, 17], "3,5,17"),
        "契約/年度": ([2023, 2024], "R5,R6"),
        "検査/結果": (True, "合格"),
        "チェックリスト/問23": ("no_subcontract", "再委託しない"),
        "契約/状態": ("checklist_received", "チェックリスト受領"),
    }
    assert {name: stored_text(NAMED[name], stored) for name, (stored, _) in shown.items()} == {
        name: text for name, (_, text) in shown.items()
    }
