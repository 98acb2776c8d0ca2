"""A register that is served for long: what changed meanwhile, who holds it up, what it writes down and lets know."""

import re
import sqlite3
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from circulars import EDITION, a_circular, confirmed, edition, published
from installation import HEAD, ID, OFFICE, OFFICER, OVERSIGHT, REASON, Installation, a_contract
from starlette.testclient import TestClient
from web_visits import PERSON, SENT_HERE, ByHeader, Visitor

from lifecycle.records.database import open_engine, sqlite_url
from lifecycle.usecases.rule_publishing import propose_withdrawal
from lifecycle.usecases.work import working
from lifecycle.web.application import application
from lifecycle.web.kept import Kept

FORM, PAGE = f"/contracts/{ID}/amend", f"/contracts/{ID}"


class Server:
    """The register as a server keeps it open, without its sockets: what it wrote, and why it stopped."""

    def __init__(self, home: Installation, **also: Any) -> None:
        self.lines: list[str] = []
        self.stopped: list[str] = []
        app = home.app(None)
        if also:
            app = replace(app, **also)
        self.kept = Kept(app, lambda: home.app(None), self.stopped.append)
        served = application(app, ByHeader(), self.kept, self.lines.append)
        self.client = TestClient(
            served, base_url="http://register.test", headers={PERSON: quote(OFFICER)}, follow_redirects=False
        )


@pytest.fixture
def home(installation: Installation) -> Installation:
    """A home with a contract."""
    a_contract(installation.app())
    return installation


@pytest.fixture
def server(home: Installation) -> Server:
    """A server of that home."""
    return Server(home)


def test_it_says_that_it_is_well_to_anybody_and_nothing_else(server: Server) -> None:
    """Who watches over the server need not sign in."""
    answer = server.client.get("/healthz", headers={PERSON: ""})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a_schema_of_another_release_stops_it(home: Installation, server: Server) -> None:
    """It neither reads nor writes any more, says why once, and is no longer well."""
    with home.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    answer = server.client.get(PAGE)
    assert answer.status_code == 503
    assert "9999" in answer.text
    assert "県民意識調査" not in answer.text
    assert server.client.post(FORM, data={}, headers=SENT_HERE).status_code == 503
    assert server.client.get("/healthz").status_code == 503
    assert "始め直してください" in server.stopped[0]


def test_rule_data_of_another_release_stops_it(home: Installation, server: Server) -> None:
    """The newer program has noted its rule data in the journal: the older may judge no longer."""
    with home.engine.begin() as connection:
        connection.exec_driver_sql("INSERT OR REPLACE INTO flag (name, value) VALUES ('rules', 'another')")
    assert server.client.get(PAGE).status_code == 503
    assert "規程データ" in server.stopped[0]


def test_what_is_published_is_in_force_at_the_next_request(home: Installation, server: Server, tmp_path: Path) -> None:
    """The pack is still ours: it goes on, by the rule data as it stands now, also where another noted it before."""
    published(home, a_circular(tmp_path / "a"))
    assert server.client.get(PAGE).status_code == 200
    assert EDITION in {edition.id for edition in server.kept.now()[0].book.editions}
    later = a_circular(tmp_path / "b", sources="# none\n", editions=edition("2025-10-01", "R7.10.1"))
    published(home, later)
    with working(home.app()):
        pass
    confirmed(home, propose_withdrawal(home.app(OVERSIGHT, "2025-03-03"), "b", "宛先に誤りがあるため"))
    assert server.client.get(PAGE).status_code == 200
    known = {edition.id for edition in server.kept.now()[0].book.editions}
    assert EDITION in known
    assert "special-provisions-R7.10.1" not in known
    assert not server.stopped


def test_changed_files_of_rule_data_stop_it(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An update that lays new files over the old ones."""
    monkeypatch.setattr("lifecycle.records.own_rules.RULE_DATA", tmp_path)
    assert server.client.get(PAGE).status_code == 503
    assert server.stopped


def test_settings_are_read_anew_between_two_requests(home: Installation, server: Server) -> None:
    """In a home for trial they decide at once; a fault in them is told, and gone when it is mended."""
    assert server.client.get(PAGE).status_code == 200
    before = server.kept.now()[0].policy
    home.settings("raise = []", 'raise = ["S2-12"]')
    assert server.client.get(PAGE).status_code == 200
    assert server.kept.now()[0].policy.raised == before.raised | {"S2-12"}
    assert server.kept.now()[0].engine is home.engine
    home.settings('raise = ["S2-12"]', "raise = 7")
    answer = server.client.get(PAGE)
    assert (answer.status_code, "rules.raise" in answer.text) == (503, True)
    home.settings("raise = 7", "raise = []")
    assert server.client.get(PAGE).status_code == 200
    assert not server.stopped


def test_who_meets_another_writer_is_told_so_and_loses_nothing(home: Installation) -> None:
    """After the wait the page says so; what was typed stands on it and is sent again by one click."""
    engine = open_engine(sqlite_url(home.home), patience_ms=200, connections=4)
    server = Server(home, engine=engine)
    form = Visitor(home).form(FORM) | {"record_count": "1,234"}
    other = sqlite3.connect(home.home / "lifecycle.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begun = time.perf_counter()
    answer = server.client.post(FORM, data=form, headers=SENT_HERE)
    waited = time.perf_counter() - begun
    assert server.client.get(PAGE).status_code == 200, "reading waits for nobody"
    other.execute("ROLLBACK")
    other.close()
    assert answer.status_code == 409
    assert 0.2 <= waited < 5
    assert "<h1>ほかの人が書き込み中です</h1>" in answer.text
    again = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
    assert again["record_count"] == "1,234"
    assert server.client.post(FORM, data={**form, "form_key": again["form_key"]}, headers=SENT_HERE).status_code == 303
    engine.dispose()


def test_the_log_of_requests_holds_no_value(home: Installation, server: Server) -> None:
    """Neither numbers nor names nor what was searched for, nor who asked: the kind of place, the status, the time."""
    server.client.get(f"{PAGE}?as_of=R6.6.1&q=山田")
    server.client.get("/healthz")
    server.client.get(f"/no-such-page/{quote(OFFICE)}")
    server.client.post(FORM, data={"amend_reason": REASON}, headers=SENT_HERE)
    assert [line.split(" ", 1)[1].rsplit(" ", 1)[0] for line in server.lines] == [
        "GET /contracts/{id} 200",
        "GET /healthz 200",
        "GET - 404",
        "POST /contracts/{id}/amend 422",
    ]


def test_a_fault_that_nobody_foresaw_is_told_by_number_and_written_down_by_place(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says no more than a number; the record names the place in the program, never the value."""

    def failing(*_: object) -> None:
        raise ValueError("山田太郎 090-1234-5678")

    monkeypatch.setattr("lifecycle.web.contracts.gather_one", failing)
    answer = server.client.get(PAGE)
    assert answer.status_code == 500
    number = re.search(r"誤りの番号 ([0-9a-f]{8})", answer.text)
    assert number
    written = "\n".join(server.lines)
    assert f"{number[1]} ValueError" in written
    assert "web/contracts.py" in written
    assert "山田" not in written + answer.text


def test_a_cookie_of_the_trial_stays_with_its_person(home: Installation) -> None:
    """Another person who comes before the chosen one in the list does not take over."""
    client = TestClient(application(home.app(None)), base_url="http://register.test", follow_redirects=False)
    page = client.get("/sign-in").text
    sign = re.search(rf'value="([0-9a-f]{{32}})"><b>{OFFICER}</b>', page)
    assert sign
    assert client.post("/sign-in", data={"person": "0"}, headers=SENT_HERE).status_code == 422
    assert client.post("/sign-in", data={"person": sign[1]}, headers=SENT_HERE).status_code == 303
    assert f"<b>{OFFICER}</b>" in client.get(PAGE).text
    home.settings("[rules]", '[people."あ"]\nrole = "admin"\n[rules]')
    assert f"<b>{OFFICER}</b>" in client.get(PAGE).text
    assert HEAD not in client.get(PAGE).text.split("</header>")[0]


@pytest.mark.parametrize(("url", "told"), [("", False), ("http://itaku.test", False), ("https://itaku.test", True)])
def test_browsers_are_held_to_https_only_where_it_is_so(home: Installation, url: str, told: bool) -> None:
    """By the settings' address; what a request says of itself, or a front of it, changes nothing."""
    home.settings('url = ""', f'url = "{url}"')
    answer = TestClient(application(home.app(None), ByHeader())).get("/healthz", headers={"x-forwarded-proto": "https"})
    assert ("strict-transport-security" in answer.headers) is told


def test_a_form_counts_as_ours_by_the_address_of_the_settings(home: Installation) -> None:
    """A front may call the register by a name of its own; another origin stays another."""
    home.settings('url = ""', 'url = "https://itaku.test"')
    client = TestClient(application(home.app(None), ByHeader()), headers={PERSON: quote(OFFICER)})
    ours, others = {"origin": "https://itaku.test", "host": "inner:8765"}, {"origin": "http://itaku.test"}
    assert client.post(FORM, data={}, headers=ours).status_code == 422
    assert client.post(FORM, data={}, headers={**others, "host": "inner:8765"}).status_code == 403
