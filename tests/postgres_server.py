"""A real PostgreSQL for the tests: the one named in the environment, else a cluster of this machine's own binaries."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

URL_VARIABLE = "LIFECYCLE_TEST_DATABASE_URL"


class PostgresMissing(Exception):  # noqa: N818 - a reason to skip, not an error
    """There is no PostgreSQL to test on; the text says what was looked for."""


class Server:
    """A PostgreSQL server on which databases are made and dropped."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)

    def create(self, template: str | None = None) -> str:
        """A new database, a copy of `template` where one is named; gives its URL."""
        name = f"lifecycle_{uuid.uuid4().hex[:12]}"
        self._run(
            f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}" + ("" if template else " ENCODING 'UTF8'")
        )
        return self._url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Drop a database that `create` made."""
        self._run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@contextmanager
def postgres_server() -> Iterator[Server]:
    """The server of LIFECYCLE_TEST_DATABASE_URL, or a cluster that lives as long as the block.

    Raises PostgresMissing where there is neither.
    """
    if os.environ.get(URL_VARIABLE):
        yield Server(os.environ[URL_VARIABLE])
        return
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="lifecycle-postgres-"))
    user = _unprivileged(folder)
    try:
        _run(
            user, [str(binaries / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", "postgres", "-E", "UTF8"]
        )
        port = _free_port()
        options = f"-c fsync=off -c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories="
        control = [str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-w", "-l", str(folder / "log")]
        _run(user, [*control, "-o", options, "start"])
        try:
            yield Server(f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres")
        finally:
            _run(user, [*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).resolve().parent
    raise PostgresMissing(f"{URL_VARIABLE} is not set and no PostgreSQL is installed")


def _unprivileged(folder: Path) -> str | None:
    """initdb refuses root: then the folder is handed to the `postgres` user. None where no other user is needed."""
    if os.geteuid() != 0:
        return None
    try:
        owner = pwd.getpwnam("postgres")
    except KeyError:
        raise PostgresMissing("the tests run as root and there is no postgres user to run initdb") from None
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return "postgres"


def _run(user: str | None, command: Sequence[str]) -> None:
    subprocess.run(command, check=True, user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
