"""The channels a message can leave by, behind one protocol: a folder of `.eml` files, a mail server, a memory."""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from notifications.alert import Message
from notifications.email import build_email, one_address
from notifications.masking import mask_text, mask_url, secrets_of
from notifications.transport import MailText, file_service, mail_service, send_through

DEFAULT_SENDER = "lifecycle@lifecycle.invalid"
_MAIL_QUERY = {"smtp", "mode", "verify", "cto"}
_MODES = {"insecure", "starttls", "ssl"}
_REPLY_CODE = re.compile(r"\([45]\d\d, ")


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of one message to one recipient.

    `uncertain`: it was handed over and the answer was lost, so it may have arrived; repeating it may repeat it there.
    `detail` is a Japanese sentence with the cause, without secrets and addresses. `retry_after_seconds` is what the
    other side asked for, None where it did not.
    """

    status: Literal["sent", "failed", "uncertain"]
    detail: str
    retry_after_seconds: float | None = None


class Channel(Protocol):
    """A way out for messages, one recipient per call; it does not retry and does not raise for a failed delivery."""

    @property
    def name(self) -> str:
        """The channel's name as the outbox stores it."""
        ...

    def send(self, message: Message, recipient: str) -> SendResult:
        """Sends the message to one recipient (an address, with or without a display name)."""
        ...


@dataclass(slots=True)
class RecordingChannel:
    """Keeps (message, recipient) in `sent` instead of sending; refuses what the real channels refuse."""

    name: str = "recording"
    sent: list[tuple[Message, str]] = field(default_factory=list)

    def send(self, message: Message, recipient: str) -> SendResult:
        """Records the message."""
        try:
            build_email(message, DEFAULT_SENDER, recipient)
        except ValueError as fault:
            return _unsendable(fault)
        self.sent.append((message, recipient))
        return SendResult("sent", "記録しました")


@dataclass(frozen=True, slots=True)
class FileChannel:
    """A folder of `.eml` files, for closed networks and demos; a repeated message replaces its own file."""

    folder: Path
    sender: str = DEFAULT_SENDER
    name: str = "file"

    def path_of(self, message: Message, recipient: str) -> Path:
        """Where the message lies: the time it was sent and a hash of its id and recipient, no text of anybody's."""
        key = hashlib.sha256(f"{message.message_id}\n{recipient}".encode()).hexdigest()[:12]
        return self.folder / f"{message.sent_on:%Y%m%dT%H%M%S}-{key}.eml"

    def send(self, message: Message, recipient: str) -> SendResult:
        """Writes the mail as a file; `detail` of the result is the file's name."""
        try:
            content = build_email(message, self.sender, recipient).as_bytes()
        except ValueError as fault:
            return _unsendable(fault)
        path = self.path_of(message, recipient)
        sent, cause = send_through(file_service(path, content), message)
        if sent:
            return SendResult("sent", path.name)
        return SendResult("failed", mask_text(f"ファイルに書き出せません: {cause}", ()))


@dataclass(frozen=True, slots=True, repr=False)
class MailChannel:
    """A mail server, `mailto://user:pass@host:port` or `mailtos://…?mode=starttls`; the text is ours.

    Raises ValueError with a Japanese reason where the address of the server or of the sender can't be used.
    """

    url: str
    sender: str
    name: str = "mail"

    def __post_init__(self) -> None:
        _check_mail_url(self.url)
        one_address(self.sender)

    def __repr__(self) -> str:
        return f"MailChannel({mask_url(self.url)})"

    def send(self, message: Message, recipient: str) -> SendResult:
        """Sends the mail; `failed` names the server's answer, `uncertain` means that its last answer was lost."""
        try:
            wire = build_email(message, self.sender, recipient).as_bytes().decode("ascii")
            text = MailText(one_address(recipient).addr_spec, wire)
            service = mail_service(self.url, one_address(self.sender).addr_spec, text)
        except ValueError as fault:
            return _unsendable(fault)
        sent, cause = send_through(service, message)
        return SendResult("sent", "送信サーバーが受け取りました") if sent else self._failure(text, cause)

    def _failure(self, text: MailText, cause: str) -> SendResult:
        """Before the text was asked for, nothing can have arrived; afterwards only a refusal says so."""
        shown = mask_text(cause, secrets_of(self.url))
        if not text.asked:
            return SendResult("failed", f"送信サーバーに接続・認証できません: {shown}")
        if _REPLY_CODE.search(cause):
            return SendResult("failed", f"送信サーバーが断りました: {shown}")
        return SendResult("uncertain", f"送信サーバーの返事が途絶えました(届いたかもしれません): {shown}")


def channel_for(url: str, *, outbox: Path, sender: str = DEFAULT_SENDER) -> Channel:
    """The channel that a setting names: `file:` is the installation's `outbox` folder, `file:///path` another folder,
    `mailto://` and `mailtos://` a mail server.

    Raises ValueError with a Japanese reason, secrets masked, for anything else.
    """
    scheme = url.partition(":")[0]
    if scheme == "file":
        parts = urlsplit(url)
        if parts.netloc or parts.query or parts.fragment or (parts.path and not parts.path.startswith("/")):
            raise ValueError(f"フォルダーは file: または file:///絶対パス で指定してください: {url}")
        return FileChannel(Path(unquote(parts.path)) if parts.path else outbox, sender)
    if scheme in ("mailto", "mailtos"):
        return MailChannel(url, sender)
    raise ValueError(f"送り先の種類を使えません(file:、mailto://、mailtos:// のどれか): {mask_url(url)}")


def _check_mail_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("mailto", "mailtos") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        known = None
    if not known or parts.path not in ("", "/"):
        raise ValueError(
            f"メールサーバーは mailto://利用者:パスワード@ホスト:ポート の形で指定してください"
            f"(記号は%で符号化): {mask_url(url)}"
        )
    if not unquote(f"{parts.username}{parts.password}").isascii():
        raise ValueError("利用者名とパスワードに使えるのは ASCII の文字だけです(SMTP認証の制約)")
    query = dict(parse_qsl(parts.query))
    if unknown := sorted(set(query) - _MAIL_QUERY):
        raise ValueError(
            f"メールサーバーの指定に使えない項目です: {'、'.join(unknown)}(使えるのは smtp、mode、verify、cto)"
        )
    if query.get("mode", "starttls") not in _MODES:
        raise ValueError("mode は insecure、starttls、ssl のどれかを指定してください")


def _unsendable(fault: ValueError) -> SendResult:
    return SendResult("failed", f"送れない内容です: {fault}")


def check_profile(profile: str, url: str) -> None:
    """Placeholder until merged."""


def teams_channel(url: str, *, profile: str, outbox: Path) -> Channel:
    """Placeholder until merged."""
    raise ValueError(url)
