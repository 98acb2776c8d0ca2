"""Files of evidence: stored before the transaction, not taken away by one that fails, swept once nobody names them."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from installation import ADMIN, HEAD, ID, OTHER_OFFICER, Installation, a_contract

from config.errors import ConflictError, NotFoundError, RoleError, UsageError
from lifecycle.records.events.documents import LedgerPlace
from lifecycle.records.evidence_files import UNFINISHED, place_of, store_files
from lifecycle.usecases.audit import verify
from lifecycle.usecases.documents import Recorder
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.work import working
from lifecycle.watch.leftovers import clear_leftovers
from states.columns import CONTRACT

SECOND = "R6-0002"
PLACE = LedgerPlace("0" * 64, "契約", 2)
PAPER = "実地調査の写真".encode()
DATED = {"dated_on": "2024-06-01"}


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """An original."""
    path = tmp_path / "写真.txt"
    path.write_bytes(PAPER)
    return path


def stored(installation: Installation, content: bytes = PAPER) -> Path:
    """Where that content is kept."""
    return place_of(installation.home / "evidence", hashlib.sha256(content).hexdigest())


def kept(installation: Installation) -> set[Path]:
    """Every file in the evidence folder."""
    return {path for path in (installation.home / "evidence").rglob("*") if path.is_file()}


def age(installation: Installation, path: Path, **by: int) -> None:
    """Make a file so much older than the installation's now."""
    then = (installation.app().clock.now() - timedelta(**by)).timestamp()
    os.utime(path, (then, then))


def wait_for(what: Callable[[], bool]) -> None:
    """Until it is so; at most twenty seconds."""
    deadline = time.monotonic() + 20
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def test_a_file_that_another_attached_outlives_the_failure_of_who_stored_it_first(
    any_installation: Installation, paper: Path
) -> None:
    """A stores a new file and waits; B attaches the same file elsewhere and commits; A fails. B's evidence is whole."""
    app = any_installation.app()
    for id_ in (ID, SECOND):
        a_contract(app, id_)
    file = stored(any_installation)
    with ThreadPoolExecutor(2) as threads:
        with working(app) as holder:
            removal = Recorder(holder, [ID]).removal(ID, (CONTRACT, "", ""), PLACE)
            assert removal
            holder.record([removal])
            first = threads.submit(attach, any_installation.app(), ID, "other", DATED, [paper])
            wait_for(file.exists)
            os.utime(file, (0, 0))
            second = threads.submit(attach, any_installation.app(), SECOND, "other", DATED, [paper])
            wait_for(lambda: file.stat().st_mtime > 0)
            if any_installation.url:
                assert second.result(20).changed
        with pytest.raises((ConflictError, NotFoundError)):
            first.result(30)
        assert second.result(30).changed
    assert verify(app).faults == []
    assert file.read_bytes() == PAPER


def test_a_file_swept_between_its_storing_and_its_recording_is_a_conflict(
    any_installation: Installation, paper: Path
) -> None:
    """Nothing is recorded of a file that is not there; tried again, it is stored and recorded."""
    app = any_installation.app()
    a_contract(app)
    file, events = stored(any_installation), any_installation.count("journal")
    with ThreadPoolExecutor(1) as threads:
        with working(app, alone=True):
            attaching = threads.submit(attach, any_installation.app(), ID, "other", DATED, [paper])
            wait_for(file.exists)
            file.unlink()
        with pytest.raises(ConflictError):
            attaching.result(30)
    assert any_installation.count("journal") == events
    assert attach(any_installation.app(), ID, "other", DATED, [paper]).changed
    assert verify(app).faults == []


def test_only_files_older_than_a_day_that_no_event_names_are_swept(
    any_installation: Installation, tmp_path: Path
) -> None:
    """A file of a former version of a record, and of one taken back, is named still."""
    app = any_installation.app()
    a_contract(app)
    for name in ("当初", "追加"):
        path = tmp_path / f"{name}.txt"
        path.write_text(name, encoding="utf-8")
        attach(app, ID, "other", DATED, [path])
    with working(app) as work:
        removal = Recorder(work, [ID]).removal(ID, ("other", "", DATED["dated_on"]), PLACE)
        assert removal
        work.record([removal])
    named = kept(any_installation)
    assert len(named) == 2
    old, young = stored(any_installation, b"old"), stored(any_installation, b"young")
    for path in (old, young):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(path.name.encode())
    for path in (*named, old):
        age(any_installation, path, days=1, seconds=1)
    age(any_installation, young, hours=23)
    assert clear_leftovers(app) == 1
    assert kept(any_installation) == {*named, young}


def test_a_copy_whose_process_was_killed_goes_a_day_later(installation: Installation, paper: Path) -> None:
    """It leaves a temporary name only, which no record can name; a day later it is taken away."""
    a_contract(installation.app())
    folder = installation.home / "evidence"
    script = (
        "import os, signal, sys; from pathlib import Path; from lifecycle.records import evidence_files\n"
        "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "evidence_files.store_files(Path(sys.argv[1]), [Path(sys.argv[2])], 50)"
    )
    killed = subprocess.run([sys.executable, "-c", script, folder, paper], check=False)
    assert killed.returncode == -9
    (left,) = kept(installation)
    assert left.name.startswith(UNFINISHED)
    age(installation, left, hours=23)
    assert clear_leftovers(installation.app()) == 0
    assert kept(installation) == {left}
    age(installation, left, days=2)
    assert clear_leftovers(installation.app()) == 1
    assert kept(installation) == set()


@pytest.mark.parametrize(
    ("actor", "id_", "kind", "subcontract", "refused"),
    [
        (OTHER_OFFICER, ID, "other", "", RoleError),
        (ADMIN, ID, "other", "", RoleError),
        (HEAD, "R6-0009", "other", "", NotFoundError),
        (HEAD, ID, "checklist", "1", NotFoundError),
        (HEAD, ID, "checklist", "", UsageError),
    ],
    ids=["another office", "a post that may not", "no such contract", "no such subcontract", "a date is lacking"],
)
def test_what_bars_the_recording_is_told_before_a_file_is_touched(
    installation: Installation, actor: str, id_: str, kind: str, subcontract: str, refused: type[Exception]
) -> None:
    """The file named does not even exist: were it opened first, that would be said."""
    a_contract(installation.app())
    absent = [installation.home / "ない.txt"]
    with pytest.raises(refused, match=r"^(?!.*ない\.txt)"):
        attach(installation.app(actor), id_, kind, {}, absent, subcontract)


def test_a_refusal_within_the_transaction_leaves_the_file_for_the_sweep(
    installation: Installation, paper: Path
) -> None:
    """What failed is not undone by deleting: the file stands unnamed, and verify has nothing to say of it."""
    app = installation.app()
    a_contract(app)
    with ThreadPoolExecutor(1) as threads:
        with working(app) as holder:
            removal = Recorder(holder, [ID]).removal(ID, (CONTRACT, "", ""), PLACE)
            assert removal
            holder.record([removal])
            attaching = threads.submit(attach, installation.app(), ID, "other", DATED, [paper])
            wait_for(stored(installation).exists)
        with pytest.raises(NotFoundError):
            attaching.result(30)
    assert kept(installation) == {stored(installation)}
    assert verify(app).faults == []


@pytest.mark.skipif(os.name == "nt", reason="Windows syncs no folder")
def test_the_name_of_an_original_outlives_a_power_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is told to hold the content, and once the file bears its name, each folder in which a name is new."""
    paper, folder = tmp_path / "原本.txt", tmp_path / "home" / "evidence"
    paper.write_text("原本", encoding="utf-8")
    folder.parent.mkdir()
    target = place_of(folder, hashlib.sha256(paper.read_bytes()).hexdigest())
    held: list[tuple[int, bool]] = []
    ask = os.fsync

    def watched(handle: int) -> None:
        held.append((os.fstat(handle).st_ino, target.exists()))
        ask(handle)

    monkeypatch.setattr(os, "fsync", watched)
    store_files(folder, [paper], 1)
    first = [target, target.parent, folder, folder.parent]
    assert sorted(held) == sorted((path.stat().st_ino, path != target) for path in first)
    held.clear()
    store_files(folder, [paper], 1)
    assert {path.stat().st_ino for path in first[1:]} <= {inode for inode, _ in held}
