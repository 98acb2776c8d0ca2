"""Every door of the register: who is let through, of which office; a form sent twice, late, or from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from installation import HEAD, ID, OVERSIGHT, Installation, copy_of
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.testclient import TestClient
from web_doors import KNOWN, UNBOUND, KnownDoor
from web_filling import Ready, ready
from web_furnished import CONCLUDED, DEPUTY, PEOPLE, furnish
from web_visits import PERSON, SENT_HERE, ByHeader, Visitor

from lifecycle.app import App
from lifecycle.usecases.audit import verify
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.incidents import update_incident
from lifecycle.usecases.subcontracts import record
from lifecycle.web.answers import plain_answer
from lifecycle.web.application import DOORS, application

LOOKS = "/contracts/{id}/contacts/numbers"
"""A form that is sent to be shown something: it is no deed, and each look is on record (`test_contacts`)."""
TAKING = [door for door in KNOWN if door.takes and door.path != LOOKS]
UNKNOWN = "R6-9999"


@pytest.fixture(scope="module")
def furnished(sqlite_template: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with something behind every door, which no test changes."""
    papers = tmp_path_factory.mktemp("papers")
    home = copy_of(sqlite_template, tmp_path_factory.mktemp("furnished") / "home")
    furnish(home, papers)
    home.engine.dispose()
    return home


@pytest.fixture
def own(furnished: Installation, tmp_path: Path) -> Iterator[Installation]:
    """A copy of it, to change."""
    home = copy_of(furnished, tmp_path / "home")
    yield home
    home.engine.dispose()


@dataclass
class Everybody:
    """All people before the same register: each asks with the header that the gate believes."""

    visitor: Visitor

    def asks(self, who: str, path: str) -> Any:
        """A page, as somebody."""
        return self.visitor.get(path, **{PERSON: quote(who)})

    def sends(self, who: str, form: Ready) -> Any:
        """A form, as somebody."""
        return self.visitor.send(form.action, dict(form.fields), form.files, **{PERSON: quote(who)})


def filled_in(home: Installation, door: KnownDoor) -> Ready:
    """The form of a door as it stands on its page, filled in by whoever may, up to the record."""
    return ready(Visitor(home, door.by), door.page or door.at, door.at, door.words)


def test_every_door_is_in_the_table() -> None:
    """A door that is added has to be entered with whom it lets through."""
    shown = {door.path for door in DOORS if door.show}
    taken = {door.path for door in DOORS if door.take}
    assert {door.path for door in KNOWN if door.reads} == shown
    assert {LOOKS, *(door.path for door in TAKING)} == taken
    assert len({door.path for door in KNOWN}) == len(KNOWN)


def test_a_page_is_shown_to_whom_the_table_names_and_to_nobody_else(furnished: Installation) -> None:
    """Everybody else gets 403; a contract that is none is no page and no fault of the register."""
    everybody = Everybody(Visitor(furnished))
    wrong = []
    for door in KNOWN:
        for who in PEOPLE if door.reads else ():
            status = everybody.asks(who, door.at).status_code
            if status != (door.status if who in door.reads else 303 if who in door.led else 403):
                wrong.append(f"{door.path} {who}: {status}")
        if door.reads and ID in door.at:
            missing = everybody.asks(OVERSIGHT, door.at.replace(ID, UNKNOWN)).status_code
            if missing not in (403, 404) and door.status != 303:
                wrong.append(f"{door.path} of no contract: {missing}")
    assert wrong == []


def test_a_document_is_told_to_whom_its_page_is_shown(furnished: Installation) -> None:
    """In JSON no door opens that is shut as a page; an error is a document too."""
    documents = {door.path for door in DOORS if door.document}
    visitor, wrong = Visitor(furnished), []
    for door in (door for door in KNOWN if door.path in documents):
        for who in PEOPLE:
            answer = visitor.get(door.at, accept="application/json", **{PERSON: quote(who)})
            if answer.status_code != (200 if who in (door.tells or door.reads) else 403):
                wrong.append(f"{door.path} {who}: {answer.status_code}")
            assert answer.headers["content-type"] == "application/json", door.path
    assert wrong == []
    assert len(documents) > 10


FROM_ELSEWHERE = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "http://evil.test"},
    {},
)
"""Another site's form, one of a neighbouring host, one of which the browser doesn't say whence it comes."""


@pytest.mark.many_alike(one_in=2)
@pytest.mark.parametrize("door", TAKING, ids=lambda door: door.path)
def test_a_form_is_taken_from_whom_the_table_names_and_from_nobody_else(own: Installation, door: KnownDoor) -> None:
    """Whoever may not gets 403 for a form that would be recorded from somebody else, and nothing is on record.

    From elsewhere it is refused unread, whoever sends it.
    """
    form, before = filled_in(own, door), own.count("journal")
    client, everybody = Visitor(own, door.by).client, Everybody(Visitor(own))
    for headers in FROM_ELSEWHERE:
        assert client.post(form.action, data=dict(form.fields), files=form.files, headers=headers).status_code == 403
    refused = {who: everybody.sends(who, form).status_code for who in PEOPLE if who not in door.takes}
    assert set(refused.values()) <= {403, door.refused}, refused
    assert own.count("journal") == before
    late = Ready(form.action, {**form.fields, "form_key": "another", "form_number": "0", "shown": "other"}, form.files)
    through = {who: everybody.sends(who, late).status_code for who in door.takes}
    assert set(through.values()) <= {303, 409, 422}, through


@pytest.mark.many_alike(one_in=4)
@pytest.mark.parametrize("door", TAKING, ids=lambda door: door.path)
def test_a_form_sent_twice_is_one_record(own: Installation, door: KnownDoor) -> None:
    """A second click and a browser that sends again are led to what was recorded the first time."""
    form = filled_in(own, door)
    visitor = Visitor(own, door.by)
    before = own.count("journal")
    first = visitor.send(form.action, dict(form.fields), form.files)
    assert first.status_code == 303, first.text
    once = own.count("journal")
    again = [visitor.send(form.action, dict(form.fields), form.files).status_code for _ in range(2)]
    assert again == [303, 303]
    assert visitor.get(first.headers["location"]).status_code == 200
    assert own.count("journal") == once
    assert once > before or door.path in ("/begun", "/returned")
    assert verify(own.app()).faults == []


def something_else_is_recorded(home: Installation, door: KnownDoor) -> None:
    """What is done beside an open form: facts and papers change, and what waits is decided by the deputy."""
    amend(home.app(), ID, {"record_count": "4000"}, None)
    amend(home.app(), CONCLUDED, {"record_count": "700"}, None)
    for no in ("1", "2"):
        record(home.app(), ID, no, {"scope": "全部"})
    attach(home.app(), ID, "contract_review", {"finance_rule_items": "無"}, of=date(2024, 4, 1))
    attach(home.app(), ID, "other", {"title": "別の題"}, of=date(2024, 5, 20))
    for no in ("", "2"):
        attach(home.app(), ID, "onsite_waiver", {"substitute": "写真"}, subcontract=no, of=date(2024, 5, 31))
    update_incident(home.app(), f"{ID}/J1", {"measures": "探している"})
    if "confirm" in door.at or "approve" in door.at:
        decides = replace(door, by=DEPUTY)
        Visitor(home, DEPUTY).send(*_sent(filled_in(home, decides)))


def _sent(form: Ready) -> tuple[str, dict[str, Any]]:
    return form.action, dict(form.fields)


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize("door", [door for door in TAKING if door.path not in UNBOUND], ids=lambda door: door.path)
def test_a_form_that_shows_what_is_no_more_is_not_recorded(own: Installation, door: KnownDoor) -> None:
    """It is answered by what has changed, or that it is decided already; never by a record."""
    form = filled_in(own, door)
    something_else_is_recorded(own, door)
    before = own.count("journal")
    answer = Visitor(own, door.by).send(form.action, dict(form.fields), form.files)
    assert own.count("journal") == before
    assert answer.status_code == 409 or (answer.status_code == 422 and "既に" in answer.text), answer.text


class Closed(ByHeader):
    """A gate that knows nobody."""

    middleware: tuple[Middleware, ...] = ()
    routes: tuple[BaseRoute, ...] = ()

    def who(self, request: Request, _: App) -> Response:
        """Nobody."""
        return plain_answer(401, f"{request.url.path} にはサインインが要ります。")


def test_who_is_not_signed_in_gets_nothing(furnished: Installation) -> None:
    """No door, by no method, not even for an address that is none."""
    client = TestClient(application(furnished.app(None), Closed()), follow_redirects=False)
    before = furnished.count("journal")
    for door in KNOWN:
        if door.reads:
            assert client.get(door.at).status_code == 401, door.path
        if door.takes:
            assert client.post(door.at, data={"form_key": "k"}, headers=SENT_HERE).status_code == 401, door.path
    assert client.get("/nothing-here").status_code == 401
    assert furnished.count("journal") == before


def test_a_method_that_a_door_has_not_is_refused(furnished: Installation) -> None:
    """A page that takes no form says so; so does an address that only takes one."""
    visitor = Visitor(furnished, HEAD)
    for door in KNOWN:
        if not door.takes:
            assert visitor.send(door.at, {}).status_code == 405, door.path
        if not door.reads:
            assert visitor.get(door.at).status_code == 405, door.path
        assert visitor.client.delete(door.at, headers=SENT_HERE).status_code == 405, door.path
