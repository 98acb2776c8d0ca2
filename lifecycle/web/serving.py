"""A server of the register: opened for many people at once, one process, a thread a request, until told to stop."""

import errno
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from config.access import make_folder
from config.errors import SetupError
from lifecycle.app import App, database_url, open_app
from lifecycle.clock import SystemClock
from lifecycle.records.database import open_engine
from lifecycle.web.application import application
from lifecycle.web.kept import Kept
from lifecycle.web.signing_in import SignIn
from lifecycle.web.trusted_header import trusted_header

PATIENCE_MS = 20_000
"""How long somebody who records waits for others, an import being put on record; then the page says so."""
_UPLOADS = "uploads"
_LAST_ANSWERS = 20
"""How many seconds a server that stops gives the requests it is at."""


def opened_for_many(environment: Mapping[str, str] = os.environ) -> App:
    """The installation with a connection for each thread. Raises what `open_app` raises."""
    app = open_app(environment=environment, via="web")
    app.engine.dispose()
    url, threads = database_url(app.home, environment), app.settings.web.threads
    return replace(app, engine=open_engine(url, patience_ms=PATIENCE_MS, connections=threads, existing=True))


def sign_in_of(app: App, environment: Mapping[str, str], *, trial: bool) -> SignIn | None:
    """How people sign in here; None where the people of a home for trial are chosen.

    Raises SetupError where nothing says how, or where anybody could be anybody.
    """
    if trial:
        if not app.trial:
            raise SetupError("人を選ぶサインインは、試用の環境だけで使えます。")
        return None
    web = app.settings.web
    if web.sign_in == "header":
        return trusted_header(web, environment)
    if web.sign_in == "oidc":
        from lifecycle.web.oidc import oidc_sign_in

        return oidc_sign_in(web, environment, SystemClock())
    raise SetupError(
        "サインインの方法が決まっていません。lifecycle.toml の [web] の sign_in に、header(手前の中継が確かめる)か "
        "oidc(OpenID Connect)を書いてください。"
    )


def keep_uploads_in(home: Path) -> Path:
    """From now on what is being received lies in a folder of the home that no other user may read. Raises OSError."""
    folder = home / _UPLOADS
    make_folder(folder)
    tempfile.tempdir = str(folder)
    return folder


def say(line: str) -> None:
    """Write a line where the service keeps its records (stderr)."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def listening(address: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes any that is free. Raises SetupError where somebody else has the port."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise SetupError(f"{address} のポート {port} では待ち受けられません({_why_not(error)})。") from None
    return listener


def _why_not(error: Exception) -> str:
    code = error.errno if isinstance(error, OSError) else None
    known = {
        errno.EADDRINUSE: "ほかのプログラムが使っています",
        errno.EADDRNOTAVAIL: "この機械のアドレスではありません",
        errno.EACCES: "権限がありません。1024以上にしてください",
    }
    return known.get(code or 0, "アドレスかポートが正しくありません")


def serve(app: App, gate: SignIn | None, listener: socket.socket, environment: Mapping[str, str] = os.environ) -> bool:
    """Serve until a signal; gives whether it ended as it was told to, and not because it is outdated."""
    import uvicorn

    ended: list[str] = []

    def stop(why: str) -> None:
        if not ended:
            ended.append(why)
            say(why)
        server.should_exit = True

    kept = Kept(app, lambda: _reopened(environment), stop)
    keep_uploads_in(app.home)
    config = uvicorn.Config(
        application(app, gate, kept, say),
        # What a front says of the browser's address is no business of ours: the peer itself is asked.
        proxy_headers=False,
        server_header=False,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=_LAST_ANSWERS,
        lifespan="on",
    )
    server = uvicorn.Server(config)
    with _quiet_signals():
        server.run([listener])
    app.engine.dispose()
    return not ended


def signals_to_stop() -> list[signal.Signals]:
    """The signals by which a service is told to stop: on Windows its manager sends a break or an interrupt."""
    return [signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]


@contextmanager
def _quiet_signals() -> Iterator[None]:
    """The server hands a signal on once it has stopped; it has done then what it was told."""
    before = {number: signal.signal(number, lambda *_: None) for number in signals_to_stop()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _reopened(environment: Mapping[str, str]) -> App:
    app = open_app(environment=environment, via="web")
    app.engine.dispose()
    return app
