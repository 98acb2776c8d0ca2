"""A real mail server on a free port of this machine, as well-behaved or as bad as a test wants it."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Mailbox:
    """Keeps every envelope; refuses some recipients, is slow, or hangs up after DATA where it is told to."""

    port: int
    received: list[Envelope] = field(default_factory=list)
    refused: frozenset[str] = frozenset()
    seconds: float = 0.0
    hang_up_after_data: bool = False

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient, or not."""
        if address in self.refused:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail, perhaps slowly, perhaps without an answer."""
        self.received.append(envelope)
        if self.seconds:
            await asyncio.sleep(self.seconds)
        if self.hang_up_after_data and server.transport is not None:
            server.transport.abort()
        return "250 OK"

    @property
    def url(self) -> str:
        """The setting that leads here."""
        return f"mailto://127.0.0.1:{self.port}?mode=insecure"

    @property
    def addressed(self) -> list[str]:
        """Everybody who got a mail, in order of name."""
        return sorted(address for envelope in self.received for address in envelope.rcpt_tos)

    def mails(self) -> list[EmailMessage]:
        """The mails as a reader's program sees them."""
        return [message_from_bytes(raw_of(e), policy=policy.default) for e in self.received]  # type: ignore[misc]


def raw_of(envelope: Envelope) -> bytes:
    """The mail as it came over the wire."""
    content = envelope.content
    assert isinstance(content, bytes)
    return content


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(port: int | None = None) -> Iterator[Mailbox]:
    """A server that runs while the block does."""
    box = Mailbox(port or free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
