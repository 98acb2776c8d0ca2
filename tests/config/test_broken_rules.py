"""Malformed rule data is refused with the file, the place and the problem, and every fault at once."""

import shutil
from pathlib import Path

import pytest

from config.errors import RuleDataError
from config.loader import load_rule_book

BROKEN = Path(__file__).parent.parent / "broken_rules"

FAULTS = {  # file: the place it is at, a part of the problem
    "bad_date": ("S1-01.first_on", "日付(例 2023-10-10)ではありません"),
    "citation_ending_before_it_begins": ("S1-01.cites.0", "valid_until が valid_from より後ではありません"),
    "dangling_source": ("S1-01", "出典「9広第9号」が sources.toml にありません"),
    "date_and_time": ("S1-01.first_on", "日付(例 2023-10-10)ではありません"),
    "duplicate_code": ("S1-01", "規則コードが重複しています"),
    "empty_cites": ("S1-01.cites", "1"),
    "empty_label": ("S1-01.label", "1"),
    "malformed_code": ("S7-1.code", "S[0-6]"),
    "missing_label": ("S1-01.label", "必要な項目がありません"),
    "misspelt_table": ("rules", "知らない項目です"),
    "not_toml": ("-", "TOML として読めません"),
    "asked_under_nothing": ("S1-01", "特記事項の条(asked_under)"),
    "opinion_with_first_date": ("S1-01", "初日(first_on)は置けません"),
    "no_reason_unrecorded": ("S1-01", "理由(unrecorded_because)"),
    "overlapping_periods": ("S1-01", "値「record_threshold」の期間が重なっています"),
    "period_ending_before_it_begins": ("S1-01.values.0", "valid_until が valid_from より後ではありません"),
    "single_brackets": ("rule", "[[rule]] の表として書いてください"),
    "unguarded_gate": ("S1-01", "判定(guard)の名が要ります"),
    "unknown_gate": ("S1-01.gates.0", "concluded"),
    "unknown_place_in_a_cure": ("S1-01.cures.0.command", "使えない { } があります"),
    "unknown_excuse": ("S1-01", "証拠の種類「sealed_letter」がありません。evidence.toml に足すか"),
    "unknown_field_of_kind": ("S1-01", "項目「封をした日」は証拠の種類「notice」にありません"),
    "unknown_kind": (
        "S1-01",
        "証拠の種類「sealed_letter」がありません。evidence.toml に足すか、次のいずれかにしてください: notice",
    ),
    "unknown_key": ("S1-01.colour", "知らない項目です"),
    "unknown_strength": ("S1-01.strength", "'H'"),
    "unsure_without_saying_of_what": ("S1-01", "何が仮定なのかを first_note に書いてください"),
    "two_visits": ("S1-01", "demands_visit の規則は1つだけです(S0-01 にもあります)"),
    "unknown_rule_named": ("S1-01", "規則「S9-99」がありません"),
    "value_before_first_day": ("S1-01.record_threshold", "規則の初日より前から始まる値です"),
}


@pytest.fixture
def rule_data(tmp_path: Path) -> Path:
    """A minimal good rule set, free to be broken."""
    return shutil.copytree(BROKEN / "good", tmp_path / "rule_data")


def break_with(rule_data: Path, *names: str) -> RuleDataError:
    """The refusal of the good set once these broken files lie in it."""
    for name in names:
        shutil.copy(BROKEN / f"{name}.toml", rule_data / "rules")
    with pytest.raises(RuleDataError) as refusal:
        load_rule_book(rule_data)
    return refusal.value


def test_the_minimal_rule_set_is_good(rule_data: Path) -> None:
    """Without a broken file the set loads, so each refusal below is the broken file's own."""
    assert list(load_rule_book(rule_data).rules) == ["S0-01"]


def test_every_broken_file_has_its_fault_written_down() -> None:
    """No file under broken_rules goes untested."""
    assert {path.stem for path in BROKEN.glob("*.toml")} == set(FAULTS)


@pytest.mark.parametrize("name", FAULTS)
def test_a_broken_file_is_refused_by_file_place_and_problem(name: str, rule_data: Path) -> None:
    """One fault per file: the refusal names that file, the place in it and what is wrong, and nothing else."""
    place, problem = FAULTS[name]
    error = break_with(rule_data, name)
    (fault,) = error.faults
    assert (fault.file, fault.place) == (f"rules/{name}.toml", place)
    assert problem in fault.problem
    assert str(fault) in str(error)
    assert error.exit_code == 7


def test_two_broken_files_are_reported_together(rule_data: Path) -> None:
    """Every fault at once, never only the first; also one that stops a file from being read at all."""
    error = break_with(rule_data, "not_toml", "missing_label", "dangling_source")
    assert {fault.file for fault in error.faults} == {
        "rules/not_toml.toml",
        "rules/missing_label.toml",
        "rules/dangling_source.toml",
    }
    assert "誤りが3件" in str(error)


def test_a_code_in_two_files_names_both(rule_data: Path) -> None:
    """A duplicate is found across files and the message says where the other one stands."""
    (rule_data / "rules" / "again.toml").write_text((rule_data / "rules" / "good.toml").read_text("utf-8"), "utf-8")
    with pytest.raises(RuleDataError, match=r"good\.toml: S0-01: 規則コードが重複しています\(rules/again\.toml"):
        load_rule_book(rule_data)


KIND = """[[kind]]
id = "KIND"
label = "LABEL"
dated_by = "dated_on"
fields = [{ name = "dated_on", label = "作った日", type = "TYPE", meaning = "作った日", example = "R6.4.1" }]
"""


@pytest.mark.parametrize(
    ("id_", "label", "type_", "problem"),
    [
        ("letter", "手紙", "text", "末尾の _on は、日付(date)の項目だけに"),
        ("letter", "手紙/控え", "date", "決まった形"),
        ("Letter", "手紙", "date", "決まった形"),
        ("notice", "手紙", "date", "重複しています"),
        ("letter", "通知の写し", "date", "重複しています"),
        ("letter", "手紙", "picture", "のいずれかにしてください"),
    ],
)
def test_a_kind_of_evidence_that_could_not_be_recorded_is_refused(
    rule_data: Path, id_: str, label: str, type_: str, problem: str
) -> None:
    """Its name is a sheet of the ledger, its date a date, its id nobody else's."""
    text = KIND.replace("KIND", id_).replace("LABEL", label).replace("TYPE", type_)
    with (rule_data / "evidence.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{text}")
    with pytest.raises(RuleDataError) as refusal:
        load_rule_book(rule_data)
    assert any(problem in fault.problem and fault.file == "evidence.toml" for fault in refusal.value.faults)
