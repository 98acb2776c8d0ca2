"""Who may read the files of a home: the owner, or a group it was given to, whatever the umask; others never."""

import grp
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import OFFICER, CommandLine
from docs.console import ROOT
from installation import ADMIN, DOCUMENTS, HEAD, ID, Installation, a_contract, found

from lifecycle.cli.failures import of_the_world
from lifecycle.papers.site.build import build_site
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.home_checks import Check
from lifecycle.usecases.installation import examine, initialise
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """A umask of the process."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def _group() -> str:
    """A group to which this process may give files, other than its own where there is one."""
    groups = [gid for gid in (*os.getgroups(), *((1,) if os.geteuid() == 0 else ())) if gid != os.getegid()]
    return grp.getgrgid(groups[-1] if groups else os.getegid()).gr_name


def _lived_in(home: Path) -> Installation:
    """A home in which everything has happened that makes files."""
    installation = found(home)
    app = installation.app()
    a_contract(app, concluded_on="2024-04-01")
    paper = home.parent / "報告.txt"
    paper.write_text("報告", encoding="utf-8")
    attach(app, ID, "onsite_inspection", DOCUMENTS["onsite_inspection"], [paper])
    sweep(installation.app(ADMIN))
    deliver(installation.app(ADMIN), force=True)
    return installation


def _modes(home: Path) -> dict[str, int]:
    paths = [home, *home.rglob("*")]
    return {p.relative_to(home).as_posix(): stat.S_IMODE(p.stat().st_mode) for p in paths}


def _kinds(home: Path) -> set[str]:
    return {name.partition("/")[0] for name in _modes(home)}


def test_a_home_is_its_owners_alone(tmp_path: Path, umask: int) -> None:
    """Database, its log, evidence, mails, settings: at umask 022 the database was readable by everybody."""
    installation = _lived_in(tmp_path / "home")
    with installation.engine.connect():
        modes = _modes(installation.home)
    assert {"lifecycle.db", "lifecycle.db-wal", "lifecycle.db-shm", "lifecycle.toml", "evidence", "outbox"} <= set(
        modes
    )
    assert [name for name, mode in modes.items() if mode & 0o077] == []
    assert _permissions(installation).fine


def test_a_home_given_to_a_group_is_the_groups_and_nobody_elses(tmp_path: Path, umask: int) -> None:
    """`init --group`: whoever makes a file later, the group reads and writes it; originals are read only."""
    home, name = tmp_path / "home", _group()
    initialise(home, "declared", {"LIFECYCLE_NOW": "2024-04-01T08:00:00+09:00"}, group=name).engine.dispose()
    installation = _lived_in(home)
    with installation.engine.connect():
        modes = _modes(home)
    assert [name for name, mode in modes.items() if mode & 0o007] == []
    for path in (home, *home.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert path.stat().st_gid == grp.getgrnam(name).gr_gid, path
        wanted = 0o2770 if path.is_dir() else mode
        assert mode == wanted, path
        assert mode & 0o040, path
    assert modes["lifecycle.db"] == modes["lifecycle.db-wal"] == 0o660
    assert {mode for name, mode in modes.items() if name.count("/") == 2} == {0o440}
    found = _permissions(installation)
    assert found.fine
    assert name in found.detail


def test_a_home_that_stood_open_is_closed_by_init(tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    """Homes of earlier versions; `doctor` names what is open, with the cure."""
    installation = _lived_in(tmp_path / "home")
    installation.home.chmod(0o755)
    (installation.home / "lifecycle.db").chmod(0o644)
    (installation.home / "error.log").touch(mode=0o666)
    (installation.home / "error.log").chmod(0o666)
    named = _permissions(installation)
    assert not named.fine
    for word in ("フォルダーそのもの(0755)", "lifecycle.db(0644)", "error.log(0666)"):
        assert word in named.detail
    for name, value in {**installation.environment(), "LIFECYCLE_HOME": str(installation.home)}.items():
        environment.setenv(name, value)
    assert f"{named.detail}(lifecycle init)" in CommandLine(installation.home)("doctor", actor=ADMIN).out
    initialise(installation.home, "declared", installation.environment()).engine.dispose()
    assert [name for name, mode in _modes(installation.home).items() if mode & 0o077] == []
    assert _permissions(installation).fine


def test_an_empty_folder_that_is_open_is_closed(
    bare: CommandLine, tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    """`init` into a folder of 0755 left it so."""
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o755)
    environment.setenv("LIFECYCLE_HOME", str(tmp_path / "open"))
    assert bare("init", "--trial").code == 0
    assert stat.S_IMODE((tmp_path / "open").stat().st_mode) == 0o700


def test_a_folder_with_other_things_is_not_shut(
    bare: CommandLine, tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    """To make /tmp or a shared folder a home would shut everybody out."""
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o755)
    (tmp_path / "open" / "x.txt").touch()
    environment.setenv("LIFECYCLE_HOME", str(tmp_path / "open"))
    said = bare("init", "--trial")
    assert said.code == 7
    assert "ほかのものが入っています" in said.err
    assert stat.S_IMODE((tmp_path / "open").stat().st_mode) == 0o755
    assert [path.name for path in (tmp_path / "open").iterdir()] == ["x.txt"]


def test_a_group_that_is_not_there_is_told(bare: CommandLine, tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    """Exit code 2, and nothing is made."""
    environment.setenv("LIFECYCLE_HOME", str(tmp_path / "new"))
    said = bare("init", "--trial", "--group", "no-such-group")
    assert said.code == 2
    assert not (tmp_path / "new").exists()


def test_pages_are_the_owners_or_the_groups(tmp_path: Path, umask: int) -> None:
    """A site was readable by whoever the umask let in."""
    installation = _lived_in(tmp_path / "home")
    app = installation.app(HEAD)
    build_site(app, tmp_path / "site", app.today())
    assert all(mode & 0o077 == 0 for mode in _modes(tmp_path / "site").values())
    initialise(installation.home, "declared", installation.environment(), group=_group()).engine.dispose()
    build_site(app, tmp_path / "site", app.today())
    assert {mode & 0o077 for mode in _modes(tmp_path / "site").values()} == {0o050, 0o040}


def test_what_is_written_of_a_fault_is_the_owners(bare: CommandLine, umask: int) -> None:
    """error.log."""
    of_the_world(RuntimeError("x"))
    assert _modes(bare.home)["error.log"] == 0o600
    assert "error.log" in _kinds(bare.home)


def test_what_the_group_cannot_use_is_named(tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    """A file put back from elsewhere is its owner's alone: the others' commands failed, and `doctor` saw nothing."""
    home = tmp_path / "home"
    initialise(home, "declared", {"LIFECYCLE_NOW": "2024-04-01T08:00:00+09:00"}, group=_group()).engine.dispose()
    installation = _lived_in(home)
    original = next((home / "evidence").glob("*/*"))
    original.chmod(0o400)
    original.parent.chmod(0o700)
    (home / "lifecycle.db").chmod(0o640)
    told = _permissions(installation)
    assert not told.fine
    named = (f"{original.relative_to(home)}(0400)", f"{original.parent.relative_to(home)}(0700)", "lifecycle.db(0640)")
    assert all(one in told.detail for one in named), told.detail
    initialise(home, "declared", installation.environment()).engine.dispose()
    assert _permissions(installation).fine


TWO_USERS = """\
import os, sys
from pathlib import Path
from lifecycle.cli.main import run

def typed(*words):
    try:
        run([*words])
    except SystemExit as ended:
        return ended.code or 0

def attach(paper, day, actor):
    words = ("--set", f"dated_on=R6.11.{day}", "--file", str(folder / paper), "--actor", actor)
    return typed("attach", "R6-0012", "other", *words)

def typed_by(user, do, *words):
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.setgroups([]); os.setgid(group); os.setuid(user); os.umask(0o077)
    os._exit(do(*words) or 0)

folder, group, first, second, officer, admin = Path(sys.argv[1]), *map(int, sys.argv[2:5]), *sys.argv[5:]
# Once as root on a copy: what a user may not read of the interpreter is loaded by then.
os.environ["LIFECYCLE_HOME"] = str(folder / "scratch")
attach("1.txt", 9, officer), typed("verify", "--actor", admin)
os.environ["LIFECYCLE_HOME"] = str(folder / "home")
steps = [(user, attach, f"{paper}.txt", day, officer) for day, (user, paper) in enumerate(
    ((first, 1), (second, 2), (first, 3), (second, 3)), start=1)]
steps += [(user, typed, "verify", "--actor", admin) for user in (first, second)]
print([typed_by(*step) for step in steps])
"""


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes two users of the system")
def test_two_users_of_one_group_record_and_read(sample_home: Path) -> None:
    """Each attaches an original, both attach the same one; each reads and verifies what the other stored."""
    group, first, second = (pwd.getpwnam("bin").pw_gid, *(pwd.getpwnam(name).pw_uid for name in ("nobody", "bin")))
    folder = Path(tempfile.mkdtemp(prefix="two-users-"))
    try:
        for name in ("home", "scratch"):
            shutil.copytree(sample_home, folder / name)
        for number in (1, 2, 3):
            (folder / f"{number}.txt").write_text(f"原本{number}", encoding="utf-8")
        initialise(folder / "home", "declared", {}, group=grp.getgrgid(group).gr_name).engine.dispose()
        for path in (folder / "home", *(folder / "home").rglob("*")):
            os.chown(path, first, -1)
        folder.chmod(0o755)
        words = (folder, group, first, second, OFFICER, ADMIN)
        done = subprocess.run(
            [sys.executable, "-c", TWO_USERS, *map(str, words)], capture_output=True, text=True, check=False, cwd=ROOT
        )
        assert done.stdout.endswith("[0, 0, 0, 0, 0, 0]\n"), done.stdout + done.stderr
        kept = {path: path.stat() for path in (folder / "home" / "evidence").glob("*/*")}
        assert {status.st_uid for status in kept.values()} == {first, second}
        assert {(status.st_gid, stat.S_IMODE(status.st_mode)) for status in kept.values()} == {(group, 0o440)}
    finally:
        shutil.rmtree(folder)


def _permissions(installation: Installation) -> Check:
    return next(check for check in examine(installation.app(ADMIN)) if check.name == "フォルダーの権限")
