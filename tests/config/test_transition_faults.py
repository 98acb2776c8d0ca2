"""A transitional rule that can do nothing, or that another does already, is refused where it is written."""

from pathlib import Path

import pytest
from new_edition import a_transition, circular

from config.drafts import load_draft
from config.errors import RuleDataError
from states.assessment import unknown_guards

LIFTS = 'effect = "lifts"\nlifts = ["S2-07"]\neditions = ["checklist-R7.4.1"]\n'
OF_NEW = f"{LIFTS}when = [WHEN]"


def faults(folder: Path, *transitions: str) -> list[tuple[str, str]]:
    """The faults of the circular with these transitional rules: at load, else of the facts that they name."""
    try:
        book = load_draft(circular(folder, *transitions)).book
    except RuleDataError as error:
        return [(fault.place, fault.problem) for fault in error.faults]
    return [(fault.place, fault.problem) for fault in unknown_guards(book)]


def of(says: str, folder: Path) -> list[tuple[str, str]]:
    """The faults of one transitional rule of the new edition with this condition."""
    return faults(folder, a_transition("TR-10", OF_NEW.replace("WHEN", says)))


@pytest.mark.parametrize(
    ("when", "problem"),
    [
        ('{ field = "concluded" , before = 2025-04-01 }', "項目「concluded」は contract にありません"),
        ('{ record = "roster", field = "kept", is = true }', "記録「roster」がありません"),
        ('{ record = "oversight_training", field = "held_on", filled = true }', "がありません"),
        ('{ record = "subcontract", field = "started_on", before = 2025-04-01 }', "再委託を判定する規則"),
        ('{ field = "long_term", before = 2025-04-01 }', "before は使えません"),
        ('{ field = "concluded_on", is = true }', "is は使えません"),
        ('{ field = "record_count", is = true }', "整数 で書いてください"),
        ('{ field = "long_term", is = 1 }', "true か false で書いてください"),
        ('{ field = "title", is = "入力" }', "is は使えません"),
        ('{ record = "checklist", field = "manager_name", is = "委託" }', "is は使えません"),
        ('{ record = "emergency_contact", field = "arrangement", is = "電話" }', "「電話」という値はありません"),
        (
            '{ record = "contract_review", field = "omitted_articles", covered_by = "articles" }',
            "項目「articles」は contract_review にありません",
        ),
        (
            '{ record = "checklist", field = "form_edition", older_than = "template-R6.3.1" }',
            "という版はありません",
        ),
    ],
)
def test_a_condition_that_names_no_fact_is_refused(when: str, problem: str, tmp_path: Path) -> None:
    """A field that does not exist, another's record, a question that the field cannot answer."""
    ((place, told),) = of(when, tmp_path / "draft")
    assert place == "TR-10.when"
    assert problem in told


@pytest.mark.parametrize(
    ("when", "problem"),
    [
        (
            '{ field = "concluded_on", before = 2025-04-01 }, { field = "concluded_on", on_or_after = 2025-04-01 }',
            "「concluded_on」がそうなる日はありません",
        ),
        ('{ field = "concluded_on", before = 2025-04-01, fiscal_year = 2025 }', "そうなる日はありません"),
        ('{ field = "record_count", at_least = 1000, below = 1000 }', "そうなる数はありません"),
        ('{ field = "long_term", is = true }, { field = "long_term", is = false }', "二つの値"),
        ('{ field = "amount", filled = false }, { field = "amount", at_least = 1 }', "空欄で、値もある"),
        ('{ field = "long_term", is = true }, { none = [{ field = "long_term", is = true }] }', "none で除いて"),
        (
            '{ field = "concluded_on", before = 2025-04-01 }, { any = ['
            '{ field = "concluded_on", fiscal_year = 2025 }, { field = "concluded_on", on_or_after = 2026-04-01 }] }',
            "そうなる日はありません",
        ),
        (
            '{ all = [{ field = "quoted_on", before = 2024-04-01 }, { field = "quoted_on", fiscal_year = 2024 }] }',
            "そうなる日はありません",
        ),
        (
            '{ record = "checklist", holds = [{ field = "received_on", before = 2024-04-01 }, '
            '{ field = "received_on", on_or_after = 2024-05-01 }] }',
            "そうなる日はありません",
        ),
    ],
)
def test_a_condition_that_can_never_hold_is_refused(when: str, problem: str, tmp_path: Path) -> None:
    """Two days that shut each other out, two values, a value and a blank, a choice of which each is shut out."""
    ((place, told),) = of(when, tmp_path / "draft")
    assert place == "TR-10.when"
    assert "成り立つことのない条件です" in told
    assert problem in told


@pytest.mark.parametrize(
    "when",
    [
        '{ field = "concluded_on", before = 2025-04-01, fiscal_year = 2024 }',
        '{ field = "concluded_on", on_or_after = 2024-04-01 }, { field = "concluded_on", before = 2025-04-01 }',
        '{ any = [{ field = "long_term", is = true }, { field = "long_term", is = false }] }',
        '{ record = "checklist", version = "any", field = "received_on", fiscal_year = 2023 }, '
        '{ record = "checklist", version = "any", field = "received_on", fiscal_year = 2024 }',
    ],
)
def test_what_can_hold_is_taken(when: str, tmp_path: Path) -> None:
    """Bounds that leave a day, alternatives, two documents of a kind."""
    assert of(when, tmp_path / "draft") == []


@pytest.mark.parametrize(
    ("says", "place", "problem"),
    [
        (LIFTS, "TR-10", "条件(when)を書いてください"),
        (f"{LIFTS}cutoff_on = 2025-04-01", "TR-10", "before・fiscal_year を書いてください"),
        (f"{LIFTS}always = true\nvalid_until = 2025-04-01", "TR-10.valid_until", "版の初日(令和7年4月1日)より後では"),
        (f"{LIFTS}always = true\nvalid_from = 2025-05-01\nvalid_until = 2025-05-01", "TR-10", "より後ではありません"),
        (
            LIFTS.replace("R7.4.1", "R9.4.1") + "always = true",
            "TR-10",
            "版「checklist-R9.4.1」が editions.toml にありま",
        ),
        (LIFTS.replace('"]\ned', '", "S9-99"]\ned') + "always = true", "TR-10", "規則「S9-99」がありません"),
        (
            LIFTS.replace('R7.4.1"', 'R7.4.1", "template-R6.3.1"') + "always = true",
            "TR-10.editions",
            "同じ様式のもの",
        ),
        (f'{LIFTS}when = [{{ field = "long_term" }}]', "TR-10.when.0", "どう見るかを書いてください"),
        (f"{LIFTS}when = [{{}}]", "TR-10.when.0", "一つだけを書いてください"),
        (
            OF_NEW.replace("S2-07", "S1-07").replace("WHEN", '{ field = "amount", below = 1 }'),
            "TR-10.editions",
            "S1-07 が求めるのは、ほかの様式です",
        ),
        ('effect = "warns"\nalways = true', "TR-10", "注意にする規則(concerns)"),
        ('effect = "states"\nlifts = ["S2-07"]', "TR-10", "免除する規則(lifts)は"),
        ('effect = "tables"\nleft_out_of = [3]', "TR-10", "どの契約を除くかの条件(when)"),
        (
            'effect = "warns"\nconcerns = ["S2-07"]\nalways = true\nsofts = "x"',
            "TR-10.softs",
            "知らない項目です",
        ),
        (
            'effect = "warns"\nconcerns = ["S2-04"]\nsoftens = "what_came_later"\nalways = true',
            "TR-10.softens",
            "契約書の規則ではありません",
        ),
    ],
)
def test_a_transitional_rule_that_does_not_say_what_it_does_is_refused(
    says: str, place: str, problem: str, tmp_path: Path
) -> None:
    """Without a condition, without a rule, of editions that are none, for a time that is over before it begins."""
    ((at, told),) = faults(tmp_path / "draft", a_transition("TR-10", says))
    assert at == place
    assert problem in told


def test_two_transitional_rules_that_reach_the_same_contracts_overlap(tmp_path: Path) -> None:
    """One that reaches all that the other does makes the other dead, or says the contrary of it."""
    narrow = OF_NEW.replace("WHEN", '{ field = "long_term", is = true }, { field = "uses_system", is = true }')
    wide = OF_NEW.replace("WHEN", '{ field = "long_term", is = true }')
    warns = wide.replace('"lifts"', '"warns"').replace("lifts =", "concerns =")
    for n, other in enumerate((wide, warns, f"{LIFTS}always = true")):
        ((place, told),) = faults(tmp_path / str(n), a_transition("TR-10", narrow), a_transition("TR-11", other))
        assert place == "TR-11.when"
        assert "TR-10 と同じ契約の同じ規則(S2-07)に及びます" in told
    apart = (
        wide.replace("long_term", "uses_system"),
        wide.replace("checklist-R7.4.1", "checklist-R5.12.26"),
        wide.replace('"S2-07"', '"S2-04"'),
    )
    for n, other in enumerate(apart):
        folder = tmp_path / f"apart{n}"
        assert faults(folder, a_transition("TR-10", wide), a_transition("TR-11", other)) == []
    first, then = f"{wide}\nvalid_until = 2025-07-01", f"{wide}\nvalid_from = 2025-07-01"
    assert faults(tmp_path / "then", a_transition("TR-10", first), a_transition("TR-11", then)) == []


def test_a_table_has_one_limit_in_a_fiscal_year(tmp_path: Path) -> None:
    """TR-7 limits 表4 in 令和5年度; another limit of that year is a fault, one of a later year is none."""
    says = 'effect = "tables"\ncounted_from = [{ tables = [4], on = DAY }]'
    ((place, told),) = faults(tmp_path / "same", a_transition("TR-10", says.replace("DAY", "2024-02-01")))
    assert place == "TR-10.counted_from"
    assert "表4" in told
    assert "TR-7" in told
    assert faults(tmp_path / "later", a_transition("TR-10", says.replace("DAY", "2025-05-01"))) == []


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    """Two faulty transitional rules, and of one of them two faults."""
    first = a_transition("TR-10", OF_NEW.replace("WHEN", '{ field = "nothing", before = 2025-04-01 }'))
    second = a_transition("TR-11", OF_NEW.replace("WHEN", '{ field = "none", is = 1 }, { field = "title", is = "x" }'))
    told = faults(tmp_path / "draft", first, second)
    assert [place for place, _ in told] == ["TR-10.when", "TR-11.when", "TR-11.when"]
