"""A date of evidence after today is a plan: it never turns into evidence by itself (semantics §11)."""

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from datetime import date
from typing import Any

import pytest
from installation import ADMIN, HEAD, ID, NOW, OFFICER, Installation, a_contract, a_subcontract

from config.errors import UsageError
from config.loader import rule_book
from lifecycle.records.as_of import AsOf
from lifecycle.records.one_contract import find_contract
from lifecycle.usecases.documents import Proposal, Recorder
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.installation import examine
from lifecycle.usecases.work import working
from states.columns import CONTRACT, SUBCONTRACT, columns_of
from states.documents import ValueType
from states.evidence import KINDS, Kind

DAY, LATER = "2024-06-10", "2024-07-01"
OF_EVIDENCE = [
    (kind, column.name) for kind in KINDS.values() for column in kind.columns if column.value_type is ValueType.DATE
]


@pytest.fixture
def office(installation: Installation) -> Installation:
    """A contract with one subcontract, as of 2024-06-03."""
    a_contract(installation.app())
    a_subcontract(installation.app(), subcontractor="乙社", handles_pi=True, applied_on="2024-04-02")
    return installation


NUMBERED = {"document_no": "広第9号"}


def who(kind: Kind) -> str:
    """An actor who may record a kind, each of its fields included."""
    return HEAD if kind.recorded_by or kind.numbered else OFFICER


def place_of(kind: Kind) -> str:
    """The subcontract that a kind is recorded of here."""
    return "" if kind.of_contract and kind.id != "subcontract_notice" else "1"


def declared(office: Installation, kind: str, fields: Mapping[str, Any], no: str, now: str = NOW) -> None:
    """A record as a ledger brings it in."""
    with working(office.app(ADMIN, now)) as work:
        draft = Recorder(work, [ID]).draft(Proposal(ID, kind, fields, "ledger", no))
        work.record([draft] if draft else [])


def dates_held(office: Installation, kind: Kind, name: str, on: str) -> Iterator[date]:
    """What every version of a kind says in a column on a day."""
    app = office.app(ADMIN, on)
    with app.reading() as connection:
        contract = find_contract(connection, ID, AsOf(date.fromisoformat(on)))
    for subject in (contract, *contract.subcontracts):
        for paper in subject.versions.get(kind.id, ()):
            if (day := getattr(paper, name)) is not None:
                yield day


@pytest.mark.many_alike(one_in=4)
@pytest.mark.parametrize(("kind", "name"), OF_EVIDENCE, ids=[f"{k.id}.{n}" for k, n in OF_EVIDENCE])
def test_no_date_of_evidence_counts_on_its_day_by_itself(office: Installation, kind: Kind, name: str) -> None:
    """Every dating column of every kind: refused by command, kept as a plan by a ledger, done when recorded again."""
    no, dated = place_of(kind), {kind.dated_by: "2024-06-01"}
    with pytest.raises(UsageError, match="その日が来てから"):
        attach(office.app(who(kind), NOW), ID, kind.id, {**NUMBERED, **dated, name: DAY}, subcontract=no)
    declared(office, kind.id, {**dated, name: DAY}, no)
    for day in (NOW, DAY, LATER):
        assert date.fromisoformat(DAY) not in dates_held(office, kind, name, day)
    declared(office, kind.id, {**dated, name: DAY}, no, LATER)
    assert date.fromisoformat(DAY) in dates_held(office, kind, name, LATER)


@pytest.mark.many_alike(one_in=4)
@pytest.mark.parametrize(("kind", "name"), OF_EVIDENCE, ids=[f"{k.id}.{n}" for k, n in OF_EVIDENCE])
def test_no_other_correction_makes_a_plan_true(office: Installation, kind: Kind, name: str) -> None:
    """Who adds a number to the record in July has not said that what was planned for June was done."""
    no, dated = place_of(kind), {kind.dated_by: "2024-06-01"}
    declared(office, kind.id, {**dated, name: DAY}, no)
    refused = pytest.raises(UsageError) if name == kind.dated_by else nullcontext()
    with refused:
        attach(office.app(who(kind), LATER), ID, kind.id, NUMBERED, subcontract=no,
               of=date.fromisoformat(DAY if name == kind.dated_by else "2024-06-01"))  # fmt: skip
    assert date.fromisoformat(DAY) not in dates_held(office, kind, name, LATER)


def test_the_dates_that_may_lie_ahead_are_those_of_the_pack() -> None:
    """What is read as a plan and what is refused is one list; no kind of evidence has a date that may lie ahead."""
    from lifecycle.records.shelf import dates_of_evidence

    ahead = set(rule_book().plausible.may_lie_ahead)
    for kind in (CONTRACT, SUBCONTRACT, *KINDS):
        dates = {c.name for c in columns_of(kind) if c.value_type is ValueType.DATE}
        free = {name for name in dates if f"{kind}.{name}" in ahead}
        assert dates - free == set(dates_of_evidence(kind)) & dates


def test_the_examination_names_a_plan_whose_day_has_passed(office: Installation) -> None:
    """Also one that an earlier version recorded as if it were evidence."""
    declared(office, "onsite_inspection", {"inspected_on": DAY, "place": "作業所"}, "")
    by_day = {day: {c.name: c for c in examine(office.app(ADMIN, day))}["予定の日"] for day in (NOW, LATER)}
    assert by_day[NOW].fine
    assert not by_day[LATER].fine
    assert f"{ID} 実施日 R6.6.10" in by_day[LATER].detail
