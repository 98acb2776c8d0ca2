"""Rows: what the ledger forgives is read, what it does not is reported with Excel's rows, all at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from lifecycle.ledger.parse import parse_ledger
from lifecycle.ledger.parsed import ParsedLedger

Write = Callable[[Mapping[str, Sequence[Sequence[Any]]]], Path]
HEAD = ["契約番号", "所属", "業務名", "委託先", "年度"]
FIRST, SECOND = (["R6-1", "税務課", "業務", "委託先", "R6"], ["R6-2", "税務課", "業務", "委託先", "R6"])


def places(ledger: ParsedLedger) -> list[tuple[str, int, str]]:
    """Where the faults are."""
    return [(fault.sheet, fault.row, fault.column) for fault in ledger.faults]


def test_sheet_order_column_order_and_extra_columns_are_forgiven(write: Write) -> None:
    """Forgives what people do; unknown sheets and columns are named and ignored."""
    ledger = parse_ledger(
        write(
            {
                "検査": [["結果", "備考", "契約番号"], ["合格", "memo", "R6-1"]],
                "メモ": [["x"]],
                "契約": [[*reversed(HEAD), None], [*reversed(FIRST), "はみ出し"]],
            }
        )
    )
    assert ledger.faults == ()
    assert [(row.sheet, row.contract) for row in ledger.rows] == [("契約", "R6-1"), ("検査", "R6-1")]
    assert ledger.rows[1].values == {"completion_inspection": {"passed": True}}
    assert ledger.ignored == ("メモ", "契約/(F列・見出しなし)", "検査/備考")


def test_headers_are_known_in_any_width_below_a_title_and_right_of_the_margin(write: Write) -> None:
    """Half-width and full-width variants, line breaks in headers, a title above, blank rows and columns before."""
    rows = [
        [],
        ["", "令和6年度 チェックリスト一覧"],
        [],
        ["", "契約\n番号", " 再委託 番号", "受領日", "問１", "ﾁｪｯｸ", "文書番号"],
        ["", "Ｒ６－１", 1.1, "令和６年４月１日", "○", "x", "第1号"],
        [],
        ["", "R6-1", "", date(2024, 4, 2), "いいえ"],
    ]
    ledger = parse_ledger(write({"ﾁｪｯｸﾘｽﾄ ": rows}))
    assert ledger.faults == ()
    first, second = ledger.rows
    assert (first.row, first.sheet, first.contract, first.subcontract) == (5, "チェックリスト", "R6-1", "1.1")
    assert first.values == {"checklist": {"received_on": "2024-04-01", "q1": "yes"}}
    assert (second.row, second.subcontract) == (7, None)
    assert ledger.ignored == ("ﾁｪｯｸﾘｽﾄ /ﾁｪｯｸ", "ﾁｪｯｸﾘｽﾄ /文書番号")


def test_every_fault_of_every_sheet_is_reported_at_once_with_excels_rows(write: Write) -> None:
    """What it found and what it expects, all at once, in every case that was tried."""
    ledger = parse_ledger(
        write(
            {
                "契約": [
                    [*HEAD, "締結日", "履行期限", "取扱件数", "状態"],
                    [],
                    [*FIRST, "2月30日", "平成31年5月1日", -1, "見積り"],
                    ["R6-2", "", "業務", None, "いつか", date(2024, 4, 1)],
                    [*FIRST],
                ],
                "チェックリスト": [
                    ["契約番号", "受領日", "問3"],
                    ["R6-1", date(2024, 4, 1), "たぶん"],
                    ["R6-1", "", "はい"],
                ],
                "再委託": [["契約番号", "再委託番号", "再委託先"], ["R6-1", "", "甲"], ["R6-1", "abc", "乙"]],
                "実地調査": [["契約番号", "実施日", "理由の記録日", "場所"], ["R6-1", "", "", "庁舎"]],
            }
        )
    )
    assert places(ledger) == [
        ("契約", 3, "締結日"),
        ("契約", 3, "履行期限"),
        ("契約", 3, "取扱件数"),
        ("契約", 3, "状態"),
        ("契約", 4, "年度"),
        ("契約", 4, "所属"),
        ("契約", 4, "委託先"),
        ("契約", 5, "契約番号"),
        ("チェックリスト", 2, "問3"),
        ("チェックリスト", 3, "受領日"),
        ("実地調査", 2, "実施日・理由の記録日"),
        ("再委託", 2, "再委託番号"),
        ("再委託", 3, "再委託番号"),
    ]
    by_place = {(fault.sheet, fault.row, fault.column): fault for fault in ledger.faults}
    assert by_place["契約", 3, "締結日"].found == "2月30日"
    assert by_place["契約", 3, "取扱件数"].found == "-1"
    assert "3行目と5行目" in by_place["契約", 5, "契約番号"].found
    assert by_place["チェックリスト", 2, "問3"].found == "たぶん"
    assert "チェックリスト受領" in by_place["契約", 3, "状態"].expected
    assert str(by_place["契約", 4, "所属"]) == "「契約」4行目「所属」: (空欄) → 所属は必ず入れてください"


def test_rows_with_faults_stay_for_the_importers_own_checks(write: Write) -> None:
    """An unknown office in a row with a bad date is named in the same go; a row without a readable key is not kept."""
    rows = [[*HEAD, "締結日"], [*FIRST, "いつか"], ["", *SECOND[1:]]]
    ledger = parse_ledger(write({"契約": rows}))
    assert places(ledger) == [("契約", 2, "締結日"), ("契約", 3, "契約番号")]
    assert [row.contract for row in ledger.rows] == ["R6-1"]


def test_a_fault_never_shows_what_a_personal_column_holds(write: Write) -> None:
    """Names and numbers of persons stay out of messages."""
    ledger = parse_ledger(write({"所属": [["所属", "担当者", "担当者メール"], ["税務課", "#REF!", "a@example.jp"]]}))
    (fault,) = ledger.faults
    assert (fault.column, fault.found) == ("担当者", "(表示しません)")


def test_a_data_sheet_without_headers_shows_none_of_its_data(write: Write) -> None:
    """Where no header is known the first row may be data: neither faults nor the ignored columns repeat it."""
    ledger = parse_ledger(write({"連絡体制": [["R6-1", "090-0000-0000", "山田"]]}))
    assert places(ledger) == [("連絡体制", 1, "契約番号")]
    assert "山田" not in str(ledger)


@pytest.mark.parametrize(
    ("sheet", "head", "column"),
    [
        ("契約", ["契約番号", "所属", "業務名", "委託先"], "年度"),
        ("契約書確認", ["契約番号", "確認者"], "確認日"),
        ("チェックリスト", ["契約番号", "再委託番号"], "受領日"),
        ("再委託", ["契約番号", "再委託先"], "再委託番号"),
        ("実地調査", ["契約番号", "再委託番号", "場所"], "実施日・理由の記録日"),
        ("所属", ["部局"], "所属"),
    ],
)
def test_a_missing_key_column_is_one_fault_of_the_sheet(write: Write, sheet: str, head: list[str], column: str) -> None:
    """Not one for each of its rows; the cells beside it are still read."""
    ledger = parse_ledger(write({sheet: [["題"], head, ["1"] * len(head), ["2"] * len(head)]}))
    assert places(ledger) == [(sheet, 2, column)]


def test_a_column_named_twice_is_a_fault(write: Write) -> None:
    """Which of the two counts would be a guess."""
    ledger = parse_ledger(write({"契約": [[*HEAD, "委 託 先"], [*FIRST, "別の会社"]]}))
    assert places(ledger) == [("契約", 1, "委託先")]
    assert "D列とF列" in ledger.faults[0].found


def test_two_sheets_of_one_name_are_a_fault(write: Write) -> None:
    """Which of the two counts would be a guess."""
    assert places(parse_ledger(write({"契約": [HEAD, FIRST], "契約 ": [HEAD, SECOND]}))) == [("契約", 1, "シート")]


def test_an_empty_sheet_and_missing_sheets_are_fine(write: Write) -> None:
    """Missing optional columns and sheets are fine."""
    ledger = parse_ledger(write({"契約": [HEAD, FIRST], "再委託": [], "検査": [["契約番号"]]}))
    assert (ledger.faults, len(ledger.rows), ledger.ignored) == ((), 1, ())


def test_blank_cells_are_absent_and_a_row_that_says_nothing_records_nothing(write: Write) -> None:
    """A blank cell keeps what is known; a subcontract exists by its number alone."""
    ledger = parse_ledger(
        write(
            {
                "契約": [[*HEAD, "締結日", "状態"], [*FIRST, "　", ""]],
                "周知説明": [["契約番号", "周知日"], ["R6-1", ""]],
                "再委託": [["契約番号", "再委託番号", "再委託先"], ["R6-1", 1, ""]],
            }
        )
    )
    assert ledger.faults == ()
    assert "concluded_on" not in ledger.of("契約")[0].values["contract"]
    assert ledger.of("契約")[0].stage is None
    assert ledger.of("周知説明")[0].values == {}
    assert ledger.of("再委託")[0].values == {"subcontract": {}}


def test_one_row_of_an_onsite_sheet_may_give_a_visit_a_reason_or_both(write: Write) -> None:
    """Of 実施日 and 理由の記録日 one suffices."""
    day, later = date(2024, 5, 1), date(2024, 6, 1)
    head = ["契約番号", "再委託番号", "実施日", "結果", "未実施の理由", "理由の記録日", "代替措置の種類"]
    rows = [
        ["R6-1", "", day, "適"],
        ["R6-1", "", "", "", "委託先の所在地が県外である", day, "テレビ通話・写真"],
        ["R6-1", "1", later, "不適", "その他", later],
    ]
    ledger = parse_ledger(write({"実地調査": [head, *rows]}))
    assert ledger.faults == ()
    visit, reason, both = (row.values for row in ledger.rows)
    assert visit == {"onsite_inspection": {"inspected_on": "2024-05-01", "fit": True}}
    assert reason == {
        "onsite_waiver": {
            "reason": "委託先の所在地が県外である",
            "recorded_on": "2024-05-01",
            "substitute_kind": "video_call",
        }
    }
    assert both.keys() == {"onsite_inspection", "onsite_waiver"}


def test_an_inspection_row_gives_only_the_kinds_it_speaks_of(write: Write) -> None:
    """A subcontractor's return alone is no completion inspection."""
    rows = [
        ["契約番号", "再委託番号", "検査準備日", "検査日", "返還・廃棄の確認日"],
        ["R6-1", "1", "", "", date(2025, 3, 31)],
    ]
    (row,) = parse_ledger(write({"検査": rows})).rows
    assert row.values == {"return_disposal": {"confirmed_on": "2025-03-31"}}


@pytest.mark.parametrize(
    ("sheet", "head", "rows"),
    [
        ("所属", ["所属"], [["税務課（本庁）"], ["税務課(本庁)"]]),
        ("契約", HEAD, [FIRST, ["Ｒ６－１", *FIRST[1:]]]),
        ("周知説明", ["契約番号", "周知方法"], [["R6-1", "a"], ["R6-1", "b"]]),
        ("契約書確認", ["契約番号", "確認日"], [["R6-1", "R6.4.1"], ["R6-1", date(2024, 4, 1)]]),
        ("チェックリスト", ["契約番号", "再委託番号", "受領日"], [["R6-1", 1, "R6.4.1"], ["R6-1", "１", "R6.4.1"]]),
        ("実地調査", ["契約番号", "実施日"], [["R6-1", "R6.4.1"], ["R6-1", "R6.4.1"]]),
        ("再委託", ["契約番号", "再委託番号"], [["R6-1", 1.0], ["R6-1", "1"]]),
        ("検査", ["契約番号", "検査項目"], [["R6-1", "a"], ["R6-1", "b"]]),
    ],
)
def test_a_key_that_stands_twice_in_a_sheet_is_a_fault_naming_both_rows(
    write: Write, sheet: str, head: list[str], rows: list[list[Any]]
) -> None:
    """Which of the two counts would be a guess, however differently they are typed."""
    ledger = parse_ledger(write({sheet: [head, *rows]}))
    assert [(fault.sheet, fault.row) for fault in ledger.faults] == [(sheet, 3)]
    assert "2行目と3行目" in ledger.faults[0].found


def test_documents_of_different_dates_or_subjects_are_no_duplicates(write: Write) -> None:
    """Several checklists of one contract may stand; a subcontractor's is its own."""
    rows = [["R6-1", "", "R6.4.1"], ["R6-1", "", "R6.5.1"], ["R6-1", "1", "R6.4.1"], ["R6-2", "", "R6.4.1"]]
    ledger = parse_ledger(write({"チェックリスト": [["契約番号", "再委託番号", "受領日"], *rows]}))
    assert (ledger.faults, len(ledger.rows)) == ((), 4)


def test_a_row_is_withdrawn_by_yes_in_the_optional_column(write: Write) -> None:
    """By はい in an optional 取消 column; such a row needs only its key."""
    ledger = parse_ledger(
        write(
            {
                "契約": [[*HEAD, "取消"], ["R6-1", "", "", "", "", "はい"], [*SECOND, "いいえ"]],
                "検査": [["契約番号", "検査日", "取消"], ["R6-1", "", "○"]],
                "実地調査": [["契約番号", "実施日", "理由の記録日", "取消"], ["R6-1", "R6.4.1", "", "はい"]],
            }
        )
    )
    assert ledger.faults == ()
    assert [row.withdrawn for row in ledger.of("契約")] == [True, False]
    assert ledger.of("検査")[0].values.keys() == {"inspection_plan", "completion_inspection", "return_disposal"}
    assert ledger.of("実地調査")[0].values.keys() == {"onsite_inspection"}


def test_a_stage_is_declared_by_one_of_the_nine_labels(write: Write) -> None:
    """状態: 見積/締結/チェックリスト受領/実地調査/履行中/検査/完了/解除/不成立."""
    labels = ["見積", "締結", "チェックリスト受領", "実地調査", "履行中", "検査", "完了", "解除", "不成立"]
    rows = [[f"R6-{n}", *FIRST[1:], label] for n, label in enumerate(labels)]
    ledger = parse_ledger(write({"契約": [[*HEAD, "状態"], *rows]}))
    assert ledger.faults == ()
    assert len({row.stage for row in ledger.rows}) == 9


def test_numbers_in_text_columns_become_text_and_dates_there_are_faults(write: Write) -> None:
    """5.0 is «5»; «1-2» that Excel made a date, and a time of day, are not guessed at."""
    rows = [
        [*HEAD, "締結日"],
        [7.0, "税務課", 5.0, 1.5, "R6", ""],
        [date(2024, 6, 1), "税務課", date(2024, 1, 2), time(1, 2), "R6", time(9, 0)],
    ]
    ledger = parse_ledger(write({"契約": rows}))
    (row,) = ledger.rows
    assert (row.contract, row.values["contract"]["title"], row.values["contract"]["contractor"]) == ("7", "5", "1.5")
    assert places(ledger) == [("契約", 3, label) for label in ("契約番号", "業務名", "委託先", "締結日")]


def test_a_ledger_is_fictional_where_its_introduction_says_so(write: Write) -> None:
    """A made-up ledger is called so wherever it is shown; an office's own is not."""
    sheets = {"契約": [HEAD, FIRST]}
    assert not parse_ledger(write({**sheets, "はじめに": [["令和6年度の台帳です。"]]})).fictional
    assert parse_ledger(write({**sheets, "はじめに": [[], ["", "所属は全て架空です。"]]})).fictional
