"""The whole way of an alert: ledger in, sweep, deliver, and a real mail server that receives it."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from command_line import CommandLine

_ENCODED_WORD = re.compile(rb"=\?utf-8\?[bq]\?[^?]*\?=", re.IGNORECASE)


class Inbox:
    """Keeps every envelope the server accepts."""

    def __init__(self) -> None:
        self.received: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Accept the mail."""
        self.received.append(envelope)
        return "250 OK"


@pytest.fixture
def inbox(free_tcp_port: int) -> Iterator[tuple[Inbox, int]]:
    """A mail server on a free port of this machine."""
    kept = Inbox()
    controller = Controller(kept, hostname="127.0.0.1", port=free_tcp_port)
    controller.start()
    yield kept, free_tcp_port
    controller.stop()


def test_each_head_receives_one_readable_mail_and_only_once(
    sample: CommandLine, environment: pytest.MonkeyPatch, inbox: tuple[Inbox, int]
) -> None:
    """One digest per 所属長 by SMTP, decoded as written, folded as RFC 2047 asks, nothing told twice."""
    kept, port = inbox
    environment.setenv("LIFECYCLE_MAIL_URL", f"mailto://127.0.0.1:{port}?mode=insecure")
    queued = sample("sweep", "--json").json["messages_queued"]
    assert queued == 20
    assert sample("deliver").code == 0
    assert sample("sweep", "--json").json["messages_queued"] == 0
    assert sample("deliver", "--json").json["messages"] == []
    addressed = sorted(address for envelope in kept.received for address in envelope.rcpt_tos)
    assert addressed == sorted(f"shozokucho{n:02}@pref.example.jp" for n in range(1, 21))
    raw = _raw(next(e for e in kept.received if e.rcpt_tos == ["shozokucho13@pref.example.jp"]))
    mail = message_from_bytes(raw, policy=policy.default)
    subject = re.compile(r"【期限超過】委託監督 停滞\d件\(R6-\d{4}(ほか)?\)〔モデル所属13（合同説明会）〕")
    assert subject.fullmatch(mail["Subject"])
    body = mail.get_content().replace("\r\n", "\n")
    assert body.startswith("モデル所属13（合同説明会） 所属長 様\n")
    assert "R6-0012" in body
    assert "根拠" in body
    assert "架空" in body
    assert mail["Auto-Submitted"] == "auto-generated"
    assert max(len(line) for line in raw.splitlines()) <= 998
    assert all(len(word) <= 75 for word in _ENCODED_WORD.findall(raw))


def _raw(envelope: Any) -> bytes:
    content = envelope.content
    return content if isinstance(content, bytes) else str(content).encode()


def test_a_server_that_is_down_loses_nothing(
    sample: CommandLine, environment: pytest.MonkeyPatch, inbox: tuple[Inbox, int]
) -> None:
    """What could not be sent waits, the command ends with 8, and it is sent once the server is back."""
    kept, port = inbox
    sample("sweep")
    environment.setenv("LIFECYCLE_MAIL_URL", "mailto://127.0.0.1:1?mode=insecure")
    assert sample("deliver").code == 8
    environment.setenv("LIFECYCLE_MAIL_URL", f"mailto://127.0.0.1:{port}?mode=insecure")
    environment.setenv("LIFECYCLE_NOW", "2024-11-26T09:30:00+09:00")
    assert sample("deliver").code == 0
    assert len(kept.received) == 20
