"""Homes that can't be used: exit 7 and what to do, never a traceback; the unforeseen ends with 1."""

from pathlib import Path

import pytest
from command_line import CommandLine, Said

from lifecycle.records.flags import TRIAL

SECRET = "秘密 花子 090-1234-5678"


def speechless(said: Said, code: int, *told: str) -> None:
    """The command said why it ended, in one or few lines without a traceback."""
    assert said.code == code
    assert said.out == ""
    assert "Traceback" not in said.err
    for word in told:
        assert word in said.err


def at(home: Path, environment: pytest.MonkeyPatch) -> CommandLine:
    """The command line on that home."""
    environment.setenv("LIFECYCLE_HOME", str(home))
    return CommandLine(home)


@pytest.mark.parametrize("words", [("why", "R6-0012"), ("sweep",), ("verify",), ("doctor",), ("contract", "list")])
def test_a_home_that_was_not_made_says_how_to_make_it(
    tmp_path: Path, environment: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """Exit code 7; and asking does not make one."""
    home = tmp_path / "none"
    speechless(at(home, environment)(*words), 7, "lifecycle init")
    assert not home.exists()


def test_an_empty_database_is_not_initialised(tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    """A file that something else made."""
    (tmp_path / "lifecycle.db").touch()
    speechless(at(tmp_path, environment)("why", "R6-0012"), 7, "lifecycle init")


@pytest.mark.parametrize("words", [("why", "R6-0012"), ("init",), ("doctor",), ("verify",)])
def test_a_database_of_garbage_is_told(tmp_path: Path, environment: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    """The file is damaged, or another's; it is left as it is."""
    garbage = bytes(range(256)) * 40
    (tmp_path / "lifecycle.db").write_bytes(garbage)
    speechless(at(tmp_path, environment)(*words), 7, "壊れている", "控え")
    assert (tmp_path / "lifecycle.db").read_bytes() == garbage


def test_a_home_that_can_not_be_made_is_told(tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    """A file stands where the folder should; a place where nobody may write."""
    environment.delenv("LIFECYCLE_NOW")
    (tmp_path / "file").touch()
    speechless(at(tmp_path / "file", environment)("init"), 7, "file")
    speechless(at(tmp_path / "file" / "below", environment)("init"), 7)
    speechless(at(Path("/proc/none"), environment)("init"), 7)
    speechless(at(tmp_path / "file", environment)("demo", "--home", str(tmp_path / "file")), 2, "空のフォルダー")
    speechless(at(tmp_path / "file", environment)("demo", "--home", "/proc/none"), 7)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('identity = "nobody"', "identity"),
        ("identity = ", "TOML"),
        ("colour = 3", "colour"),
        ("[evidence]\nmax_megabytes = 0", "evidence.max_megabytes"),
        ('closed_days = ["いつか"]', "closed_days"),
        ('[people."甲"]\nrole = "king"', "people.甲.role"),
    ],
)
def test_broken_settings_name_the_key(sample: CommandLine, text: str, told: str) -> None:
    """Broken lifecycle.toml: exit 7, names the key."""
    (sample.home / "lifecycle.toml").write_text(text, encoding="utf-8")
    speechless(sample("why", "R6-0012"), 7, "lifecycle.toml", told)
    assert sample("why", "R6-0012", "--json").json["error"]["exit_code"] == 7


def test_settings_that_are_a_folder_are_told(sample: CommandLine) -> None:
    """Not a file at all."""
    (sample.home / "lifecycle.toml").unlink()
    (sample.home / "lifecycle.toml").mkdir()
    speechless(sample("why", "R6-0012"), 7, "lifecycle.toml")


@pytest.mark.parametrize("url", ["nonsense", "mysql://h/x", "postgresql+psycopg://u:geheim@127.0.0.1:1/x"])
def test_a_database_that_does_not_answer_is_told_without_its_password(
    sample: CommandLine, environment: pytest.MonkeyPatch, url: str
) -> None:
    """Secrets are masked."""
    environment.setenv("LIFECYCLE_DATABASE_URL", url)
    said = sample("why", "R6-0012")
    speechless(said, 7, "LIFECYCLE_DATABASE_URL")
    assert "geheim" not in said.err


def test_a_fault_of_the_program_ends_with_1_and_says_where_to_look(
    sample: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line in Japanese; where it failed stands in a file of the home, without the values it failed on."""
    monkeypatch.setattr("lifecycle.views.owed.owed_page", broken_call)
    said = sample("due")
    speechless(said, 1, "予期しない誤り", "RuntimeError", "error.log")
    assert [line for line in said.err.splitlines() if line != TRIAL] == said.err.splitlines()[:1]
    log = (sample.home / "error.log").read_text(encoding="utf-8")
    assert "broken_call" in log
    assert SECRET not in log + said.err
    assert (sample.home / "error.log").stat().st_mode & 0o077 == 0


def broken_call(*_: object) -> None:
    """Fails with something that must not be shown."""
    raise RuntimeError(SECRET)
