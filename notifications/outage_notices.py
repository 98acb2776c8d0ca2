"""Messages that no way has taken for days, told by whatever way is left; and that they leave again."""

from dataclasses import dataclass
from datetime import date

from config.place import said_here
from config.wareki import format_date
from notifications.words import Lines


@dataclass(frozen=True, slots=True)
class OutageNotice:
    """The message that messages wait since a day because a channel takes none, or with `ended` that it does again.

    `channels` names what does not take them, `cause` what was answered last, without addresses; `reader` is told.
    """

    messages: int
    since: date
    channels: str
    cause: str
    reader: str
    on: date
    ended: bool = False

    def top(self) -> Lines:
        """The lines at the top: what does not arrive since when, why, what it means, what to do."""
        since = format_date(self.since)
        if self.ended:
            return (
                ("何が", f"{since}から届いていなかった連絡({self.channels})を、再び送れるようになりました。"),
                ("影響", "待っていた連絡は、今の状態に書き直して送りました。もう要らないものは送っていません。"),
                ("対応", "要りません。"),
            )
        return (
            (
                "何が",
                f"連絡{self.messages}通が、{since}から{self.channels}で届いていません({format_date(self.on)}現在)。",
            ),
            ("理由", self.cause),
            ("影響", "宛先の人はまだ知らされていません。督促と報告は、届くまで次の段階へ進みません。"),
            (
                "対応",
                said_here(
                    "{システム管理者}が送信サーバーを確かめてください。急ぐ件は、電話などで宛先に知らせてください。"
                ),
            ),
        )
