"""A word that says nothing is a blank in every column of free text, however it is spelt (semantics §11)."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.loader import rule_book
from config.vocabulary import Stage, Status
from states.columns import CONTRACT, SUBCONTRACT, columns_of
from states.content import Asks, says
from states.documents import Column, PlaceApproval, ValueType
from states.evidence import KINDS, OFFICE_KINDS
from states.facts import Contract, ContractSheet, SubcontractSheet
from states.guards.case import Case
from states.guards.s0_s1_estimate_conclusion import places_were_accepted
from states.incident_report import IncidentReport
from states.incidents import open_incidents, reports_due, untold_persons
from states.plausible import Stated
from states.said_nothing import is_free_text, said_nothing

BOOK = rule_book()
READINGS = BOOK.readings
EVERY = [(kind, column) for kind in (CONTRACT, SUBCONTRACT, *KINDS, *OFFICE_KINDS) for column in columns_of(kind)]
FREE = [(kind, column) for kind, column in EVERY if is_free_text(column)]
BOUND = [(kind, column) for kind, column in EVERY if not is_free_text(column)]
COMPOUNDS = [word for compound in READINGS.compounds for word in compound.words()]
DASHES = [chr(c) for c in range(0x110000) if unicodedata.category(chr(c)) == "Pd"]
WIDE = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})

WORDS = st.sampled_from([*READINGS.placeholders, *COMPOUNDS, *DASHES])
DRESS = st.sampled_from(
    [
        "{}",
        " {} ",
        "\u3000{}",
        "{}。",
        "{}、",
        "({})",
        "（{}）",
        "「{}」",
        "【{}】",
        "〔{}〕",
        "- {} -",
        "{}\n",
        "\u200b{}",
    ]
)
SPELT = st.sampled_from([str, str.upper, str.title, lambda word: word.translate(WIDE), lambda word: word + word])


def told(kind: str, column: Column, text: str) -> list[str]:
    """What is said of a record in which one column holds the text."""
    stated = Stated(kind, {column.name: text}, {}, frozenset({column.name}), by_command=True)
    return [doubt.column.name for doubt in said_nothing(READINGS, BOOK.plausible, stated)]


@given(st.sampled_from(FREE), WORDS, DRESS, SPELT)
def test_a_word_that_says_nothing_is_told_in_every_column(place, word, dress, spelt) -> None:  # type: ignore[no-untyped-def]
    """－, 未定, 別紙のとおり, 承認済 …, wide or narrow, in brackets, with a stop, said twice; also of persons."""
    kind, column = place
    text = dress.format(spelt(word))
    accepted = column.asks is Asks.CONTENT_OR_NONE and READINGS.is_content(text, none_too=True)
    assert told(kind, column, text) == ([] if accepted else [column.name])


@pytest.mark.parametrize("word", [*READINGS.placeholders, *COMPOUNDS])
def test_said_twice_or_thrice_it_still_says_nothing(word: str) -> None:
    """Also a word that repeats something itself (いろいろ), or that ends with a stop of its own (n.d.)."""
    assert not READINGS.is_content(word + word)
    assert not READINGS.is_content(word * 3)


@pytest.mark.parametrize("dress", ["{}", "- {} -", "（{}）", "－{}－", "「{}」。", "* {} *", "=={}==", "～{}～"])
def test_every_word_that_says_nothing_says_nothing_within_signs(dress: str) -> None:
    """All of them, those with signs of their own among them (#REF!, n/a): chance finds few of the pairs."""
    spelt = [text for word in READINGS.placeholders for text in (word, word.upper())]
    assert [text for text in spelt if READINGS.is_content(dress.format(text))] == []


@given(st.sampled_from([p for p in FREE if p[0] in KINDS and not p[1].personal]), WORDS, DRESS)
def test_no_rule_relies_on_it(place, word, dress) -> None:  # type: ignore[no-untyped-def]
    """What guards ask of a field is whether it says something."""
    kind, column = place
    if column.value_type is ValueType.ANSWER or column.asks is Asks.CONTENT_OR_NONE:
        return
    assert not says(READINGS, KINDS[kind].cls(**{column.name: dress.format(word)}), column.name)


@given(st.sampled_from(BOUND), WORDS)
def test_numbers_choices_and_yes_or_no_are_never_read_so(place, word) -> None:  # type: ignore[no-untyped-def]
    """0 records stay 0, × stays いいえ."""
    assert told(place[0], place[1], word) == []


@pytest.mark.parametrize("field", BOOK.plausible.must_say)
def test_what_names_a_thing_is_refused(field: str) -> None:
    """委託先 「〃」, 業務名 「－」: as a blank would be."""
    kind, _, name = field.partition(".")
    stated = Stated(kind, {name: "〃"}, {}, frozenset({name}), by_command=False)
    assert [doubt.refused for doubt in said_nothing(READINGS, BOOK.plausible, stated)] == [True]
    assert name in {c.name for c in columns_of(kind)}


def test_the_fact_sheets_free_text_is_judged_too() -> None:
    """承認文書番号 「－」, reasons 「－」 (S4-03)."""
    blank = SubcontractSheet(approval_no="－", reason="未定", scope="〃", capability="TBD")
    assert not [n for n in ("approval_no", "reason", "scope", "capability") if says(READINGS, blank, n)]
    assert not says(READINGS, ContractSheet(contractor="ー"), "contractor")


@pytest.mark.parametrize(
    "text",
    ["6広第824号", "第3号", "令和6年4月1日付け6広第12号", "5名", "鍵", "主事 担当一郎", "有田 太郎",
     "別紙の名簿と照合した",
     "仕様書第3章の納品物5点", "未定の事項を除き確認", "混入なし", "X社", "一番館", "12", "承認第5号", "抽出して目視"],
)  # fmt: skip
def test_whole_cells_only(text: str) -> None:
    """What says something beside such a word is content."""
    assert READINGS.is_content(text)


@pytest.mark.parametrize("text", ["6広第\u3000号", "令和6年\u3000月\u3000日付け6広第〇〇号", "6広第__号", "第－号"])
def test_a_number_whose_place_is_left_open_is_none(text: str) -> None:
    """As it stands in a draft that nobody has numbered yet."""
    assert not READINGS.is_content(text)


def test_an_installation_adds_its_own_words() -> None:
    """As spellings of the pack's are, and nothing is taken away."""
    more = READINGS.extended(["例によって例のごとし"])
    assert not more.is_content("「例によって例のごとし」。")
    assert not more.is_content("未定")
    assert READINGS.is_content("例によって例のごとし")


def test_a_reason_for_not_telling_the_persons_that_says_nothing_is_none() -> None:
    """通知を要しない理由 「－」: the report to the persons stays due, of an open incident and of a closed one."""
    law, known = BOOK.incidents, date(2024, 6, 3)
    for text, due in (("－", True), ("確認中", True), ("暗号化されており解読できない", False)):
        told = IncidentReport(aware_on=known, no_notice_reason=text)
        still = Contract(id="R6-1", stage=Stage.ESTIMATE, sheet=ContractSheet(), incidents=(told,))
        ((_, incident),) = open_incidents(still, READINGS)
        assert ("本人通知" in {one.report.label for one in reports_due(law, incident)}) is due
        ended = replace(still, incidents=(replace(told, closed_on=known),))
        assert bool(untold_persons(law, ended, READINGS)) is due


@pytest.mark.parametrize(
    ("text", "met"), [("－", False), ("別紙のとおり", False), ("本社2階の作業室", True), (None, True)]
)
def test_a_place_that_says_nothing_was_not_accepted(text: str | None, met: bool) -> None:
    """S0-05: 作業場所 「－」; a blank is asked for by nobody."""
    accepted = PlaceApproval(approved_on=date(2024, 4, 1), work_place=text, storage_place="保管庫")
    contract = Contract(id="R6-1", stage=Stage.ESTIMATE, sheet=ContractSheet(), place_approval=accepted)
    assert (places_were_accepted(Case(contract, date(2024, 6, 3), BOOK)).status is Status.MET) is met
