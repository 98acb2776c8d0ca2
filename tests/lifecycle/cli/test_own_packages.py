"""Another program's package that stands before one of ours is named at the start, before anything is done."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

START = "from lifecycle.cli.entry import {door}; {door}()"


@pytest.mark.parametrize("door", ["run", "run_schedule"])
def test_a_foreign_package_before_ours_is_named_with_its_place_and_the_cure(tmp_path: Path, door: str) -> None:
    """A package and a single file of our names: one line for each, 7, no traceback, nothing made."""
    for name in ("config", "flows"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "states.py").write_text("", encoding="utf-8")
    done = started(door, tmp_path, foreign=tmp_path)
    assert done.returncode == 7, done.stderr
    lines = done.stderr.splitlines()
    assert [line.split(":")[0].strip() for line in lines[1:4]] == ["config", "states", "flows"]
    assert str((tmp_path / "config" / "__init__.py").resolve()) in lines[1]
    assert str((tmp_path / "states.py").resolve()) in lines[2]
    assert "pipx install" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home").exists()


def test_our_own_packages_start(tmp_path: Path) -> None:
    """Without a foreign one the version is told."""
    assert started("run", tmp_path).returncode == 0


def started(door: str, folder: Path, foreign: Path | None = None) -> subprocess.CompletedProcess[str]:
    """`--version` of a door in a process of its own, a folder of foreign packages before ours on the path."""
    return subprocess.run(
        [sys.executable, "-c", START.format(door=door), "--version"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=folder,
        env={
            **os.environ,
            "LIFECYCLE_HOME": str(folder / "home"),
            "PYTHONPATH": os.pathsep.join(map(str, filter(None, (foreign, *sys.path)))),
        },
    )
