"""Every view as of a date and as far as known by a date: what is learnt later changes no earlier answer."""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine
from house import (
    ADMIN,
    DOCUMENTS,
    HEAD,
    ID,
    OFFICE,
    OFFICER,
    OTHER_OFFICE,
    OVERSIGHT,
    REASON,
    House,
    a_contract,
    a_subcontract,
    copy_of,
    hand_in,
    sheet,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from config.errors import LifecycleError
from lifecycle.app import App
from lifecycle.records.journal import Draft
from lifecycle.supervision import sweep
from lifecycle.usecases.contracts import amend, register
from lifecycle.usecases.documents import CONTRACT, Desk
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.moves import advance
from lifecycle.usecases.overrides import Request, approve, reject, request, revoke
from lifecycle.usecases.staff import assign, move
from lifecycle.usecases.work import working
from states.evidence import KINDS
from states.vocabulary import OverrideCategory, Role, Stage

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
)
JUDGED_ANEW = ("why", "tables", "subcontract", "override")
TAKES_KNOWN_BY = (*VIEWS, ("override", "show", f"{ID}-E1"), ("subcontract", "show", ID, "1"))
LATE = "2024-06-03"
EVE = "2024-06-02"

At = Callable[..., Any]


@pytest.fixture
def at(house: House, environment: pytest.MonkeyPatch) -> At:
    """Asks a view of the house on a day, in JSON; what it says, or its exit code where it says no."""
    environment.setenv("LIFECYCLE_HOME", str(house.home))

    def ask(day: str, *words: str) -> Any:
        environment.setenv("LIFECYCLE_NOW", f"{day}T18:00:00+09:00")
        said = CommandLine(house.home)(*words, "--json", actor=OVERSIGHT)
        assert said.code in (0, 2, 5, 6), said.out
        return said.json if said.code in (0, 5) else said.code

    return ask


def dated(day: str) -> tuple[str, ...]:
    """As of a day, as far as known on it."""
    return ("--as-of", day, "--known-by", day)


@pytest.fixture
def lived(house: House) -> House:
    """A contract of April with one document and a subcontract."""
    a_contract(house.app(now="2024-04-01"))
    hand_in(house.app(now="2024-04-12"), "duty_notice")
    dates = {"applied_on": "2024-05-01", "started_on": "2024-05-10"}
    a_subcontract(house.app(now="2024-05-02"), subcontractor="乙社", handles_pi=True, **dates)
    return house


@pytest.mark.parametrize("words", VIEWS, ids=" ".join)
def test_a_late_document_changes_no_answer_of_the_day_before(lived: House, at: At, words: tuple[str, ...]) -> None:
    """Recorded on 3 June, dated April and May: what 2 June knew of itself is asked on both days, and is the same."""
    before = at(EVE, *words, *dated(EVE))
    hand_in(lived.app(now=LATE), "contract_review", "checklist", "system_review", "emergency_contact")
    a_subcontract(lived.app(now=LATE), approved_on="2024-05-05", approval_no="広第9号", approved_by=HEAD)
    with_hindsight = at(LATE, *words, "--as-of", EVE)
    assert at(LATE, *words, *dated(EVE)) == before
    if words[0] in ("why", "due", "contract", "tables", "history", "subcontract"):
        assert with_hindsight != before


@pytest.mark.parametrize("words", TAKES_KNOWN_BY, ids=" ".join)
def test_every_view_refuses_a_day_that_is_none(lived: House, at: At, words: tuple[str, ...]) -> None:
    """Each takes both dates; 2 where one can't be read."""
    for option in ("--as-of", "--known-by"):
        assert at(LATE, *words, option, "R6.2.30") == 2


def take_back(house: House, now: str) -> None:
    """取消 of the contract, as the ledger's column does it."""
    with working(house.app(ADMIN, now)) as work:
        draft = Desk(work, [ID]).removal(ID, (CONTRACT, "", ""), {})
        assert draft
        work.record([draft])


@pytest.mark.parametrize("words", VIEWS, ids=" ".join)
def test_a_contract_taken_back_was_there_on_the_days_before(lived: House, at: At, words: tuple[str, ...]) -> None:
    """取消 on 3 June: known on the 2nd like any other, in every view; brought back on the 10th, gone in between."""
    before = at(EVE, *words, *dated(EVE))
    take_back(lived, LATE)
    assert at(LATE, *words, *dated(EVE)) == before
    gone = at(LATE, *words, *dated(LATE))
    if words[-1] == ID and words[0] != "history":
        assert (before == 6, gone) == (False, 6)
    register(lived.app(now="2024-06-10"), ID, sheet())
    assert at("2024-06-10", *words, *dated(EVE)) == before
    assert at("2024-06-10", *words, *dated(LATE)) == gone
    if words == ("contract", "list"):
        assert [row["id"] for row in at("2024-06-10", *words, *dated("2024-06-10"))] == [ID]


def test_an_exception_is_shown_as_far_as_it_had_come(lived: House, at: At) -> None:
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


def test_rules_are_asked_as_of_a_day_under_either_name(at: At) -> None:
    """--on and --as-of are one; rule data carries its own dates and no day of knowing."""
    shown = [at(LATE, "rules", "show", "S3-01", option, "R5.10.9") for option in ("--as-of", "--on")]
    assert shown[0] == shown[1]
    assert at(LATE, "rules", "list", "--as-of", "R5.10.9") != at(LATE, "rules", "list", "--as-of", "R5.10.10")
    assert at(LATE, "staff", "list", "--on", "R6.6.1", "--as-of", "R6.6.1") == 2


STEPS = (
    "document", "corrected", "withdrawn", "amended", "moved", "subcontract", "advance", "asked", "decided", "revoked",
    "post", "swept", "taken_back", "returned", "declared",
)  # fmt: skip
_SHIFT = st.integers(-60, 10)
_DAY = st.tuples(st.integers(1, 12), st.lists(st.sampled_from(STEPS), max_size=5))


class Life:
    """One contract's life, a step at a time, each on the day it is."""

    def __init__(self, house: House, data: st.DataObject) -> None:
        self.house, self.data, self.today = house, data, date(2024, 4, 1)

    def app(self, actor: str = OFFICER) -> App:
        """The installation today."""
        return self.house.app(actor, self.today.isoformat())

    def near(self) -> str:
        """A day around today, mostly before it."""
        return (self.today + timedelta(self.data.draw(_SHIFT))).isoformat()

    def step(self, name: str) -> None:
        """Do it, or leave it where the product refuses it."""
        with suppress(LifecycleError):
            getattr(self, name)()

    def document(self) -> None:
        """Evidence of today or of a day long gone."""
        kind = self.data.draw(st.sampled_from(sorted(DOCUMENTS)))
        dated_by = KINDS[kind].dated_by
        attach(self.app(), ID, kind, {**DOCUMENTS[kind], **({dated_by: self.near()} if dated_by else {})})

    def corrected(self) -> None:
        """A document as it was, but for one answer."""
        answer = self.data.draw(st.sampled_from(["はい", "いいえ"]))
        attach(self.app(), ID, "checklist", {**DOCUMENTS["checklist"], "doubt": answer})

    def withdrawn(self) -> None:
        """The checklist is taken back."""
        self._remove(("checklist", "", DOCUMENTS["checklist"]["received_on"]))

    def taken_back(self) -> None:
        """So is the contract."""
        self._remove((CONTRACT, "", ""))

    def _remove(self, place: tuple[str, str, str]) -> None:
        with working(self.app(ADMIN)) as work:
            draft = Desk(work, [ID]).removal(ID, place, {})
            work.record([draft] if draft else [])

    def returned(self) -> None:
        """And brought back."""
        register(self.app(), ID, sheet())

    def amended(self) -> None:
        """A fact changes."""
        fields = {"record_count": "2000", "concluded_on": self.near(), "long_term": "はい", "title": "=1+1"}
        name = self.data.draw(st.sampled_from(sorted(fields)))
        amend(self.app(), ID, {name: fields[name]}, None)

    def moved(self) -> None:
        """To the other office, or home."""
        ways = [(OFFICE, OTHER_OFFICE), (OTHER_OFFICE, OFFICE)]
        move(self.app(OVERSIGHT), *self.data.draw(st.sampled_from(ways)), [ID])

    def subcontract(self) -> None:
        """Applied for, approved or begun, each on its own day."""
        dates = self.data.draw(st.sets(st.sampled_from(["applied_on", "approved_on", "started_on"]), min_size=1))
        a_subcontract(self.app(), handles_pi=True, approval_no="広第7号", **{name: self.near() for name in dates})

    def advance(self) -> None:
        """The next stage, or a refusal on record."""
        advance(self.app(), ID, None)

    def asked(self) -> None:
        """An exception is asked for."""
        code = self.data.draw(st.sampled_from(["S1-01", "S2-04", "S0-01"]))
        request(self.app(), Request(ID, (code,), OverrideCategory.OTHER, REASON, "広第8号"))

    def decided(self) -> None:
        """Whatever is asked for is decided on."""
        decide = self.data.draw(st.sampled_from([lambda i: approve(self.app(HEAD), i, ID), self._rejected]))
        for id_ in self._standing("requested"):
            decide(id_)

    def _rejected(self, id_: str) -> None:
        reject(self.app(HEAD), id_, "証拠で満たせるため")

    def revoked(self) -> None:
        """Whatever is in force ends."""
        for id_ in self._standing("approved"):
            revoke(self.app(HEAD), id_, "事情がなくなったため")

    def _standing(self, status: str) -> list[str]:
        return [row.id for row in self.house.rows("SELECT id FROM override WHERE status = :status", status=status)]

    def post(self) -> None:
        """Somebody takes a post, from today, from a day gone or from a day to come."""
        post = self.data.draw(st.sampled_from([Role.OFFICER, Role.SECTION_CHIEF, Role.DEPUTY]))
        begins = date.fromisoformat(self.near())
        assign(self.app(ADMIN), OFFICE, post, self.data.draw(st.sampled_from("甲乙丙")), None, begins)

    def swept(self) -> None:
        """The nightly job."""
        sweep(self.app(ADMIN))

    def declared(self) -> None:
        """A second contract comes in by the ledger, its stage declared."""
        a_contract(self.app(), "R6-0002", concluded_on=self.near())
        stage = self.data.draw(st.sampled_from([Stage.CONCLUDED, Stage.PERFORMING, Stage.COMPLETED]))
        with working(self.app(ADMIN)) as work:
            work.record([Draft("R6-0002", "stage_declared", work.today, {"stage": stage.value})])


@pytest.mark.slow
@settings(max_examples=8, deadline=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
@given(data=st.data(), days=st.lists(_DAY, min_size=3, max_size=5))
def test_no_day_that_comes_changes_what_a_day_knew(
    sqlite_template: House, data: st.DataObject, days: list[tuple[int, list[str]]]
) -> None:
    """Any sequence of events: at the end every view answers for each day gone as it did on that day."""
    folder = Path(tempfile.mkdtemp(prefix="lifecycle-travel-"))
    house = copy_of(sqlite_template, folder / "home")
    life, said = Life(house, data), dict[str, list[Any]]()
    try:
        with pytest.MonkeyPatch.context() as environment:
            life.step("returned")
            for wait, steps in days:
                for name in steps:
                    life.step(name)
                day = life.today.isoformat()
                said[day] = answers(house, environment, day, day)
                life.today += timedelta(wait)
            for day, then in said.items():
                assert answers(house, environment, life.today.isoformat(), day) == then
    finally:
        house.engine.dispose()
        shutil.rmtree(folder, ignore_errors=True)


def answers(house: House, environment: pytest.MonkeyPatch, today: str, day: str) -> list[Any]:
    """What every view says, asked today, of a day as it was known then; those that judge anew, on the very day also
    without dates."""
    environment.setenv("LIFECYCLE_HOME", str(house.home))
    environment.setenv("LIFECYCLE_NOW", f"{today}T23:00:00+09:00")
    lifecycle, found = CommandLine(house.home), []
    for words in (*VIEWS, ("tables", "--drill", "1"), ("override", "show", f"{ID}-E1"), ("subcontract", "show", ID)):
        asked = lifecycle(*words, *dated(day), "--json", actor=OVERSIGHT)
        assert asked.code in (0, 5, 6), asked.out
        found.append((words, asked.code, asked.json if asked.code in (0, 5) else None))
        if today == day and words[0] in JUDGED_ANEW:
            plain = lifecycle(*words, "--json", actor=OVERSIGHT)
            assert (words, plain.code, plain.json if plain.code in (0, 5) else None) == found[-1]
    return found
