"""The register as a process of its own: it starts, answers over a socket, stops when it is told to or is outdated."""

import enum
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from installation import Installation, RealInstallation, a_contract, real

from config.web_settings import AGREED_HEADER, PROXY_VARIABLE
from lifecycle.web.serving import signals_to_stop

AGREED = "a-secret-of-the-front-1"
_SERVED = "from lifecycle.cli.main import run; run()"


def started(home: Path, *words: str, **environment: str) -> subprocess.Popen[str]:
    """The command `web` in a process of its own."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("LIFECYCLE_")}
    return subprocess.Popen(
        [sys.executable, "-c", _SERVED, "web", *words, *([] if "--port" in words else ["--port", "0"])],
        env={**own, "LIFECYCLE_HOME": str(home), "PYTHONUNBUFFERED": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@contextmanager
def serving(home: Path, *words: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server that answers, with its address; it is gone afterwards."""
    process = started(home, *words, **environment)
    try:
        assert process.stdout
        told = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", told)
        assert address, (told, process.stderr.read() if process.stderr else "")
        _wait_for(address[0])
        yield process, address[0]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _wait_for(address: str) -> None:
    for _ in range(150):
        try:
            if httpx2.get(f"{address}/healthz").status_code == 200:
                return
        except httpx2.HTTPError:
            time.sleep(0.2)
    pytest.fail("the server did not come up")


@pytest.mark.slow
def test_it_serves_until_it_is_told_to_stop(installation: Installation) -> None:
    """A service is stopped by a signal: it ends well, at once, and keeps no open file behind."""
    a_contract(installation.app())
    installation.engine.dispose()
    with serving(installation.home, "--trial") as (process, address):
        page = httpx2.get(f"{address}/", follow_redirects=True)
        assert "広報課担当" in page.text
        assert "server" not in page.headers
        assert (installation.home / "uploads").stat().st_mode & 0o077 == 0
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 0, said
    assert re.search(r"GET /sign-in 200 \d+ms", said)
    assert "Traceback" not in said
    assert not list((installation.home / "uploads").iterdir())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "新しい版の lifecycle を使ってください"),
        ("INSERT INTO flag (name, value) VALUES ('moved', 'postgresql')", "移した先を使ってください"),
    ],
    ids=["migrated", "moved"],
)
def test_a_migration_or_a_transfer_under_it_ends_it(installation: Installation, statement: str, told: str) -> None:
    """The next request, a monitor's too, finds another release or another place: one line, and the code for that."""
    installation.engine.dispose()
    with serving(installation.home, "--trial") as (process, address):
        with sqlite3.connect(installation.home / "lifecycle.db") as database:
            database.execute(statement)
        database.close()
        assert httpx2.get(f"{address}/healthz").status_code == 503
        _, said = process.communicate(timeout=30)
    assert process.returncode == 7, said
    assert said.count("直してから始め直してください") == 1
    assert told in said


@pytest.mark.slow
def test_a_front_on_this_machine_is_known_by_its_secret(tmp_path: Path) -> None:
    """Over a real socket: with the secret the person of the header, without it nobody."""
    home: RealInstallation = real(tmp_path / "home")
    a_contract(home.app())
    home.engine.dispose()
    home.settings('sign_in = ""', 'sign_in = "header"')
    home.settings("peers = []", 'peers = ["127.0.0.1"]')
    with serving(home.home, **{PROXY_VARIABLE: AGREED}) as (_, address):
        named = {"X-Remote-User": "koho-tanto"}
        forged = {**named, "X-Forwarded-For": "10.0.0.1", AGREED_HEADER: "x" * 20}
        assert [httpx2.get(f"{address}/contracts", headers=h).status_code for h in ({}, named, forged)] == [401] * 3
        assert httpx2.get(f"{address}/contracts", headers={**named, AGREED_HEADER: AGREED}).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "words", "environment", "told"),
    [
        ({}, (), {}, "サインインの方法が決まっていません"),
        ({}, ("--trial",), {}, "試用の環境だけ"),
        ({'sign_in = ""': 'sign_in = "header"'}, (), {}, "peers"),
        ({'sign_in = ""': 'sign_in = "header"', "peers = []": 'peers = ["127.0.0.1"]'}, (), {}, "合言葉"),
        ({'sign_in = ""': 'sign_in = "oidc"'}, (), {}, "issuer"),
    ],
)
def test_it_does_not_start_where_anybody_could_be_anybody(
    tmp_path: Path, changes: dict[str, str], words: tuple[str, ...], environment: dict[str, str], told: str
) -> None:
    """Each with what is missing, and the code of a home that is not set up."""
    home = real(tmp_path / "home")
    home.engine.dispose()
    for old, new in changes.items():
        home.settings(old, new)
    process = started(home.home, *words, **environment)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 7, said
    assert told in said


@pytest.mark.slow
def test_a_port_that_is_taken_is_told(installation: Installation) -> None:
    """In one line, before anything is served."""
    installation.engine.dispose()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = started(installation.home, "--trial", "--port", str(taken.getsockname()[1]))
        _, said = process.communicate(timeout=60)
    assert process.returncode == 7, said
    assert "待ち受けられません" in said


def test_the_signals_of_each_system_stop_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The manager of services on Windows sends a break; a system that knows none is not asked for it."""
    assert signals_to_stop() == [signal.SIGINT, signal.SIGTERM]
    known = enum.IntEnum("Signals", {"SIGINT": 2, "SIGTERM": 15, "SIGBREAK": 21})
    monkeypatch.setattr("lifecycle.web.serving.signal.Signals", known)
    monkeypatch.setattr("lifecycle.web.serving.signal.SIGBREAK", 21, raising=False)
    assert [int(one) for one in signals_to_stop()] == [2, 15, 21]
