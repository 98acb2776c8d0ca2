"""A real mail server with a fault that can be set and cleared: down, busy, greylisting, choosy, dying, out of date.

The address stays the same through all of them, as an office's server keeps its name while it is mended.
"""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from enum import StrEnum
from pathlib import Path

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from mail_server import free_port, raw_of


class Fault(StrEnum):
    """What is wrong with a server; the value is what a table of cases calls it."""

    NONE = "応答する"
    DOWN = "停止"
    BUSY_AT_ONCE = "接続に421"
    BUSY = "差出人に421"
    BUSY_AT_TEXT = "本文に451"
    GREYLIST = "グレーリスト"
    FULL = "宛先に452"
    NO_SUCH_BOX = "宛先に550"
    DIES_AFTER_TEXT = "本文の後に切断"
    DIES_BEFORE_TEXT = "宛先の後に切断"
    EXPIRED = "証明書の期限切れ"
    SLOW = "遅い"


_ANSWERS = {Fault.FULL: "452 4.2.2 mailbox full", Fault.NO_SUCH_BOX: "550 5.1.1 no such mailbox"}
GREYLISTED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail as it arrived: at which moment of the trial clock, for whom, and of which message of the outbox."""

    at: datetime
    to: str
    message: str
    subject: str
    text: str


@dataclass
class BadMailServer:
    """A server with a fault; where `choosy` names addresses, it meets only these.

    `now` is the moment of the trial clock: greylisting counts by it, what arrives is dated by it.
    """

    port: int
    expired: ssl.SSLContext
    valid: ssl.SSLContext
    now: datetime = field(default_factory=lambda: datetime(2024, 4, 1, tzinfo=UTC))
    fault: Fault = Fault.NONE
    choosy: frozenset[str] = frozenset()
    arrived: list[Arrived] = field(default_factory=list)
    sessions: int = 0
    _seen: dict[tuple[str, str], datetime] = field(default_factory=dict)
    _controller: Controller | None = None

    @property
    def url(self) -> str:
        """The setting that leads here; the connection turns to TLS first."""
        return f"mailtos://127.0.0.1:{self.port}?mode=starttls"

    def turn(self, fault: Fault, *choosy: str) -> None:
        """From now on this fault, for everybody or for these addresses alone."""
        self.fault, self.choosy = fault, frozenset(choosy)
        if self._controller is not None:
            self._controller.stop()
            self._controller = None
        if fault is not Fault.DOWN:
            context = self.expired if fault is Fault.EXPIRED else self.valid
            self._controller = _Controller(self, hostname="127.0.0.1", port=self.port, tls_context=context)
            self._controller.start()

    def to(self, address: str) -> list[Arrived]:
        """What arrived for an address."""
        return [one for one in self.arrived if one.to == address]

    def _meets(self, fault: Fault, address: str) -> bool:
        return self.fault is fault and (not self.choosy or address in self.choosy)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender, or be too busy."""
        self.sessions += 1
        if self.fault is Fault.BUSY:
            return "421 4.3.2 service not available"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient, or not, or not yet."""
        for fault, answer in _ANSWERS.items():
            if self._meets(fault, address):
                return answer
        if self._meets(Fault.GREYLIST, address):
            first = self._seen.setdefault((str(envelope.mail_from), address), self.now)
            if self.now < first + GREYLISTED_FOR:
                return "451 4.7.1 greylisted, please try again"
        envelope.rcpt_tos.append(address)
        if self._meets(Fault.DIES_BEFORE_TEXT, address) and server.transport is not None:
            server.transport.abort()
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take the text, or not; or take it and die before the answer."""
        address = envelope.rcpt_tos[0]
        if self._meets(Fault.BUSY_AT_TEXT, address):
            return "451 4.3.0 local error in processing"
        if self._meets(Fault.SLOW, address):
            await asyncio.sleep(0.3)
        mail = message_from_bytes(raw_of(envelope), policy=policy.default)
        body = mail.get_body(("plain",))  # type: ignore[attr-defined]
        message = str(mail["Message-ID"]).removeprefix("<").partition("@")[0]
        text = body.get_content().replace("\r\n", "\n")
        self.arrived += [Arrived(self.now, to, message, str(mail["Subject"]), text) for to in envelope.rcpt_tos]
        if self._meets(Fault.DIES_AFTER_TEXT, address) and server.transport is not None:
            server.transport.abort()
        return "250 OK"


class _Controller(Controller):
    """Starts the server, or one that says 421 to whoever connects."""

    def factory(self) -> asyncio.Protocol:
        box: BadMailServer = self.handler
        return _Busy() if box.fault is Fault.BUSY_AT_ONCE else super().factory()  # type: ignore[no-any-return]


class _Busy(asyncio.Protocol):
    """Says that it is busy, and hangs up."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Answer the connection itself."""
        assert isinstance(transport, asyncio.Transport)
        transport.write(b"421 4.3.2 too many connections\r\n")
        transport.close()


@contextmanager
def bad_mail_server(folder: Path) -> Iterator[BadMailServer]:
    """A server without a fault, until it is given one; the folder holds the certificate of its authority."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "mail-authority.pem"))
    ended = datetime.now(UTC) - timedelta(days=1)  # noqa: TID251 - a certificate is judged by the machine's clock
    old = authority.issue_cert("127.0.0.1", not_before=ended - timedelta(days=30), not_after=ended)
    contexts = []
    for issued in (old, authority.issue_cert("127.0.0.1")):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        issued.configure_cert(context)
        contexts.append(context)
    box = BadMailServer(free_port(), *contexts)
    box.turn(Fault.NONE)
    try:
        yield box
    finally:
        box.turn(Fault.DOWN)
