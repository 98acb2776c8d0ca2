"""The schedule on one machine: it survives a failing job and stops when told to."""

import os
import re
import signal
import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flows.embedded import build
from flows.schedule import JOBS, job
from lifecycle.app import open_app
from lifecycle.clock import SystemClock
from lifecycle.watch.claims import claim
from lifecycle.watch.sweep import sweep

from .conftest import COMMAND, PATIENCE


def test_every_job_runs_once_at_a_time_and_makes_up_for_missed_runs_once() -> None:
    """APScheduler's own settings would pile runs up and drop what is a second late."""
    scheduler = build(SystemClock().now())
    scheduler.start(paused=True)
    try:
        jobs = {running.id: running for running in scheduler.get_jobs()}
        assert jobs.keys() == {spec.name for spec in JOBS}
        assert all(running.coalesce and running.max_instances == 1 for running in jobs.values())
        assert all(running.misfire_grace_time is None for running in jobs.values())
        assert all(
            running.func_ref.startswith(("flows.jobs:", "flows.installation_jobs:")) for running in jobs.values()
        )
    finally:
        scheduler.shutdown()


def test_a_failing_job_is_told_in_japanese_and_the_others_go_on(
    home: Path, caplog: pytest.LogCaptureFixture, run_once: Callable[..., datetime]
) -> None:
    """Errors that are not ours are told by kind and place only: their text may hold personal data."""
    failing = replace(job("supervise"), function="asyncio:get_running_loop", retry_minutes=0)
    run_once(failing, job("deliver"))
    assert "■ supervise: 失敗しました。次の時刻に" in caplog.text
    assert "(RuntimeError)" in caplog.text
    assert "event loop" not in caplog.text
    assert "● deliver: 送信 0通。" in caplog.text


def test_a_failed_supervision_is_tried_again_the_same_morning(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    run_once: Callable[..., datetime],
) -> None:
    """A database that was busy at 8:30 must not cost a day; our own errors are told in their words."""
    monkeypatch.setenv("LIFECYCLE_HOME", str(tmp_path))
    again = run_once(job("supervise"), hastened=True)
    assert again <= SystemClock().now() + timedelta(minutes=10)
    assert "先に lifecycle init" in caplog.text


def test_a_supervision_that_fails_before_its_next_time_is_noted_is_tried_again_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_once: Callable[..., datetime]
) -> None:
    """A run that is over when the scheduler asks for its end is told of in the scheduler's own thread."""
    ask = Future.add_done_callback

    def ask_late(run: "Future[object]", told: Callable[..., object]) -> None:
        wait([run])
        ask(run, told)

    monkeypatch.setenv("LIFECYCLE_HOME", str(tmp_path))
    monkeypatch.setattr(Future, "add_done_callback", ask_late)
    again = run_once(job("supervise"), hastened=True)
    assert again <= SystemClock().now() + timedelta(minutes=10)


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT], ids=["term", "int"])
def test_serve_delivers_what_waits_and_stops_when_told_to(
    home: Path, mails: Callable[[], list[Path]], stop: signal.Signals
) -> None:
    """The real command on the real clock; what was queued before is sent as soon as it starts."""
    app = open_app()
    queued = sweep(app).messages_queued
    app.engine.dispose()
    process = subprocess.Popen([COMMAND, "serve"], stderr=subprocess.PIPE, text=True, env=os.environ)
    guard = threading.Timer(PATIENCE, process.kill)
    guard.start()
    try:
        assert process.stderr
        told = ""
        while sum(map(int, re.findall(r"送信 (\d+)通", told))) < queued:
            line = process.stderr.readline()
            assert line, told
            told += line
        process.send_signal(stop)
        rest = process.communicate(timeout=PATIENCE)[1]
    finally:
        guard.cancel()
        process.kill()
    assert process.returncode == 0
    assert rest.splitlines()[-1].endswith("止めました。")
    assert len(mails()) >= queued > 0  # the week's sign of life may be among them
    assert "supervise: 点検し、担当者から所属長への順に連絡を作って送る — 開庁日の8:30" in told
    assert "apscheduler" not in told.lower()


@pytest.mark.slow
def test_serve_refuses_to_start_without_an_installation(tmp_path: Path) -> None:
    """Exit code 7, and the way out."""
    environment = {**os.environ, "LIFECYCLE_HOME": str(tmp_path)}
    done = subprocess.run(
        [COMMAND, "serve"], capture_output=True, text=True, env=environment, timeout=PATIENCE, check=False
    )
    assert done.returncode == 7
    assert "lifecycle init" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_urgent_message_waits_for_no_verification_and_no_digests() -> None:
    """«immediate, at any hour»: it has a lane and a worker of its own, also while a slow mail server takes digests."""
    lanes = {spec.name: spec.lane for spec in JOBS}
    assert [name for name, lane in lanes.items() if lane == "urgent"] == ["deliver_urgent"]
    assert [name for name, lane in lanes.items() if lane == "mail"] == ["deliver"]
    scheduler = build(SystemClock().now())
    scheduler.start(paused=True)
    try:
        assert {running.id: running.executor for running in scheduler.get_jobs()} == lanes
    finally:
        scheduler.shutdown()


def test_a_day_under_way_elsewhere_is_looked_at_again_soon(
    home: Path, caplog: pytest.LogCaptureFixture, run_once: Callable[..., datetime]
) -> None:
    """Should the other have died, its claim lapses and the day is swept after all."""
    app = open_app()
    assert claim(app, "supervise", "2024-11-26")
    app.engine.dispose()
    again = run_once(job("supervise"), hastened=True)
    assert again <= SystemClock().now() + timedelta(minutes=10)
    assert "今ほかの処理が行っています" in caplog.text


def test_the_installation_jobs_run_in_the_scheduler_and_say_what_came_of_it(
    home: Path, caplog: pytest.LogCaptureFixture, run_once: Callable[..., datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sign of life, monthly report and verification, each once in its period."""
    monkeypatch.setenv("LIFECYCLE_NOW", "2024-12-02T09:00:00+09:00")
    run_once(job("heartbeat"), job("monthly"), job("verify"))
    assert "● heartbeat: システム管理者への報告を作成。" in caplog.text
    assert "● monthly: 令和6年11月の報告 2通を作成、財産活用課 不足" in caplog.text
    assert "● verify: 出来事" in caplog.text
    assert "異常なし" in caplog.text
    caplog.clear()
    run_once(job("heartbeat"), job("monthly"), job("verify"))
    assert caplog.text.count("に済んでいます") == 3
