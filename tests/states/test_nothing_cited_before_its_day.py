"""No word of a refusal cites a circular on a day before it was issued: neither source nor reason nor cure."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from scenarios.reader import Scenario, scenarios, told

from config.calendar import BusinessCalendar
from config.loader import rule_book
from config.vocabulary import Stage
from states.assessment import Assessor
from states.duty import Duties

BOOK = rule_book()
CIRCULARS = {s.number: s.issued_on for s in BOOK.sources.values() if s.number and "号" in s.number and s.issued_on}
DAYS = st.dates(date(2023, 4, 1), date(2024, 6, 30)) | st.sampled_from([d for d in BOOK.dates if d.year >= 2023])


def test_the_circulars_are_known() -> None:
    """Four circulars and the one that they replaced."""
    assert len(CIRCULARS) == 5


@given(st.sampled_from(scenarios()), DAYS, st.sampled_from(list(Stage)))
def test_no_word_of_a_duty_cites_a_circular_that_is_still_to_come(scenario: Scenario, on: date, stage: Stage) -> None:
    """Whatever is recorded of a contract, whenever it was concluded, on whatever day it is judged."""
    file = told(scenario.given)
    assessor = Assessor(BOOK, file.installed(), BusinessCalendar())
    judged = assessor.assess(file.contract(stage), on)
    duties = Duties(assessor, on)
    for finding in judged.findings:
        duty = duties.of(judged.contract, stage, finding)
        said = f"{duty.source} {duty.reason} {duty.remedy}"
        assert [number for number, issued in CIRCULARS.items() if number in said and on < issued] == []
