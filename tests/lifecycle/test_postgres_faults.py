"""PostgreSQL that is down, full or replaced by its standby: nothing half, one clear line, clean after."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from command_line import Said
from installation import Installation
from kills import SAMPLE
from postgres_homes import is_clean, made, said_by
from postgres_server import Cluster, PostgresMissing, postgres_cluster

from config.errors import Exit

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


@pytest.fixture
def home(cluster: Cluster, tmp_path: Path, environment: pytest.MonkeyPatch) -> Iterator[Installation]:
    """A home whose record lies on it, as commands find it."""
    home = made(tmp_path / "home", cluster.server.create(), environment)
    yield home
    home.engine.dispose()


def _is_one_line(said: Said, words: str) -> bool:
    told = [line for line in said.err.splitlines() if line and "試用" not in line]
    return said.code == Exit.SETUP and said.out == "" and len(told) == 1 and words in told[0]


def test_a_server_that_is_down_or_only_read_is_one_line(home: Installation, cluster: Cluster) -> None:
    """A standby is read and says at a write which of the two is written to; a server that is down says that it is."""
    with postgres_cluster(of=cluster) as standby, pytest.MonkeyPatch.context() as elsewhere:
        elsewhere.setenv("LIFECYCLE_DATABASE_URL", str(home.url).replace(str(cluster.port), str(standby.port)))
        assert said_by("contract", "list").code == 0
        assert _is_one_line(said_by("seal"), "待機系")
    cluster.stop()
    assert _is_one_line(said_by("contract", "list"), "つながりません")
    assert _is_one_line(said_by("seal"), "つながりません")
    cluster.start()
    assert said_by("seal").code == 0


def test_a_standby_that_takes_over_without_the_last_records_is_noticed(
    home: Installation, cluster: Cluster, tmp_path: Path
) -> None:
    """What the standby had not received is lost: the seal that was kept elsewhere says so before anything is told."""
    home.settings("\n[seal]\n", f'\n[seal]\nfile = "{tmp_path / "seals.jsonl"}"\n')
    with postgres_cluster(of=cluster) as standby:
        time.sleep(0.2)
        standby.promote()
        assert said_by("seal").code == 0
        cluster.stop()
        with pytest.MonkeyPatch.context() as elsewhere:
            elsewhere.setenv("LIFECYCLE_DATABASE_URL", str(home.url).replace(str(cluster.port), str(standby.port)))
            assert said_by("sweep").code == Exit.SETUP
            assert said_by("verify").code != 0


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
            home = made(tmp_path / "home", cluster.server.create(), environment)
            filling = small_disk / "filling"
            with open(filling, "wb", buffering=0) as file, suppress(OSError):
                while True:
                    file.write(b"0" * 65_536)
            said = said_by("import", str(SAMPLE))
            assert said.code == Exit.SETUP
            assert "データベースのサーバー" in said.err
            assert "psycopg" not in said.err
            filling.unlink()
            with suppress(subprocess.CalledProcessError):
                cluster.stop()
            cluster.start()
            assert is_clean(home)
            assert home.count("contract") == 0
            assert said_by("import", str(SAMPLE)).code == 0
            assert is_clean(home)
            home.engine.dispose()
    except PostgresMissing as missing:
        pytest.skip(str(missing))
