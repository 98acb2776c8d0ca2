"""The ways out of one delivery run: each channel is made once, a head's webhook is looked up when it is needed."""

from dataclasses import dataclass, field

from lifecycle.app import App
from lifecycle.post.contacts import webhook_of
from lifecycle.post.outbox import FILE, TEAMS
from lifecycle.post.recipients import Recipient
from notifications.alert import Message
from notifications.channels import (
    Channel,
    FileChannel,
    SendResult,
    channel_for,
    check_profile,
    teams_channel,
)

_NO_ADDRESS = "宛先に使えるメールアドレスが登録されていません({})"
_NO_WEBHOOK = "Teams の宛先(秘密の値)が設定されていません"
_AT_ITS_WEBHOOK = "teams@lifecycle.invalid"
"""The address that stands for the recipient of a card, who is given by the webhook itself."""


def mail_channel(app: App) -> Channel:
    """The mail channel that the settings name. Raises ValueError where it can't be used in this installation."""
    channels = app.settings.channels
    check_profile(channels.profile, channels.mail)
    return channel_for(channels.mail, outbox=app.home / "outbox", sender=channels.sender, reply_to=channels.reply_to)


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

    def send(self, channel: str, to: Recipient, message: Message, address: str | None) -> SendResult:
        """Send a message to its one recipient.

        A webhook that can't be used is a failure with its cause, so that mail takes over and no other message waits.
        """
        if channel == TEAMS:
            try:
                way = self._teams(to)
            except ValueError as fault:
                return SendResult("failed", str(fault))
            return way.send(message, _AT_ITS_WEBHOOK) if way else SendResult("failed", _NO_WEBHOOK)
        if channel == FILE:
            channels = self.app.settings.channels
            outbox = FileChannel(self.app.home / "outbox", channels.sender, reply_to=channels.reply_to)
            return outbox.send(message, address or "undeliverable@lifecycle.invalid")
        if address is None:
            return SendResult("failed", _NO_ADDRESS.format(f"{to.division} {to.label}"))
        return self._made["mail"].send(message, address)

    def _teams(self, to: Recipient) -> Channel | None:
        if self.instead:
            return self.instead
        url = webhook_of(self.app.settings, to)
        if url is None:
            return None
        if url not in self._made:
            self._made[url] = teams_channel(
                url, profile=self.app.settings.channels.profile, outbox=self.app.home / "outbox"
            )
        return self._made[url]
