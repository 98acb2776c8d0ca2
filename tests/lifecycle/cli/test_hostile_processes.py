"""Processes that die, readers that go away, two officers at once: nothing half stored, no traceback for anybody."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import AUDIT_DAY, OFFICER, CommandLine, cure

from lifecycle.records.flags import TRIAL

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-c", "from lifecycle.cli.main import run; run()"]


def environment_of(home: Path, **more: str) -> dict[str, str]:
    """The environment of a process on that home."""
    return {
        "LIFECYCLE_HOME": str(home),
        "LIFECYCLE_NOW": AUDIT_DAY,
        "PYTHONPATH": ":".join(sys.path),
        "PATH": os.environ["PATH"],
        **more,
    }


def start(home: Path, *words: str) -> "subprocess.Popen[str]":
    """A command in a process of its own."""
    return subprocess.Popen(
        [*COMMAND, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment_of(home),
        start_new_session=True,
    )


def test_of_two_officers_who_advance_at_once_one_moves_the_contract(sample: CommandLine) -> None:
    """Optimistic concurrency: one moves, the other is refused or told to try again; the journal has one move."""
    cure(sample)
    words = ("advance", "R6-0012", "--to", "検査", "--actor", OFFICER)
    both = [start(sample.home, *words) for _ in range(2)]
    for process in both:
        _, err = process.communicate(timeout=180)
        assert "Traceback" not in err
    codes = sorted(process.returncode for process in both)
    assert codes[0] == 0
    assert codes[1] in (1, 5)
    moves = [e for e in sample("history", "R6-0012", "--json").json if e["content"].get("trigger")]
    assert len(moves) == 1
    assert sample.clean()


_ANSWERS = {
    ("due", "--json"): 0, ("why", "R6-0012"): 5, ("why", "R6-0012", "--json"): 5, ("why", "R6-9999", "--json"): 6,
    ("contract", "list"): 0, ("rules", "list"): 0, ("--help",): 0,
}  # fmt: skip


@pytest.mark.parametrize(("words", "code"), _ANSWERS.items())
def test_a_reader_that_goes_away_changes_no_exit_code(sample_home: Path, words: tuple[str, ...], code: int) -> None:
    """`lifecycle … | head`: no traceback, no complaint; a script never reads a refusal (5) as success."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*COMMAND, *words],
        stdout=writing,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment_of(sample_home),
        check=False,
    )
    os.close(writing)
    assert done.returncode == code
    assert "Error" not in done.stderr
    assert "誤り" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("words", [("why", "R6-0012"), ("why", "R6-9999", "--json")])
def test_a_full_disk_is_told(sample_home: Path, words: tuple[str, ...]) -> None:
    """What could not be written is no success, and no traceback."""
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [*COMMAND, *words],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=environment_of(sample_home),
            check=False,
        )
    assert done.returncode in (6, 7)
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_words_that_are_no_utf8_and_a_terminal_without_japanese(sample_home: Path) -> None:
    """A hostile word is named by its place; where only ASCII would do, UTF-8 is written."""
    done = subprocess.run(
        [*COMMAND, "why", b"R6-\xff"], capture_output=True, env=environment_of(sample_home), check=False
    )
    assert done.returncode == 2
    assert "2番目の語" in done.stderr.decode()
    plain = environment_of(sample_home, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="ascii")
    done = subprocess.run([*COMMAND, "why", "R6-0012", "--json"], capture_output=True, env=plain, check=False)
    assert done.returncode == 5
    assert "条文の版" in done.stdout.decode()


def test_output_that_nobody_wants_is_no_failure(sample_home: Path) -> None:
    """Standard output closed (a service without a terminal)."""
    done = subprocess.run(
        ["/bin/sh", "-c", 'exec "$0" "$@" >&-', *COMMAND, "why", "R6-0012"],
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment_of(sample_home),
        check=False,
    )
    assert done.returncode == 5
    assert done.stderr in ("", f"{TRIAL}\n")
