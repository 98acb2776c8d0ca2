"""The log of the schedule's process: it is kept within bounds, private, and a full disk is one line."""

import logging
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from config.serve_settings import Serve
from flows.embedded import stop_signals
from flows.serve_log import FILE, FOLDER, KeptLog, speak


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    """A logger of its own, whose files are closed afterwards."""
    made = logging.Logger("test", logging.INFO)
    yield made
    for handler in made.handlers:
        handler.close()


def test_a_file_of_that_size_is_put_aside_and_so_many_are_kept(log: logging.Logger, tmp_path: Path) -> None:
    """A year of lines does not fill the disk; the newest lines stand in the file without a number."""
    speak(log, tmp_path, Serve(log_megabytes=1, log_files=2))
    for number in range(40):
        log.info("%s %s", number, "あ" * 50_000)
    files = sorted(path.name for path in (tmp_path / FOLDER).iterdir())
    assert files == [FILE, f"{FILE}.1", f"{FILE}.2"]
    assert all(path.stat().st_size <= 1024 * 1024 + 150_100 for path in (tmp_path / FOLDER).iterdir())
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / FOLDER).iterdir())
    assert " 39 " in (tmp_path / FOLDER / FILE).read_text(encoding="utf-8")


def test_what_nobody_sees_and_line_breaks_of_others_are_shown(log: logging.Logger, tmp_path: Path) -> None:
    """A file of lines is read on a terminal too."""
    speak(log, tmp_path, Serve())
    log.info("課\u202e\x1b[2J")
    assert (tmp_path / FOLDER / FILE).read_text(encoding="utf-8").endswith(" 課\\u202E\\u001B[2J\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told_once_and_stops_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Python's own logging would print a traceback for every line."""
    (tmp_path / FILE).symlink_to("/dev/full")
    kept = KeptLog(tmp_path / FILE, 1024, 2)
    kept.rotate = lambda *_: None  # type: ignore[method-assign]
    for number in range(3):
        kept.handle(logging.makeLogRecord({"msg": f"{number}", "levelno": logging.INFO}))
    with suppress(OSError):
        kept.close()
    said = capsys.readouterr().err
    assert said.count("■ 記録のファイル") == 1
    assert "空きがありません" in said
    assert "Traceback" not in said


def test_a_file_that_another_program_holds_goes_on_growing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Windows renames no file that is open elsewhere: no line is lost for that."""

    def held(*_: object) -> None:
        raise PermissionError(13, "held")

    kept = KeptLog(tmp_path / FILE, 10, 2)
    monkeypatch.setattr(os, "rename", held)
    for number in range(3):
        kept.handle(logging.makeLogRecord({"msg": f"line {number}", "levelno": logging.INFO}))
    kept.close()
    assert (tmp_path / FILE).read_text(encoding="utf-8").splitlines() == ["line 0", "line 1", "line 2"]
    assert capsys.readouterr().err == ""


def test_a_service_of_windows_is_stopped_by_a_break(monkeypatch: pytest.MonkeyPatch) -> None:
    """There a service hears no SIGTERM; the same number stands for it on every Windows."""
    assert signal.SIGTERM in stop_signals()
    monkeypatch.setattr(signal, "SIGBREAK", signal.SIGUSR1, raising=False)
    assert stop_signals() == (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1)
