"""PostgreSQL that dies in the middle, or is replaced by its standby: nothing half, one clear line, clean after."""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from command_line import AUDIT_DAY, Said
from installation import Installation
from kills import SAMPLE
from postgres_server import Cluster, PostgresMissing, postgres_cluster

from config.errors import Exit
from lifecycle.usecases.audit import verify
from lifecycle.usecases.installation import initialise

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
PROGRAM = "from lifecycle.cli.main import run; run()"


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this test's own."""
    try:
        with postgres_cluster() as cluster:
            yield cluster
    except PostgresMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture
def home(cluster: Cluster, tmp_path: Path, environment: pytest.MonkeyPatch) -> Iterator[Installation]:
    """A home whose record lies on it, as commands find it."""
    made = _made(tmp_path / "home", cluster.server.create(), environment)
    yield made
    made.engine.dispose()


def _made(home: Path, url: str, environment: pytest.MonkeyPatch) -> Installation:
    environment.setenv("LIFECYCLE_HOME", str(home))
    environment.setenv("LIFECYCLE_DATABASE_URL", url)
    app = initialise(home, "declared", {"LIFECYCLE_NOW": AUDIT_DAY, "LIFECYCLE_DATABASE_URL": url})
    app.engine.dispose()
    return Installation(home, url)


def _is_clean(home: Installation) -> bool:
    home.engine.dispose()
    clean = verify(home.app("管理者", AUDIT_DAY)).faults == []
    home.engine.dispose()
    return clean


def _is_one_line(said: Said, words: str) -> bool:
    told = [line for line in said.err.splitlines() if line and "試用" not in line]
    return said.code == Exit.SETUP and said.out == "" and len(told) == 1 and words in told[0]


def _started(*words: str) -> "subprocess.Popen[str]":
    """A command in a process of its own, with the environment of the test."""
    command = [sys.executable, "-c", PROGRAM, *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")


def _said(*words: str) -> Said:
    process = _started(*words)
    out, err = process.communicate(timeout=300)
    return Said(process.returncode, out, err)


def _stopped_in_the_middle(cluster: Cluster, seconds: float, *words: str) -> Said:
    """A command whose server dies after so long; it is up again at the end."""
    process = _started(*words)
    time.sleep(seconds)
    cluster.stop()
    out, err = process.communicate(timeout=300)
    cluster.start()
    return Said(process.returncode, out, err)


def test_a_server_that_dies_under_an_import_and_a_sweep(home: Installation, cluster: Cluster) -> None:
    """Whatever moment it was: all of it is in or nothing, a clear line without the driver's words, and it goes on."""
    chance = random.Random(20241126)  # noqa: S311 - moments, not secrets
    for words in (("import", str(SAMPLE)), ("sweep",)):
        said = _stopped_in_the_middle(cluster, chance.uniform(0.6, 2.5), *words)
        assert "Traceback" not in said.err
        assert "psycopg" not in said.err
        assert said.code in (0, Exit.SETUP), said.err
        assert _is_clean(home)
        assert home.count("contract") == (190 if "sweep" in words or said.code == 0 else 0)
        assert _said(*words).code == 0
        assert _is_clean(home)
    assert _said("sweep", "--json").json["alerts_opened"] == 0


def test_a_server_that_is_down_or_only_read_is_one_line(home: Installation, cluster: Cluster) -> None:
    """A standby is read and says at a write which of the two is written to; a server that is down says that it is."""
    with postgres_cluster(of=cluster) as standby, pytest.MonkeyPatch.context() as elsewhere:
        elsewhere.setenv("LIFECYCLE_DATABASE_URL", str(home.url).replace(str(cluster.port), str(standby.port)))
        assert _said("contract", "list").code == 0
        assert _is_one_line(_said("seal"), "待機系")
    cluster.stop()
    assert _is_one_line(_said("contract", "list"), "つながりません")
    assert _is_one_line(_said("seal"), "つながりません")
    cluster.start()
    assert _said("seal").code == 0


def test_a_standby_that_takes_over_without_the_last_records_is_noticed(
    home: Installation, cluster: Cluster, tmp_path: Path
) -> None:
    """What the standby had not received is lost: the seal that was kept elsewhere says so before anything is told."""
    home.settings("\n[seal]\n", f'\n[seal]\nfile = "{tmp_path / "seals.jsonl"}"\n')
    with postgres_cluster(of=cluster) as standby:
        time.sleep(0.2)
        standby.promote()
        assert _said("seal").code == 0
        cluster.stop()
        with pytest.MonkeyPatch.context() as elsewhere:
            elsewhere.setenv("LIFECYCLE_DATABASE_URL", str(home.url).replace(str(cluster.port), str(standby.port)))
            assert _said("sweep").code == Exit.SETUP
            assert _said("verify").code != 0


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of a hundred megabytes."""
    disk = Path(tempfile.mkdtemp(prefix="lifecycle-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=100m", "tmpfs", str(disk)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        # No program is missing where the machine gives no leave: --no-skips has nothing to ask for.
        pytest.xfail("needs leave to mount a small disk")
    disk.chmod(0o755)
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_server_whose_disk_is_full(small_disk: Path, tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    """Nothing of the import stays, one line says what happened; with room again it goes in."""
    folder = small_disk / "postgres"
    folder.mkdir()
    try:
        with postgres_cluster(folder) as cluster:
            home = _made(tmp_path / "home", cluster.server.create(), environment)
            filling = small_disk / "filling"
            with open(filling, "wb", buffering=0) as file, suppress(OSError):
                while True:
                    file.write(b"0" * 65_536)
            said = _said("import", str(SAMPLE))
            assert said.code == Exit.SETUP
            assert "データベースのサーバー" in said.err
            assert "psycopg" not in said.err
            filling.unlink()
            with suppress(subprocess.CalledProcessError):
                cluster.stop()
            cluster.start()
            assert _is_clean(home)
            assert home.count("contract") == 0
            assert _said("import", str(SAMPLE)).code == 0
            assert _is_clean(home)
            home.engine.dispose()
    except PostgresMissing as missing:
        pytest.skip(str(missing))
