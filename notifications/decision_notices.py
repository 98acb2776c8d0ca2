"""Messages about decisions: to who must decide or check what waits, and to who asked, what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from config.wareki import format_date
from notifications.alert import Rendered, Wording
from notifications.pages import decisions_of, office_page, page_of
from notifications.plain import SCREEN_LINES
from notifications.render import cleaned, compose
from notifications.trial import TRIAL_LINES
from notifications.words import Lines, greeting

_OURS = Wording()
FULL_ITEMS = 10
"""How many items a message writes out at most, as far as a screen shows them; it counts the others."""


@dataclass(frozen=True, slots=True)
class AskedItem:
    """Something that waits for a decision: which (`subject`), what (例外承認の申請), of which rules (`about`).

    `asked_by` is the post that asked, never a name. `due_on` is the day by which to decide, `decided_by` the posts that
    decide, `decides` whether the reader is one. `tag` is the word of the step, `height` how far up it stands; `next_on`
    and `next_to` say when which post is told next (blank: the same again), `above` who after that. `is_check`: a second
    person checks, nobody decides.
    """

    subject: str
    what: str
    about: str
    division: str
    remedy: str
    is_check: bool
    asked_on: date | None
    asked_by: str
    due_on: date
    decided_by: str
    tag: str = "決裁待ち"
    height: int = 1
    is_late: bool = False
    repeat: int = 0
    decides: bool = True
    next_on: date | None = None
    next_to: str = ""
    above: str = ""
    remark: str = ""

    @property
    def word(self) -> str:
        """What it waits for, in a word."""
        return "確認" if self.is_check else "決裁"

    @property
    def asked(self) -> str:
        """When and by which post it was asked for."""
        by = f"({self.asked_by})" if self.asked_by else ""
        return f"{format_date(self.asked_on)}{by}" if self.asked_on else self.asked_by or "日の記録なし"


@dataclass(frozen=True, slots=True)
class AskedNotice:
    """The message that something waits for the reader's decision: what is told now, how much was told `earlier`."""

    division: str
    recipient: str
    items: tuple[AskedItem, ...]
    earlier: int
    on: date

    @property
    def total(self) -> int:
        """How much waits for the reader, what was told before included."""
        return len(self.items) + self.earlier

    @property
    def decides(self) -> bool:
        """Whether the reader decides on any of it; else it is told because who decides has not."""
        return any(item.decides for item in self.items)

    @property
    def word(self) -> str:
        """What it waits for: 確認 where nothing is decided, else 決裁."""
        return "確認" if all(item.is_check for item in self.items) else "決裁"

    def top(self) -> Lines:
        """The lines at the top: what waits, by which day, what to do."""
        kinds = dict.fromkeys(item.what for item in self.items)
        counts = "、".join(f"{kind}{sum(item.what == kind for item in self.items)}件" for kind in kinds)
        more = f"ほかに、先にお知らせしたものが{self.earlier}件残っています。" if self.earlier else ""
        return (
            ("何が", f"{counts}が、{self._whose}{self.word}を待っています({format_date(self.on)}現在)。{more}"),
            ("いつまで", f"{self._by_when}。{self._what_if_not}"),
            ("対応", self._what_to_do),
        )

    @property
    def _whose(self) -> str:
        return "あなたの職の" if self.decides else f"{'・'.join(dict.fromkeys(i.decided_by for i in self.items))}の"

    @property
    def _by_when(self) -> str:
        first = min(item.due_on for item in self.items)
        return f"{format_date(first)}{'(期限を経過)' if first < self.on else 'まで'}〔仮定〕"

    @property
    def _what_if_not(self) -> str:
        coming = [(item.next_on, item.next_to, item.above) for item in self.items if item.next_on]
        if not coming:
            return ""
        day, to, above = min(coming)
        told = f"{self.word}がないときは、{format_date(day)}に"
        if to:
            return f"{told}{to}へ知らせます。"
        return f"{told}もう一度お知らせし{f'、その後、{above}へ知らせ' if above else ''}ます。"

    @property
    def _what_to_do(self) -> str:
        if not self.decides:
            return f"{self._whose}{self.word}の予定を確かめてください。"
        first = self.items[0]
        return f"まず {first.subject} から。{first.remedy}"


@dataclass(frozen=True, slots=True)
class AnsweredNotice:
    """The message to who asked: what became of it (承認, 却下, 差戻し …), by which post, with the reason.

    `answer` is the result in a word. `contract` is the number of the contract, blank where there is none; `said` is
    the reason or the remarks, without names and contacts. `next_step` is what the reader does now.
    """

    division: str
    recipient: str
    contract: str
    subject: str
    what: str
    answer: str
    by: str
    said: str
    next_step: str
    on: date

    def top(self) -> Lines:
        """The lines at the top: what became of what was asked, why, what to do."""
        reason = (("理由", self.said),) if self.said else ()
        return (
            ("何が", f"{self.subject} の{self.what}の結果は「{self.answer}」です({self.by}、{format_date(self.on)})。"),
            *reason,
            ("対応", self.next_step),
        )


DecisionNotice = AskedNotice | AnsweredNotice


def render_decision(notice: DecisionNotice, wording: Wording = _OURS) -> Rendered:
    """The subject, body and card of a notice."""
    return render_asked(notice, wording) if isinstance(notice, AskedNotice) else render_answered(notice, wording)


def render_asked(notice: AskedNotice, wording: Wording = _OURS) -> Rendered:
    """The message to who decides: 【決裁待ち】委託監督 決裁待ち2件(R6-0012-E1ほか)〔モデル所属04〕."""
    told = cleaned(notice)
    first, others = told.items[0], "ほか" if told.total > 1 else ""
    again = f"・再通知{first.repeat}回目" if first.repeat else ""
    tag = f"{told.word}{first.tag.removeprefix('決裁')}{again}"
    what = f"{told.word}待ち{told.total}件({first.subject}{others})"
    offices = list(dict.fromkeys(item.division for item in told.items if item.division)) or [told.division]
    office = offices[0] + (f"ほか{len(offices) - 1}所属" if len(offices) > 1 else "")
    subject = f"{_training(wording)}【{tag}】委託監督 {what}〔{office}〕"
    checks = told.word == "確認" and not _matters(told)
    page = decisions_of(wording.url, checks=checks) or office_page(wording, offices[0] if len(offices) == 1 else "")
    room = SCREEN_LINES - (TRIAL_LINES if wording.trial else 0)
    for short, shown in _forms(len(told.items)):
        rendered = compose(
            "asked.txt.j2",
            subject,
            _greeting(told),
            told.top(),
            wording,
            notice=told,
            page=page,
            short=short,
            shown=shown,
        )
        if rendered.body.count("\n") <= room:
            break
    return rendered


def _forms(count: int) -> Iterator[tuple[bool, int]]:
    """How the items may be written out, the fullest first: in short or not, and how many."""
    most = min(count, FULL_ITEMS)
    yield False, most
    yield from ((True, shown) for shown in range(most, 0, -1))


def render_answered(notice: AnsweredNotice, wording: Wording = _OURS) -> Rendered:
    """The message to who asked: 【決裁の結果】委託監督 例外承認の申請を却下(R6-0012-E1)〔モデル所属04〕."""
    told = cleaned(notice)
    what = f"{told.what}: {told.answer}({told.subject})"
    tag = "差戻し" if told.answer == "差戻し" else "決裁の結果"
    subject = f"{_training(wording)}【{tag}】委託監督 {what}〔{told.division}〕"
    page = page_of(wording.url, told.contract)
    return compose("answered.txt.j2", subject, _greeting(told), told.top(), wording, notice=told, page=page)


def _matters(notice: AskedNotice) -> bool:
    """Whether one of the items stands on no contract."""
    return any(item.is_check and not item.division for item in notice.items)


def _training(wording: Wording) -> str:
    return "【訓練】" if wording.training else ""


def _greeting(notice: DecisionNotice) -> str:
    return greeting(notice.division, notice.recipient)
