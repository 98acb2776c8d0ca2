"""Our own services of Apprise: its mail, its Teams webhook and a folder, each sending what we wrote as we wrote it.

Only a send imports this module, for it loads Apprise. Apprise reads the addresses and the settings in them; how the
text goes out is ours, because its own mail service folds a Japanese subject into words that are too long, and its
Teams service writes a card of its own. A cause is logged as a warning, where the listener of the send keeps it.
"""

import contextlib
import os
import smtplib
import ssl
import tempfile
import warnings
from pathlib import Path
from typing import Any

import requests
from apprise.plugins.base import NotifyBase
from apprise.plugins.email.base import NotifyEmail
from apprise.plugins.workflows import NotifyWorkflows

from config.access import access_of, make_folder
from config.errors import reason_of
from notifications.outgoing import CardPost, MailText

_FAULTS = (OSError, smtplib.SMTPException, RuntimeError)
"""What a mail server and the way to it can do to a sender."""


class MailService(NotifyEmail):
    """A mail server whose address Apprise has read, and the one mail that it is to take."""

    sender: str
    text: MailText

    def send(self, *_: Any, **__: Any) -> bool:
        """Connects, logs in and hands the mail over; the answer says whether the server took it."""
        try:
            server = self._connected()
            try:
                self._enter(server)
                self._hand_over(server)
            finally:
                with contextlib.suppress(*_FAULTS):
                    server.quit()
                server.close()
        except _FAULTS as fault:
            self.logger.warning("%s", fault)
            return False
        return True

    def _connected(self) -> smtplib.SMTP:
        host, port, seconds = self.smtp_host, self.port or 0, self.socket_connect_timeout
        if self.secure_mode == "ssl":
            return smtplib.SMTP_SSL(host, port, timeout=seconds, context=self._trust())
        return smtplib.SMTP(host, port, timeout=seconds)

    def _enter(self, server: smtplib.SMTP) -> None:
        if self.secure_mode == "starttls":
            server.starttls(context=self._trust())
        if self.user and self.password:
            server.login(self.user, self.password)

    def _hand_over(self, server: smtplib.SMTP) -> None:
        """Names sender and recipient, then hands the text over; a refusal is kept with what was refused."""
        text = self.text
        server.ehlo_or_helo_if_needed()
        size = [f"size={len(text.wire)}"] if server.does_esmtp and server.has_extn("size") else []
        self._must_take(server.mail(self.sender, size))
        text.named = True
        self._must_take(server.rcpt(text.recipient))
        text.asked = True
        try:
            self._must_take(server.data(text.wire))
        except smtplib.SMTPDataError as fault:
            self._must_take((fault.smtp_code, fault.smtp_error))

    def _must_take(self, answer: tuple[int, bytes | str]) -> None:
        """Raises SMTPResponseException where the server did not take what it was told; keeps its answer."""
        code, said = answer
        if 200 <= code < 300:
            return
        self.text.reply = code
        self.text.said = said.decode(errors="replace") if isinstance(said, bytes) else said
        raise smtplib.SMTPResponseException(code, said)

    def _trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if not self.verify_certificate:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


class CardService(NotifyWorkflows):
    """A Teams webhook whose address Apprise has read, and the one card that it is to take."""

    post: CardPost

    def send(self, *_: Any, **__: Any) -> bool:
        """Posts the card; gives whether any answer came.

        A server that redirects (to a login page) has not taken the card; the redirect is not followed.
        """
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the warning of an unchecked certificate, which the setting wants
                answer = requests.post(
                    self._address(),
                    params=self._query(),
                    data=self.post.content(),
                    headers={"User-Agent": self.app_id, "Content-Type": "application/json"},
                    verify=self.verify_certificate,
                    timeout=self.request_timeout,
                    allow_redirects=False,
                )
        except requests.RequestException as fault:
            self.logger.warning("%s", fault)
            return False
        self.post.answered(answer.status_code, answer.content, answer.headers)
        return True

    def _address(self) -> str:
        port = f":{self.port}" if self.port else ""
        way = "/powerautomate/automations/direct" if self.power_automate else ""
        if way and self.routing_id:
            way += f"/cu/{self.routing_id}"
        return f"https://{self.host}{port}{way}/workflows/{self.workflow}/triggers/manual/paths/invoke"

    def _query(self) -> dict[str, str]:
        return {
            "api-version": self.api_version,
            "sp": "/triggers/manual/run",
            "sv": "1.0",
            "sig": self.signature,
        }


class FileService(NotifyBase):
    """A file of that name, and the bytes to put into it: written whole or not at all, readable by us only."""

    path: Path
    content: bytes

    def send(self, *_: Any, **__: Any) -> bool:
        """Writes the file; the answer says whether it stands there."""
        try:
            _write_whole(self.path, self.content)
        except OSError as fault:
            self.logger.warning("%s", reason_of(fault))
            return False
        return True


def _write_whole(path: Path, content: bytes) -> None:
    """Writes a file so that nobody ever sees half of it; a file of that name is replaced. Raises OSError."""
    make_folder(path.parent)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(access_of(path.parent).file)
        Path(draft).replace(path)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise
