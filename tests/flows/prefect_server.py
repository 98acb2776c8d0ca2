"""A real Prefect server and a real worker, as the commands that an administrator types start them."""

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from .conftest import COMMAND

PREFECT = str(Path(COMMAND).with_name("prefect"))
_QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    "PREFECT_SERVER_UI_ENABLED": "false",
}
_PATIENCE_SECONDS = 180


@contextmanager
def prefect_server(folder: Path) -> Iterator[str]:
    """A server on SQLite that lives as long as the block; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    log = (folder / "server.log").open("wb")
    server = subprocess.Popen(
        [PREFECT, "server", "start", "--host", "127.0.0.1", "--port", port],
        env={**os.environ, **_QUIET, "PREFECT_HOME": str(folder / "prefect")},
        stdout=log,
        stderr=log,
        cwd=folder,
    )
    url = f"http://127.0.0.1:{port}/api"
    try:
        _wait(url, server, folder / "server.log")
        yield url
    finally:
        server.terminate()
        server.wait(timeout=180)
        log.close()


def _wait(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(_PATIENCE_SECONDS * 4):
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):  # noqa: S310 - our own server
                return
        except (URLError, OSError):
            time.sleep(0.25)
    raise AssertionError(log.read_text())


def work_once(folder: Path, environment: Mapping[str, str], pool: str) -> str:
    """Let a worker run what waits in a pool, from a folder of its own; what it said."""
    done = subprocess.run(
        [PREFECT, "worker", "start", "--pool", pool, "--type", "process", "--run-once"],
        env={**os.environ, **_QUIET, **environment, "PREFECT_HOME": str(folder / "worker")},
        capture_output=True,
        text=True,
        timeout=_PATIENCE_SECONDS,
        cwd=folder,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said
