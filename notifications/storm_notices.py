"""Messages to the system owner about messages that were held back as too many, and about their leaving after all."""

from dataclasses import dataclass
from datetime import date

from config.wareki import format_date
from notifications.words import Lines


@dataclass(frozen=True, slots=True)
class StormNotice:
    """The message that messages are held because a run made too many; on `until` they leave by themselves.

    `held` are (office, post, number), `total` their sum.
    """

    held: tuple[tuple[str, str, int], ...]
    total: int
    on: date
    reason: str
    until: date

    def top(self) -> Lines:
        """The lines at the top: how many messages, why they are held, what to do, what happens without it."""
        return (
            ("何が", f"連絡{self.total}通の送信を止めています({format_date(self.on)})。"),
            ("理由", self.reason),
            ("期限", f"{format_date(self.until)}。それまでに指示がなければ、そのまま送ります。"),
            ("対応", "規程の改定や台帳の取込みなど原因が分かれば送信を指示し、分からなければ調べてください。"),
        )


@dataclass(frozen=True, slots=True)
class ReleasedNotice:
    """The message that held messages leave now, as nobody ordered anything else in their day.

    `held` are (office, post, number), `total` their sum.
    """

    held: tuple[tuple[str, str, int], ...]
    total: int
    on: date

    def top(self) -> Lines:
        """The lines at the top: how many messages leave, why, what to do."""
        return (
            ("何が", f"止めていた連絡{self.total}通の送信を始めました({format_date(self.on)})。"),
            ("理由", "止めてから決められた開庁日の間に、指示がありませんでした。"),
            ("対応", "要りません。届いたかどうかは、連絡ごとに記録しています。"),
        )
