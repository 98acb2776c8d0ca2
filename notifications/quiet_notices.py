"""The messages that a quiet period was recorded and that it is over: to the head, and to the desks that oversee."""

from dataclasses import dataclass, field
from datetime import date

from config.wareki import format_date
from notifications.heads import head_post
from notifications.words import Lines


@dataclass(frozen=True, slots=True)
class QuietNotice:
    """A quiet period of an office, or of all: recorded by the post `by`, or over with so many alerts open.

    `recipient` is the post that is told.
    """

    division: str
    by: str
    starts_on: date
    ends_on: date
    on: date
    over: bool = False
    open_alerts: int = 0
    recipient: str = field(default_factory=head_post)

    @property
    def days(self) -> str:
        """From when to when."""
        return f"{format_date(self.starts_on)}から{format_date(self.ends_on)}まで"

    def top(self) -> Lines:
        """The lines at the top: what was recorded or is over, what is told meanwhile, what to do."""
        if self.over:
            return (
                ("何が", f"{self.division}の督促の休止期間({self.days})が終わりました。"),
                (
                    "今後",
                    f"止めていた督促を今日から、低い段階から送ります(開いている連絡 {self.open_alerts}件)。",
                ),
                ("対応", "届いた督促から対応してください。"),
            )
        return (
            ("何が", f"{self.by}が、{self.division}の督促の休止期間を登録しました({self.days})。"),
            ("扱い", "至急の連絡、決裁待ちの連絡及び月次報告は止まりません。義務と期限は変わりません。"),
            ("対応", f"承知していれば要りません。心当たりがなければ、{self.by}に確かめて取りやめてください。"),
        )
