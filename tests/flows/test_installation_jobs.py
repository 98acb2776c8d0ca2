"""The jobs that watch the installation, without any scheduler: when they run, and what they say."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from installation import drop_triggers
from sqlalchemy import text

from config.errors import UsageError
from flows.installation_jobs import run_heartbeat, run_monthly, run_verify
from flows.outcome import describe, faults
from flows.pages import page
from lifecycle.app import open_app

Outbox = Callable[[], list[tuple[str, str]]]


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    monkeypatch.setenv("LIFECYCLE_NOW", f"{moment}+09:00")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2024-12-01", "closed"),
        ("2024-12-02", None),
        ("2025-01-01", "closed"),
        ("2025-01-06", None),
        ("2025-05-01", None),
        ("2024-12-05", None),
    ],
    ids=["sunday", "first-business-day", "new-year", "after-new-year", "may", "made-up-for"],
)
def test_the_month_is_reported_on_its_first_business_day_or_the_next_that_the_machine_runs(
    home: Path, monkeypatch: pytest.MonkeyPatch, day: str, told: str | None
) -> None:
    """Cron gives the first ten days; the office's calendar and the month's claim do the rest."""
    at(monkeypatch, f"{day}T09:00:00")
    first, second = run_monthly(), run_monthly()
    assert first["skipped_for"] == told
    assert second["skipped_for"] == (told or "done")


def test_a_month_asked_for_again_says_that_its_report_is_there(
    home: Path, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hand, on another day: no second message, and a clear word about it."""
    at(monkeypatch, "2024-12-02T09:00:00")
    assert run_monthly()["monthly"]["messages_queued"] == 2
    at(monkeypatch, "2024-12-20T09:00:00")
    again = run_monthly("2024-12-20", again=True)
    assert again["monthly"]["messages_queued"] == 0
    assert "この月の報告は既に作られています" in describe(again)
    assert "令和6年12月2日9:00の実行が一度済んでいますが" in describe(again)
    assert [division for division, _ in outbox()] == ["財産活用課", "県民情報広報課"]


def test_a_month_that_is_not_over_is_not_reported(home: Path) -> None:
    """Nobody knows its end yet."""
    with pytest.raises(UsageError, match="令和7年1月6日"):
        run_monthly("2025-01-06")


def test_the_sign_of_life_comes_once_a_week(home: Path, outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ISO week is the period: New Year's Eve 2024 belongs to the first week of 2025."""
    at(monkeypatch, "2024-12-30T09:00:00")
    assert run_heartbeat()["heartbeat"]["messages_queued"] == 1
    at(monkeypatch, "2025-01-03T09:00:00")
    assert "(2025-W01)は令和6年12月30日9:00に済んでいます" in describe(run_heartbeat())
    at(monkeypatch, "2025-01-06T09:00:00")
    assert run_heartbeat()["heartbeat"]["messages_queued"] == 1
    assert [division for division, _ in outbox()] == ["管理者", "管理者"]


def test_a_broken_journal_is_found_told_and_shown(home: Path, outbox: Outbox) -> None:
    """The run is no success: its page says what to do, and two offices are told."""
    app = open_app()
    with app.engine.begin() as connection:
        drop_triggers(connection)
        connection.execute(text("UPDATE journal SET actor = '別人' WHERE id = 5"))
    app.engine.dispose()
    result = run_verify()
    assert faults(result) == 1
    assert "異常 1件、至急の連絡 2通を作成" in describe(result)
    assert "| 異常: 記録の連鎖(書換え・欠落) | 1 |" in page(result)
    assert "`lifecycle verify`" in page(result)
    assert sorted(division for division, _ in outbox()) == ["監査委員事務局", "管理者"]
    assert json.loads(json.dumps(result)) == result
