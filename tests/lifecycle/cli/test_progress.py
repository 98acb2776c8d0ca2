"""Long work shows one line on a terminal, with rate and remaining time; short work and pipes show nothing."""

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from terminal import pseudo_terminal

import lifecycle.demo
from lifecycle.cli.meter import Meter, shown_on
from lifecycle.records.progress import begins, counted, steps, watched_by
from notifications.plain import width

SAMPLE = Path(lifecycle.demo.__file__).with_name("audit_r6_ledger.xlsx")


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize(
    ("done", "seconds", "shown"),
    [
        (0, 3.0, "契約を点検しています 0/4,940件 3秒経過"),
        (988, 10.0, "契約を点検しています 988/4,940件 99件/秒 残り約40秒"),
        (100, 50.0, "契約を点検しています 100/4,940件 2件/秒 残り約40分20秒"),
        (5, 10.0, "契約を点検しています 5/4,940件 0.5件/秒 残り約2時間44分"),
        (5000, 10.0, "契約を点検しています 5,000/5,000件 500件/秒 残り約0秒"),
    ],
)
def test_the_line_says_how_far_how_fast_and_how_long_still(done: int, seconds: float, shown: str) -> None:
    """An officer who waits knows whether to fetch a tea."""
    clock = Clock()
    meter = Meter(io.StringIO(), patience=3600, now=clock)
    meter.begins("契約を点検しています", 4940)
    meter.steps(done)
    clock.seconds += seconds
    assert meter.line() == shown
    meter.ends()


def test_work_without_a_count_says_how_long_it_has_taken() -> None:
    """Reading a workbook has no number of steps."""
    clock = Clock()
    meter = Meter(io.StringIO(), patience=3600, now=clock)
    meter.begins("台帳を読んでいます", None)
    clock.seconds += 12
    assert meter.line() == "台帳を読んでいます 12秒経過"
    meter.ends()


def test_the_line_is_drawn_in_the_screen_and_taken_away_before_the_answer() -> None:
    """Nothing of it stands on the screen beside the answer."""
    stream = io.StringIO()
    meter = Meter(stream, patience=0.0, pause=0.01)
    with watched_by(meter):
        begins("契約を点検しています" * 10, 10)
        steps(3)
        until = time.monotonic() + 30
        while not stream.getvalue() and time.monotonic() < until:
            time.sleep(0.01)
        meter.clear()
    meter.ends()
    drawn = stream.getvalue().split("\r")
    assert any("契約を点検しています" in line for line in drawn)
    assert all(width(line) < 80 for line in drawn)
    assert (drawn[-1], drawn[-2].strip()) == ("", "")


def test_work_that_is_soon_done_shows_nothing() -> None:
    """Two seconds are none of anybody's business."""
    stream = io.StringIO()
    with shown_on(stream):
        assert list(counted(range(1000), "数えています", 1000)) == list(range(1000))
    assert stream.getvalue() == ""


def test_where_nobody_watches_the_items_go_by() -> None:
    """A flow, a test, a page: no thread, no line."""
    assert list(counted(iter("abc"), "読んでいます")) == ["a", "b", "c"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_an_import_at_a_terminal_shows_what_it_does(tmp_path: Path) -> None:
    """Reading, checking, recording, judging; then the answer on lines of its own."""
    code = (
        "import lifecycle.cli.meter as m; m.Meter.__init__.__defaults__ = (0.0, 0.02, "
        "*m.Meter.__init__.__defaults__[2:]); from lifecycle.cli.main import run; run()"
    )
    environment = {**os.environ, "LIFECYCLE_HOME": str(tmp_path / "home"), "PYTHONUTF8": "1"}
    subprocess.run(
        [sys.executable, "-c", "from lifecycle.cli.main import run; run()", "init", "--trial"],
        env=environment, check=True, capture_output=True,
    )  # fmt: skip
    master, slave = pseudo_terminal()
    process = subprocess.Popen(
        [sys.executable, "-c", code, "import", str(SAMPLE)], stderr=slave, stdout=subprocess.PIPE, env=environment
    )
    os.close(slave)
    said = b""
    while True:
        try:
            block = os.read(master, 65536)
        except OSError:
            break
        said += block
    out, _ = process.communicate()
    assert process.returncode == 0
    shown = said.decode(errors="ignore")
    assert [
        part for part in ("台帳を読んでいます", "台帳を確かめています", "記録しています") if part not in shown
    ] == []
    assert "取り込みました" in out.decode()
