"""What the jobs do without any scheduler: real installation, real ledger, mails as files."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from config.errors import SetupError, UsageError
from flows.jobs import run_deliver, run_supervise
from flows.outcome import describe, undelivered
from lifecycle.app import open_app
from lifecycle.watch.claims import claim
from lifecycle.watch.sweep import sweep

from .conftest import COMMAND

Outbox = Callable[[], list[tuple[str, str]]]
Mails = Callable[[], list[Path]]


def test_supervision_tells_each_office_once_a_day(home: Path, outbox: Outbox, mails: Mails) -> None:
    """A second run on one date, at a person's word, queues and sends nothing, and says that it is a second one."""
    first, second = run_supervise(), run_supervise(again=True)
    told = first["sweep"]["messages_queued"]
    assert told == first["delivery"]["sent"] == len(outbox()) == len(mails()) > 0
    assert (second["sweep"]["messages_queued"], second["delivery"]["sent"]) == (0, 0)
    assert f"連絡 {told}通を作成、送信 {told}通。" in describe(first)
    assert "一度済んでいますが、指示によりもう一度行いました(2回目)" in describe(second)
    assert json.loads(json.dumps(first)) == first


def test_the_other_scheduler_finds_the_day_done_and_leaves_it(home: Path) -> None:
    """Embedded and Prefect at once by mistake; the day's claim says when it was done."""
    assert run_supervise()["skipped"] is None
    second = run_supervise()
    assert second["skipped_for"] == "done"
    assert describe(second) == "行いませんでした。この回(2024-11-26)は令和6年11月26日8:30に済んでいます。"


def test_a_run_under_way_elsewhere_is_left_alone_even_at_a_persons_word(home: Path, outbox: Outbox) -> None:
    """Two at once would be the very mistake; the text says when a dead one may be taken over."""
    app = open_app()
    assert claim(app, "supervise", "2024-11-26")
    app.engine.dispose()
    result = run_supervise(again=True)
    assert result["skipped_for"] == "running"
    assert "今ほかの処理が行っています" in describe(result)
    assert outbox() == []


def test_who_was_told_is_listed_by_office_and_post_and_no_address(home: Path) -> None:
    """What Prefect keeps of a run: posts and numbers."""
    result = run_supervise()
    told = {(row["division"], row["post"], row["sent"], row["missing"]) for row in result["delivery"]["told"]}
    assert ("モデル所属12（生活保護）", "officer", 1, 0) in told
    assert result["fictional"]
    assert "@" not in json.dumps(result)


@pytest.mark.slow
def test_two_schedulers_at_once_by_mistake_tell_each_office_once(home: Path, outbox: Outbox, mails: Mails) -> None:
    """Whichever comes first sweeps; the other finds the day claimed, or repeats it and says so."""
    runs = [
        subprocess.Popen([COMMAND, "run", "supervise", "--json"], stdout=subprocess.PIPE, env=os.environ)
        for _ in range(2)
    ]
    results = [json.loads(run.communicate(timeout=180)[0]) for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    divisions = [division for division, status in outbox() if status == "sent"]
    assert len(divisions) == 2 * len(set(divisions)) == len(outbox()) == len(mails())
    swept = [result for result in results if result["skipped"] is None]
    assert {result["skipped_for"] for result in results} <= {None, "running"}
    assert sum(result["sweep"]["messages_queued"] for result in swept) == len(divisions) > 0


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
    with pytest.raises(SetupError, match="先に初期設定をしてください"):
        run_supervise()
