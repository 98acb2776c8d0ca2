"""The one way out for messages: Apprise, with the services that carry our texts, and what they say of a failure."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from notifications.alert import Message
from notifications.outgoing import CardPost, MailText

_TURN = threading.Lock()
_TALKATIVE = ("urllib3", "urllib3.connectionpool", "urllib3.util.retry", "requests")
"""Loggers under Apprise that repeat the address of a webhook, its signature included."""
_OF_A_WEBHOOK = (
    "host", "port", "workflow", "signature", "power_automate", "routing_id", "version", "verify", "cto", "rto",
)  # fmt: skip
_READ_TIMEOUT, _ANY = "15", "lifecycle@lifecycle.invalid"


class _Listener(logging.Handler):
    """A log handler that keeps the last warning which Apprise and our services log of a failure."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.cause = "理由の記録がありません"

    def emit(self, record: logging.LogRecord) -> None:
        fault = record.exc_info[1] if record.exc_info else None
        self.cause = record.getMessage() + (f": {fault!r}" if fault else "")


def send_through(service: Any, message: Message) -> tuple[bool, str]:
    """Hands a message to one Apprise service; gives whether it says it was sent, and if not the unmasked cause."""
    with _listening() as listener:
        from apprise import Apprise

        courier = Apprise(asset=service.asset)
        courier.add(service)
        # The answer is a bool (or None) in 1.x, an AppriseResult in 2.x.
        sent = bool(courier.notify(body=message.body, title=message.subject, body_format="text"))
    return sent, listener.cause


def mail_service(url: str, sender: str, text: MailText) -> Any:
    """The mail service for that address, sending our text to its one recipient from `sender`.

    Raises ValueError where Apprise does not take the address.
    """
    with _listening():
        from notifications.services import MailService

        built: Any = MailService
        settings = built.parse_url(url) or {}
        # Apprise knows fewer addresses than mail servers do; it only connects, the service has the sender itself.
        settings.update(from_addr=_ANY, targets=[_ANY])
        try:
            service = built(asset=_settings_of_apprise(), **settings)
        except TypeError as fault:  # AppriseImproperlyConfigured in 2.x is one as well
            raise ValueError("メールの設定を使えません。宛先・差出人・サーバーの指定を確かめてください。") from fault
    service.sender, service.text = sender, text
    service.request_rate_per_sec = 0
    return service


def card_service(url: str, post: CardPost, *, verify: bool) -> Any:
    """The Teams service for a webhook, sending our card; `verify` False takes any certificate.

    Raises ValueError where Apprise does not take the address.
    """
    with _listening():
        from notifications.services import CardService

        built: Any = CardService
        read = built.parse_native_url if url.startswith("https:") else built.parse_url
        as_read = {"rto": _READ_TIMEOUT} | (read(url) or {})
        settings = {key: as_read[key] for key in _OF_A_WEBHOOK if as_read.get(key) is not None}
        try:
            service = built(asset=_settings_of_apprise(), include_image=False, **settings)
        except TypeError as fault:  # AppriseImproperlyConfigured in 2.x is one as well
            raise ValueError("Teams の宛先を使えません。ワークフローの番号と署名を確かめてください。") from fault
    service.post = post
    service.verify_certificate = service.verify_certificate and verify
    service.request_rate_per_sec = 0
    return service


def file_service(path: Path, content: bytes) -> Any:
    """The service that puts the bytes into a file of that name."""
    with _listening():
        from notifications.services import FileService

        built: Any = FileService
        service = built(asset=_settings_of_apprise())
    service.path, service.content = path, content
    service.request_rate_per_sec = 0
    return service


def _settings_of_apprise() -> Any:
    """Apprise's settings: it sends in this thread, without a time limit that would leave a send running unseen."""
    from apprise import AppriseAsset

    unlimited: dict[str, Any] = {"service_timeout": 0} if hasattr(AppriseAsset, "_service_timeout") else {}
    return AppriseAsset(async_mode=False, **unlimited)


@contextmanager
def _listening() -> Iterator[_Listener]:
    """Listens for the cause that is logged meanwhile; no other handler sees it, one sender listens at a time."""
    logger, listener = logging.getLogger("apprise"), _Listener()
    with _TURN:
        before = logger.handlers, logger.level, logger.propagate, logger.disabled
        logger.handlers, logger.propagate, logger.disabled = [listener], False, False
        logger.setLevel(logging.WARNING)
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
