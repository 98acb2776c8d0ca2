"""The jobs that watch the installation, without any scheduler: when they run, and what they say."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from installation import drop_triggers
from sqlalchemy import text

from config.errors import SetupError, UsageError, WorldError
from flows.installation_jobs import run_heartbeat, run_monthly, run_seal, run_verify
from flows.jobs import run_deliver, run_supervise
from flows.outcome import describe, faults
from flows.pages import page
from lifecycle.app import open_app
from lifecycle.usecases.audit import verify
from lifecycle.usecases.installation import examine

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


def test_the_record_is_sealed_once_a_night_and_the_week_sends_the_seal(
    home: Path, outbox: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line in the file outside the home; on Monday the value goes to the system owner and to the auditors."""
    kept = tmp_path / "seals.jsonl"
    written = (home / "lifecycle.toml").read_text(encoding="utf-8")
    (home / "lifecycle.toml").write_text(f'{written.partition("[seal]")[0]}[seal]\nfile = "{kept}"\n', encoding="utf-8")
    at(monkeypatch, "2024-12-30T01:30:00")
    result = run_seal()
    assert "控えのファイルに書き足し。" in describe(result)
    assert run_seal()["skipped_for"] == "done"
    assert page(result)
    assert len(kept.read_bytes().splitlines()) == 1
    at(monkeypatch, "2024-12-30T09:00:00")
    assert "監査の事務局への封印の値を作成" in describe(run_heartbeat())
    assert [division for division, _ in outbox()] == ["管理者", "監査委員事務局"]


def test_a_seal_that_can_not_be_kept_fails_the_job_so_that_it_is_tried_again(home: Path, tmp_path: Path) -> None:
    """The share was away: the seal is journaled; the run counts as failed, and the next one only writes the line."""
    kept = tmp_path / "share" / "seals.jsonl"
    written = (home / "lifecycle.toml").read_text(encoding="utf-8")
    (home / "lifecycle.toml").write_text(f'{written.partition("[seal]")[0]}[seal]\nfile = "{kept}"\n', encoding="utf-8")
    with pytest.raises(WorldError, match="書けません"):
        run_seal()
    kept.parent.mkdir()
    assert run_seal()["seal"]["number"] == 1
    assert len(kept.read_bytes().splitlines()) == 1


def test_an_old_copy_put_back_sends_nothing_and_says_so(home: Path, outbox: Outbox, tmp_path: Path) -> None:
    """The file knows a seal that the copy does not: neither the sweep nor the delivery tells anybody again."""
    kept, copy = tmp_path / "seals.jsonl", tmp_path / "copy.db"
    written = (home / "lifecycle.toml").read_text(encoding="utf-8")
    (home / "lifecycle.toml").write_text(f'{written.partition("[seal]")[0]}[seal]\nfile = "{kept}"\n', encoding="utf-8")
    shutil.copyfile(home / "lifecycle.db", copy)
    run_seal()
    for left in home.glob("lifecycle.db*"):
        left.unlink()
    shutil.copyfile(copy, home / "lifecycle.db")
    for job in (run_supervise, run_deliver, run_seal):
        with pytest.raises(SetupError, match="送信済みのものがもう一度届きます"):
            job()
    assert outbox() == []
    app = open_app()
    assert any(check.name == "記録の封印" and "古い控え" in check.detail for check in examine(app) if not check.fine)
    assert any("封印1番が記録にありません" in fault or "失われています" in fault for fault in verify(app).seals)
    app.engine.dispose()


def test_a_broken_journal_is_found_told_and_shown(home: Path, outbox: Outbox) -> None:
    """The run is no success: its page says what to do, and two offices are told."""
    app = open_app()
    with app.engine.begin() as connection:
        drop_triggers(connection)
        connection.execute(text("UPDATE journal SET actor = '別人' WHERE id = 5"))
    app.engine.dispose()
    result = run_verify()
    assert {"part": "記録の連鎖(書換え・欠落)", "faults": 1} in result["verification"]["parts"]
    assert f"異常 {faults(result)}件、至急の連絡 2通を作成" in describe(result)
    assert "| 異常: 記録の連鎖(書換え・欠落) | 1 |" in page(result)
    assert "`lifecycle verify`" in page(result)
    assert sorted(division for division, _ in outbox()) == ["監査委員事務局", "管理者"]
    assert json.loads(json.dumps(result)) == result
