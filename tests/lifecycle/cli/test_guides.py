"""`lifecycle guide`: which guides there are, and each of them, on a machine where nothing stands yet."""

import re
from pathlib import Path

import pytest
from command_line import CommandLine
from docs.console import ROOT

from config.errors import SetupError
from lifecycle.views.guides import guides


@pytest.fixture
def nowhere(tmp_path: Path, environment: pytest.MonkeyPatch) -> CommandLine:
    """The command line where no home stands."""
    environment.setenv("LIFECYCLE_HOME", str(tmp_path / "none"))
    return CommandLine(tmp_path / "none")


def test_every_guide_is_listed_and_shown_without_a_home(nowhere: CommandLine) -> None:
    """Those of the posts first; what only the tests read of them is left out."""
    listed = nowhere("guide", "--json").json
    assert [one["name"] for one in listed][:2] == ["はじめる前に", "担当者"]
    files = [
        *(ROOT / "docs" / "手引き").glob("*.md"),
        *(p for p in (ROOT / "docs").glob("*.md") if not p.stem.isascii()),
    ]
    assert {one["name"] for one in listed} == {path.stem for path in files}
    for one in listed:
        assert 5 < len(one["about"]) < 120
        assert not re.search(r"\]\(|<!--|\n|[*`]", one["about"])
        shown = nowhere("guide", one["name"])
        assert shown.code == 0
        assert shown.out.startswith("# ")
        assert "<!--" not in shown.out
    assert nowhere("guide", "担当者", "--json").json["text"] == nowhere("guide", "担当者").out


def test_a_name_that_is_none_is_told_with_those_that_are(nowhere: CommandLine) -> None:
    """Exit code 6."""
    said = nowhere("guide", "部長")
    assert said.code == 6
    assert "担当者、係長" in said.err


def test_an_installation_without_its_guides_says_so(tmp_path: Path) -> None:
    """Files were taken away."""
    with pytest.raises(SetupError, match="入れ直して"):
        guides(tmp_path / "lifecycle")
