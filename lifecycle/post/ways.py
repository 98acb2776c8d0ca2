"""The ways out of one delivery run: each channel is made once, a head's webhook is looked up when it is needed."""

from dataclasses import dataclass, field

from lifecycle.app import App
from lifecycle.post.contacts import MessageWay
from lifecycle.post.outbox import FILE, TEAMS
from lifecycle.post.recipients import Recipient
from notifications.alert import Message
from notifications.channels import (
    CardFileChannel,
    Channel,
    FileChannel,
    SendResult,
    channel_for,
    check_profile,
    teams_channel,
)

_NO_ADDRESS = "宛先に使えるメールアドレスが登録されていません({})"
_UNSENT = "この連絡は、送る処理の途中で予期しない誤りが起きたため送れません"
_NO_WEBHOOK = "Teams の宛先(秘密の値)が設定されていません"
_UNREAD = (
    "ファイルの出し先(file:)は、読む人がいるときだけ使えます。送信サーバーを指定するか、フォルダーを毎日読む人がいるなら"
    "lifecycle.toml に [channels] folder_is_read = true と書いてください"
)
_AT_ITS_WEBHOOK = "teams@lifecycle.invalid"
"""The address that stands for the recipient of a card, who is given by the webhook itself."""


def mail_channel(app: App) -> Channel:
    """The mail channel that the settings name. Raises ValueError where it can't be used in this installation."""
    channels = app.settings.channels
    check_profile(channels.profile, channels.mail)
    return channel_for(channels.mail, outbox=app.home / "outbox", sender=channels.sender, reply_to=channels.reply_to)


def folder_is_read(app: App) -> bool:
    """Whether somebody reads the folder of a file channel: whoever tries the product, or people as the settings say."""
    return app.trial or app.settings.channels.folder_is_read


@dataclass(slots=True)
class Ways:
    """Sends messages by the channel that their rows name; `instead` takes the place of all channels.

    Raises ValueError where the setting of the mail channel is wrong: before any message is claimed, as none could
    leave.
    """

    app: App
    instead: Channel | None = None
    _made: dict[str, Channel] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._made["mail"] = self.instead or mail_channel(self.app)

    def send(self, channel: str, to: Recipient, message: Message, way: MessageWay | None) -> SendResult:
        """Send a message to its one recipient by the address of its channel; None where there is none.

        Whatever goes wrong with one message, its text included, is a failure with its cause: no other message waits.
        """
        try:
            if channel == TEAMS:
                return self._by(self._teams(way), message, _AT_ITS_WEBHOOK) if way else _nowhere(_NO_WEBHOOK)
            if channel == FILE:
                channels = self.app.settings.channels
                outbox = FileChannel(self.app.home / "outbox", channels.sender, reply_to=channels.reply_to)
                return self._by(outbox, message, way.address if way else "undeliverable@lifecycle.invalid")
            if way is None:
                return _nowhere(_NO_ADDRESS.format(f"{to.division} {to.label}"))
            return self._by(self._made["mail"], message, way.address)
        except ValueError as fault:
            return SendResult("failed", str(fault))
        except Exception as fault:  # one message that can't be built must not stop the others
            return SendResult("failed", f"{_UNSENT}({type(fault).__name__})")

    def _by(self, channel: Channel, message: Message, address: str) -> SendResult:
        """Send by a channel. A folder that nobody reads takes nothing: what lies there would count as told."""
        is_folder = isinstance(channel, FileChannel | CardFileChannel) and self.instead is None
        if is_folder and not folder_is_read(self.app):
            return SendResult("failed", _UNREAD)
        return channel.send(message, address)

    def _teams(self, way: MessageWay) -> Channel:
        if self.instead:
            return self.instead
        url = way.address
        if url not in self._made:
            self._made[url] = teams_channel(
                url, profile=self.app.settings.channels.profile, outbox=self.app.home / "outbox"
            )
        return self._made[url]


def _nowhere(cause: str) -> SendResult:
    return SendResult("failed", cause)
