"""The one way out: Apprise services that carry our own mail text, and what Apprise had to say about it."""

import logging
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FunctionType, SimpleNamespace
from typing import Any

from config.errors import reason_of
from notifications.alert import Message

_TURN = threading.Lock()
_TALKATIVE = ("urllib3", "urllib3.connectionpool", "urllib3.util.retry", "requests")
"""Loggers under Apprise that repeat the address of a webhook, its signature included."""
_CAUSE = "Socket Exception: "


class _Listener(logging.Handler):
    """Keeps what Apprise logs of a failure."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.named = self.warned = ""

    @property
    def cause(self) -> str:
        """The last cause that was named as one, else the last warning."""
        return self.named or self.warned or "理由の記録がありません"

    def emit(self, record: logging.LogRecord) -> None:
        fault = record.exc_info[1] if record.exc_info else None
        text = record.getMessage() + (f": {fault!r}" if fault else "")
        if text.startswith(_CAUSE):
            self.named = text.removeprefix(_CAUSE)
        elif record.levelno >= logging.WARNING:
            self.warned = text


class MailText:
    """Stands where Apprise asks for the text of a mail, and knows whether it was asked: from then on it may be out."""

    def __init__(self, recipient: str, text: str) -> None:
        self.recipient = recipient
        self.text = text
        self.asked = False

    def prepare_emails(self, **_: Any) -> Iterator[SimpleNamespace]:
        """The one mail, in the shape that Apprise's mail service sends."""
        self.asked = True
        yield SimpleNamespace(recipient=self.recipient, to_addrs=[self.recipient], body=self.text)


def send_through(service: Any, message: Message) -> tuple[bool, str]:
    """Hands a message to one Apprise service: whether it says it was sent, and the cause if not, unmasked."""
    with listening() as listener:
        from apprise import Apprise

        courier = Apprise(asset=service.asset)
        courier.add(service)
        # A bool (or None) in 1.x, an AppriseResult in 2.x.
        sent = bool(courier.notify(body=message.body, title=message.subject, body_format="text"))
    return sent, listener.cause


def mail_service(url: str, sender: str, text: MailText) -> Any:
    """Apprise's own mail service for that address, sending our text to its one recipient from `sender`.

    Raises ValueError where Apprise does not take the address.
    """
    with listening():
        from apprise.plugins.email.base import NotifyEmail

        apprise_mail: Any = NotifyEmail
        settings = apprise_mail.parse_url(url) or {}
        settings.update(from_addr=sender, targets=[text.recipient])
        try:
            service = apprise_mail(asset=settings_of_apprise(), **settings)
        except TypeError as fault:  # AppriseImproperlyConfigured in 2.x is one as well
            raise ValueError("メールの設定を使えません。宛先・差出人・サーバーの指定を確かめてください。") from fault
    service.from_addr = [False, sender]
    service.request_rate_per_sec = 0
    # It asks for the text by the name of its class (`NotifyEmail.prepare_emails`), which no subclass can answer.
    # Connecting, TLS, login and errors stay Apprise's.
    service.send = rebound(apprise_mail.send, NotifyEmail=text).__get__(service)
    return service


def rebound(send: FunctionType, **ours: object) -> FunctionType:
    """Apprise's way of sending, the same code, with some of the names it looks up bound to ours."""
    names = {**send.__globals__, **ours}
    bound = FunctionType(send.__code__, names, send.__name__, send.__defaults__, send.__closure__)
    bound.__kwdefaults__ = send.__kwdefaults__
    return bound


def file_service(path: Path, content: bytes) -> Any:
    """An Apprise service that puts the bytes into a file of that name: whole or not at all, readable by us only."""
    with listening():
        from apprise.plugins.base import NotifyBase

        apprise_base: Any = NotifyBase
        service = apprise_base(asset=settings_of_apprise())
    service.request_rate_per_sec = 0

    def send(**_: Any) -> bool:
        try:
            write_whole(path, content)
        except OSError as fault:
            service.logger.warning("%s", reason_of(fault))
            return False
        return True

    service.send = send
    return service


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file so that nobody ever sees half of it; a file of that name is replaced. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise


def settings_of_apprise() -> Any:
    """Apprise's settings: in this thread, without a time limit that would leave a send running behind our back."""
    from apprise import AppriseAsset

    unlimited: dict[str, Any] = {"service_timeout": 0} if hasattr(AppriseAsset, "_service_timeout") else {}
    return AppriseAsset(async_mode=False, **unlimited)


@contextmanager
def listening() -> Iterator[_Listener]:
    """What Apprise logs meanwhile, down to its causes; no other handler sees it, one sender at a time."""
    logger, listener = logging.getLogger("apprise"), _Listener()
    with _TURN:
        before = logger.handlers, logger.level, logger.propagate, logger.disabled
        logger.handlers, logger.propagate, logger.disabled = [listener], False, False
        logger.setLevel(logging.DEBUG)
        silenced = [other for name in _TALKATIVE if not (other := logging.getLogger(name)).disabled]
        for other in silenced:
            other.disabled = True
        try:
            yield listener
        finally:
            for other in silenced:
                other.disabled = False
            logger.handlers, level, logger.propagate, logger.disabled = before
            logger.setLevel(level)
