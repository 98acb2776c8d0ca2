"""After an incident: a visit since it was known, and 解除 by article 19, are brought before who deals with it."""

from datetime import date

from scenarios.reader import told

from config.calendar import BusinessCalendar
from config.loader import rule_book
from config.vocabulary import Stage, Status
from states.after_incident import steps_beside
from states.assessment import Assessor
from states.facts import Policy

LEAK = "漏えい等事案: 認識日=R6.6.3; 概要=書類の紛失"
CLOSED = f"{LEAK}; 終結日=R6.7.1"
NO_19 = "契約書確認: 省略した条=19"


def sections(*lines: str, stage: Stage = Stage.PERFORMING) -> list[str]:
    """The steps beside the course of the first incident of the complete file with these departures."""
    contract = told(lines).contract(stage)
    return [step.section for step in steps_beside(contract, contract.incidents[0])]


def notes(*lines: str, stage: Stage = Stage.PERFORMING) -> list[tuple[Status, str]]:
    """What X-05 says beside that it is no duty."""
    contract = told(lines).contract(stage)
    findings = Assessor(rule_book(), Policy(), BusinessCalendar()).assess(contract, date(2024, 8, 1)).findings
    return [(f.status, f.command) for f in findings if f.code == "X-05" and f.noted]


def test_an_open_incident_names_a_visit_and_the_right_to_end_the_contract() -> None:
    """A visit of that day or later leaves only the right; nothing of it where the contract or the incident ended."""
    assert sections(LEAK) == ["visit", "terminate"]
    assert sections(LEAK, "実地調査: 実施日=R6.6.3") == ["terminate"]
    assert sections(LEAK, NO_19) == ["visit"]
    assert sections(CLOSED) == []
    assert sections(LEAK, stage=Stage.COMPLETED) == []


def test_the_contract_page_tells_of_it_while_the_incident_is_open() -> None:
    """特記事項第19 is a right and no duty: it bars nothing."""
    assert notes(LEAK) == [(Status.WARNING, "lifecycle contract terminate {id} --reason …")]
    assert notes() == notes(CLOSED) == notes(LEAK, NO_19) == notes(LEAK, stage=Stage.TERMINATED) == []
