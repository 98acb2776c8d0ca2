"""A home made for trial believes an actor who is named and a clock that is fixed; no other does (semantics §8)."""

import sqlite3
from pathlib import Path

import pytest
from command_line import CommandLine
from installation import ADMIN

from config.errors import UsageError
from flows import once
from lifecycle.usecases.installation import initialise

REAL_DAY = "2024-01-05T10:00:00+09:00"
READS = (("contract", "list"), ("due",), ("tables",), ("verify",), ("doctor",), ("staff", "list"), ("second", "list"))
WRITES = (
    ("contract", "register", "R6-1", "--set", "title=業務"),
    ("sweep",),
    ("deliver",),
    ("seal",),
    ("reassess",),
    ("rebuild",),
    ("init",),
)


@pytest.fixture
def real(tmp_path: Path, environment: pytest.MonkeyPatch) -> CommandLine:
    """A home in which the system tells who acts and when."""
    environment.delenv("LIFECYCLE_NOW")
    environment.setenv("LIFECYCLE_HOME", str(tmp_path / "real"))
    initialise(tmp_path / "real", "os_user").engine.dispose()
    return CommandLine(tmp_path / "real")


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize("words", [*READS, *WRITES], ids=" ".join)
@pytest.mark.parametrize("claim", ["option", "LIFECYCLE_ACTOR", "LIFECYCLE_NOW"])
def test_a_real_home_refuses_every_claim(
    real: CommandLine, environment: pytest.MonkeyPatch, words: tuple[str, ...], claim: str
) -> None:
    """By every command, exit 2, the door named; nothing is recorded."""
    before = real.events()
    if claim != "option":
        environment.setenv(claim, ADMIN if claim == "LIFECYCLE_ACTOR" else REAL_DAY)
    said = real(*words, actor=ADMIN if claim == "option" else "")
    assert said.code == 2, said.err
    assert ("--actor" if claim == "option" else claim) in said.err
    assert "試用" in said.err
    assert real.events() == before


@pytest.mark.parametrize("claim", ["LIFECYCLE_ACTOR", "LIFECYCLE_NOW"])
def test_a_flow_refuses_them_as_a_command_does(real: CommandLine, environment: pytest.MonkeyPatch, claim: str) -> None:
    """The schedule opens the home by the same door."""
    before = real.events()
    environment.setenv(claim, REAL_DAY)
    with pytest.raises(UsageError, match="試用"), once.installation():
        pass
    assert real.events() == before


@pytest.mark.parametrize("words", [("init",), ("rules", "list"), ("template", "ひな形.xlsx")], ids=" ".join)
def test_before_there_is_a_home_no_clock_is_believed(
    tmp_path: Path, environment: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """Nothing is made, not even a folder."""
    environment.chdir(tmp_path)
    environment.setenv("LIFECYCLE_HOME", str(tmp_path / "none"))
    said = CommandLine(tmp_path / "none")(*words)
    assert said.code == 2
    assert "LIFECYCLE_NOW" in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [("--trial",), ("--identity", "declared")])
def test_both_ways_make_a_trial_home(tmp_path: Path, environment: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    """`--identity declared` is an old word for `--trial`; the journal holds what the home is."""
    environment.setenv("LIFECYCLE_HOME", str(tmp_path / "trial"))
    lifecycle = CommandLine(tmp_path / "trial")
    assert lifecycle("init", *words, "--json").json["trial"] is True
    assert lifecycle("contract", "list", actor=ADMIN).code == 0
    with sqlite3.connect(tmp_path / "trial" / "lifecycle.db") as connection:
        assert set(connection.execute("SELECT recorded_at FROM journal")) == {("2024-11-26T00:00:00.000000Z",)}
    assert lifecycle("init", "--json").json["trial"] is True


@pytest.mark.parametrize("words", [("--trial",), ("--identity", "declared")])
def test_a_real_home_can_not_become_one_for_trial(real: CommandLine, words: tuple[str, ...]) -> None:
    """Neither by `init` nor by its settings: what the home is stands in the journal."""
    before = real.events()
    said = real("init", *words)
    assert said.code == 2
    assert "試用の環境にはできません" in said.err
    settings = real.home / "lifecycle.toml"
    written = settings.read_text(encoding="utf-8")
    settings.write_text(written.replace('identity = "os_user"', 'identity = "declared"'), encoding="utf-8")
    assert real("due", actor=ADMIN).code == 2
    assert real.events() == before
