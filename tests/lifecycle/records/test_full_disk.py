"""A disk without a byte to spare: what is on record can still be read, what can't be written is one line."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from installation import ADMIN, HEAD, ID, Installation, a_contract
from sqlalchemy import text

from config.errors import LifecycleError
from lifecycle.records.as_of import AsOf
from lifecycle.records.database import open_engine, reading, sqlite_url, writing
from lifecycle.usecases.audit import verify
from lifecycle.views.verdicts import why

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk")


@pytest.fixture
def full(installation: Installation, tmp_path: Path) -> Iterator[Path]:
    """A home with a contract on a disk that is full, which nobody has open."""
    a_contract(installation.app())
    installation.engine.dispose()
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs leave to mount a small disk")
    try:
        subprocess.run(["cp", "-r", str(installation.home), str(disk / "home")], check=True)
        with open(disk / "filling", "wb", buffering=0) as filling, suppress(OSError):
            while True:
                filling.write(b"0" * 512)
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_what_is_on_record_is_read_and_verified(full: Path) -> None:
    """SQLite asks for room to read beside others; where nobody is, none is needed."""
    home = Installation(full / "home", None)
    assert verify(home.app(ADMIN)).faults == []
    reader = home.app(HEAD)
    assert why(reader, ID, None, AsOf(reader.today())).contract == ID
    home.engine.dispose()


def test_a_process_that_read_then_writes_when_there_is_room_again(full: Path) -> None:
    """A service need not be started anew; what could not be written was told in one line."""
    engine = open_engine(sqlite_url(full / "home"))
    with reading(engine) as connection:
        before = connection.execute(text("SELECT count(*) FROM flag")).scalar_one()
    with pytest.raises(LifecycleError, match="ディスクに空きがないため、記録できません"), writing(engine):
        pytest.fail("nothing can be written")
    os.truncate(full / "filling", 4096)
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO flag (name, value) VALUES ('x', 'y')"))
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM flag")).scalar_one() == before + 1
    engine.dispose()


def test_a_log_that_was_left_is_not_passed_over(full: Path) -> None:
    """What stands in it alone would be missing in every answer: it is refused as before."""
    (full / "home" / "lifecycle.db-wal").unlink(missing_ok=True)
    os.truncate(full / "filling", (full / "filling").stat().st_size - 4096)
    (full / "home" / "lifecycle.db-wal").write_bytes(b"x" * 4096)
    engine = open_engine(sqlite_url(full / "home"))
    with pytest.raises(Exception, match="disk"), reading(engine) as connection:
        connection.execute(text("SELECT 1 FROM flag"))
    engine.dispose()
