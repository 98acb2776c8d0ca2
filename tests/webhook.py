"""A Power Automate webhook on the loopback: real HTTPS, a certificate of its own, answers as it is told."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trustme

WORKFLOW, SIGNATURE = "643e69f83c8944438d68119179a10a64", "KODuebWbDGYFr0z0eu-6Rj8aUKz7108W3wrNJZxFE5A"
INVOKE = f"/workflows/{WORKFLOW}/triggers/manual/paths/invoke"
QUERY = f"api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={SIGNATURE}"


@dataclass
class Webhook:
    """What it received (path with query, body) and how it answers.

    Each answer is (status, body, headers), the last one again and again; `hang_up` takes the request and says nothing,
    `silent_for` seconds pass before it answers. `authority` is the file of the certificate authority that it shows.
    """

    port: int
    authority: Path
    answers: list[tuple[int, str, dict[str, str]]] = field(default_factory=lambda: [(202, "", {})])
    received: list[tuple[str, bytes]] = field(default_factory=list)
    hang_up: bool = False
    silent_for: float = 0.0
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def short(self) -> str:
        """Its address as Apprise writes it."""
        return f"workflows://localhost:{self.port}/{WORKFLOW}/{SIGNATURE}/"

    @property
    def native(self) -> str:
        """Its address as Power Automate shows it."""
        return f"https://localhost:{self.port}{INVOKE}?{QUERY}"

    def answer(self, status: int, body: str = "", **headers: str) -> None:
        """Answers so from now on; `Retry_After` in the headers is Retry-After."""
        self.answers = [(status, body, {name.replace("_", "-"): value for name, value in headers.items()})]


@contextmanager
def webhook(folder: Path) -> Iterator[Webhook]:
    """A running webhook; its authority's certificate is written into the folder."""
    authority, context = trustme.CA(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        server.socket = context.wrap_socket(server.socket, server_side=True)
        held = _Handler.hooks[server.server_port] = Webhook(server.server_port, folder / "authority.pem")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield held
        finally:
            held.released.set()
            server.shutdown()
            thread.join()
            del _Handler.hooks[server.server_port]


class _Handler(BaseHTTPRequestHandler):
    """Takes a request and answers it."""

    hooks: dict[int, Webhook] = {}  # noqa: RUF012

    def do_POST(self) -> None:
        hook = self.hooks[self.server.server_address[1]]  # type: ignore[misc]
        hook.received.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        hook.released.wait(hook.silent_for)
        if hook.hang_up:
            self.close_connection = True
            return
        status, body, headers = hook.answers[0] if len(hook.answers) == 1 else hook.answers.pop(0)
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing: tests read what it kept."""
