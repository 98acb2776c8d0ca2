"""Digests, messages and a real mail server for the promises of this room."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from notifications.alert import Digest, DigestItem, Message

HEAD = "head12@example.jp"
SENDER = "lifecycle@example.jp"
JST = timezone(timedelta(hours=9))

ITEM = DigestItem(
    contract="R6-0012",
    subject="R6-0012",
    title="健康診査データ入力業務委託",
    stage_label="チェックリスト受領",
    code="S3-01",
    label="実地調査",
    reason="実地調査の記録がありません",
    source="5広第824号 記2",
    strength_label="義務",
    due_on=date(2024, 5, 16),
    overdue_business_days=132,
    remedy="調査報告書を登録するか、理由と代替措置を登録してください。",
    command="lifecycle attach R6-0012 onsite_inspection --file 調査報告書.pdf",
    to_record=(("実地調査: 原本のファイル", "lifecycle attach R6-0012 onsite_inspection --file 調査報告書.pdf"),),
    escalates_on=date(2024, 12, 10),
    escalates_to="制度所管課(財産活用課)",
    due_note="〔仮定・県規程に日数なし〕",
)
DIGEST = Digest(
    kind="overdue",
    division="モデル所属12",
    recipient_post="所属長",
    items=(ITEM,),
    resolved=(),
    as_of=date(2024, 11, 26),
    next_look_on=date(2024, 11, 27),
)
MESSAGE = Message(
    subject="【期限超過】委託監督 停滞12件(R6-0012ほか)〔県民生活環境部 環境政策局 循環型社会推進課 一般廃棄物係〕",
    body="モデル所属12 所属長 様\n\n■ 対応が必要な契約: 12件\n" + "長い行" * 400 + "\n.\n..点で始まる行\n",
    message_id="<0192f0c1-2d3e-7abc-8def-0123456789ab@example.jp>",
    sent_on=datetime(2024, 11, 26, 8, 30, tzinfo=JST),
    in_reply_to="<0192f0c1-0000-7abc-8def-0123456789ab@example.jp>",
)


@pytest.fixture(scope="session")
def item() -> Callable[..., DigestItem]:
    """A duty that is not met, with the fields one names changed."""
    return lambda **changes: replace(ITEM, **changes)


@pytest.fixture(scope="session")
def digest() -> Callable[..., Digest]:
    """A digest to the 所属長 of モデル所属12, with the fields one names changed."""
    return lambda **changes: replace(DIGEST, **changes)


@pytest.fixture(scope="session")
def message() -> Message:
    """A message whose subject needs several encoded words and whose body has a very long line."""
    return MESSAGE


@dataclass
class Post:
    """A mail server's counter: keeps what it accepted; refuses, or hangs up after DATA, where it is told to."""

    port: int = 0
    accepted: list[Envelope] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    refuse: str = ""
    hang_up_after_data: bool = False

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.accepted.append(envelope)
        if self.hang_up_after_data:
            assert server.transport is not None
            server.transport.abort()
        return "250 OK"

    def login(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
        """Lets in whoever knows the password."""
        assert isinstance(given, LoginPassword)
        self.logins.append((given.login, given.password))
        return AuthResult(success=given.password == b"p@ss/w:rd%41 ?", handled=False)


@pytest.fixture
def serve() -> Iterator[Callable[..., Post]]:
    """Starts real SMTP servers on free loopback ports; they end with the test."""
    running: list[Controller] = []

    def start(**options: Any) -> Post:
        post = Post(port=_free_port())
        controller = Controller(
            post, hostname="127.0.0.1", port=post.port, authenticator=post.login, auth_require_tls=False, **options
        )
        controller.start()
        running.append(controller)
        return post

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def free_port() -> int:
    """A port nobody listens on."""
    return _free_port()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
