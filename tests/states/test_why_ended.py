"""Why an alert ended, by its kind: the words of each way out, and the own occasions that no rule carries."""

from dataclasses import replace
from datetime import date

import pytest

from config.alert_ends import AlertEnd, Ended
from config.loader import rule_book
from config.vocabulary import OverrideCategory, Stage, Status
from states.endings import Ending, Since, why_ended
from states.facts import Contract, ContractSheet, Override, Subcontract, SubcontractSheet
from states.incident_report import IncidentReport
from states.verdict import Assessment, Finding

ON, ID = date(2024, 6, 3), "R6-0001"
BARE = Contract(id=ID, stage=Stage.PERFORMING, sheet=ContractSheet(division="広報課"))


def why(
    code: str, contract: Contract = BARE, *findings: Finding, since: Since | None = None, subject: str = ID
) -> Ended:
    """Why an alert of that code and subject ended."""
    judged = Assessment(ID, contract.stage, ON, findings)
    return why_ended(rule_book(), Ending((subject, code), date(2024, 5, 1), contract, judged, since or Since()))


@pytest.mark.parametrize("end", list(AlertEnd))
@pytest.mark.parametrize("by", ["", "税務課"])
@pytest.mark.parametrize("until", [None, ON])
def test_only_evidence_is_said_to_have_come(end: AlertEnd, by: str, until: date | None) -> None:
    """Each way out has a sentence and a label of its own; one alone says そろいました, and each is read again."""
    ended = Ended(end, by, until)
    assert ended.words.endswith("。")
    assert ("そろいました" in ended.words) == (end is AlertEnd.MET)
    assert Ended.stored(end.value, by or None, until) == ended
    assert ended.told_of("S2-04").startswith("解消した") == end.is_solved
    assert len({Ended(one).words for one in AlertEnd}) == len({one.label for one in AlertEnd}) == len(AlertEnd)


@pytest.mark.parametrize(
    ("since", "end"),
    [
        (Since(added=True), AlertEnd.MET),
        (Since(replaced=True), AlertEnd.CORRECTED),
        (Since(added=True, replaced=True), AlertEnd.MET),
        (Since(rules=True), AlertEnd.RULES),
        (Since(), AlertEnd.MET),
    ],
)
def test_a_duty_that_is_met(since: Since, end: AlertEnd) -> None:
    """By what came; by a value corrected; by rules that ask for less; by a day for which its evidence waited."""
    assert why("S2-04", BARE, Finding("S2-04", ID, Status.MET), since=since).why is end


@pytest.mark.parametrize(
    ("since", "end"),
    [
        (Since(replaced=True), AlertEnd.FACTS),
        (Since(rules=True), AlertEnd.RULES),
        (Since(replaced=True, rules=True), AlertEnd.FACTS_OR_RULES),
        (Since(), AlertEnd.PASSED),
    ],
)
def test_a_duty_that_is_no_longer_asked(since: Since, end: AlertEnd) -> None:
    """対象外: by the facts, by the rules, by either where both changed, else by time."""
    assert why("S3-01", BARE, Finding("S3-01", ID, Status.NOT_APPLICABLE), since=since).why is end


@pytest.mark.parametrize(
    ("stage", "end"),
    [
        (Stage.COMPLETED, AlertEnd.COMPLETED),
        (Stage.TERMINATED, AlertEnd.TERMINATED),
        (Stage.WITHDRAWN, AlertEnd.WITHDRAWN),
        (Stage.PERFORMING, AlertEnd.MOVED),
    ],
)
def test_a_duty_that_is_still_unmet(stage: Stage, end: AlertEnd) -> None:
    """The contract came to its end, or the day moved."""
    unmet = Finding("S2-04", ID, Status.UNMET, gate=Stage.CONCLUDED)
    assert why("S2-04", replace(BARE, stage=stage), unmet).why is end


def test_an_exception_that_nears_its_end() -> None:
    """AL-14: revoked, expired, or no longer needed as the evidence came."""
    held = Override(f"{ID}-E1", ID, ("S2-04",), OverrideCategory.EMERGENCY, date(2024, 5, 1), date(2024, 6, 30))
    for override, finding, end in (
        (replace(held, revoked_on=ON), Status.UNMET, AlertEnd.DECIDED),
        (replace(held, expires_on=date(2024, 6, 2)), Status.UNMET, AlertEnd.REPLACED),
        (held, Status.MET, AlertEnd.MET),
    ):
        contract = replace(BARE, overrides=(override,))
        finding_now = Finding("S2-04", ID, finding, gate=Stage.CONCLUDED)
        assert why("AL-14", contract, finding_now, since=Since(added=True), subject=held.id).why is end


def test_an_application_and_its_decision() -> None:
    """AL-19: approved, rejected, begun without either, taken back."""
    for sheet, said in (
        ({"approved_on": ON}, (AlertEnd.DECIDED, "再委託の承認")),
        ({"rejected_on": ON}, (AlertEnd.DECIDED, "再委託の不承認")),
        ({"started_on": ON}, (AlertEnd.REPLACED, "業務開始日が登録されました")),
    ):
        sub = Subcontract(no="1", sheet=SubcontractSheet(applied_on=date(2024, 5, 1), **sheet))
        ended = why("AL-19", replace(BARE, subcontracts=(sub,)), subject=f"{ID}/1")
        assert (ended.why, ended.by) == said
    assert why("AL-19", subject=f"{ID}/1").why is AlertEnd.TAKEN_BACK


def test_the_other_occasions_that_no_rule_carries() -> None:
    """Incidents closed or taken back, a stage that moved on, a year that turned, signs that were looked into."""
    closed = replace(BARE, incidents=(IncidentReport(aware_on=date(2024, 5, 1), closed_on=ON),))
    assert why("AL-10", closed).why is AlertEnd.CLOSED
    assert why("AL-10", since=Since(replaced=True)).why is AlertEnd.FACTS
    assert why("AL-15", since=Since(moved=True)) == Ended(AlertEnd.ADVANCED, "履行中")
    late = Finding("S2-04", ID, Status.UNMET, gate=Stage.CONCLUDED, due_on=date(2024, 5, 1))
    assert why("AL-15", BARE, late).why is AlertEnd.REPLACED
    assert why("AL-12") == Ended(AlertEnd.PASSED, "年度が替わりました")
    assert why("AL-05", since=Since(added=True)).why is AlertEnd.DECIDED
    assert why("F-02", since=Since(moved=True)).why is AlertEnd.ADVANCED
    assert why("AL-13", since=Since(rules=True)).why is AlertEnd.RULES
