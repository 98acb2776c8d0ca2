"""A pack adds a kind of evidence and a rule that asks for it, by its data alone: it is judged like any other."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from scenarios.reader import told

from config.calendar import BusinessCalendar
from config.loader import RULE_DATA, load_rule_book
from config.rulebook import RuleBook
from config.vocabulary import Stage
from states.added_kinds import class_of
from states.assessment import Assessor, unknown_guards
from states.facts import Policy
from states.proof import Proof

KIND = """
[[kind]]
id = "roster"
label = "従事者名簿"
dated_by = "submitted_on"
fields = [
  { name = "submitted_on", label = "名簿の提出日", type = "date", meaning = "提出を受けた日", example = "R6.4.5" },
  { name = "kept_secret", label = "誓約", type = "yes_no", meaning = "全員が誓約したか", example = "はい" },
  { name = "rank", label = "名簿の範囲", type = "choice", choices = [
    { id = "everybody", label = "全員" }, { id = "leaders", label = "責任者だけ" },
  ], meaning = "だれが載るか", example = "全員" },
]
"""
RULE = """
[[rule]]
code = "S2-14"
label = "従事者名簿の提出"
text = "従事者の名簿を提出させる"
stage = "S2"
strength = "H"
first_note = "例"
cites = [{ source = "tokki", at = "第4" }]
gates = ["checklist_received"]
applies_when = "すべての契約"
evidence = "従事者名簿"
required_fields = ["名簿の提出日", "誓約", "名簿の範囲"]
proof = ["declared"]
responsible = "officer"
oversight = "personal_information"
remedy = "従事者名簿の提出を受け、登録してください。"
command = "lifecycle attach {id} roster --set submitted_on=…"
guard = "record_is_complete"
asks = { record = "roster", expects = [{ field = "誓約", value = true }] }
last_verified_on = 2026-11-27
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> RuleBook:
    """The shipped pack with the roster added to it."""
    folder = shutil.copytree(RULE_DATA, tmp_path_factory.mktemp("pack") / "pack")
    for name, text in (("evidence.toml", KIND), ("rules/s2_checklist.toml", RULE)):
        path = Path(folder) / name
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    return load_rule_book(Path(folder))


def unmet(book: RuleBook, **fields: object) -> set[str]:
    """What bars チェックリスト受領 of a complete file with such a roster; without fields there is none."""
    contract = told([]).contract(Stage.CONCLUDED)
    cls = class_of(book.evidence["roster"])
    papers = (cls(proof=Proof(files=1), **fields),) if fields else ()
    contract = replace(contract, records={**contract.records, "roster": papers})
    judged = Assessor(book, Policy(), BusinessCalendar()).judge(contract, Stage.CHECKLIST_RECEIVED, date(2024, 5, 10))
    return {finding.code for finding in judged.unmet}


def test_it_bars_its_gate_until_the_record_says_what_is_expected(book: RuleBook) -> None:
    """No record, a blank, the wrong answer; then all of it."""
    assert unknown_guards(book) == []
    whole = {"submitted_on": date(2024, 4, 5), "kept_secret": True, "rank": "everybody"}
    assert unmet(book) == {"S2-14"}
    assert unmet(book, **{**whole, "rank": None}) == {"S2-14"}
    assert unmet(book, **{**whole, "kept_secret": False}) == {"S2-14"}
    assert unmet(book, **whole) == set()


def test_its_choices_are_terms_with_their_words(book: RuleBook) -> None:
    """What is stored is the id, what people read the label."""
    metadata = class_of(book.evidence["roster"]).__dataclass_fields__["rank"].metadata
    assert [(term.value, term.label) for term in metadata["choices"]] == [
        ("everybody", "全員"),
        ("leaders", "責任者だけ"),
    ]


def test_a_generic_guard_without_its_question_is_refused(book: RuleBook) -> None:
    """A rule that is judged by a record must name one."""
    silent = book.rules["S2-14"].model_copy(update={"asks": None})
    broken = replace(book, rules={**book.rules, "S2-14": silent})
    assert [fault.place for fault in unknown_guards(broken)] == ["S2-14"]
