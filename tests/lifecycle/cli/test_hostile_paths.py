"""Paths that commands read: a pipe nobody writes to, a device, a folder each end with a word; none is waited for."""

import os
import shutil
from pathlib import Path

import pytest
from command_line import HEAD, OFFICER, CommandLine

from config.loader import RULE_DATA

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no such files")
READS = (
    ("import", "{}"),
    ("attach", "R6-0012", "other", "--set", "dated_on=R6.11.1", "--file", "{}"),
    ("attach", "R6-0012", "checklist", "--from", "{}"),
    ("tables", "--compare", "{}"),
    ("pack", "verify", "{}"),
)


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
@pytest.mark.parametrize("words", READS, ids=lambda words: " ".join(words[:-1]))
def test_no_command_waits_for_what_is_no_file(
    sample: CommandLine, tmp_path: Path, words: tuple[str, ...], kind: str
) -> None:
    """Exit code 9 (or 7), with the reason; nothing is unforeseen."""
    path = tmp_path / "x.xlsx"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path = Path("/dev/zero")
    said = sample(*(word.format(path) for word in words), actor=OFFICER)
    assert said.code in (7, 9), said.err
    assert "予期しない" not in said.err
    assert any(word in said.err for word in ("通常のファイル", "フォルダー")), said.err


def test_a_pipe_among_the_names_kept_apart(sample: CommandLine, tmp_path: Path) -> None:
    """`pack verify --accounts`."""
    assert sample("pack", "R6-0012", "-o", str(tmp_path / "x.zip"), actor=HEAD).code == 0
    os.mkfifo(tmp_path / "names.json")
    said = sample("pack", "verify", str(tmp_path / "x.zip"), "--accounts", str(tmp_path / "names.json"))
    assert said.code == 9


@pytest.mark.parametrize("name", ["sources.toml", "rules/x.toml"])
def test_a_pipe_in_a_draft(sample: CommandLine, tmp_path: Path, name: str) -> None:
    """`rules impact FOLDER`."""
    (tmp_path / "draft" / "rules").mkdir(parents=True)
    os.mkfifo(tmp_path / "draft" / name)
    said = sample("rules", "impact", str(tmp_path / "draft"), actor=HEAD)
    assert said.code == 7
    assert name in said.err


def test_settings_that_are_a_pipe(sample: CommandLine) -> None:
    """Every command reads them."""
    (sample.home / "lifecycle.toml").unlink()
    os.mkfifo(sample.home / "lifecycle.toml")
    said = sample("contract", "list", actor=OFFICER)
    assert said.code == 7
    assert "lifecycle.toml" in said.err


def test_settings_that_are_gone(sample: CommandLine) -> None:
    """Escalations went into a local folder and counted as sent; `init` makes the file anew."""
    (sample.home / "lifecycle.toml").unlink()
    for words in (("sweep",), ("deliver",), ("contract", "list"), ("doctor",)):
        said = sample(*words, actor="管理者")
        assert said.code == 7
        assert "lifecycle.toml がありません" in said.err
    assert sample("init").code == 0
    assert (sample.home / "lifecycle.toml").exists()


def test_a_secret_that_is_a_pipe(sample: CommandLine, tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    """LIFECYCLE_SECRETS_DIR."""
    os.mkfifo(tmp_path / "lifecycle_mail_url")
    environment.setenv("LIFECYCLE_SECRETS_DIR", str(tmp_path))
    said = sample("contract", "list", actor=OFFICER)
    assert said.code == 7
    assert "lifecycle_mail_url" in said.err


def test_the_shipped_rule_data_holds_nothing_unseen(tmp_path: Path) -> None:
    """The reader of drafts reads the book itself."""
    from config.loader import load_rule_book

    shutil.copytree(RULE_DATA, tmp_path / "pack")
    assert load_rule_book(tmp_path / "pack").rules
