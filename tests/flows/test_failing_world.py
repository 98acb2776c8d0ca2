"""What fails around the schedule is one clear line: a full disk, a database named wrongly or held by another."""

import errno
import logging
import os
import signal
import sqlite3
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from config.errors import ConflictError, RequestFault, SetupError
from flows.embedded import _cause
from flows.schedule import job
from lifecycle.cli.failures import of_the_world
from lifecycle.clock import SystemClock
from lifecycle.records.database import open_engine, reading, sqlite_url
from lifecycle.watch import alive
from lifecycle.watch.failed_runs import lacks_room

from .conftest import COMMAND


def call(*words: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """The real command."""
    return subprocess.run(
        [COMMAND, *words], capture_output=True, text=True, env={**os.environ, **extra}, timeout=180, check=False
    )


@pytest.fixture
def small_disk(home: Path) -> Iterator[Path]:
    """A disk of six megabytes with a home on it."""
    disk = home.parent / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("needs leave to mount a small disk")
    try:
        subprocess.run(["cp", "-r", str(home), str(disk / "home")], check=True)
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def filled(disk: Path, *, but: int = 0) -> None:
    """Fill the disk to its last byte, or leave so many."""
    with open(disk / "filling", "wb", buffering=0) as filling, suppress(OSError):
        while True:
            filling.write(b"0" * 1024)
    os.truncate(disk / "filling", (disk / "filling").stat().st_size - but)


ON_SMALL_DISK = pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk")


@pytest.mark.slow
@ON_SMALL_DISK
@pytest.mark.parametrize("words", [("run", "supervise"), ("run", "deliver")], ids=" ".join)
def test_a_disk_that_is_full_to_the_last_byte_is_one_line(small_disk: Path, words: tuple[str, ...]) -> None:
    """The line says what to look at; nothing of the program's inside."""
    filled(small_disk)
    done = call(*words, LIFECYCLE_HOME=str(small_disk / "home"))
    assert done.returncode == 7
    assert done.stdout == ""
    told = [line for line in done.stderr.splitlines() if "試用" not in line]
    assert len(told) == 1
    assert "ディスク" in told[0]


@pytest.mark.slow
@ON_SMALL_DISK
def test_a_schedule_goes_on_beside_a_full_disk(small_disk: Path) -> None:
    """It stays up, says of each job in one line why it can't be done, and ends as it is told to."""
    filled(small_disk)
    environment = {**os.environ, "LIFECYCLE_HOME": str(small_disk / "home")}
    with subprocess.Popen([COMMAND, "serve"], stderr=subprocess.PIPE, text=True, env=environment) as serving:
        assert serving.stderr is not None
        said: list[str] = []
        while not (said and "deliver: 失敗しました" in said[-1]):
            said.append(serving.stderr.readline())
            assert said[-1], "".join(said)
        serving.send_signal(signal.SIGTERM)
        said += serving.communicate(timeout=60)[1].splitlines()
    assert serving.returncode == 0, said
    assert not [line for line in said if "Traceback" in line or 'File "' in line]
    assert [line for line in said if "deliver: 失敗しました" in line and "空きを作って" in line]


@pytest.mark.slow
@ON_SMALL_DISK
def test_what_found_no_room_is_done_soon_after_there_is_some(
    small_disk: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    run_once: Callable[..., datetime],
) -> None:
    """Within minutes, not after the half hour that the jobs of the night wait for what takes longer to mend."""
    monkeypatch.setenv("LIFECYCLE_HOME", str(small_disk / "home"))
    filled(small_disk)
    for name in ("seal", "verify", "heartbeat", "supervise"):
        assert job(name).retry_minutes > 5
        assert run_once(job(name), hastened=True) <= SystemClock().now() + timedelta(minutes=5)
        assert f"■ {name}: 失敗しました。5分後に" in caplog.text
    (small_disk / "filling").unlink()
    run_once(job("seal"))
    assert "● seal: " in caplog.text


@pytest.mark.parametrize(
    ("error", "lacking"),
    [
        (SetupError(RequestFault("no_room", "ディスクに空きがないため")), True),
        (SetupError(RequestFault("moved_elsewhere", "移されました")), False),
        (OSError(errno.ENOSPC, "no room"), True),
        (OSError(errno.EACCES, "no leave"), False),
        (ValueError("no room"), False),
    ],
    ids=repr,
)
def test_only_a_full_disk_lacks_room(error: Exception, lacking: bool) -> None:
    """What no room would mend is not tried sooner for it."""
    assert lacks_room(error) is lacking


@pytest.mark.slow
@ON_SMALL_DISK
def test_an_export_that_does_not_fit_is_one_line(small_disk: Path, home: Path) -> None:
    """The library leaves the archive open that it could not write, which would complain beside our line."""
    filled(small_disk, but=40_000)
    program = Path(COMMAND).with_name("lifecycle")
    done = subprocess.run(
        [program, "export", str(small_disk / "台帳.xlsx")], capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 1
    told = [line for line in done.stderr.splitlines() if "試用" not in line]
    assert len(told) == 1
    assert "空き" in told[0]
    assert sorted(path.name for path in small_disk.iterdir()) == ["filling", "home"]


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize(
    "url",
    ["nonsense", "bad://x", "mysql://a/b", "postgresql+psycopg://u:secret@127.0.0.1:1/x", "sqlite:////nowhere/x.db"],
)
@pytest.mark.parametrize("words", [("run", "deliver"), ("status",), ("serve",)], ids=" ".join)
def test_a_database_that_is_named_wrongly_is_one_line(home: Path, words: tuple[str, ...], url: str) -> None:
    """Also where nobody listens; a password in the address is in no message."""
    done = call(*words, LIFECYCLE_DATABASE_URL=url)
    assert done.returncode == 7
    assert len(done.stderr.strip().splitlines()) == 1
    assert "LIFECYCLE_DATABASE_URL" in done.stderr or "データベースを開けません" in done.stderr
    assert "secret" not in done.stderr


def test_a_database_that_another_holds_is_one_line(home: Path) -> None:
    """Somebody's tool keeps the whole file for itself; the real error of the real driver."""
    engine = open_engine(sqlite_url(home), patience_ms=1)
    with closing(sqlite3.connect(home / "lifecycle.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Exception, match="locked") as held, reading(engine) as connection:
            connection.execute(text("SELECT 1 FROM outbox"))
    engine.dispose()
    told = of_the_world(held.value)
    assert isinstance(told, ConflictError)
    assert len(str(told).splitlines()) == 1
    assert "ほかの処理が長く使っています" in str(told)


def test_what_nobody_foresaw_is_one_line_and_its_place_is_written_down(home: Path) -> None:
    """The place in the program goes into the home, the values nowhere; what is written down stays within bounds."""
    (home / "error.log").write_bytes(b"x" * 6_000_000)
    try:
        {}["山田太郎"]
    except KeyError as error:
        said = _cause(error)
    assert len(said.splitlines()) == 1
    assert "KeyError" in said
    written = (home / "error.log").read_text(encoding="utf-8")
    assert "test_failing_world.py" in written
    assert "KeyError" in written
    assert (home / "error.log.1").stat().st_size == 6_000_000
    assert "山田太郎" not in said + logging.Formatter().format(logging.makeLogRecord({"msg": said}))


def test_on_windows_the_same_is_asked_of_its_own_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The seam alone, as no Windows runs the tests: which lock is asked for, and what a refusal means."""
    asked: list[tuple[int, int]] = []

    def locking(handle: int, mode: int, length: int) -> None:
        asked.append((mode, length))
        if len(asked) > 1:
            raise PermissionError(13, "held")

    windows = types.ModuleType("msvcrt")
    windows.LK_NBLCK, windows.locking = 2, locking  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "msvcrt", windows)
    monkeypatch.setattr("lifecycle.records.file_lock.sys.platform", "win32")
    hold = alive.Hold(tmp_path)
    hold.take("verify", "2024-11-26", 1)
    assert not alive.has_died(tmp_path, "verify", "2024-11-26", 1)
    assert asked == [(2, 1), (2, 1)]
    hold.release()
    assert list((tmp_path / alive.FOLDER).iterdir()) == []
