"""docs/service: what a service starts is a command of ours, with options that it has."""

import re
import shlex
from pathlib import Path

import pytest
from docs.console import ROOT

import flows.cli
from lifecycle.cli.main import build

FILES = sorted((ROOT / "docs" / "service").iterdir())
_OURS = re.compile(r"(lifecycle(?:-flows)?)(?:\.exe)?[\"']? (?:-Argument )?[\"']?([a-z][^\"'\n]*)")


def typed_in(text: str) -> list[tuple[str, list[str]]]:
    """What these lines start of ours: the program, and the words behind it; what a shell works out stands as a name."""
    lines = [line for line in text.splitlines() if line.startswith("ExecStart=") or "New-ScheduledTaskAction" in line]
    plain = [re.sub(r"\$\$\([^)]*\)|\([^)]*\([^)]*\)[^)]*\)", "X", line) for line in lines]
    return [(program, shlex.split(words)) for line in plain for program, words in _OURS.findall(line)]


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix != ".timer"], ids=lambda path: path.name)
def test_what_a_service_starts_is_a_command(path: Path) -> None:
    """It is parsed as if typed; a word that is no command or no option raises."""
    started = typed_in(path.read_text(encoding="utf-8"))
    assert started
    for program, words in started:
        app = build(words) if program == "lifecycle" else flows.cli.build()
        app.parse_args(words, exit_on_error=False, print_error=False)


def test_every_file_is_named_on_the_page() -> None:
    """The page says where they go; each timer wakes the service of its name."""
    page = (ROOT / "docs" / "一台のサーバーで使う.md").read_text(encoding="utf-8")
    assert "(service/)" in page
    for path in FILES:
        assert path.stem in page or path.with_suffix(".timer").stem in page
    assert all(path.with_suffix(".service").exists() for path in FILES if path.suffix == ".timer")
