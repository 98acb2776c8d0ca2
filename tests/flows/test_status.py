"""The health file and `lifecycle-flows status`: what a monitor reads every minute."""

import json
import os
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows import health
from flows.health import Beat
from flows.installation_jobs import run_seal, run_verify
from flows.jobs import run_deliver, run_supervise
from flows.once import installation
from flows.pulse import HealthFile, Pulse
from flows.status import standing
from lifecycle.clock import JAPAN, SystemClock

from .conftest import COMMAND
from .test_timekeeper import schedule

DAY = "2024-11-27"
"""The day after the home was founded: from then on its jobs are due."""


def at(monkeypatch: pytest.MonkeyPatch, clock: str) -> None:
    monkeypatch.setenv("LIFECYCLE_NOW", f"{DAY}T{clock}:00+09:00")


def codes() -> list[str]:
    """The codes of what is wrong now."""
    with installation() as app:
        return [problem.code for problem in standing(app).problems]


def write(home: Path, age: timedelta = timedelta(), **changes: Any) -> None:
    """A health file of that age."""
    now = SystemClock().now() - age
    health.write(
        home,
        Beat(**{"by": "serve", "started": now, "stopped": None, "jobs": (), "problems": ()} | changes, written=now),
    )


@pytest.fixture
def running(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose schedule lives and has done the morning's jobs."""
    for clock, run in (("01:30", run_seal), ("02:00", run_verify), ("08:30", run_supervise)):
        at(monkeypatch, clock)
        assert not run()["skipped"]
    run_deliver()
    write(home)
    return home


def test_a_schedule_that_lives_and_has_done_its_jobs_is_well(running: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that a monitor asks is the exit code."""
    at(monkeypatch, "10:31")
    assert codes() == []
    as_json, plain = (
        subprocess.run([COMMAND, *words], capture_output=True, text=True, env=os.environ, timeout=180, check=False)
        for words in (("status", "--json"), ("status",))
    )
    said = json.loads(as_json.stdout)
    assert (as_json.returncode, said["exit_code"], said["ok"], said["problems"]) == (0, 0, True, [])
    jobs = {job["job"]: (job["period"], job["state"]) for job in said["jobs"]}
    assert jobs == dict.fromkeys(("supervise", "seal", "verify"), (DAY, "done"))
    assert said["health"]["by"] == "serve"
    assert (plain.returncode, plain.stdout.splitlines()[0]) == (0, "● 定例処理は動いています。")
    assert f"  verify {DAY}: 出来事" in plain.stdout


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"age": timedelta(minutes=2)}, []),
        ({"age": timedelta(minutes=4)}, ["not_running"]),
        ({"age": timedelta(minutes=4), "by": "prefect"}, []),
        ({"age": timedelta(minutes=11), "by": "prefect"}, ["not_running"]),
        ({"age": timedelta(days=-2)}, ["not_running"]),
        ({"stopped": datetime(2024, 11, 26, 9, tzinfo=JAPAN)}, ["stopped"]),
        ({"problems": ("verify: 失敗しました(OSError)",)}, ["job"]),
    ],
    ids=["fresh", "old", "prefect", "prefect-old", "ahead", "stopped", "failed"],
)
def test_what_the_file_shows_is_told(home: Path, monkeypatch: pytest.MonkeyPatch, change: Any, code: list[str]) -> None:
    """Nobody writes it, somebody stopped it, or its writer found something."""
    at(monkeypatch, "00:30")
    write(home, **change)
    assert [one for one in codes() if one != "late"] == code


def test_no_file_or_one_that_is_no_document_is_a_schedule_that_does_not_run(home: Path) -> None:
    """Half a file is never there: it is put in place whole; a foreign one says nothing."""
    assert "not_running" in codes()
    for text in ("", "{", "[]", '{"written_at": 3}', '"x"'):
        (home / health.FILE).write_text(text, encoding="utf-8")
        assert "not_running" in codes()


def test_a_job_of_the_day_that_is_not_done_two_hours_after_its_time_is_late(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not before: a failed run is tried again meanwhile. On a closed day there is no sweep to be late."""
    write(home)

    def late(clock: str) -> list[str]:
        monkeypatch.setenv("LIFECYCLE_NOW", f"{clock}:00+09:00")
        with installation() as app:
            return [one.message.partition("(")[0] for one in standing(app).problems if one.code == "late"]

    assert "supervise" not in late(f"{DAY}T10:29")
    assert "supervise" in late(f"{DAY}T10:30")
    assert "supervise" not in late("2024-11-30T12:00")
    assert "verify" in late("2024-11-30T12:00")
    assert "heartbeat" not in late("2024-12-01T23:59")  # the home was founded on a Tuesday
    assert "heartbeat" not in late("2024-12-02T10:59")
    assert "heartbeat" in late("2024-12-08T11:00")
    assert "monthly" not in late("2024-12-01T12:00")
    assert "monthly" in late("2024-12-02T11:00")
    assert "monthly" in late("2024-12-28T11:00")


def test_messages_that_wait_alone_end_with_8(running: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The schedule works, the mail server does not: another bell rings."""
    with installation() as app, app.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE outbox SET status = 'failed', waiting_since = '2024-11-27T00:00:00.000000Z'"
            " WHERE id = (SELECT min(id) FROM outbox)"
        )
    at(monkeypatch, "10:00")
    assert codes() == []
    at(monkeypatch, "10:01")
    with installation() as app:
        now = standing(app)
    assert [problem.code for problem in now.problems] == ["mail_waits"]
    assert now.exit_code == 8
    assert now.messages["failed"] == 1


def test_the_file_holds_every_job_and_names_nobody(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ran, what came of it in numbers, what is next; written by the scheduler's own events."""
    with schedule() as going:
        pulse = Pulse(going.scheduler, going.clock.at, going.keeper.specs)
        pulse.listen()
        file = HealthFile(home, pulse)
        assert going.runs_after("deliver_urgent", timedelta(minutes=1))
        assert going.rests()
        file.keep()
        first = (home / health.FILE).stat()
        file.keep()
        assert (home / health.FILE).stat() == first  # less than a minute later
    written = health.read(home)
    assert written is not None
    assert written["ok"]
    urgent = next(row for row in written["jobs"] if row["job"] == "deliver_urgent")
    assert urgent["next_at"] == "2024-11-26T08:01:00+09:00"
    assert (urgent["outcome"], urgent["running_since"]) == ("skipped", None)
    assert first.st_mode & 0o077 == 0
    assert [path.name for path in home.glob(".health*")] == []


def test_a_file_that_can_not_be_written_is_one_line_and_no_end(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A full disk must not stop the schedule, nor fill its log every minute."""
    with schedule() as going:
        file = HealthFile(home / "gone", Pulse(going.scheduler, going.clock.at, going.keeper.specs))
        file.write()
        file.write()
    assert caplog.text.count("health.json を書けません") == 1
