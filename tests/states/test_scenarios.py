"""The dated cases of `tests/scenarios/*.toml`: each verdict is exactly the one the case promises (semantics §1–§6)."""

from dataclasses import replace

import pytest
from scenarios.reader import Scenario, scenarios, told

from config.calendar import BusinessCalendar
from config.loader import rule_book
from config.vocabulary import Stage
from config.wareki import parse_date
from states.assessment import Assessor
from states.duty import Duties, Duty
from states.facts import Policy
from states.verdict import Finding, Verdict

ALL = scenarios()
EXPECTED = {"allowed", "unmet", "warns", "remarks", "excused", "not_applicable", "says", "remedy"}
EXPECTED |= {"command", "cites", "strength"}
DATED = [
    "S1-01",
    "S1-02",
    "S1-03",
    "S1-04",
    "S1-07",
    "S1-10",
    "S2-07",
    "S2-08",
    "S2-09",
    "S2-10",
    "S3-01",
    "S4-07",
    "S4-08",
]


def verdict_of(scenario: Scenario) -> Verdict:
    """What the rules say of the scenario's file."""
    file = told(scenario.given)
    contract = file.contract(Stage.from_label(scenario.when.get("at", "見積")))
    assessor = Assessor(rule_book(), file.installed(), BusinessCalendar())
    on = parse_date(scenario.when.get("on", "令和6年5月10日"))
    return assessor.judge(contract, Stage.from_label(scenario.when["to"]), on)


def marks(findings: tuple[Finding, ...]) -> list[str]:
    """Codes with the subcontract they speak of: S4-03/1."""
    return [f.code + f.subject.removeprefix("R6-0001") for f in findings]


def words(findings: tuple[Finding, ...], mark: str, part: str) -> str:
    """The reasons or remedies given under a mark, in one string."""
    return "\n".join(getattr(f, part) for f, m in zip(findings, marks(findings), strict=True) if m == mark)


def duties_of(verdict: Verdict, findings: tuple[Finding, ...]) -> list[Duty]:
    """The findings as a screen shows them on the verdict's day."""
    made = Duties(Assessor(rule_book(), Policy(), BusinessCalendar()), verdict.on)
    return [made.of(verdict.contract, verdict.stage, finding) for finding in findings]


@pytest.mark.parametrize("scenario", ALL, ids=[f"{s.file}: {s.name}" for s in ALL])
def test_the_verdict_is_the_one_promised(scenario: Scenario) -> None:
    """Allowed or not; every unmet duty and every warning with its subject, no more and no fewer; what excuses."""
    verdict, expect = verdict_of(scenario), scenario.expect
    assert marks(verdict.unmet) == expect.get("unmet", [])
    assert verdict.allowed is expect["allowed"]
    assert sorted(marks(verdict.warnings)) == sorted(expect.get("warns", []))
    assert marks(verdict.remarks) == expect.get("remarks", [])
    excused = dict(zip(marks(verdict.excused), [f.status.label for f in verdict.excused], strict=True))
    assert expect.get("excused", {}).items() <= excused.items()
    assert set(expect.get("not_applicable", [])) <= set(verdict.not_applicable)
    everything = verdict.unmet + verdict.warnings + verdict.remarks + verdict.excused
    for part in ("says", "remedy", "command"):
        for mark, text in expect.get(part, {}).items():
            assert text in words(everything, mark, "reason" if part == "says" else part)
    shown = dict(zip(marks(everything), duties_of(verdict, everything), strict=True))
    for part in ("cites", "strength"):
        for mark, text in expect.get(part, {}).items():
            assert text == (shown[mark].source if part == "cites" else shown[mark].strength_label)
    assert {*expect} <= EXPECTED
    assert {*scenario.when} <= {"on", "at", "to"}


@pytest.mark.parametrize("opinion", range(1, 9))
def test_each_opinion_has_an_old_practice_and_a_cured_file(opinion: int) -> None:
    """意見1–8: the old practice is refused (or warned of, and refused once raised), the cured file passes."""
    own = [s for s in ALL if s.opinion == opinion]
    assert any(s.expect["allowed"] and not s.expect.get("warns") for s in own)
    assert any(not s.expect["allowed"] for s in own)


@pytest.mark.parametrize("code", DATED)
def test_each_dated_rule_has_the_day_before_the_day_and_a_transitional_case(code: str) -> None:
    """A dated rule is 施行前 on one day, bites on another; TR-1, TR-2 or a 長期継続契約 where one speaks of it (§2)."""
    own = [s for s in ALL if s.file == "dated_rules"]
    excused = {how for s in own for mark, how in s.expect.get("excused", {}).items() if mark.split("/")[0] == code}
    bitten = [m.split("/")[0] == code for s in own for m in s.expect.get("unmet", []) + s.expect.get("warns", [])]
    assert any(bitten)
    assert excused & {"施行前", "経過措置"}


@pytest.mark.parametrize("code", ["S1-09", "S2-08", "S2-12"])
def test_what_is_only_an_opinion_warns_until_the_installation_raises_it(code: str) -> None:
    """意見1, 3, 8: the same file, warned of as shipped, refused under the raised policy (semantics §1)."""
    raised = [s for s in ALL if code in s.expect.get("unmet", []) and any("上げる" in line for line in s.given)]
    assert raised
    for scenario in raised:
        file = told(scenario.given)
        on = parse_date(scenario.when.get("on", "令和6年5月10日"))
        target = Stage.from_label(scenario.when["to"])
        shipped = Assessor(rule_book(), Policy(), BusinessCalendar())
        verdict = shipped.judge(replace(file.contract(Stage.ESTIMATE)), target, on)
        assert code in [f.code for f in verdict.warnings]
        assert code not in [f.code for f in verdict.unmet]
