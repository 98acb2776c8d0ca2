"""The duty: one finding in every word and number that a surface shows of it (semantics §4 to §6)."""

import re
from datetime import date
from pathlib import Path

import pytest
from factories import contract
from hypothesis import given
from hypothesis import strategies as st
from scenarios.reader import told

from config.calendar import BusinessCalendar
from config.loader import rule_book
from config.vocabulary import Stage, Status
from states.assessment import Assessor
from states.duty import Count, Duties, Duty, count_of
from states.occasions import occasions

ROOT = Path(__file__).parents[2]
SUMMER, LATER = date(2024, 7, 1), date(2026, 6, 1)
LEFT_OUT = ("周知説明", "契約書確認", "チェックリスト", "実地調査", "検査の準備", "検査")
NOTHING = tuple(f"{kind}: なし" for kind in LEFT_OUT)


def owed(stage: Stage, on: date, *given_: str) -> tuple[Duty, ...]:
    """The unmet duties that the complete file with these departures leaves at a stage on a day."""
    file = told(given_)
    assessor = Assessor(rule_book(), file.installed(), BusinessCalendar())
    return Duties(assessor, on).blocking(assessor.assess(file.contract(stage), on))


def one(stage: Stage, on: date, code: str, *given_: str) -> Duty:
    """The duty of one rule among them."""
    return next(duty for duty in owed(stage, on, *given_) if duty.code == code)


def test_a_duty_says_what_is_missing_by_which_rule_and_what_cures_it() -> None:
    """Finding and rule together: everything that a refusal has to say, its command ready to be typed."""
    duty = one(Stage.CONCLUDED, SUMMER, "S2-04", "チェックリスト: なし")
    rule = rule_book().rules["S2-04"]
    assert (duty.label, duty.strength, duty.strength_label) == (rule.label, rule.strength, rule.strength_label)
    assert duty.source == rule_book().source_text("S2-04", SUMMER)
    assert duty.reason
    assert duty.remedy
    assert duty.command.startswith(f"lifecycle attach {duty.contract} checklist")
    assert "{" not in duty.command
    assert duty.due_note == "〔仮定・県規程に日数なし〕"


@pytest.mark.parametrize(
    ("on", "overdue", "days", "soon"),
    [
        (date(2024, 4, 19), False, 0, True),
        (date(2024, 4, 20), True, 0, False),
        (date(2024, 4, 22), True, 1, False),
        (date(2024, 5, 7), True, 9, False),
    ],
)
def test_lateness_counts_the_offices_business_days(on: date, overdue: bool, days: int, soon: bool) -> None:
    """Due 2024-04-19, a Friday: late from the Saturday, by one day on the Monday; closed days never count."""
    duty = one(Stage.CONCLUDED, on, "S2-04", "チェックリスト: なし")
    assert (duty.overdue, duty.overdue_business_days, duty.is_soon) == (overdue, days, soon)


@given(stage=st.sampled_from(list(Stage)), on=st.dates(date(2024, 4, 1), date(2027, 4, 1)))
def test_nobody_is_told_that_a_stage_already_reached_is_barred(stage: Stage, on: date) -> None:
    """What it bars lies ahead; of a stage reached it says that the evidence is lacking; after the end nothing bars."""
    for duty in owed(stage, on, *NOTHING):
        assert duty.gate is not None
        bars = f"「{duty.gate.label}」へ進むことを止める"
        ahead = not stage.is_final and stage.order < duty.gate.order
        assert (duty.bars == bars) is ahead
        assert duty.gate_is_behind is not ahead or stage.is_final
        if not stage.is_final and not ahead:
            said = f"既に「{duty.gate.label}」の段階に至っているのに、証拠がそろっていない。次の段階へ進むことを止める"
            assert duty.bars == said
        if stage.is_final:
            assert "進むことを止める" not in duty.bars


@pytest.mark.parametrize("stage", [Stage.COMPLETED, Stage.WITHDRAWN])
def test_what_a_contract_ended_without_is_on_record_and_neither_open_nor_overdue(stage: Stage) -> None:
    """Semantics §6: after 完了 or 不成立 findings stay on record and nobody is told of them."""
    duties = owed(stage, LATER, *NOTHING)
    count = count_of(duties)
    assert (count.unmet, count.overdue, count.due_on) == (0, 0, None)
    assert count.on_record == len([d for d in duties if d.gate_is_behind or (d.due_on and d.due_on < LATER)]) > 0
    assert {duty.overdue_business_days for duty in duties} == {0}


def test_after_termination_only_the_return_of_the_data_is_open() -> None:
    """Semantics §6: after 解除 S6-01 and S6-02 stay open and escalate."""
    duties = owed(Stage.TERMINATED, LATER, *NOTHING, "返還・廃棄: なし")
    still = {duty.code for duty in duties if duty.is_open}
    assert still == {"S6-01", "S6-02"} & {duty.code for duty in duties}
    assert not any(duty.on_record for duty in duties if duty.is_open)


def test_a_running_contract_leaves_nothing_on_record() -> None:
    """Every unmet duty of a contract that goes on is open, the earliest of their days the one to keep."""
    duties = owed(Stage.PERFORMING, SUMMER, *NOTHING)
    late = sum(duty.due_on is not None and duty.due_on < SUMMER for duty in duties)
    earliest = min(duty.due_on for duty in duties if duty.due_on)
    assert count_of(duties) == Count(len(duties), late, 0, earliest, ("〔仮定・県規程に日数なし〕",) * late)


def test_a_warning_is_no_open_duty() -> None:
    """What bars nothing is neither counted nor said to bar anything."""
    assessor = Assessor(rule_book(), told(()).installed(), BusinessCalendar())
    judged = assessor.assess(contract(), SUMMER)
    warnings = Duties(assessor, SUMMER).by_status(judged, Status.WARNING)
    assert warnings
    assert {(duty.is_open, duty.overdue, duty.on_record, duty.bars) for duty in warnings} == {(False, False, False, "")}


def test_an_occasion_that_no_rule_carries_speaks_in_its_own_words() -> None:
    """AL-15, a stage that lasts too long: label, source and command of `alerts.toml`."""
    assessor = Assessor(rule_book(), told(()).installed(), BusinessCalendar())
    slow = told(()).contract(Stage.ESTIMATE)
    given_ = [o for o in occasions(assessor, slow, assessor.assess(slow, LATER)) if o.code in rule_book().alerts]
    assert given_
    for occasion in given_:
        duty = Duties(assessor, LATER).told(slow.id, slow.stage, occasion)
        kind = rule_book().alerts[occasion.code]
        assert (duty.label, duty.source, duty.strength_label) == (kind.label, kind.source, kind.standing)
        assert duty.reason == occasion.reason


def test_nobody_else_cites_a_source_or_counts_how_late_a_duty_is() -> None:
    """One duty, built once: the rule book's own pages cite a rule as a rule; all else renders a duty."""
    of_rules = {
        *("config/rulebook.py", "config/changes.py", "config/sources_by_day.py"),
        *("lifecycle/views/rule_documents.py", "lifecycle/cli/rule_changes.py"),
    }
    rooms = ("config", "states", "notifications", "lifecycle", "flows")
    files = {str(p.relative_to(ROOT)): p.read_text("utf-8") for room in rooms for p in (ROOT / room).rglob("*.py")}
    cites = {name for name, text in files.items() if "source_text(" in text}
    counts = {name for name, text in files.items() if re.search(r"calendar\.between\(", text)}
    assert cites == {"states/duty.py"} | of_rules
    assert counts == {"states/duty.py"}
