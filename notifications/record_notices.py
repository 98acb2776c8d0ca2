"""Messages to a head about what came on record by another hand: a ledger that was declared, a number entered again."""

from dataclasses import dataclass, field
from datetime import date

from config.wareki import format_date
from notifications.heads import head_post
from notifications.words import Lines


@dataclass(frozen=True, slots=True)
class DeclaredNotice:
    """The message that a post outside the office imported a ledger for it: `entries` say what of which contract.

    `by` is the post, never a name; `more` counts the entries that are not written out.
    """

    division: str
    by: str
    entries: tuple[str, ...]
    more: int
    on: date
    recipient: str = field(default_factory=head_post)

    def top(self) -> Lines:
        """The lines at the top: what came on record by whom, what it does not stand for, what to do."""
        return (
            ("何が", f"{self.by}が{self.division}の台帳を取り込みました({format_date(self.on)})。"),
            (
                "扱い",
                "所属の申告として記録しました。承認・確認などの行為には代わらず、操作で記録された事実は変わりません。",
            ),
            ("対応", f"承知していれば要りません。心当たりがなければ、{self.by}に確かめてください。"),
        )


@dataclass(frozen=True, slots=True)
class ReenteredNotice:
    """The message that contracts which had been taken back (取消) were entered again under their numbers."""

    division: str
    by: str
    contracts: tuple[str, ...]
    on: date
    recipient: str = field(default_factory=head_post)

    def top(self) -> Lines:
        """The lines at the top: which numbers are back, by which post, what to do."""
        named = "、".join(self.contracts[:10]) + ("ほか" if len(self.contracts) > 10 else "")
        return (
            ("何が", f"取り消された契約番号が、再び登録されました({format_date(self.on)}、{self.by}): {named}。"),
            ("扱い", "取消の前の記録は、そのまま続きます。"),
            ("対応", "承知していれば要りません。別の契約であれば、新しい番号で登録し直してください。"),
        )
