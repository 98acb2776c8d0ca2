"""The channels a message can leave by, behind one protocol: a mail server, a Teams webhook, a folder, a memory."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import unquote, urlsplit

from notifications.addresses import MICROSOFT, check_mail_url, check_teams_url
from notifications.alert import Message
from notifications.card import shown_card
from notifications.email import build_email, one_address
from notifications.masking import mask_text, mask_url, secrets_of
from notifications.outgoing import CardPost, MailText
from notifications.transport import card_service, file_service, mail_service, send_through

Profile = Literal["lgwan", "alpha_prime", "beta"]
"""The three ways in which a local government separates its networks (自治体情報セキュリティの三層の対策)."""

DEFAULT_SENDER = "lifecycle@lifecycle.invalid"
_NO_CARD = "カードがありません"


@dataclass(frozen=True, slots=True)
class SendResult:
    """The outcome of sending one message to one recipient.

    `uncertain`: the message was handed over and the answer was lost, so it may have arrived; to repeat it may deliver
    it a second time. `refused`: this address takes nothing, now or later, while the way to it works. `detail` is a
    Japanese sentence with the cause, without secrets and addresses.
    `retry_after_seconds` is the pause that the other side asked for, None where it asked for none.
    """

    status: Literal["sent", "failed", "uncertain", "refused"]
    detail: str
    retry_after_seconds: float | None = None


class Channel(Protocol):
    """A way out for messages, one recipient per call; it does not retry, and raises no error for a failed delivery."""

    @property
    def name(self) -> str:
        """The channel's name as the outbox stores it."""
        ...

    def send(self, message: Message, recipient: str) -> SendResult:
        """Sends the message to one recipient (an address, with or without a display name)."""
        ...


@dataclass(slots=True)
class RecordingChannel:
    """A channel that keeps (message, recipient) in `sent` and sends nothing; it refuses what real channels refuse."""

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
    reply_to: str = ""

    def path_of(self, message: Message, recipient: str) -> Path:
        """The file of a message, named by the time of sending and a hash of its id and recipient, no text of
        anybody's."""
        return self.folder / _file_name(message, recipient, ".eml")

    def send(self, message: Message, recipient: str) -> SendResult:
        """Writes the mail as a file; `detail` of the result is the file's name."""
        try:
            content = build_email(message, self.sender, recipient, self.reply_to).as_bytes()
        except ValueError as fault:
            return _unsendable(fault)
        return _written(self.path_of(message, recipient), content, message)


@dataclass(frozen=True, slots=True)
class CardFileChannel:
    """A folder of cards (`.json`), for closed networks and demos; a repeated message replaces its own file."""

    folder: Path
    name: str = "card-file"

    def path_of(self, message: Message, recipient: str) -> Path:
        """The file of a card: it has the name that the mail of the same message would have."""
        return self.folder / _file_name(message, recipient, ".json")

    def send(self, message: Message, recipient: str) -> SendResult:
        """Writes the card as a file; `detail` of the result is the file's name."""
        if message.card is None:
            return _unsendable(_NO_CARD)
        return _written(self.path_of(message, recipient), shown_card(message.card).encode(), message)


@dataclass(frozen=True, slots=True, repr=False)
class MailChannel:
    """A mail server, `mailto://user:pass@host:port` or `mailtos://…?mode=starttls`; the text of the mail is ours.

    Raises ValueError with a Japanese reason where the address of the server or of the sender can't be used.
    """

    url: str
    sender: str
    name: str = "mail"
    reply_to: str = ""

    def __post_init__(self) -> None:
        check_mail_url(self.url)
        one_address(self.sender)
        if self.reply_to:
            one_address(self.reply_to)

    def __repr__(self) -> str:
        return f"MailChannel({mask_url(self.url)})"

    def send(self, message: Message, recipient: str) -> SendResult:
        """Sends the mail; `failed` and `refused` name the answer, `uncertain` means that the last one was lost."""
        try:
            wire = build_email(message, self.sender, recipient, self.reply_to).as_bytes().decode("ascii")
            text = MailText(one_address(recipient).addr_spec, wire)
            service = mail_service(self.url, one_address(self.sender).addr_spec, text)
        except ValueError as fault:
            return _unsendable(fault)
        sent, cause = send_through(service, message)
        return SendResult("sent", "送信サーバーが受け取りました") if sent else self._failure(text, cause)

    def _failure(self, text: MailText, cause: str) -> SendResult:
        """The result of a failed send: before the text was handed over nothing arrived, later only its refusal."""
        shown = mask_text(cause, secrets_of(self.url))
        if text.refused_for_good:
            return SendResult("refused", f"送信サーバーが、この宛先には届けられないと答えました: {shown}")
        if text.reply is not None:
            return SendResult("failed", f"送信サーバーが断りました: {shown}")
        if not text.asked:
            return SendResult("failed", f"送信サーバーに接続・認証できません: {shown}")
        return SendResult("uncertain", f"送信サーバーの返事が途絶えました(届いたかもしれません): {shown}")


@dataclass(frozen=True, slots=True, repr=False)
class TeamsChannel:
    """A Teams webhook of Power Automate: `workflows://…` or its own https address. It sends the message's card.

    `verify` False takes any certificate. Raises ValueError with a Japanese reason where the address can't be used.
    """

    url: str
    name: str = "teams"
    verify: bool = True

    def __post_init__(self) -> None:
        check_teams_url(self.url)

    def __repr__(self) -> str:
        return f"TeamsChannel({mask_url(self.url)})"

    def send(self, message: Message, recipient: str) -> SendResult:  # noqa: ARG002
        """Sends the card; which people see it is up to the webhook, `recipient` only names the post.

        `sent` means that Power Automate took the card, not that it was shown. `failed` means that nothing arrived or
        the card was turned away, `uncertain` that the card went out and no answer came.
        """
        if message.card is None:
            return _unsendable(_NO_CARD)
        try:
            post = CardPost(shown_card(message.card))
            service = card_service(self.url, post, verify=self.verify)
        except ValueError as fault:
            return _unsendable(fault)
        _, cause = send_through(service, message)
        return self._judged(post, cause)

    def _judged(self, post: CardPost, cause: str) -> SendResult:
        """The result as the answer itself gives it, because Apprise's verdict does not know of throttling."""
        secrets = secrets_of(self.url)
        if post.status is None:
            shown = mask_text(cause, secrets)
            if post.asked:
                return SendResult("uncertain", f"Teams の返事が途絶えました(届いたかもしれません): {shown}")
            return SendResult("failed", f"Teams に接続できません: {shown}")
        if 200 <= post.status < 300 and not post.turned_away:
            return SendResult("sent", "Teams の受付が受け取りました")
        answer = mask_text(f"HTTP {post.status} {post.text}", secrets)
        if post.gone:
            return SendResult("refused", f"Teams の宛先が無効です(ワークフローか署名): {answer}")
        return SendResult("failed", f"Teams の受付が断りました: {answer}", post.retry_after)


def check_profile(profile: Profile, url: str) -> None:
    """Raises ValueError with a Japanese reason where the network's profile forbids the channel.

    `lgwan` (α) allows files and mail only, `alpha_prime` (α') also Teams at Microsoft's hosts, `beta` (β) also Teams at
    other hosts.
    """
    if profile not in ("lgwan", "alpha_prime", "beta"):
        raise ValueError(f"profile は lgwan、alpha_prime、beta のどれかを指定してください: {profile}")
    scheme = url.partition(":")[0]
    if scheme in ("file", "mailto", "mailtos"):
        return
    host = check_teams_url(url)
    if profile == "lgwan":
        raise ValueError(f'profile = "lgwan" で使えるのはファイルとメールだけです: {mask_url(url)}')
    if profile == "alpha_prime" and not host.endswith(MICROSOFT):
        hosts = "、".join(f"*{host}" for host in MICROSOFT)
        raise ValueError(f'profile = "alpha_prime" で使える Teams の宛先は {hosts} だけです: {mask_url(url)}')


def teams_channel(url: str, *, profile: Profile, outbox: Path) -> Channel:
    """The channel for cards that a setting names: a folder for `file:` or `file:///path`, else a Teams webhook.

    Raises ValueError with a Japanese reason where the setting is neither, or the network's profile forbids it.
    """
    if url.partition(":")[0] == "file":
        return CardFileChannel(_folder(url, outbox))
    check_teams_url(url)
    check_profile(profile, url)
    return TeamsChannel(url)


def channel_for(url: str, *, outbox: Path, sender: str = DEFAULT_SENDER, reply_to: str = "") -> Channel:
    """The channel that a setting names: `file:` is the installation's `outbox` folder, `file:///path` another folder,
    `mailto://` and `mailtos://` a mail server.

    Raises ValueError with a Japanese reason, secrets masked, for anything else.
    """
    scheme = url.partition(":")[0]
    if scheme == "file":
        return FileChannel(_folder(url, outbox), sender, reply_to=reply_to)
    if scheme in ("mailto", "mailtos"):
        return MailChannel(url, sender, reply_to=reply_to)
    raise ValueError(f"送り先の種類を使えません(file:、mailto://、mailtos:// のどれか): {mask_url(url)}")


def _folder(url: str, outbox: Path) -> Path:
    parts = urlsplit(url)
    if parts.netloc or parts.query or parts.fragment or (parts.path and not parts.path.startswith("/")):
        raise ValueError(f"フォルダーは file: 又は file:///絶対パス で指定してください: {url}")
    return Path(unquote(parts.path)) if parts.path else outbox


def _file_name(message: Message, recipient: str, suffix: str) -> str:
    """The name of a message's file: time of sending and a hash of id and recipient, the same for the same message."""
    key = hashlib.sha256(f"{message.message_id}\n{recipient}".encode()).hexdigest()[:12]
    return f"{message.sent_on:%Y%m%dT%H%M%S}-{key}{suffix}"


def _written(path: Path, content: bytes, message: Message) -> SendResult:
    sent, cause = send_through(file_service(path, content), message)
    if sent:
        return SendResult("sent", path.name)
    return SendResult("failed", mask_text(f"ファイルに書き出せません: {cause}", ()))


def _unsendable(fault: ValueError | str) -> SendResult:
    return SendResult("failed", f"送れない内容です: {fault}")
