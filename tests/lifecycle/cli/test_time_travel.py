"""Every view as of a date and as far as known by a date: what is learnt later changes no earlier answer."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from command_line import CommandLine
from installation import (
    ADMIN,
    HEAD,
    ID,
    OFFICER,
    OVERSIGHT,
    REASON,
    Installation,
    a_contract,
    a_subcontract,
    hand_in,
    sheet,
)
from supervised import supervised

from config.vocabulary import OverrideCategory
from lifecycle.usecases.alerts import acknowledge, snooze
from lifecycle.usecases.contracts import register
from lifecycle.usecases.divisions import draft_division
from lifecycle.usecases.documents import Recorder
from lifecycle.usecases.overrides import Request, approve, request, revoke
from lifecycle.usecases.work import working
from lifecycle.views.alert_register import list_alerts
from lifecycle.watch.sweep import sweep
from states.columns import CONTRACT

VIEWS: tuple[tuple[str, ...], ...] = (
    ("contract", "list"),
    ("contract", "show", ID),
    ("why", ID),
    ("due",),
    ("tables",),
    ("history", ID),
    ("override", "list"),
    ("subcontract", "list", ID),
    ("staff", "list"),
    ("alerts",),
    ("alerts", "--all"),
)
TAKES_KNOWN_BY = (*VIEWS, ("override", "show", f"{ID}-E1"), ("subcontract", "show", ID, "1"))
LATE = "2024-06-03"
EVE = "2024-06-02"

At = Callable[..., Any]


@pytest.fixture
def at(installation: Installation, environment: pytest.MonkeyPatch) -> At:
    """Asks a view of the installation on a day, in JSON; what it says, or its exit code where it says no."""
    environment.setenv("LIFECYCLE_HOME", str(installation.home))

    def ask(day: str, *words: str) -> Any:
        environment.setenv("LIFECYCLE_NOW", f"{day}T18:00:00+09:00")
        said = CommandLine(installation.home)(*words, "--json", actor=OVERSIGHT)
        assert said.code in (0, 2, 5, 6), said.out
        return said.json if said.code in (0, 5) else said.code

    return ask


def dated(day: str) -> tuple[str, ...]:
    """As of a day, as far as known on it."""
    return ("--as-of", day, "--known-by", day)


@pytest.fixture
def lived(installation: Installation) -> Installation:
    """A contract of April with one document and a subcontract."""
    a_contract(installation.app(now="2024-04-01"))
    hand_in(installation.app(now="2024-04-12"), "duty_notice")
    dates = {"applied_on": "2024-05-01", "started_on": "2024-05-10"}
    a_subcontract(installation.app(now="2024-05-02"), subcontractor="乙社", handles_pi=True, **dates)
    sweep(installation.app(ADMIN, "2024-05-20"))
    return installation


def test_a_late_document_changes_no_answer_of_the_day_before(lived: Installation, at: At) -> None:
    """Recorded on 3 June, dated April and May: what 2 June knew of itself is asked on both days, and is the same."""
    before = {words: at(EVE, *words, *dated(EVE)) for words in VIEWS}
    hand_in(lived.app(now=LATE), "contract_review", "checklist", "system_review", "emergency_contact")
    a_subcontract(lived.app(now=LATE), approved_on="2024-05-05", approval_no="広第9号", approved_by=HEAD)
    sweep(lived.app(ADMIN, LATE))
    for words in VIEWS:
        assert at(LATE, *words, *dated(EVE)) == before[words], words
        if words[0] in ("why", "due", "contract", "tables", "history", "subcontract"):
            assert at(LATE, *words, "--as-of", EVE) != before[words], words


def test_every_view_refuses_a_day_that_is_none(lived: Installation, at: At) -> None:
    """Each takes both dates; 2 where one can't be read."""
    codes = {at(LATE, *words, option, "R6.2.30") for words in TAKES_KNOWN_BY for option in ("--as-of", "--known-by")}
    assert codes == {2}


def take_back(installation: Installation, now: str) -> None:
    """取消 of the contract, as the ledger's column does it."""
    with working(installation.app(ADMIN, now)) as work:
        draft = Recorder(work, [ID]).removal(ID, (CONTRACT, "", ""))
        assert draft
        work.record([draft])


def test_a_contract_taken_back_was_there_on_the_days_before(lived: Installation, at: At) -> None:
    """取消 on 3 June: known on the 2nd like any other, in every view; brought back on the 10th, gone in between."""
    before = {words: at(EVE, *words, *dated(EVE)) for words in VIEWS}
    take_back(lived, LATE)
    gone = {words: at(LATE, *words, *dated(LATE)) for words in VIEWS}
    for words in VIEWS:
        assert at(LATE, *words, *dated(EVE)) == before[words], words
        if words[-1] == ID and words[0] != "history":
            assert (before[words] == 6, gone[words]) == (False, 6), words
    again = "2024-06-10"
    register(lived.app(now=again), ID, sheet())
    for words in VIEWS:
        assert at(again, *words, *dated(EVE)) == before[words], words
        assert at(again, *words, *dated(LATE)) == gone[words], words
    assert [row["id"] for row in at(again, "contract", "list", *dated(again))] == [ID]


def test_an_exception_is_shown_as_far_as_it_had_come(lived: Installation, at: At) -> None:
    """Asked for on the 3rd, approved on the 4th, revoked on the 10th of June."""
    codes, papers = ("S1-01",), (OverrideCategory.EMERGENCY, REASON, "広第1号")
    id_ = request(lived.app(now=LATE), Request(ID, codes, *papers)).id
    approve(lived.app(HEAD, "2024-06-04"), id_, ID)
    revoke(lived.app(HEAD, "2024-06-10"), id_, "変更契約が済んだ")
    stood = {day: at("2024-06-12", "override", "list", *dated(day)) for day in (EVE, LATE, "2024-06-04", "2024-06-10")}
    assert [[entry["status"] for entry in entries] for entries in stood.values()] == [
        [], ["requested"], ["approved"], ["revoked"],
    ]  # fmt: skip
    assert stood[LATE][0]["decided_by"] is None
    assert stood["2024-06-04"][0]["revoked_on"] is None
    assert at("2024-06-12", "override", "show", id_, "--as-of", EVE) == 6
    assert at("2024-06-12", "override", "show", id_, *dated(LATE))["status"] == "requested"
    assert at("2024-06-12", "contract", "show", ID, "--as-of", LATE)["overrides"] == []


def test_an_alert_is_shown_as_far_as_it_had_climbed(lived: Installation, at: At) -> None:
    """Told in May, promised on the 3rd, put off on the 4th, told again on the 12th of June, resolved on the 20th."""
    day = "2024-05-20"
    id_ = next(a.id for a in list_alerts(lived.app(now=day)) if a.code == "S2-04")
    stood = {day: at(day, "alerts")}
    acknowledge(lived.app(OFFICER, LATE), id_, date(2024, 6, 7))
    stood[LATE] = at(LATE, "alerts")
    snooze(lived.app(HEAD, "2024-06-04"), id_, "委託先の担当者が不在のため")
    stood["2024-06-04"] = at("2024-06-04", "alerts")
    supervised(lived.app(ADMIN, "2024-06-12"))
    stood["2024-06-12"] = at("2024-06-12", "alerts")
    hand_in(lived.app(now="2024-06-20"), "checklist")
    sweep(lived.app(ADMIN, "2024-06-20"))
    for then, said in stood.items():
        assert at("2024-06-21", "alerts", "--as-of", then) == said
        assert at("2024-06-21", "alerts", *dated(then)) == said
    of_it = [next(a for a in said if a["id"] == id_) for said in stood.values()]
    assert [a["planned_on"] for a in of_it] == [None, "2024-06-07", "2024-06-07", "2024-06-07"]
    assert [a["snoozes"] for a in of_it] == [0, 0, 1, 1]
    assert of_it[-1]["told_on"] == "2024-06-12"
    assert id_ not in [a["id"] for a in at("2024-06-21", "alerts", *dated("2024-06-20"))]
    assert id_ in [a["id"] for a in at("2024-06-21", "alerts", "--as-of", "2024-06-20", "--known-by", "2024-06-19")]


@pytest.mark.parametrize("words", [("due", "--division"), ("tables", "--division"), ("staff", "list")], ids=" ".join)
def test_an_office_is_unknown_on_the_days_before_it_was_recorded(
    lived: Installation, at: At, words: tuple[str, ...]
) -> None:
    """No such office, said the 2nd of June; set up on the 3rd, it is an office without duties from then on."""
    asked = (*words, "新設課")
    assert at(EVE, *asked, *dated(EVE)) == 6
    with working(lived.app(ADMIN, LATE)) as work:
        draft, _ = draft_division(work, "新設課", {"name": "新設課", "officer": "新設課担当"})
        work.record([draft] if draft else [])
    assert at(LATE, *asked, *dated(EVE)) == 6
    assert at(LATE, *asked, *dated(LATE)) == at(LATE, *asked) != 6


def test_rules_are_asked_as_of_a_day_under_either_name(at: At) -> None:
    """--on and --as-of are one; rule data carries its own dates and no day of knowing."""
    shown = [at(LATE, "rules", "show", "S3-01", option, "R5.10.9") for option in ("--as-of", "--on")]
    assert shown[0] == shown[1]
    assert at(LATE, "rules", "list", "--as-of", "R5.10.9") != at(LATE, "rules", "list", "--as-of", "R5.10.10")
    assert at(LATE, "staff", "list", "--on", "R6.6.1", "--as-of", "R6.6.1") == 2
