"""Messages about circulars: to each office what was published and what it changes there, and what it still owes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from config.owed_answers import OwedTogether, owed_kind
from config.vocabulary import Role
from config.wareki import format_date
from notifications.alert import Rendered, Wording
from notifications.pages import circular_page
from notifications.plain import SCREEN_LINES
from notifications.render import cleaned, compose
from notifications.trial import TRIAL_LINES
from notifications.words import Lines, greeting, types_commands

_OURS = Wording()
SHOWN = 10
"""How many lines a message writes out at most; it counts the others."""


@dataclass(frozen=True, slots=True)
class CircularNotice:
    """A circular was published, or withdrawn (`withdrawn_because`), as one office is told.

    `questions` are what the office answers and by when, `duties` what is asked anew of its contracts, each in a line;
    `changes` says whether anybody looked for such, `way` where the answers are entered.
    """

    circular: str
    number: str
    title: str
    issuer: str
    issued_on: date
    first_on: date | None
    division: str
    recipient: str
    on: date
    questions: tuple[tuple[str, date], ...] = ()
    changes: bool = False
    contracts: int = 0
    duties: tuple[str, ...] = ()
    withdrawn_because: str = ""
    command: str = ""
    way: str = ""

    @property
    def word(self) -> str:
        """What happened to it, in a word."""
        return "取りやめ" if self.withdrawn_because else "発出"

    @property
    def items(self) -> tuple[str, ...]:
        """The lines that are written out."""
        return self.duties

    def top(self) -> Lines:
        """The lines at the top: which circular, what it changes for the office's contracts, what to answer by when."""
        if self.withdrawn_because:
            return (
                ("何が", f"{self.number}({self.title})は取りやめられました({format_date(self.on)})。"),
                ("理由", self.withdrawn_because),
                ("対応", "この通知への回答は要りません。"),
            )
        first = f"新しい定めの初日は{format_date(self.first_on)}です。" if self.first_on else ""
        asked = "、".join(f"{label}({format_date(day)}まで)" for label, day in self.questions)
        answers = (("回答", f"{asked}〔日数は仮定・規程に日数なし〕"),) if asked else ()
        by = f"{self.issuer}、" if self.issuer else ""
        return (
            (
                "何が",
                f"{self.number}「{self.title}」が発出されました({by}{format_date(self.issued_on)})。{first}",
            ),
            *((("あなたの所属の契約", self._changed),) if self.changes else ()),
            *answers,
            ("対応", f"通知を読み、職員に周知し、{self.way}回答を登録してください。"),
        )

    @property
    def _changed(self) -> str:
        if not self.duties:
            return f"初日に新たに求められるものはありません(対象となる契約 {self.contracts}件)。"
        return f"初日に新たに求められるものが{len(self.duties)}件あります(対象となる契約 {self.contracts}件)。"


@dataclass(frozen=True, slots=True)
class OwedAnswer:
    """What an office or a desk owes beside contracts: which answer or record, by when, at which step; who is told next.

    `circular` is the id of the circular that it answers, empty for a record of a duty of its own.
    """

    circular: str
    number: str
    division: str
    label: str
    remedy: str
    due_on: date
    tag: str
    height: int
    is_late: bool
    repeat: int = 0
    next_on: date | None = None
    next_to: str = ""
    command: str = ""

    @property
    def line(self) -> str:
        """The item in a line."""
        until = "(期限を経過)" if self.is_late else "まで"
        return f"{self.number} {self.label}({self.division}): {format_date(self.due_on)}{until}"


@dataclass(frozen=True, slots=True)
class OwedAnswersNotice:
    """The message that offices owe answers to circulars, at the steps of the ladder.

    `every` is all that the office owes, told or not; None where the message is of several offices.
    """

    division: str
    recipient: str
    answers: tuple[OwedAnswer, ...]
    on: date
    way: str = ""
    every: OwedTogether | None = None

    @property
    def items(self) -> tuple[str, ...]:
        """The lines that are written out."""
        return tuple(one.line for one in self.answers)

    @property
    def word(self) -> str:
        """The word of the highest step."""
        return max(self.answers, key=lambda one: one.height).tag

    @property
    def kind(self) -> str:
        """What is owed, in a word."""
        return owed_kind([bool(one.circular) for one in self.answers])

    def top(self) -> Lines:
        """The lines at the top: what is owed, by when, who is told next, what to do."""
        first, labels = self.answers[0], "、".join(dict.fromkeys(one.label for one in self.answers))
        late = sum(one.is_late for one in self.answers)
        coming = [(one.next_on, one.next_to) for one in self.answers if one.next_on and one.next_to]
        told = f"回答がないときは、{format_date(min(coming)[0])}に{min(coming)[1]}へ知らせます。" if coming else ""
        day = min(one.due_on for one in self.answers)
        past = "(期限を経過)" if day < self.on else "まで"
        what = f"{self.kind}({labels})が{len(self.answers)}件残っています"
        every = self.every if self.every and self.every.total > len(self.answers) else None
        others = f"この所属に残っている{every.kind}は、合わせて{every.count}です。" if every else ""
        return (
            ("何が", f"{what}(うち期限超過 {late}件、{format_date(self.on)}現在)。{others}"),
            ("いつまで", f"{format_date(day)}{past}〔仮定・規程に日数なし〕。{told}"),
            ("対応", f"{self.way}{first.remedy}"),
        )


def render_circular(notice: CircularNotice | OwedAnswersNotice, wording: Wording = _OURS) -> Rendered:
    """The subject, body and card: 【お知らせ】委託監督 通知の発出(通知の番号)〔所属〕."""
    told = cleaned(replace(notice, way=_way(notice, wording)))
    if isinstance(told, CircularNotice):
        tag, what, page = "お知らせ", f"通知の{told.word}({told.number})", circular_page(wording.url, told.circular)
    else:
        again = max(one.repeat for one in told.answers)
        tag = told.word + (f"・再通知{again}回目" if again else "")
        kind = told.kind.replace("回答", "回答待ち")
        what, page = f"{kind}{len(told.answers)}件", circular_page(wording.url)
    training = "【訓練】" if wording.training else ""
    subject = f"{training}【{tag}】委託監督 {what}〔{told.division}〕"
    to = greeting(told.division, told.recipient)
    room = SCREEN_LINES - (TRIAL_LINES if wording.trial else 0)
    for shown in _sizes(len(told.items)):
        items, more = told.items[:shown], len(told.items) - shown
        rendered = compose("circular.txt.j2", subject, to, told.top(), wording, items=items, more=more, page=page)
        if told.recipient != Role.DIVISION_HEAD.label or rendered.body.count("\n") <= room:
            break
    return rendered


def _way(notice: CircularNotice | OwedAnswersNotice, wording: Wording) -> str:
    """Where the answers are entered, before the words of what to do; nothing for who opens no terminal and no page."""
    if wording.url:
        return "下の頁で、"
    if not types_commands(notice.recipient):
        return ""
    command = notice.command if isinstance(notice, CircularNotice) else notice.answers[0].command
    return f"命令 {command} で、" if command else ""


def _sizes(count: int) -> Iterator[int]:
    """How many lines may be written out, the most first."""
    yield from range(min(count, SHOWN), -1, -1)
