"""Transitional rules are data: a new one takes effect by its conditions, for its edition, until its day."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from new_edition import a_transition, with_circular
from scenarios.reader import scenarios, told

from config.calendar import BusinessCalendar
from config.loader import RULE_DATA, load_rule_book, rule_book
from config.rulebook import RuleBook
from config.vocabulary import Stage, Status
from states.assessment import Assessor
from states.facts import Policy
from states.verdict import Assessment, Finding

FIRST = date(2025, 4, 1)
OLDER = Path(__file__).parent.parent / "older_rules" / "transitions.toml"
EXCUSED = """effect = "lifts"
lifts = ["S2-07", "S4-07"]
editions = ["checklist-R7.4.1"]
when = [{ field = "concluded_on", before = 2025-04-01 }]
valid_until = 2025-10-01
"""
IN_TIME = ("令和5年4月1日締結", "旧様式のチェックリスト", "チェックリスト: 緊急点検日=R5.11.1")


def assessed(book: RuleBook, on: date, *lines: str) -> Assessment:
    """The judgement of the complete file with these departures, at 締結; the contract runs on the edition's day."""
    contract = told(("契約: 履行期限=R8.3.31", *lines)).contract(Stage.CONCLUDED)
    return Assessor(book, Policy(), BusinessCalendar()).assess(contract, on)


def of_rule(book: RuleBook, on: date, *lines: str, code: str = "S2-07") -> Finding:
    """What the judgement says first of a rule."""
    return next(f for f in assessed(book, on, *lines).findings if f.code == code)


@pytest.fixture(scope="module")
def excusing(tmp_path_factory: pytest.TempPathFactory) -> RuleBook:
    """The circular with a transitional rule that excuses from the new form."""
    return with_circular(tmp_path_factory.mktemp("draft") / "draft", a_transition("TR-10", EXCUSED))


@pytest.mark.parametrize(
    ("on", "concluded", "status"),
    [
        (date(2025, 3, 31), "R7.3.31", Status.MET),
        (FIRST, "R7.3.31", Status.TRANSITIONAL),
        (FIRST, "R7.4.1", Status.UNMET),
        (date(2025, 9, 30), "R7.3.31", Status.TRANSITIONAL),
        (date(2025, 10, 1), "R7.3.31", Status.UNMET),
    ],
)
def test_a_new_transitional_rule_lifts_by_its_data(
    excusing: RuleBook, on: date, concluded: str, status: Status
) -> None:
    """The day before the edition, the day itself, who is excused and who is not, the last day and the one after."""
    found = of_rule(excusing, on, f"契約: 締結日={concluded}")
    assert found.status is status
    assert ("TR-10" in found.reason) == (status is Status.TRANSITIONAL)


def test_what_an_older_edition_asked_stays_asked(excusing: RuleBook) -> None:
    """Excused from the new form is not excused from the one before it: who never had that one owes it still."""
    lines = ("契約: 締結日=R7.3.31", "チェックリスト: 様式の版=旧")
    before, after = (of_rule(excusing, on, *lines) for on in (date(2025, 3, 31), FIRST))
    assert after.status is before.status is Status.UNMET
    assert after.due_on == before.due_on


def test_a_transitional_rule_of_one_edition_does_not_excuse_from_the_next(tmp_path: Path) -> None:
    """TR-2 speaks of R5.12.26; of R7.4.1 it says nothing, and with an own rule beside it both excuse."""
    assert of_rule(rule_book(), FIRST, *IN_TIME).status is Status.TRANSITIONAL
    assert of_rule(with_circular(tmp_path / "bare"), FIRST, *IN_TIME).status is Status.UNMET
    both = with_circular(tmp_path / "both", a_transition("TR-10", EXCUSED))
    assert of_rule(both, FIRST, *IN_TIME).status is Status.TRANSITIONAL


@pytest.mark.parametrize(
    ("says", "lines", "status"),
    [
        ('when = [{ field = "division", is = "消費生活課" }]', (), Status.TRANSITIONAL),
        ('when = [{ field = "division", is = "税務課" }]', (), Status.UNMET),
        ('when = [{ field = "sensitive_pi", is = false }]', (), Status.TRANSITIONAL),
        ('when = [{ field = "sensitive_pi", is = false }]', ("契約: 要配慮個人情報=",), Status.UNMET),
        (
            'when = [{ none = [{ field = "sensitive_pi", is = false }] }]',
            ("契約: 要配慮個人情報=",),
            Status.TRANSITIONAL,
        ),
        ('when = [{ field = "record_count", is = 500 }]', (), Status.TRANSITIONAL),
        ('when = [{ field = "fiscal_years", contains = 2024 }]', (), Status.TRANSITIONAL),
        ('when = [{ field = "fiscal_years", contains = 2025 }]', (), Status.UNMET),
        ('when = [{ field = "performance_end_on", before = 2026-04-01 }]', (), Status.TRANSITIONAL),
        ('when = [{ field = "performance_end_on", on_or_after = 2026-04-01 }]', (), Status.UNMET),
        (
            'when = [{ any = [{ field = "record_count", is = 1 }, { field = "uses_system", is = true }] }]',
            (),
            Status.TRANSITIONAL,
        ),
        (
            'when = [{ all = [{ field = "record_count", is = 1 }, { field = "uses_system", is = true }] }]',
            (),
            Status.UNMET,
        ),
        (
            'when = [{ record = "emergency_contact", field = "arrangement", is = "交替制在庁" }]',
            ("連絡体制: 休日夜間の体制=交替制在庁",),
            Status.TRANSITIONAL,
        ),
        (
            'when = [{ record = "emergency_contact", field = "arrangement", is = "shift_duty" }]',
            (),
            Status.UNMET,
        ),
        ('when = [{ record = "onsite_inspection", field = "inspected_on", filled = false }]', (), Status.TRANSITIONAL),
        (
            'when = [{ record = "onsite_inspection", field = "inspected_on", filled = false }]',
            ("追加 実地調査: 実施日=R6.5.7",),
            Status.UNMET,
        ),
        ('when = [{ record = "place_approval", field = "work_place", filled = true }]', (), Status.TRANSITIONAL),
        (
            'when = [{ record = "place_approval", field = "work_place", filled = true }]',
            ("作業場所等の承諾: 作業場所=－",),
            Status.UNMET,
        ),
        (
            'when = [{ record = "incident_history", field = "checked_on", fiscal_year = 2023 }]',
            (),
            Status.TRANSITIONAL,
        ),
        (
            'when = [{ record = "contract_review", field = "template_edition", older_than = "newest" }]',
            (),
            Status.UNMET,
        ),
        (
            'when = [{ record = "contract_review", field = "template_edition", older_than = "template-R6.3.1" }]',
            ("契約書確認: 条文の版=R5.10.10",),
            Status.TRANSITIONAL,
        ),
        ("always = true", (), Status.TRANSITIONAL),
    ],
)
def test_every_kind_of_condition_is_looked_up(
    says: str, lines: tuple[str, ...], status: Status, tmp_path: Path
) -> None:
    """A day, a year, a value, a list, an edition, what is filled: of the sheet, of built-in and of added kinds."""
    rule = a_transition("TR-11", f'effect = "lifts"\nlifts = ["S2-07"]\neditions = ["checklist-R7.4.1"]\n{says}')
    assert of_rule(with_circular(tmp_path / "draft", rule), FIRST, *lines).status is status


def test_a_subcontract_is_excused_by_its_own_documents(tmp_path: Path) -> None:
    """S4-07: the subcontractor's checklist is looked at, not the contractor's."""
    says = """effect = "lifts"
lifts = ["S4-07"]
editions = ["checklist-R7.4.1"]
when = [
  { record = "checklist", field = "received_on", on_or_after = 2025-01-01 },
  { record = "subcontract", field = "started_on", before = 2025-04-01 },
]
"""
    book = with_circular(tmp_path / "draft", a_transition("TR-12", says))
    late = ("再委託1: あり", "再委託1 チェックリスト: 受領日=R7.1.10")
    assert of_rule(book, FIRST, *late, code="S4-07").status is Status.TRANSITIONAL
    theirs = ("再委託1: あり", "チェックリスト: 受領日=R7.1.10")
    assert of_rule(book, FIRST, *theirs, code="S4-07").status is Status.UNMET


def test_a_rule_may_only_warn_for_a_time(tmp_path: Path) -> None:
    """`warns`: what the new edition asks is a warning; what the older one asked bars as before."""
    says = """effect = "warns"
concerns = ["S2-07"]
editions = ["checklist-R7.4.1"]
when = [{ field = "concluded_on", before = 2025-04-01 }]
"""
    book = with_circular(tmp_path / "draft", a_transition("TR-13", says))
    warned = of_rule(book, FIRST)
    assert (warned.status, warned.gate) == (Status.WARNING, None)
    assert "TR-13" in warned.reason
    assert of_rule(book, FIRST, "チェックリスト: 様式の版=旧").status is Status.UNMET
    assert of_rule(book, FIRST, "契約: 締結日=R7.4.1").status is Status.UNMET


def test_what_only_states_is_told_beside_what_is_lacking(tmp_path: Path) -> None:
    """`states`: a remark where the duty is not met and the conditions hold, and nowhere else."""
    says = 'effect = "states"\nconcerns = ["S2-07"]\nwhen = [{ field = "concluded_on", before = 2025-04-01 }]'
    book = with_circular(tmp_path / "draft", a_transition("TR-14", says))

    def remarks(on: date, *lines: str) -> list[str]:
        return [f.reason for f in assessed(book, on, *lines).findings if f.noted and "TR-14" in f.reason]

    assert remarks(FIRST) == ["TR-14 架空の経過措置: 架空の経過措置の本文"]
    assert remarks(FIRST, "契約: 締結日=R7.4.1") == remarks(date(2025, 3, 31)) == []


def test_the_text_of_older_packs_means_what_it_meant(tmp_path: Path) -> None:
    """Moves of before are judged by the text of their day, which had no conditions: every case comes out the same."""
    folder = shutil.copytree(RULE_DATA, tmp_path / "pack")
    shutil.copy(OLDER, folder / "transitions.toml")
    older, now = load_rule_book(folder, older=True), rule_book()
    differing = []
    for scenario in scenarios():
        file = told(scenario.given)
        contract, on = file.contract(Stage.CONCLUDED), date(2024, 5, 10)
        one, other = (
            Assessor(book, file.installed(), BusinessCalendar()).assess(contract, on).findings for book in (older, now)
        )
        differing += [scenario.name] if one != other else []
    assert differing == []
