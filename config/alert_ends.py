"""The ways in which an alert ends, each with its own words: そろいました is said only where evidence came."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from config.vocabulary import Term
from config.wareki import format_date


class AlertEnd(Term):
    """Why an alert ended: the id that the journal keeps, and its Japanese term."""

    MET = "met", "証拠がそろった"
    CORRECTED = "corrected", "訂正による充足"
    SUBSTITUTED = "substituted", "代替措置"
    DECIDED = "decided", "決定"
    CLOSED = "closed", "事案の終結"
    ADVANCED = "advanced", "段階の進行"
    REACHED = "reached", "連絡先の登録"
    EXCEPTED = "excepted", "例外承認"
    COMPLETED = "completed", "契約の完了"
    TERMINATED = "terminated", "契約の解除"
    WITHDRAWN = "withdrawn", "契約の不成立"
    TAKEN_BACK = "taken_back", "登録の取消"
    FACTS = "facts", "登録内容の変更"
    RULES = "rules", "規程・設定の変更"
    FACTS_OR_RULES = "facts_or_rules", "登録内容又は規程・設定の変更"
    MOVED = "moved", "期限の変更"
    OFFICE = "office", "所管の変更"
    REPLACED = "replaced", "ほかの連絡への引継ぎ"
    PASSED = "passed", "時期の経過"

    @property
    def is_solved(self) -> bool:
        """Whether what was asked for was done: only then 解消 is said of it."""
        return self in _SOLVED


_SOLVED = (
    AlertEnd.MET,
    AlertEnd.CORRECTED,
    AlertEnd.SUBSTITUTED,
    AlertEnd.DECIDED,
    AlertEnd.CLOSED,
    AlertEnd.ADVANCED,
    AlertEnd.REACHED,
)
_STILL_LACKING = "証拠はそろっていません。"
_SAYINGS = {
    AlertEnd.MET: "証拠がそろいました。",
    AlertEnd.CORRECTED: "登録の訂正により充足となりました。",
    AlertEnd.SUBSTITUTED: "実地調査に代わる対応が承認されました。",
    AlertEnd.DECIDED: "判断又は決定が記録されました。",
    AlertEnd.CLOSED: "事案の終結が記録されました。",
    AlertEnd.ADVANCED: "段階が進みました。",
    AlertEnd.REACHED: "連絡先が登録され、連絡がつくようになりました。",
    AlertEnd.EXCEPTED: f"例外承認が適用されています。{_STILL_LACKING}",
    AlertEnd.COMPLETED: f"契約が完了したため、連絡を終えます。{_STILL_LACKING}不備として記録に残ります。",
    AlertEnd.TERMINATED: "契約が解除されたため、連絡を終えます。証拠がそろったものではありません。",
    AlertEnd.WITHDRAWN: "契約が不成立となったため、連絡を終えます。証拠がそろったものではありません。",
    AlertEnd.TAKEN_BACK: "登録が取り消されたため、連絡を終えます。証拠がそろったものではありません。",
    AlertEnd.FACTS: "登録された内容が変わり、求められなくなりました。証拠がそろったものではありません。",
    AlertEnd.RULES: "規程の改定又は設定の変更により、求められなくなりました。証拠がそろったものではありません。",
    AlertEnd.FACTS_OR_RULES: (
        "登録された内容又は規程・設定が変わり、求められなくなりました。証拠がそろったものではありません。"
    ),
    AlertEnd.MOVED: f"期限が変わりました。{_STILL_LACKING}",
    AlertEnd.OFFICE: "所管が変わりました。以後は新しい所属に知らせます。",
    AlertEnd.REPLACED: "ほかの連絡が引き継ぎます。証拠がそろったものではありません。",
    AlertEnd.PASSED: "求められる時期が過ぎました。証拠がそろったものではありません。",
}


@dataclass(frozen=True, slots=True)
class Ended:
    """How one alert ended: why; `by` what did it (an exception's number, a stage, a 所属, 承認), `until` a day.

    The day is that on which the exception expires, or the new due date.
    """

    why: AlertEnd
    by: str = ""
    until: date | None = None

    @property
    def words(self) -> str:
        """What happened, in whole sentences that name no person."""
        until = f"{format_date(self.until)}まで" if self.until else ""
        match self.why:
            case AlertEnd.EXCEPTED if self.by and until:
                told = f"例外承認 {self.by} が適用されています({until})。{_STILL_LACKING}"
                return f"{told}期限までにそろわなければ、再び知らせます。"
            case AlertEnd.MOVED if self.until:
                return f"期限が{format_date(self.until)}に変わりました。{_STILL_LACKING}期限に応じて改めて知らせます。"
            case AlertEnd.OFFICE if self.by:
                return f"所管が{self.by}に移りました。証拠がそろったものではありません。以後は{self.by}に知らせます。"
            case AlertEnd.DECIDED if self.by:
                return f"{self.by}が記録されました。"
            case AlertEnd.ADVANCED if self.by:
                return f"段階が「{self.by}」になりました。"
            case AlertEnd.REPLACED if self.by:
                return f"{self.by}。ほかの連絡が引き継ぎます。"
            case AlertEnd.PASSED if self.by:
                return f"{self.by}。証拠がそろったものではありません。"
            case _:
                return _SAYINGS[self.why]

    @property
    def label(self) -> str:
        """Why it ended in a few words, for a list: 例外承認 R6-0012-E1, 期限の変更 令和7年9月30日."""
        return " ".join(filter(None, (self.why.label, self.by, format_date(self.until) if self.until else "")))

    def told_of(self, code: str) -> str:
        """The sentence of the history: 解消した only of what was done, else that the telling came to its end."""
        if self.why is AlertEnd.MET:
            return f"解消した({code})"
        return f"{'解消した' if self.why.is_solved else '連絡を終えた'}({code} {self.label})"

    @classmethod
    def stored(cls, why: str | None, by: str | None, until: date | None) -> Self | None:
        """The end as an event or a row holds it; None where it was not recorded why (or by a later version)."""
        known = next((end for end in AlertEnd if end.value == why), None)
        return cls(known, by or "", until) if known else None
