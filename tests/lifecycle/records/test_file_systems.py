"""Where a home may lie: SQLite's log on a share loses records, so nothing is begun there; `doctor` names the disk."""

from pathlib import Path

import pytest
from command_line import CommandLine

from lifecycle.records import file_systems
from lifecycle.records.file_systems import file_system_of, is_share

MOUNTS = """\
21 27 0:20 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 21 0:40 / /srv rw,relatime - xfs /dev/sdb1 rw
31 30 0:41 / /srv/%E5\\040x rw - nfs4 server:/x rw,vers=4.2
32 21 0:42 / /mnt/a\\040b rw shared:9 master:1 - cifs //server/share rw
33 21 0:43 / /mnt/twice rw - ext4 /dev/sdc1 rw
34 33 0:44 / /mnt/twice rw - fuse.sshfs server:/ rw
35 21 0:45 / /usb rw - vfat /dev/sdd1 rw
a line that is none
"""


@pytest.fixture
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The list of mounts that this process is told."""
    path = tmp_path / "mountinfo"
    path.write_text(MOUNTS, encoding="utf-8")
    monkeypatch.setattr(file_systems, "_MOUNTS", path)
    return path


@pytest.mark.parametrize(
    ("path", "kind", "share"),
    [
        ("/opt/itaku", "ext4", False), ("/srv/itaku", "xfs", False), ("/srvx", "ext4", False),
        ("/srv/%E5 x/home", "nfs4", True), ("/mnt/a b", "cifs", True), ("/mnt/twice/x", "fuse.sshfs", True),
        ("/usb/x", "vfat", False),
    ],
)  # fmt: skip
def test_the_deepest_mount_says_what_a_path_lies_on(mounts: Path, path: str, kind: str, share: bool) -> None:
    """Blanks are escaped there, and a later mount covers an earlier one; the folder need not be there."""
    assert file_system_of(Path(path)) == kind
    assert is_share(kind) is share


def test_where_the_system_does_not_tell_nothing_is_refused(mounts: Path) -> None:
    """No /proc, as on other systems."""
    mounts.unlink()
    assert file_system_of(Path("/srv")) == ""


def test_this_machine_tells() -> None:
    """The real list is read."""
    assert file_system_of(Path("/proc")) in ("proc", "")


def test_a_home_on_a_share_is_neither_made_nor_opened(
    bare: CommandLine, mounts: Path, tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    """One line: where it lies, why not, what to do; no folder is left half made with a database in it."""
    mounts.write_text(f"{MOUNTS}40 21 0:50 / {tmp_path} rw - cifs //server/share rw\n", encoding="utf-8")
    for words in (("contract", "list"), ("doctor",), ("init", "--trial")):
        said = bare(*words, actor="" if words[0] == "init" else "管理者")
        assert said.code == 7, said.err
        assert "共有フォルダー(cifs)" in said.err
        assert "PostgreSQL" in said.err
    environment.setenv("LIFECYCLE_HOME", str(tmp_path / "new"))
    assert bare("init", "--trial").code == 7
    assert not (tmp_path / "new").exists()


def test_doctor_names_the_disk(bare: CommandLine, mounts: Path, tmp_path: Path) -> None:
    """A disk of FAT keeps no modes: to run `init` again would shut nothing."""
    assert "フォルダーの置き場所" in bare("doctor", actor="管理者").out
    mounts.write_text(f"{MOUNTS}40 21 0:50 / {tmp_path} rw - exfat /dev/sde1 rw\n", encoding="utf-8")
    told = bare("doctor", actor="管理者").out
    assert "exfat は読める人を限れない" in told
