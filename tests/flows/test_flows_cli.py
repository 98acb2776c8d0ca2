"""The command `lifecycle-flows` as whole processes."""

import json
import os
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from .conftest import COMMAND

_LOADED = """
import sys
from flows.cli import run
code = 0
try:
    run({words!r})
except SystemExit as end:
    code = end.code
sys.stderr.write(f"loaded={{sorted({{'prefect', 'apscheduler'}} & sys.modules.keys())}} code={{code or 0}}")
"""


def call(*words: str, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *words], capture_output=True, text=True, env={**os.environ, **extra}, timeout=180, check=False
    )


@pytest.mark.many_alike(one_in=2)
@pytest.mark.parametrize(
    "words", [["--help"], ["run", "--help"], ["deploy", "--help"], ["run", "deliver"]], ids=" ".join
)
def test_help_and_a_run_without_a_server_load_no_orchestrator(home: Path, words: list[str]) -> None:
    """Prefect alone costs more than a second, and would start a hidden server."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED.format(words=words)], capture_output=True, text=True, timeout=180, check=True
    )
    assert done.stderr.endswith("loaded=[] code=0")
    assert not (home / "prefect").exists()


@pytest.mark.parametrize(
    ("words", "heads"),
    [
        (["--help"], ["命令"]),
        (["serve", "--help"], []),
        (["run", "--help"], ["引数", "指定"]),
        (["status", "--help"], ["指定"]),
        (["deploy", "--help"], ["指定"]),
    ],
    ids=lambda words: " ".join(words),
)
def test_every_help_text_is_in_japanese(words: list[str], heads: list[str]) -> None:
    """The parts are headed in Japanese, and every command and option is explained, `--help` and `--version` too."""
    text = call(*words).stdout
    assert re.findall(r"─ (.+?) ─", text) == heads
    explained = re.findall(r"^│[ *]+(?:[\w-]+|--[\w-]+(?: \(-h\)| STR)?) {2,}(\S+)", text, re.MULTILINE)
    assert bool(explained) == bool(heads)
    assert [words for words in explained if words.isascii()] == []


@pytest.mark.slow
def test_run_supervise_prints_json_and_the_second_time_queues_nothing(home: Path) -> None:
    """`--json`: exactly one document on stdout."""
    first, second = call("run", "supervise", "--json"), call("run", "supervise", "--json")
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert json.loads(first.stdout)["sweep"]["messages_queued"] > 0
    again = json.loads(second.stdout)
    assert again["sweep"]["messages_queued"] == 0
    assert "もう一度行いました(2回目)" in again["note"]


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["run", "nope"], 2, "選べるもの: supervise(点検し、担当者から所属長への順に連絡を作って送る)、deliver("),
        (["run"], 2, "選べるもの: supervise / deliver / deliver_urgent / heartbeat / monthly / seal / verify"),
        (["frob"], 2, "「frob」という命令はありません"),
        (["run", "supervise", "--as-of", "令和6年2月30日"], 2, "--as-of"),
        (["run", "deliver", "--as-of", "2024-11-26"], 2, "--as-of は使えません"),
        (["deploy"], 7, "PREFECT_API_URL がありません"),
    ],
    ids=["unknown-job", "no-job", "unknown-command", "bad-date", "date-for-delivery", "no-server"],
)
def test_a_wrong_call_ends_with_2_and_says_what_is_right(home: Path, words: list[str], code: int, told: str) -> None:
    """Exit codes; with `--json` the error is one document too."""
    plain, as_json = call(*words), call(*words, "--json")
    assert (plain.returncode, plain.stdout) == (code, "")
    assert told in plain.stderr
    if words != ["frob"]:
        assert json.loads(as_json.stdout)["error"]["exit_code"] == code


def test_a_date_is_taken_in_the_japanese_calendar_too(home: Path) -> None:
    """R6.11.26."""
    done = call("run", "supervise", "--as-of", "R6.11.26")
    assert done.returncode == 0, done.stderr
    assert "令和6年11月26日時点" in done.stdout


def test_mail_that_does_not_arrive_ends_with_8(home: Path) -> None:
    """As `lifecycle deliver` does."""
    done = call("run", "supervise", LIFECYCLE_MAIL_URL="mailto://127.0.0.1:9")
    assert done.returncode == 8
    assert "届いていない" in done.stdout


@pytest.mark.slow
def test_a_server_that_does_not_answer_is_said_and_nothing_is_swept(home: Path) -> None:
    """A person who named a server shall not believe that the run is there."""
    done = call("run", "supervise", "--json", PREFECT_API_URL="http://127.0.0.1:9/api")
    assert done.returncode == 1
    assert "PREFECT_API_URL を外して" in json.loads(done.stdout)["error"]["message"]
    assert not (home / "outbox").exists()
    assert (home / "prefect").stat().st_mode & 0o777 == 0o700


@pytest.mark.slow
@pytest.mark.parametrize(
    ("url", "code", "told"),
    [
        ("127.0.0.1:4200/api", 7, "http:// か https:// で始まる形です"),
        ("http://127.0.0.1:9/api", 1, "何も登録していません"),
    ],
    ids=["no-address", "nobody-there"],
)
def test_a_registration_without_a_server_is_refused_in_japanese(home: Path, url: str, code: int, told: str) -> None:
    """The variable, what was not done, and the way out; no traceback."""
    done = call("deploy", PREFECT_API_URL=url)
    assert done.returncode == code
    assert "PREFECT_API_URL" in done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_server_that_is_no_prefect_server_is_told_apart(home: Path) -> None:
    """A web server of another kind answers too; the text says how the address should end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Anything) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        done = call("deploy", PREFECT_API_URL=f"http://127.0.0.1:{other.server_port}/api")
        other.shutdown()
    assert done.returncode == 1
    assert "Prefect サーバーではないようです" in done.stderr
    assert "Traceback" not in done.stderr


class _Anything(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write("<html>ようこそ</html>".encode())

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""
