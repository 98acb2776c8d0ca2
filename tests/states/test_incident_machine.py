"""The incident's machine: its stage follows from its facts, its steps from what is blank, its numbers stay."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.loader import rule_book
from config.vocabulary import IncidentStage
from states.incident import next_number, stage_of_incident, with_numbers
from states.incident_report import IncidentReport
from states.incident_steps import SECTIONS, lacks_to_close, next_steps
from states.incidents import clocks_of, due_of

BOOK = rule_book()
KNOWN = date(2024, 12, 31)
WHOLE = IncidentReport(
    no=1,
    aware_on=KNOWN,
    aware_at="23:50",
    summary="名簿の入った封筒を紛失した",
    noticed_on=date(2024, 12, 28),
    first_reported_on=KNOWN,
    measures="交番に届け、心当たりを探させた",
    instructed_on=KNOWN,
    sensitive=False,
    property_damage=False,
    wrongful_purpose=False,
    persons=10,
    ordinance_sensitive=False,
    course="運搬の途中で置き忘れた",
    damage="10名分の申請書",
    cause="運搬の手順がなかった",
    written_report_on=date(2025, 1, 10),
    closed_on=date(2025, 1, 20),
)
_LATER = {
    IncidentStage.CLOSED: (),
    IncidentStage.WRITTEN_REPORT: ("closed_on",),
    IncidentStage.INVESTIGATION: ("closed_on", "written_report_on"),
    IncidentStage.INITIAL_RESPONSE: ("closed_on", "written_report_on", "course", "cause"),
    IncidentStage.FIRST_REPORT: ("closed_on", "written_report_on", "course", "cause", "measures", "instructed_on"),
}
FIELDS = st.fixed_dictionaries({name: st.booleans() for section in SECTIONS for name in section.fields})


@pytest.mark.parametrize("stage", IncidentStage)
def test_each_stage_is_reached_by_its_facts(stage: IncidentStage) -> None:
    """一報 → 初期対応 → 調査 → 書面報告 → 終結; a stage is left by taking back what led into it."""
    assert stage_of_incident(replace(WHOLE, **dict.fromkeys(_LATER[stage]))) is stage


def test_a_written_report_that_comes_first_shows_that_the_steps_before_it_were_taken() -> None:
    """Nobody has to type what the written report says already."""
    early = IncidentReport(aware_on=KNOWN, written_report_on=KNOWN)
    assert stage_of_incident(early) is IncidentStage.WRITTEN_REPORT


@given(FIELDS)
def test_what_lacks_is_named_until_nothing_does(kept: dict[str, bool]) -> None:
    """Of any incident half filled in: a head's step comes alone, exactly where nothing lacks."""
    half = replace(WHOLE, closed_on=None, **{name: None for name, keep in kept.items() if not keep})
    lacking = lacks_to_close(BOOK.incidents, half, BOOK.readings)
    steps = next_steps(BOOK.incidents, half, BOOK.readings)
    assert any(step.section == "close" for step in steps) is not bool(lacking)
    assert {step.section for step in steps} <= {*(section.id for section in SECTIONS), "close"}
    assert next_steps(BOOK.incidents, WHOLE, BOOK.readings) == ()


def test_numbers_stay_and_those_without_one_go_first() -> None:
    """Of an older version an incident has no number: it is counted by its day, and the next takes the number after."""
    old = [IncidentReport(aware_on=date(2024, 5, 2)), IncidentReport(aware_on=date(2024, 5, 1))]
    new = IncidentReport(no=3, aware_on=date(2024, 4, 1))
    assert [(no, one.aware_on) for no, one in with_numbers([new, *old])] == [
        (1, date(2024, 5, 1)),
        (2, date(2024, 5, 2)),
        (3, date(2024, 4, 1)),
    ]
    assert next_number([new, *old]) == 4
    assert next_number([]) == 1


def test_an_incident_of_ten_to_midnight_counts_from_that_day() -> None:
    """23:50 on 12-31: day 1 is the 31st; 速報 on the 2nd to 4th of January stays, 確報 is due on the 29th."""
    clocks = {report.label: due_of(report, WHOLE) for report, _ in clocks_of(BOOK.incidents, open_()) if report.on_day}
    assert (clocks["速報"].from_on, clocks["速報"].on) == (date(2025, 1, 2), date(2025, 1, 4))
    assert clocks["確報"].on == date(2025, 1, 29)


def test_the_contractor_s_own_clock_runs_from_its_own_day_and_ends_with_the_first_word() -> None:
    """個人情報保護法26条1項ただし書: telling the prefecture releases it; until then it counts from its own day."""
    untold = replace(open_(), first_reported_on=None)
    clocks = {report.label: (due_of(report, untold), done) for report, done in clocks_of(BOOK.incidents, untold)}
    own, done = clocks["委託先の委員会への報告"]
    assert (own.on, done) == (date(2025, 1, 1), False)
    told = {report.label: done for report, done in clocks_of(BOOK.incidents, open_())}
    assert told["委託先の委員会への報告"] is True


def open_() -> IncidentReport:
    """The same incident, reported to nobody yet and still open, of more than a hundred persons."""
    return replace(WHOLE, closed_on=None, persons=101)
