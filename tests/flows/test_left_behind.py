"""The schedule ends by itself where its database was moved away or is of a later program, and says so once."""

import os
import re
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from postgres_server import Server

from config.errors import RequestFault, SetupError
from flows.ending import ScheduleEnd
from flows.schedule import job
from lifecycle.app import open_app
from lifecycle.usecases.transferring import transfer
from lifecycle.watch.failed_runs import is_left_behind

from .conftest import COMMAND, PATIENCE


def _ends(home: Path, under_it: Callable[[], None]) -> tuple[int, list[str]]:
    """The exit code of a schedule under which something is done after its first jobs, and what it says from then on."""
    process = subprocess.Popen([COMMAND, "serve"], stderr=subprocess.PIPE, text=True, env=os.environ)
    try:
        assert process.stderr
        line = ""
        while "● verify: " not in line:
            line = process.stderr.readline()
            assert line
        under_it()
        rest = process.communicate(timeout=PATIENCE)[1].splitlines()
    finally:
        process.kill()
        process.communicate()
    kept = (home / "logs" / "serve.log").read_text(encoding="utf-8").splitlines()
    assert kept[-len(rest) :] == rest
    return process.returncode, rest


def _is_told_once(said: list[str], words: str) -> bool:
    """Whether one line says why it ends and what to do; no job is said to have failed."""
    told = [line for line in said if "■" in line]
    return len(told) == 1 and words in told[0] and "起動し直してください" in told[0]


@pytest.mark.slow
@pytest.mark.postgres
def test_a_transfer_under_it_ends_it(home: Path, postgres: Server) -> None:
    """Within the minute of the urgent messages: exit code 7, the code of `lifecycle web` for the same."""

    def moved() -> None:
        app = open_app(actor="管理者")
        transfer(app, postgres.create())
        app.engine.dispose()

    code, said = _ends(home, moved)
    assert code == 7, said
    assert _is_told_once(said, "別のデータベースに移されました"), said
    assert "LIFECYCLE_DATABASE_URL に移した先を書き" in "".join(said)


@pytest.mark.slow
def test_a_migration_under_it_ends_it(home: Path) -> None:
    """The same where a later program has taken the database over."""
    code, said = _ends(home, lambda: _changed(home, "UPDATE alembic_version SET version_num = '9999'"))
    assert code == 7, said
    assert _is_told_once(said, "新しい版の lifecycle を使ってください"), said


def test_it_is_told_once_however_many_jobs_meet_it(
    home: Path, caplog: pytest.LogCaptureFixture, run_once: Callable[..., datetime]
) -> None:
    """Three lanes fail at once; none is said to be tried again."""
    _changed(home, "INSERT INTO flag (name, value) VALUES ('moved', 'postgresql')")
    ending = ScheduleEnd()
    run_once(job("supervise"), job("deliver"), job("deliver_urgent"), end=ending.for_good)
    assert ending.wait(0)
    assert "別のデータベースに移されました" in ending.why
    assert _is_told_once(caplog.text.splitlines(), "別のデータベースに移されました")
    assert "失敗しました" not in caplog.text


@pytest.mark.parametrize("code", ["database_outdated", "database_lost", "settings_missing", "no_room"])
def test_what_can_be_mended_under_it_does_not_end_it(code: str) -> None:
    """It goes on beside what somebody puts right; who ends it is somebody."""
    assert not is_left_behind(SetupError(RequestFault(code, "まだ使えません")))
    assert not is_left_behind(SetupError("データベースのサーバーにつながりません。"))
    ending = ScheduleEnd()
    ending.ask()
    assert ending.wait(0)
    assert not re.search(r"\S", ending.why)


def _changed(home: Path, statement: str) -> None:
    with closing(sqlite3.connect(home / "lifecycle.db", isolation_level=None)) as database:
        database.execute(statement)
