"""Help: what is read by an officer who does not know how a command is called."""

from pathlib import Path

import pytest
from command_line import CommandLine


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("attach", "--help"), "例: lifecycle attach"),
        (("contract", "register", "--help"), "端末では一つずつ尋ねる"),
        (("--json", "why", "--help"), "られなければ5で終わる"),
    ],
    ids=" ".join,
)
def test_a_command_asked_about_tells_all_of_its_help(words: tuple[str, ...], told: str, tmp_path: Path) -> None:
    """The lists give one line a command; the command itself says how it is called and how it ends."""
    said = CommandLine(tmp_path)(*words)
    assert said.code == 0
    assert told in "".join(said.out.split("\n"))


def test_the_parts_of_a_help_text_are_headed_in_japanese(tmp_path: Path) -> None:
    """What cyclopts says of its own accord is English."""
    lifecycle = CommandLine(tmp_path)
    assert "─ 命令 ─" in lifecycle("--help").out
    assert "─ 指定 ─" in lifecycle("why", "--help").out
    assert "Display" not in lifecycle("--help").out
