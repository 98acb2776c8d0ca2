"""A register whose database can't be reached, or is another's now: every address says so, before anybody is known."""

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from installation import ADMIN, LOGINS, Installation, a_contract, found
from oidc_provider import CLIENT, SHARED, Provider
from postgres_server import Cluster
from starlette.testclient import TestClient
from web_visits import SENT_HERE

from config.web_settings import Web, WebHeader, WebOidc
from lifecycle.clock import SystemClock
from lifecycle.web.application import application
from lifecycle.web.kept import Kept
from lifecycle.web.oidc import OidcSignIn
from lifecycle.web.signing_in import Chooser, SignIn
from lifecycle.web.trusted_header import TrustedHeader

from .test_server_process import serving

FRONT, NAME = "10.1.2.3", "X-Remote-User"
GATES: dict[str, Callable[[], SignIn]] = {
    "chosen": Chooser,
    "header": lambda: TrustedHeader(Web(header=WebHeader(peers=(FRONT,)))),
    "oidc": lambda: OidcSignIn(
        Web(url="https://register.test", oidc=WebOidc(issuer=Provider("http://127.0.0.1:9").issuer, client=CLIENT)),
        SHARED,
        SystemClock(),
    ),
}


class Served:
    """The register of an installation by a way of signing in: a browser at it, what was written, why it stopped."""

    def __init__(self, home: Installation, gate: SignIn) -> None:
        self.lines: list[str] = []
        self.stopped: list[str] = []
        self.gate = gate
        kept = Kept(home.app(None), lambda: home.app(None), self.stopped.append)
        self.client = TestClient(
            application(home.app(None), gate, kept, self.lines.append),
            base_url="https://register.test",
            headers={NAME: LOGINS[ADMIN]},
            client=(FRONT, 50000),
            follow_redirects=False,
        )

    def answers(self) -> list[tuple[int, str]]:
        """What is answered at every entrance of the gate, at a page, and at an address that leads nowhere."""
        asked = [(one.method, one.path) for one in self.gate.entrances] + [("GET", "/"), ("GET", "/nothing-here")]
        given = [self.client.request(method, path, headers=SENT_HERE) for method, path in asked]
        return [(answer.status_code, answer.text) for answer in given]


@pytest.fixture
def away(cluster: Cluster, tmp_path: Path) -> Iterator[Installation]:
    """A home whose record lies on a PostgreSQL of the test's own."""
    home = found(tmp_path / "home", cluster.server.create())
    yield home
    home.engine.dispose()


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("way", GATES)
def test_where_the_database_is_down_every_address_says_so(away: Installation, cluster: Cluster, way: str) -> None:
    """503 in Japanese, one line each in the log; neither a stack nor what the driver says of the server."""
    served = Served(away, GATES[way]())
    cluster.stop()
    answers = served.answers()
    assert {status for status, _ in answers} == {503}
    assert all("データベースにつながりません" in told and str(cluster.port) not in told for _, told in answers)
    assert len(served.lines) == 2 * len(answers)
    assert all(re.fullmatch(r"\S+ \w+ \S+ 503 \d+ms", line) for line in served.lines[1::2])
    assert all(re.fullmatch(r"\S+ データベースにつながりません。", line) for line in served.lines[::2])
    cluster.start()
    served.lines.clear()
    assert served.client.get("/healthz").status_code == 200
    assert "データベースにつながりません" not in "".join(told for _, told in served.answers())
    assert not served.stopped


@pytest.mark.parametrize("way", GATES)
@pytest.mark.parametrize(
    "statement",
    ["UPDATE alembic_version SET version_num = '9999'", "INSERT INTO flag (name, value) VALUES ('moved', 'x')"],
    ids=["migrated", "moved"],
)
def test_a_database_that_is_anothers_now_stops_it_at_the_gate_too(
    installation: Installation, way: str, statement: str
) -> None:
    """Whoever would sign in is not let into what lives on elsewhere."""
    for method in {one.method for one in GATES[way]().entrances} or {"GET"}:
        served = Served(installation, GATES[way]())
        with installation.engine.begin() as connection:
            connection.exec_driver_sql(statement.replace("INSERT", "INSERT OR REPLACE"))
        path = next((one.path for one in served.gate.entrances if one.method == method), "/")
        answer = served.client.request(method, path, headers=SENT_HERE)
        assert (answer.status_code, "始め直すまで使えません" in answer.text) == (503, True)
        assert served.stopped


@pytest.mark.parametrize("way", ["chosen", "oidc"])
def test_who_leaves_is_let_out_whatever_has_become_of_the_database(installation: Installation, way: str) -> None:
    """The way out takes the cookie away and asks for nothing else."""
    served = Served(installation, GATES[way]())
    with installation.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO flag (name, value) VALUES ('moved', 'x')")
    assert served.client.post("/sign-out", headers=SENT_HERE).status_code == 303


def test_who_may_be_chosen_is_asked_of_the_settings_as_they_are_now(installation: Installation) -> None:
    """A fault in them is told at the gate as everywhere, and is gone when it is mended."""
    served = Served(installation, Chooser())
    installation.settings("raise = []", "raise = 7")
    answer = served.client.get("/sign-in")
    assert (answer.status_code, "rules.raise" in answer.text) == (503, True)
    installation.settings("raise = 7", "raise = []")
    assert served.client.get("/sign-in").status_code == 200


def test_another_fault_at_the_gate_keeps_its_place_in_the_log(installation: Installation) -> None:
    """A table that is gone is no database that is away: a number on the page, the place in the log."""
    served = Served(installation, Chooser())
    with installation.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE division")
    answer = served.client.get("/sign-in")
    number = re.search(r"誤りの番号 ([0-9a-f]{8})", answer.text)
    assert answer.status_code == 503
    assert number
    assert any(number[1] in line and "signing_in.py" in line for line in served.lines)


@pytest.mark.slow
@pytest.mark.postgres
def test_a_server_whose_database_dies_writes_no_stack(away: Installation, cluster: Cluster) -> None:
    """The command itself, over a socket: pages and the gate answer, the log names neither server nor port."""
    a_contract(away.app())
    away.engine.dispose()
    with serving(away.home, "--trial", LIFECYCLE_DATABASE_URL=str(away.url)) as (process, address):
        assert httpx2.get(f"{address}/sign-in").status_code == 200
        cluster.stop()
        for path in ("/sign-in", "/", "/contracts"):
            assert httpx2.get(f"{address}{path}").status_code == 503, path
        posted = httpx2.post(f"{address}/sign-in", data={"person": "0" * 32}, headers=SENT_HERE)
        assert posted.status_code == 503
        cluster.start()
        assert httpx2.get(f"{address}/sign-in").status_code == 200
        said = stopped(process)
    assert said.count("データベースにつながりません。") == 4
    assert not re.search(rf"Traceback|psycopg|File \"|\.py:|\b{cluster.port}\b", said)


def stopped(process: "subprocess.Popen[str]") -> str:
    """What a server wrote down, which is told to stop."""
    process.terminate()
    return process.communicate(timeout=30)[1]
