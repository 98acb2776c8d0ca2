"""A home made with another pack: looked through before anything is made, copied, on record, and its own from then."""

import shutil
from pathlib import Path

import pytest
from command_line import CommandLine

from config.errors import RuleDataError, UsageError
from config.loader import RULE_DATA, rule_book, shipped_book, use
from config.released import digest_of_pack, pack_files
from lifecycle.records.database import reading
from lifecycle.records.flags import made_with_pack
from lifecycle.usecases.installation import initialise
from lifecycle.usecases.own_pack import read_pack

NOW = "2024-04-02T09:00:00+09:00"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack that says 市 of itself and demands visits from another number of records on."""
    folder = tmp_path / "theirs"
    shutil.copytree(RULE_DATA, folder)
    replaced(folder / "place.toml", 'government = "県"', 'government = "市"')
    replaced(folder / "rules/s3_onsite.toml", "value = 1000", "value = 250")
    return folder


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command line on a home that is not made yet."""
    monkeypatch.setenv("LIFECYCLE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LIFECYCLE_NOW", NOW)
    return CommandLine(tmp_path / "home")


@pytest.fixture(autouse=True)
def back_to_the_shipped_pack() -> object:
    """A test that put another book in use leaves none behind."""
    yield
    use(shipped_book())


def replaced(path: Path, old: str, new: str) -> None:
    """Replace words of a file that holds them."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_every_fault_is_told_at_once_and_nothing_is_made(pack: Path, command: CommandLine) -> None:
    """Faults of an entry, of a rule that nothing judges, of what the engine needs and of the days: one refusal."""
    replaced(pack / "rules/s2_checklist.toml", 'guard = "current_form"\n', "")
    replaced(pack / "rules/s3_onsite.toml", "demands_visit = true\n", "")
    replaced(pack / "rules/f_structural.toml", 'code = "F-02"', 'code = "F-09"')
    form = pack / "forms/checklist_r5_12_26.toml"
    told = [line for line in form.read_text(encoding="utf-8").splitlines() if not line.startswith("meaning")]
    form.write_text("\n".join(told), encoding="utf-8")
    replaced(pack / "place.toml", 'government = "市"', "government = 3")
    replaced(pack / "closed_days.toml", "closed = []", 'closed = [{ on = "初夏" }]')
    (pack / "notes.toml").write_text("", encoding="utf-8")
    said = command("init", "--trial", "--pack", str(pack))
    assert said.code == 7
    for told in ("S2-07", "demands_visit", "F-02", "place.toml", "closed_days.toml", "notes.toml", "項目の意味"):
        assert told in said.err, told
    assert not command.home.exists()


def test_a_folder_that_is_not_there_is_told(command: CommandLine, tmp_path: Path) -> None:
    """A pack that can't be found makes nothing."""
    said = command("init", "--trial", "--pack", str(tmp_path / "nowhere"))
    assert (said.code, command.home.exists()) == (6, False)


def test_the_home_works_by_its_own_pack(pack: Path, command: CommandLine) -> None:
    """The pack is copied and on record; the home needs the folder no more; doctor and verify know it, rebuild too."""
    assert command("init", "--trial", "--pack", str(pack)).code == 0
    shutil.rmtree(pack)
    assert pack_files(command.home / "pack")["place.toml"].count('government = "市"') == 1
    for again in ("doctor", "rebuild", "verify"):
        said = command(again, "--json", actor="管理者")
        assert "規程データ" not in said.err, said.err
    checks = {one["name"]: one for one in command("doctor", "--json", actor="管理者").json}
    assert checks["規程データ"]["fine"], checks["規程データ"]
    assert checks["記録の検証"]["fine"], checks["記録の検証"]
    assert rule_book().place.government == "市"
    assert rule_book().on(shipped_book().dates[-1]).value("S3-01", "record_threshold") == 250


def test_a_pack_changed_in_the_home_is_told(pack: Path, command: CommandLine) -> None:
    """What the home was made with is on record: another text in its folder is no rule data of anybody."""
    command("init", "--trial", "--pack", str(pack))
    path = command.home / "pack/rules/s3_onsite.toml"
    path.chmod(0o600)
    replaced(path, "value = 250", "value = 900")
    checks = {one["name"]: one for one in command("doctor", "--json", actor="管理者").json}
    assert not checks["規程データ"]["fine"]
    assert "作ったとき" in checks["規程データ"]["detail"]


def test_the_pack_is_chosen_once(pack: Path, tmp_path: Path) -> None:
    """A home of the shipped pack takes no other one, nor does one that has its own; the same one again is no fault."""
    plain = tmp_path / "plain"
    initialise(plain, "declared", {"LIFECYCLE_NOW": NOW}).engine.dispose()
    with pytest.raises(UsageError, match="一度だけ"):
        initialise(plain, "declared", {"LIFECYCLE_NOW": NOW}, pack=pack)
    own = initialise(tmp_path / "own", "declared", {"LIFECYCLE_NOW": NOW}, pack=pack)
    with reading(own.engine) as connection:
        assert made_with_pack(connection) == digest_of_pack(pack_files(pack))
    initialise(own.home, "declared", {"LIFECYCLE_NOW": NOW}, pack=pack).engine.dispose()
    with pytest.raises(UsageError, match="一度だけ"):
        initialise(own.home, "declared", {"LIFECYCLE_NOW": NOW}, pack=RULE_DATA)
    own.engine.dispose()


def test_the_shipped_pack_is_a_pack() -> None:
    """What ships with the product passes what another pack must pass, and reads the same."""
    assert read_pack(RULE_DATA).digest == shipped_book().digest


def test_parts_that_the_engine_can_do_without_may_be_left_out(pack: Path) -> None:
    """No transitions, no incidents, no headings, no questions of circulars: the engine works by the rest."""
    for name in ("transitions.toml", "incidents.toml", "headings.toml", "circulars.toml", "personal_data.toml"):
        (pack / name).unlink()
    read_pack(pack)


def test_a_value_without_which_no_visit_can_be_judged_is_named(pack: Path) -> None:
    """The rule that demands visits must say from how many records on."""
    replaced(pack / "rules/s3_onsite.toml", 'name = "record_threshold"', 'name = "threshold"')
    with pytest.raises(RuleDataError, match="record_threshold"):
        read_pack(pack)


@pytest.mark.parametrize("numbers", [(13,), (3, 3), (5, 3)], ids=["unknown", "twice", "out of order"])
def test_tables_that_are_no_counts_of_the_engine_are_refused(pack: Path, numbers: tuple[int, ...]) -> None:
    """A pack prints counts that the engine knows, each once and in their order."""
    entries = [f'[[table]]\nnumber = {number}\ntitle = "表"\n' for number in numbers]
    (pack / "tables.toml").write_text("\n".join(entries), encoding="utf-8")
    with pytest.raises(RuleDataError, match="tables"):
        read_pack(pack)
