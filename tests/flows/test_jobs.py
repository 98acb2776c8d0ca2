"""What the jobs do without any scheduler: real installation, real ledger, mails as files."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from config.errors import SetupError, UsageError
from flows.jobs import describe, run_deliver, run_supervise, undelivered
from lifecycle.app import open_app
from lifecycle.supervision import sweep

from .conftest import COMMAND

Outbox = Callable[[], list[tuple[str, str]]]
Mails = Callable[[], list[Path]]


def test_supervision_tells_each_office_once_a_day(home: Path, outbox: Outbox, mails: Mails) -> None:
    """Two runs on one date: the second queues and sends nothing."""
    first, second = run_supervise(), run_supervise()
    told = first["sweep"]["messages_queued"]
    assert told == first["delivery"]["sent"] == len(outbox()) == len(mails()) > 0
    assert (second["sweep"]["messages_queued"], second["delivery"]["sent"]) == (0, 0)
    assert f"連絡 {told}通を作成、送信 {told}通。" in describe(first)
    assert json.loads(json.dumps(first)) == first


@pytest.mark.slow
def test_two_schedulers_at_once_by_mistake_tell_each_office_once(home: Path, outbox: Outbox, mails: Mails) -> None:
    """No claim of a (job, period) is needed: the sweep is one transaction, delivery claims its rows."""
    runs = [
        subprocess.Popen([COMMAND, "run", "supervise", "--json"], stdout=subprocess.PIPE, env=os.environ)
        for _ in range(2)
    ]
    results = [json.loads(run.communicate(timeout=60)[0]) for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    divisions = [division for division, status in outbox() if status == "sent"]
    assert len(divisions) == len(set(divisions)) == len(outbox()) == len(mails())
    assert sum(result["sweep"]["messages_queued"] for result in results) == len(divisions) > 0


@pytest.mark.parametrize(
    ("today", "next_day"),
    [
        ("2024-11-23", "令和6年11月25日"),
        ("2024-11-04", "令和6年11月5日"),
        ("2024-12-30", "令和7年1月6日"),
        ("2025-01-01", "令和7年1月6日"),
    ],
    ids=["saturday", "holiday", "year-end", "new-year"],
)
def test_supervision_skips_a_closed_day_and_says_why(
    home: Path, outbox: Outbox, monkeypatch: pytest.MonkeyPatch, today: str, next_day: str
) -> None:
    """Cron knows weekdays only; the office's calendar knows the rest."""
    monkeypatch.setenv("LIFECYCLE_NOW", f"{today}T08:30:00+09:00")
    result = run_supervise()
    assert "閉庁日" in result["skipped"]
    assert next_day in result["skipped"]
    assert "sweep" not in result
    assert undelivered(result) == 0
    assert "閉庁日" in describe(result)
    assert outbox() == []


def test_a_closed_day_of_the_office_itself_is_skipped_too(home: Path, outbox: Outbox) -> None:
    """`closed_days` of lifecycle.toml."""
    settings = home / "lifecycle.toml"
    settings.write_text(settings.read_text().replace("closed_days = []", 'closed_days = ["2024-11-26"]'))
    assert run_supervise()["skipped"]
    assert outbox() == []


def test_a_date_that_is_given_is_swept_whatever_day_it_is(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person asks for a date and means it."""
    monkeypatch.setenv("LIFECYCLE_NOW", "2024-11-30T10:00:00+09:00")
    result = run_supervise("2024-11-26")
    assert result["skipped"] is None
    assert result["as_of"] == result["sweep"]["as_of"] == "2024-11-26"
    assert result["sweep"]["messages_queued"] > 0


def test_delivery_sends_on_a_closed_day_what_an_earlier_run_left(
    home: Path, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is queued does not wait for Monday."""
    app = open_app()
    queued = sweep(app).messages_queued
    app.engine.dispose()
    monkeypatch.setenv("LIFECYCLE_NOW", "2024-11-30T10:00:00+09:00")
    assert run_deliver()["delivery"]["sent"] == len(mails()) == queued > 0


def test_a_mail_that_can_not_be_sent_is_counted_and_named_by_its_row(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The result carries ids and numbers, no addresses: Prefect keeps it."""
    monkeypatch.setenv("LIFECYCLE_MAIL_URL", "mailto://127.0.0.1:9")
    result = run_supervise()
    assert undelivered(result) == len(result["delivery"]["undelivered"]) == result["sweep"]["messages_queued"] > 0
    assert "@" not in json.dumps(result)
    assert "届いていない" in describe(result)


def test_a_date_that_does_not_exist_is_refused(home: Path) -> None:
    """30 February; nothing is swept."""
    with pytest.raises(UsageError, match="2024-02-30"):
        run_supervise("2024-02-30")


def test_without_an_installation_the_job_says_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduler that sweeps an empty database would be silence."""
    monkeypatch.setenv("LIFECYCLE_HOME", str(tmp_path))
    with pytest.raises(SetupError, match="lifecycle init"):
        run_supervise()
