"""What a command leaves in the home when its process has ended."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("lifecycle")
WORDS = [("init", "--identity", "declared"), ("seal",), ("contract", "list"), ("verify",), ("sweep",), ("why", "X")]


@pytest.mark.slow
def test_the_file_of_the_database_is_whole_alone_after_every_command(tmp_path: Path) -> None:
    """Nothing waits in a log beside it: who copies the file by itself while nobody works has every record."""
    home = tmp_path / "home"
    environment = {**os.environ, "LIFECYCLE_HOME": str(home)}
    for words in WORDS:
        actor = () if words[0] == "init" else ("--actor", "管理者")
        done = subprocess.run([PROGRAM, *words, *actor], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == (6 if words[0] == "why" else 0), done.stderr
        assert [path.name for path in home.glob("lifecycle.db-*")] == [], words
