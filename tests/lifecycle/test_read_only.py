"""A home on a medium that is only read (an auditor's copy on a disk): it is read, verified, and not written to."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir

import pytest
from command_line import CommandLine

import lifecycle.demo
from config.errors import Exit
from lifecycle.records.staging import STAGED

SAMPLE = Path(lifecycle.demo.__file__).with_name("audit_r6_ledger.xlsx")

READING = (
    ("verify",), ("contract", "list"), ("why", "R6-0012"), ("due",), ("alerts",), ("tables",), ("history", "R6-0012"),
    ("rules", "list"), ("staff", "list"),
)  # fmt: skip


@pytest.fixture(scope="module")
def disk(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of a home on a file system that takes no writing."""
    folder = tmp_path_factory.mktemp("medium")
    (folder / "copy").mkdir()
    (folder / "disk").mkdir()
    shutil.copytree(sample_home, folder / "copy" / "home")
    mount = ["mount", "--bind", str(folder / "copy"), str(folder / "disk")]
    again = ["mount", "-o", "remount,bind,ro", str(folder / "disk")]
    linux = sys.platform == "linux"
    if not linux or any(subprocess.run(one, capture_output=True, check=False).returncode for one in (mount, again)):
        pytest.skip("needs leave to mount a folder that is only read")
    yield folder / "disk" / "home"
    subprocess.run(["umount", "-l", str(folder / "disk")], check=True)


@pytest.fixture
def auditor(disk: Path, environment: pytest.MonkeyPatch) -> CommandLine:
    """Who has the disk in hand."""
    environment.setenv("LIFECYCLE_HOME", str(disk))
    return CommandLine(disk)


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_every_reading_command_answers(auditor: CommandLine, words: tuple[str, ...]) -> None:
    """As on the machine from which the copy was taken; what a question is answered with says so by its code."""
    said = auditor(*words)
    assert said.code in (0, Exit.REFUSED), said.err
    assert said.out


def test_an_import_is_tried_there(auditor: CommandLine) -> None:
    """Where nothing is recorded, nothing need be writable; and nothing is left of what was prepared."""
    before = set(Path(gettempdir()).glob(f"{STAGED}*"))
    said = auditor("import", str(SAMPLE), "--dry-run")
    assert (said.code, "まだ記録していません" in said.out) == (0, True), said.err
    assert set(Path(gettempdir()).glob(f"{STAGED}*")) == before


@pytest.mark.parametrize("words", [("sweep",), ("seal",), ("reassess",)])
def test_what_writes_says_in_one_line_that_it_can_not(auditor: CommandLine, words: tuple[str, ...]) -> None:
    """Nothing of the driver's words, and no trace."""
    said = auditor(*words)
    told = [line for line in said.err.splitlines() if line and "試用" not in line]
    assert said.code == Exit.SETUP
    assert len(told) == 1
    assert "書き込めません" in told[0]
