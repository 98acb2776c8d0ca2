"""A backup is the whole installation as of one moment, and becomes one again; or nothing is left of it."""

import hashlib
import io
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import orjson
import pytest
from installation import ADMIN, ID, OFFICER, Installation, a_contract, hand_in
from postgres_server import Server
from programs import program
from sqlalchemy import insert
from sqlalchemy.engine import make_url

from config.errors import InputRejectedError, LifecycleError, SetupError, UsageError, WorldError
from config.settings_copy import LEFT_OUT, without_secrets
from lifecycle.app import open_app
from lifecycle.papers.books.new_file import write_new
from lifecycle.records.backup_file import DATABASE, MANIFEST, Manifest
from lifecycle.records.database_copies import begin_restoration, restore_dump
from lifecycle.records.models import PROJECTIONS, table
from lifecycle.records.tables import job_claim
from lifecycle.usecases.audit import verify
from lifecycle.usecases.backup import back_up
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.installation import examine, initialise
from lifecycle.usecases.last_backup import LAST_BACKUP
from lifecycle.usecases.restore import Restored, looked_at, restored
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep
from notifications.channels import RecordingChannel

LATER = "2024-06-10"
SETTINGS = "home/lifecycle.toml"


def worked_in(installation: Installation, tmp_path: Path) -> None:
    """An office's work: a contract, originals, a message that waits, a run that was under way."""
    app = installation.app()
    a_contract(app)
    hand_in(app, "duty_notice", "contract_review")
    an_original(installation, tmp_path, "一枚目")
    sweep(installation.app(ADMIN, LATER))
    (installation.home / "rules").mkdir(mode=0o700)
    (installation.home / "rules" / "案.toml").write_text("書きかけ", encoding="utf-8")
    with installation.engine.begin() as connection:
        row = {"job": "sweep", "period": LATER, "run": 1, "state": "started", "started_at": "2024-06-10T00:00:00.0Z"}
        connection.execute(insert(job_claim), [row])


def an_original(installation: Installation, tmp_path: Path, text: str) -> None:
    """Evidence with a file of its own."""
    paper = tmp_path / f"{text}.txt"
    paper.write_text(text, encoding="utf-8")
    fields = {"approved_on": "2024-04-01", "work_place": text, "storage_place": "本社"}
    attach(installation.app(), ID, "place_approval", fields, [paper])


def backed_up(installation: Installation, file: Path) -> Manifest:
    """A backup of it in a file."""
    made = back_up(installation.app(ADMIN, LATER), file)
    write_new(file, made.pieces(), suffix=".tar")
    made.stands()
    return made.finished


def brought_back(file: Path, home: Path, url: str | None = None) -> tuple[Installation, Restored]:
    """The installation that comes out of a backup."""
    installation = Installation(home, url)
    done = restored(home, file, installation.environment(LATER), actor=ADMIN)
    return installation, done


def held(installation: Installation) -> dict[str, list[tuple[object, ...]]]:
    """What the tables hold that the journal speaks of, and the persons."""
    names = sorted([*(table(model).name for model in PROJECTIONS), "person", "contract"])
    return {name: sorted((tuple(row) for row in installation.rows(f"SELECT * FROM {name}")), key=str) for name in names}  # noqa: S608


def sent_by(installation: Installation, *, force: bool = False) -> int:
    """How many messages a delivery sends."""
    channel = RecordingChannel()
    deliver(installation.app(ADMIN, LATER), channel, force=force)
    return len(channel.sent)


def test_what_was_backed_up_comes_back_whole(
    any_installation: Installation, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Tables, originals and drafts are equal, `verify` is clean; nothing that waited leaves by itself a second time."""
    before, url = any_installation, None
    if before.url:
        program("pg_dump")
        server: Server = request.getfixturevalue("postgres")
        url = server.create()
    worked_in(before, tmp_path)
    file = tmp_path / "控え.tar"
    manifest = backed_up(before, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert manifest.counts["journal"] == manifest.events == before.count("journal")
    assert manifest.originals == 1
    stood = held(before)
    waited = sent_by(before)
    after, done = brought_back(file, tmp_path / "new", url)
    assert done.faults == []
    assert done.held == waited > 0
    assert held(after) == stood
    assert (after.home / "rules" / "案.toml").read_text(encoding="utf-8") == "書きかけ"
    assert verify(after.app(ADMIN, LATER)).faults == []
    assert after.rows("SELECT state FROM job_claim")[0].state == "failed"
    told = after.rows("SELECT payload FROM journal WHERE kind = 'home_restored'")
    said = orjson.loads(bytes(told[0].payload))
    assert (said["events"], said["root"], said["made_at"]) == (manifest.events, manifest.root, manifest.made_at)
    assert sent_by(after) == 0
    assert sent_by(after, force=True) == waited
    after.engine.dispose()


def test_the_copy_is_of_one_moment_while_clerks_write(installation: Installation, tmp_path: Path) -> None:
    """What is recorded while the copy is written is not in it, and all that is in it has its original."""
    worked_in(installation, tmp_path)
    file = tmp_path / "a.tar"
    made = back_up(installation.app(ADMIN, LATER), file)

    def while_others_write():  # type: ignore[no-untyped-def]
        for number, piece in enumerate(made.pieces()):
            if number < 3:
                an_original(installation, tmp_path, f"その間の{number}枚目")
            yield piece

    write_new(file, while_others_write(), suffix=".tar")
    assert made.finished.lost == ()
    assert made.finished.events < installation.count("journal")
    after, done = brought_back(file, tmp_path / "new")
    assert done.faults == []
    # The first was recorded when the copy of the database stood already.
    assert len(after.rows("SELECT 1 FROM record WHERE kind = 'place_approval' AND files <> '[]'")) == 1
    after.engine.dispose()


def test_an_original_that_was_lost_is_named_and_the_rest_is_kept(installation: Installation, tmp_path: Path) -> None:
    """A backup of a damaged home is better than none, and says what is damaged."""
    worked_in(installation, tmp_path)
    (original,) = (path for path in (installation.home / "evidence").glob("??/*"))
    original.chmod(0o600)
    original.write_text("別のもの")
    manifest = backed_up(installation, tmp_path / "a.tar")
    assert manifest.lost == (original.name,)
    after, done = brought_back(tmp_path / "a.tar", tmp_path / "new")
    assert len(done.faults) == 1
    after.engine.dispose()


def rewritten(file: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> None:
    """The same tar with its members changed, left out or renamed."""
    with tarfile.open(file) as tar:
        members = [(one.name, tar.extractfile(one).read()) for one in tar]  # type: ignore[union-attr]
    with tarfile.open(file, "w") as tar:
        for name, data in members:
            if changed := change(name, data):
                info = tarfile.TarInfo(changed[0])
                info.size = len(changed[1])
                tar.addfile(info, io.BytesIO(changed[1]))


def newer(name: str, data: bytes) -> tuple[str, bytes]:
    """The manifest of a program of tomorrow."""
    if name != MANIFEST:
        return name, data
    return name, orjson.dumps({**orjson.loads(data), "schema": "9999"})


def mistyped(name: str, data: bytes) -> tuple[str, bytes]:
    """A manifest that counts in words."""
    if name != MANIFEST:
        return name, data
    return name, orjson.dumps({**orjson.loads(data), "counts": {"journal": "三十"}, "lost": "abc"})


@pytest.mark.parametrize(
    ("place", "value"),
    [
        *(("schema", value) for value in ("17", "0000", "00170", "../..", "٠٠١٧", "")),
        *(("database", value) for value in ("mysql", "SQLite", "")),
        *(("made_at", value) for value in ("yesterday", "2024-06-10", "2024-6-10T00:00:00.000000Z")),
        ("made_at", "9999-12-31T23:59:59.000000Z"),
        ("events", -1),
        *(("counts", value) for value in ({}, {"journal": 3}, {"contract": 1})),
        ("counts", {"journal": 3, "contract": -1}),
    ],
)
def test_a_manifest_with_a_value_that_cannot_be_is_refused(
    installation: Installation, tmp_path: Path, place: str, value: object
) -> None:
    """By checking as by restoring, and the place is named; the words of no door meet such a value."""
    file = tmp_path / "a.tar"
    backed_up(installation, file)

    def impossible(name: str, data: bytes) -> tuple[str, bytes]:
        return name, orjson.dumps({**orjson.loads(data), place: value}) if name == MANIFEST else data

    rewritten(file, impossible)
    for looked in (lambda: looked_at(file), lambda: brought_back(file, tmp_path / "new")):
        with pytest.raises(InputRejectedError, match=f"目録の {place} を読めません"):
            looked()
    assert not (tmp_path / "new").exists()


FAULTS: dict[str, tuple[Callable[[str, bytes], tuple[str, bytes] | None], int]] = {
    "a byte": (lambda name, data: (name, data[:-1] + b"\1" if name.startswith("home") else data), 3),
    "left out": (lambda name, data: None if "evidence" in name else (name, data), 1),
    "no manifest": (lambda name, data: None if name == MANIFEST else (name, data), 1),
    "outside": (lambda name, data: ("home/../../x" if "evidence" in name else name, data), 2),
    "not ours": (lambda name, data: ("x" + name, data), 1),
    "newer": (newer, 0),
    "mistyped": (mistyped, 1),
    "twice": (lambda name, data: (SETTINGS if "案" in name else name, data), 2),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_faulty_backup_restores_nothing(installation: Installation, tmp_path: Path, kind: str) -> None:
    """Every fault is named at once, and neither the home nor anything beside it is made."""
    worked_in(installation, tmp_path)
    file, (change, faults) = tmp_path / "a.tar", FAULTS[kind]
    backed_up(installation, file)
    rewritten(file, change)
    place = tmp_path / "place"
    place.mkdir()
    with pytest.raises(InputRejectedError) as refused:
        brought_back(file, place / "new")
    assert str(refused.value).count("\n  ・") == faults
    assert list(place.iterdir()) == []


def test_a_database_that_was_put_aside_in_the_home_is_named_and_not_copied(
    installation: Installation, tmp_path: Path
) -> None:
    """It is a whole register of its own, with names of persons that may be erased since; what lies beside it too."""
    (installation.home / "rules").mkdir()
    shutil.copyfile(installation.home / "lifecycle.db", installation.home / "rules" / "写し")
    (installation.home / "rules" / "案-wal").write_bytes(b"x")
    with closing(sqlite3.connect(installation.home / "old.db")) as old:
        old.execute("PRAGMA journal_mode=WAL")
        old.execute("CREATE TABLE person (value)")
        beside = {"old.db", "old.db-wal", "old.db-shm"}
        assert beside <= {path.name for path in installation.home.iterdir()}
        manifest = backed_up(installation, tmp_path / "a.tar")
    assert {f"{name}(別のデータベース)" for name in (*beside, "rules/写し")} <= set(manifest.left_out)
    assert [name for name in manifest.members if "old" in name or "rules" in name] == ["home/rules/案-wal"]
    after, done = brought_back(tmp_path / "a.tar", tmp_path / "new")
    assert done.faults == []
    after.engine.dispose()


EVIDENCE_AB = f"home/evidence/ab/{'ab' * 32}"
NOT_A_NAME = [
    *(f"home/lifecycle.db{end}" for end in ("", "-wal", "-shm", "-journal", ".turn", ".queue", "/x")),
    *(f"home/{name}" for name in (".last-seal", ".dump", "rules/.x", ".git/x", ".", "..", "a/../b", "a/./b")),
    *("home/", "home/a//b", "home/a/", "home//a", "home/a\\b", "elsewhere", "/database", "database/x"),
    *("home/evidence", "home/evidence/x", "home/evidence/ab/x", "home/evidence/.incoming-x", f"{EVIDENCE_AB}/x"),
    *(EVIDENCE_AB.replace("/ab/", "/ac/"), EVIDENCE_AB.upper(), EVIDENCE_AB[:-1], f"{EVIDENCE_AB}0"),
]


def with_members(file: Path, *names: str) -> None:
    """The same backup with other files in it, as its manifest tells too."""
    with tarfile.open(file) as tar:
        members = {one.name: tar.extractfile(one).read() for one in tar}  # type: ignore[union-attr]
    said = orjson.loads(members.pop(MANIFEST))
    for name in names:
        said["members"][name] = {"size": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
    members |= {**dict.fromkeys(names, b"x"), MANIFEST: orjson.dumps(said)}
    with tarfile.open(file, "w") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def test_a_name_that_cannot_be_restored_or_does_not_belong_is_refused_by_checking(
    installation: Installation, tmp_path: Path
) -> None:
    """One fault for each: what stands in the database's place, hidden, no original, or a file where a folder is."""
    file = tmp_path / "a.tar"
    backed_up(installation, file)
    whole = file.read_bytes()
    for name in NOT_A_NAME:
        file.write_bytes(whole)
        with_members(file, name)
        with pytest.raises(InputRejectedError, match="という名前は使えません") as refused:
            looked_at(file)
        assert str(refused.value).count("\n  ・") == 1, name
    for names in ([f"{SETTINGS}/x"], ["home/a", "home/a/b/c"], ["home/a/b/c", "home/a/b"]):
        file.write_bytes(whole)
        with_members(file, *names)
        with pytest.raises(InputRejectedError, match="ほかのファイルのあるフォルダーの名前です") as refused:
            looked_at(file)
        assert str(refused.value).count("\n  ・") == 1, names
    file.write_bytes(whole)
    with_members(file, EVIDENCE_AB, "home/rules/案 一/a.toml", "home/lifecycle.database", "home/a", "home/a.b")
    looked_at(file)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems know no such names")
def test_a_file_that_no_backup_may_hold_is_named_and_the_rest_is_kept(
    installation: Installation, tmp_path: Path
) -> None:
    """What restoring would refuse is not written: the whole backup would be refused for it."""
    (installation.home / "a\\b").write_text("x")
    (installation.home / os.fsdecode(b"\xff.txt")).write_text("x")
    manifest = backed_up(installation, tmp_path / "a.tar")
    assert {"a\\b(控えに使えない名前)", "\ufffd.txt(控えに使えない名前)"} <= set(manifest.left_out)
    after, done = brought_back(tmp_path / "a.tar", tmp_path / "new")
    assert done.faults == []
    after.engine.dispose()


def with_database(file: Path, database: bytes) -> None:
    """The same backup with another database in it, whose manifest tells only its bytes, not what it holds."""

    def changed(name: str, data: bytes) -> tuple[str, bytes]:
        if name != MANIFEST:
            return name, database if name == DATABASE else data
        said = orjson.loads(data)
        member = {"size": len(database), "sha256": hashlib.sha256(database).hexdigest()}
        return name, orjson.dumps({**said, "members": {**said["members"], DATABASE: member}})

    rewritten(file, changed)


@pytest.mark.parametrize(
    "tampered",
    ["an event less", "a row more", "another hash", "a table less", "an older schema", "no schema", "no database"],
)
def test_a_database_that_is_not_what_the_manifest_tells_is_not_put_in_place(
    installation: Installation, tmp_path: Path, tampered: str
) -> None:
    """Each difference is named, before the home stands where it is to stand; no folder above it stays either."""
    worked_in(installation, tmp_path)
    file, place, database = tmp_path / "a.tar", tmp_path / "place", tmp_path / "changed.db"
    backed_up(installation, file)
    with tarfile.open(file) as archive:
        database.write_bytes(archive.extractfile(DATABASE).read())  # type: ignore[union-attr]
    statement, told = {
        "an event less": ("DELETE FROM journal WHERE id = (SELECT max(id) FROM journal)", "出来事"),
        "a row more": ("INSERT INTO flag (name, value) VALUES ('x', 'y')", "表 flag"),
        "another hash": ("UPDATE journal SET hash = 'x' WHERE id = 1", "値"),
        "a table less": ("DROP TABLE outbox", "表 outbox がありません"),
        "an older schema": ("UPDATE alembic_version SET version_num = '0003'", "版が0003"),
        "no schema": ("UPDATE alembic_version SET version_num = '../..'", "版が読めない値です"),
        "no database": ("", "データベースとして読めません"),
    }[tampered]
    if statement:
        with closing(sqlite3.connect(database, isolation_level=None)) as raw:
            for (trigger,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                raw.execute(f"DROP TRIGGER {trigger}")
            raw.execute(statement)
    else:
        database.write_bytes(b"not a database" * 1000)
    with_database(file, database.read_bytes())
    with pytest.raises(InputRejectedError, match=told):
        brought_back(file, place / "made" / "new")
    assert not place.exists()


def test_a_backup_cut_off_anywhere_restores_nothing(installation: Installation, tmp_path: Path) -> None:
    """Half a file is never half a home."""
    worked_in(installation, tmp_path)
    file, place = tmp_path / "a.tar", tmp_path / "place"
    backed_up(installation, file)
    whole = file.read_bytes()
    place.mkdir()
    for cut in (0, 100, 512, 5000, len(whole) // 2, len(whole) - 4000):
        file.write_bytes(whole[:cut])
        with pytest.raises(InputRejectedError):
            brought_back(file, place / "new")
    assert list(place.iterdir()) == []


def test_a_restoration_that_fails_at_the_end_leaves_nothing(
    postgres: Server, postgres_installation: Installation, tmp_path: Path
) -> None:
    """The database is as empty as before, and can be restored into once the cause is gone."""
    program("pg_restore")
    worked_in(postgres_installation, tmp_path)
    file, url, place = tmp_path / "a.tar", postgres.create(), tmp_path / "place"
    backed_up(postgres_installation, file)
    place.mkdir()
    (place / "new").mkdir()
    (place / "new" / "other").write_text("x")
    with pytest.raises(UsageError):
        brought_back(file, place / "new", url)
    (place / "new" / "other").unlink()
    # Nothing is known of such a network, so the settings are refused once the database is full already.
    broken = tmp_path / "b.tar"
    broken.write_bytes(file.read_bytes())
    toml = (postgres_installation.home / "lifecycle.toml").read_bytes().replace(b'"lgwan"', b'"tower"')
    member = {"size": len(toml), "sha256": hashlib.sha256(toml).hexdigest()}

    def faulty(name: str, data: bytes) -> tuple[str, bytes]:
        if name != MANIFEST:
            return name, toml if name == SETTINGS else data
        said = orjson.loads(data)
        return name, orjson.dumps({**said, "members": {**said["members"], SETTINGS: member}})

    rewritten(broken, faulty)
    with pytest.raises(LifecycleError):
        brought_back(broken, place / "new", url)
    assert list((place / "new").iterdir()) == []
    after, done = brought_back(file, place / "new", url)
    assert done.faults == []
    with pytest.raises(UsageError):
        brought_back(file, place / "newer", url)
    with pytest.raises(SetupError):
        brought_back(file, place / "newer")
    after.engine.dispose()


def test_a_restoration_that_was_killed_is_used_by_nobody_and_begins_anew(
    postgres: Server, postgres_installation: Installation, tmp_path: Path
) -> None:
    """The database is full then, and what waits in it is not held yet: neither opened, nor brought up, nor sent."""
    program("pg_restore")
    worked_in(postgres_installation, tmp_path)
    waited = postgres_installation.count("outbox")
    file, url = tmp_path / "a.tar", postgres.create()
    backed_up(postgres_installation, file)
    with tarfile.open(file) as archive:
        (tmp_path / "dump").write_bytes(archive.extractfile(DATABASE).read())  # type: ignore[union-attr]
    left = Installation(shutil.copytree(postgres_installation.home, tmp_path / "left"), url)
    begin_restoration(left.engine)
    restore_dump(make_url(url), tmp_path / "dump")
    assert left.count("outbox") == waited > 0
    here = left.environment(LATER)
    for used in (lambda: open_app(left.home, actor=ADMIN, environment=here), lambda: initialise(left.home, "", here)):
        with pytest.raises(SetupError, match="復元が途中で止まった"):
            used()
    left.engine.dispose()
    after, done = brought_back(file, tmp_path / "new", url)
    assert (done.faults, done.held, sent_by(after)) == ([], sent_by(postgres_installation), 0)
    after.engine.dispose()


def test_what_a_killed_restoration_left_goes_with_the_next(installation: Installation, tmp_path: Path) -> None:
    """A folder of a day ago holds a whole register; one that may be at work stays."""
    worked_in(installation, tmp_path)
    file, place = tmp_path / "a.tar", tmp_path / "place"
    backed_up(installation, file)
    for name in ("old", "young"):
        (place / f".lifecycle-restore-{name}").mkdir(parents=True)
        (place / f".lifecycle-restore-{name}" / "lifecycle.db").write_bytes(b"x")
    os.utime(place / ".lifecycle-restore-old", (0, 0))
    after, _ = brought_back(file, place / "new")
    assert sorted(path.name for path in place.iterdir()) == [".lifecycle-restore-young", "new"]
    after.engine.dispose()


def test_only_who_keeps_the_installation_makes_a_backup(installation: Installation, tmp_path: Path) -> None:
    """It holds the names of everybody; and it is not laid into the home that it is a copy of."""
    with pytest.raises(LifecycleError):
        back_up(installation.app(OFFICER), tmp_path / "a.tar")
    with pytest.raises(UsageError):
        back_up(installation.app(ADMIN), installation.home / "a.tar")


@pytest.mark.parametrize(
    "line",
    [
        'mail = "mailtos://user:秘密の語@host:465"',
        "mail = 'mailtos://host?user=a&pass=秘密の語'",
        '# 前は mailto://user:秘密の語@old\nmail = "mailtos://user:秘密の語@host"',
    ],
)
def test_no_password_of_the_settings_is_in_the_copy(line: str) -> None:
    """Neither where it is set nor in a remark; what was left out is named."""
    text, places = without_secrets(f"[channels]\n{line}\nprofile = 'beta'\n")
    assert "秘密の語" not in text
    assert LEFT_OUT in text
    assert "profile = 'beta'" in text
    assert places == ("channels.mail",)


def test_a_password_that_is_written_in_another_way_is_refused() -> None:
    """What can't be taken out is not passed on."""
    with pytest.raises(SetupError):
        without_secrets('[channels]\nmail = "mailtos://user:\\u79d8x@host"\n')


@contextmanager
def a_disk(place: Path, size: int) -> Iterator[None]:
    """A disk of so many bytes at a place that is there; skips where none may be mounted."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs leave to mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk")
def test_a_full_disk_is_one_line_and_leaves_nothing(installation: Installation, tmp_path: Path) -> None:
    """Whether the copy of the database or the file is what no longer fits."""
    worked_in(installation, tmp_path)
    disk = tmp_path / "disk"
    disk.mkdir()
    stored = (installation.home / "lifecycle.db").stat().st_size
    for size in (stored // 3, stored * 3 // 2):
        with a_disk(disk, size):
            with pytest.raises(LifecycleError, match="空き"):
                backed_up(installation, disk / "a.tar")
            assert os.listdir(disk) == []


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk")
def test_a_restoration_onto_a_full_disk_is_one_line_and_leaves_nothing(
    installation: Installation, tmp_path: Path
) -> None:
    """It names the place and the room that is needed, whether a file no longer fits or what SQLite writes later on."""
    worked_in(installation, tmp_path)
    file, disk = tmp_path / "a.tar", tmp_path / "disk"
    size = backed_up(installation, file).size
    disk.mkdir()
    home = disk / "made" / "new"
    for room in (size // 10, size // 2, size + 24_000, size * 11 // 10):
        with a_disk(disk, room):
            with pytest.raises(WorldError) as refused:
                brought_back(file, home)
            told = str(refused.value)
            assert told.startswith(f"{home} に復元できません(空きがありません)")
            assert f"控えの中身({size / (1 << 20):.1f}MB)" in told
            assert "\n" not in told
            assert os.listdir(disk) == []
    with a_disk(disk, size * 20):
        after, done = brought_back(file, home)
        assert done.faults == []
        after.engine.dispose()


def last_told(installation: Installation, now: str) -> tuple[bool, str]:
    """What the examination says of the last backup."""
    (one,) = [check for check in examine(installation.app(ADMIN, now)) if check.name == "控え"]
    return one.fine, one.detail


def test_the_age_of_the_last_backup_is_told_and_found_too_old(installation: Installation, tmp_path: Path) -> None:
    """The backup itself holds no note of it; a note that can't be read is none."""
    assert last_told(installation, LATER)[0]
    backed_up(installation, tmp_path / "a.tar")
    assert last_told(installation, LATER) == (True, "最後は令和6年6月10日(今日)")
    assert last_told(installation, "2024-06-18") == (True, "最後は令和6年6月10日(8日前)")
    with (installation.home / "lifecycle.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[backup]\nmax_age_days = 7\n")
    assert last_told(installation, "2024-06-17") == (True, "最後は令和6年6月10日(7日前)")
    fine, told = last_told(installation, "2024-06-18")
    assert (fine, "7日より古くなりました" in told) == (False, True)
    with tarfile.open(tmp_path / "a.tar") as copy:
        assert not [name for name in copy.getnames() if LAST_BACKUP in name]
    (installation.home / LAST_BACKUP).write_bytes(b"\xff")
    assert not last_told(installation, LATER)[0]


def test_what_a_killed_process_left_beside_a_file_goes_with_the_next(tmp_path: Path) -> None:
    """After a day, of files and of folders; what is younger, or named otherwise, stays."""
    left = [tmp_path / ".lifecycle-a.copy", tmp_path / ".lifecycle-b.tmp"]
    stays = [tmp_path / ".lifecycle-c.tmp", tmp_path / "lifecycle-d.tmp"]
    left[1].mkdir()
    (left[1] / "piece").write_bytes(b"x")
    for path in (left[0], *stays):
        path.write_bytes(b"x")
    for path in (*left, stays[1]):
        os.utime(path, (0, 0))
    write_new(tmp_path / "a.tar", b"x", suffix=".tar")
    assert sorted(tmp_path.iterdir()) == sorted([*stays, tmp_path / "a.tar"])
