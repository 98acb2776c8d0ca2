"""A real PostgreSQL for the tests: the one named in the environment, else a cluster of this machine's own binaries."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

URL_VARIABLE = "LIFECYCLE_TEST_DATABASE_URL"
APPLICATION = "lifecycle_app"
"""The role that works with the tables of another."""


class PostgresMissing(Exception):  # noqa: N818 - a reason to skip, not an error
    """There is no PostgreSQL to test on; the text says what was looked for."""


class Server:
    """A PostgreSQL server on which databases are made and dropped."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)

    def create(self, template: str | None = None, *, owner: str | None = None, encoding: str = "UTF8") -> str:
        """A new database, a copy of `template` where one is named; gives its URL, by the server's own role."""
        name = f"lifecycle_{uuid.uuid4().hex[:12]}"
        kind = f"TEMPLATE {template}" if template else f"TEMPLATE template0 ENCODING '{encoding}'"
        plain = " LC_COLLATE 'C' LC_CTYPE 'C'" if encoding != "UTF8" else ""
        self.run(f"CREATE DATABASE {name} {kind}{plain}{f' OWNER {owner}' if owner else ''}")
        return self._url.set(database=name).render_as_string(hide_password=False)

    @property
    def application(self) -> str:
        """The role by which people and jobs work: it owns nothing. It is made when it is first asked for."""
        secret = f" PASSWORD '{self._url.password}'" if self._url.password else ""
        self.run(
            f"DO $$ BEGIN CREATE ROLE {APPLICATION} LOGIN{secret}; "
            "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
        return APPLICATION

    def drop(self, url: str) -> None:
        """Drop a database that `create` made."""
        self.run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """Run a statement as the server's own role."""
        engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


class Cluster:
    """A cluster of this machine's own binaries in a folder: it can be stopped as a server dies, and started again."""

    def __init__(self, folder: Path, *, of: "Cluster | None" = None) -> None:
        self.folder = folder
        self.binaries = _binaries()
        self.user = _unprivileged(folder)
        self.port = _free_port()
        data = str(folder / "data")
        if of is None:
            self._run("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8")
        else:
            source = f"host=127.0.0.1 port={of.port} user=postgres"
            self._run("pg_basebackup", "-d", source, "-D", data, "--write-recovery-conf", "--checkpoint=fast")
        options = f"-c fsync=off -c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories="
        self._control = ("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options)

    @property
    def server(self) -> Server:
        """The server, as a client names it."""
        return Server(f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._run(*self._control, "start")

    def stop(self) -> None:
        """Stop it as a server dies: at once, in the middle of whatever it does."""
        self._run(*self._control, "-m", "immediate", "stop")

    def promote(self) -> None:
        """Make a standby the server that is written to."""
        self._run(*self._control, "promote")

    def _run(self, program: str, *words: str) -> None:
        command = [str(self.binaries / program), *words]
        quiet = subprocess.DEVNULL
        subprocess.run(command, check=True, user=self.user, cwd="/", stdout=quiet, stderr=quiet)


@contextmanager
def postgres_server() -> Iterator[Server]:
    """The server of LIFECYCLE_TEST_DATABASE_URL, or a cluster that lives as long as the block.

    Raises PostgresMissing where there is neither.
    """
    if os.environ.get(URL_VARIABLE):
        yield Server(os.environ[URL_VARIABLE])
        return
    with postgres_cluster() as cluster:
        yield cluster.server


@contextmanager
def postgres_cluster(folder: Path | None = None, *, of: Cluster | None = None) -> Iterator[Cluster]:
    """A running cluster of its own, in a folder or one made for it; a standby `of` another where one is given.

    Raises PostgresMissing where no PostgreSQL is installed.
    """
    place = folder or Path(tempfile.mkdtemp(prefix="lifecycle-postgres-"))
    try:
        cluster = Cluster(place, of=of)
        cluster.start()
        try:
            yield cluster
        finally:
            with suppress(subprocess.CalledProcessError):
                cluster.stop()
    finally:
        shutil.rmtree(place, ignore_errors=True)


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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
