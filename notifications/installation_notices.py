"""Messages about the installation itself: that it is alive, that its journal is broken, how a month went."""

from dataclasses import dataclass
from datetime import date

from config.vocabulary import Role
from config.wareki import format_date
from notifications.alert import Rendered, Wording
from notifications.pages import OPENED_BY_CARDS, office_page
from notifications.plain import clean, pad, width
from notifications.render import compose
from notifications.words import greeting


@dataclass(frozen=True, slots=True)
class HeartbeatNotice:
    """The report of a week for the system owner: a reader who misses it knows that the installation is silent.

    `since` begins the week. `last_sweep_on` and `last_verify_on` are None where there was none yet; `found` says in a
    few words what the last verification found. `late` names the jobs that should have run since and did not. `seal` is
    the value of the last seal, made on `sealed_on`; empty where there is none. `undelivered` says that messages wait
    since days as no way takes them.
    """

    reader: str
    since: date
    on: date
    last_sweep_on: date | None
    last_verify_on: date | None
    found: str
    late: tuple[str, ...]
    sent: int
    failed: int
    held: int
    waiting: int
    open_alerts: int
    seal: str = ""
    sealed_on: date | None = None
    undelivered: str = ""

    @property
    def worrying(self) -> bool:
        """Whether there is something for the system owner to do."""
        return bool(self.late or self.failed or self.held or self.undelivered)


@dataclass(frozen=True, slots=True)
class BrokenJournalNotice:
    """What a verification found broken: how many faults in which part, never where or whose; `readers` are told."""

    reader: str
    readers: tuple[str, ...]
    parts: tuple[tuple[str, int], ...]
    events: int
    on: date

    @property
    def faults(self) -> int:
        """How many faults there are in all parts together."""
        return sum(count for _, count in self.parts)


@dataclass(frozen=True, slots=True)
class SealNotice:
    """The seal over the record, sent weekly to who keeps it elsewhere: its value, the events it covers, its day."""

    reader: str
    seal: str
    events: int
    sealed_on: date
    on: date


@dataclass(frozen=True, slots=True)
class MonthlyLine:
    """One 所属 at a month's end, in duties: owed, overdue (and a month before), excepted; and the month's refusals."""

    division: str
    owed: int
    overdue: int
    overdue_before: int
    excepted: int
    refused: int

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures of the line as printed, column by column; the change of overdue duties carries its sign."""
        change = self.overdue - self.overdue_before
        return (
            str(self.owed),
            str(self.overdue),
            f"{change:+}" if change else "±0",
            str(self.excepted),
            str(self.refused),
        )


@dataclass(frozen=True, slots=True)
class NeedlessLine:
    """An occasion of which readers said that telling was of no use: how many alerts were so called, how many told."""

    code: str
    label: str
    needless: int
    told: int


@dataclass(frozen=True, slots=True)
class IncidentsLine:
    """The incidents (漏えい等事案) of one 所属 in a month: told in it, closed in it, open at its end, of these late."""

    division: str
    reported: int
    closed: int
    still_open: int
    late: int

    @property
    def figures(self) -> tuple[str, str, str, str]:
        """The figures as the columns of the table show them."""
        return str(self.reported), str(self.closed), str(self.still_open), str(self.late)


@dataclass(frozen=True, slots=True)
class CircularLine:
    """A circular in a month: to how many offices it went, which have not answered everything, how many are late."""

    number: str
    title: str
    offices: int
    waiting: tuple[str, ...]
    late: int

    @property
    def told(self) -> str:
        """How it stands, in a line; the first offices that wait are named."""
        named, more = "、".join(self.waiting[:_NAMED]), len(self.waiting) - _NAMED
        who = f": {named}{f' ほか{more}所属' if more > 0 else ''}" if named else ""
        count = f"宛先 {self.offices}所属、未回答 {len(self.waiting)}所属(うち期限超過 {self.late}所属)"
        return f"{self.number}「{self.title}」 {count}{who}"


@dataclass(frozen=True, slots=True)
class TableLine:
    """A row of one of the audit's tables: its printed headings and its figures, of which the rate is the last."""

    number: int
    title: str
    unit: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MonthlyNotice:
    """A month as one of the offices of 制度所管課 answers for it. `month` is its first day, `as_of` its last.

    `late_note` says beside the number overdue, `due_foot` at the foot, which due dates no source sets. `source` is the
    opinion that asks for such reports, with `quote` its wording. `figures_before` are the sums (owed, overdue,
    excepted, refused) of the month before, counted from what is known now. `needless` are the occasions that readers
    called of no use in the month, `incidents` the leaks of the month and `circulars` those that were answered or wait,
    told to the desk that answers for them.
    """

    office: str
    month: date
    as_of: date
    lines: tuple[MonthlyLine, ...]
    figures_before: tuple[int, int, int, int]
    tables: tuple[TableLine, ...]
    fiscal_year: str
    source: str
    quote: str
    on: date
    late_note: str = ""
    due_foot: str = ""
    needless: tuple[NeedlessLine, ...] = ()
    incidents: tuple[IncidentsLine, ...] = ()
    circulars: tuple[CircularLine, ...] = ()

    @property
    def total(self) -> MonthlyLine:
        """The line that adds up all offices."""
        sums = (
            sum(getattr(line, name) for line in self.lines)
            for name in ("owed", "overdue", "overdue_before", "excepted", "refused")
        )
        return MonthlyLine("計", *sums)

    @property
    def name(self) -> str:
        """The name of the month as officers read it: 令和6年10月."""
        return format_date(self.month).removesuffix("1日")


InstallationNotice = HeartbeatNotice | BrokenJournalNotice | SealNotice | MonthlyNotice

_NAMED = 20
_OF_INCIDENTS = ("一報", "終結", "終結していない", "うち期限超過")
_HEADINGS = ("不足", "うち超過", "前月比", "例外適用中", "拒否")


def render_installation_notice(notice: InstallationNotice, wording: Wording) -> Rendered:
    """The subject, body and card of a notice."""
    rows: tuple[str, ...] = ()
    match notice:
        case HeartbeatNotice():
            tag, reader, template = ("要確認" if notice.worrying else "稼働報告"), notice.reader, "heartbeat.txt.j2"
            what = f"送信{notice.sent}通・未解消の停滞{notice.open_alerts}件({format_date(notice.on)})"
        case BrokenJournalNotice():
            tag, reader, template = "至急", notice.reader, "broken_journal.txt.j2"
            what = f"記録の検証で異常{notice.faults}件"
        case SealNotice():
            tag, reader, template = "封印", notice.reader, "seal.txt.j2"
            what = f"記録{notice.events}件の封印の値({format_date(notice.sealed_on)})"
        case _:
            total, rows = notice.total, monthly_rows(notice)
            tag, reader, template = "月次報告", notice.office, "monthly.txt.j2"
            what = f"{notice.name}分 不足{total.owed}件・うち超過{total.overdue}件"
            what += f"({notice.late_note})" if notice.late_note else ""
    head = "【訓練】" if wording.training else ""
    subject = f"{head}【{tag}】委託監督 {what}〔{reader}〕"
    values: dict[str, object] = {"notice": notice, "rows": rows, "fictional": wording.fictional}
    html = ""
    if isinstance(notice, MonthlyNotice):
        values, html = {**values, **_monthly_values(notice, wording)}, "monthly.html.j2"
    to = greeting(reader, Role.OVERSIGHT_OFFICE.label) if html else greeting("", reader)
    return compose(template, subject, to, ((tag, what),), wording, html=html, **values)


def _monthly_values(notice: MonthlyNotice, wording: Wording) -> dict[str, object]:
    """What both parts of the report of a month say: the text, and the HTML in which its tables are tables."""
    page = office_page(wording, "")
    lines = (*notice.lines, notice.total)
    return {
        "leading": _leading(notice),
        "headings": ("所属", *_HEADINGS),
        "incident_headings": ("所属", *_OF_INCIDENTS),
        "incidents": [(clean(line.division), *line.figures) for line in notice.incidents],
        "cells": [(clean(line.division), *line.figures) for line in lines],
        "page": page,
        "opens": page.startswith(OPENED_BY_CARDS),
        "next_step": "超過の多い所属に反映状況を報告させ、指導してください。"
        + ("明細は上の頁で確かめられます。" if page else "明細は、所属ごとの「することの一覧」で確かめられます。"),
        "counted_how": "数は、その日までの日付の記録を、今分かっている範囲で数えたものです(前月分も同じ)。"
        f"{notice.due_foot}報告の時期はこの仕組みの仮定です。例外承認は規程上の例外ではありません。",
    }


def _leading(notice: MonthlyNotice) -> tuple[str, ...]:
    """The sentences at the top of the report of a month: of what it tells, what is owed, excepted and refused."""
    total, before = notice.total, notice.figures_before
    note = f"({notice.late_note})" if notice.late_note else ""
    return (
        f"{notice.name}の、貴課が所管する規則の状況です({format_date(notice.as_of)}現在)。",
        f"不足 {total.owed}件、うち期限超過 {total.overdue}件{note}。"
        f"前月末は不足 {before[0]}件、うち超過 {before[1]}件。",
        f"例外承認の適用中 {total.excepted}件(前月末 {before[2]}件)、"
        f"段階を進める操作の拒否 {total.refused}回(前月 {before[3]}回)。",
    )


def monthly_rows(notice: MonthlyNotice) -> tuple[str, ...]:
    """The offices as lines of a table: the headings, one line for each office, their sum; figures are flush right."""
    lines = [(clean(line.division), line.figures) for line in (*notice.lines, notice.total)]
    first = max(width(name) for name, _ in (*lines, ("所属", ())))
    widths = [
        max(width(heading), *(width(figures[at]) for _, figures in lines)) for at, heading in enumerate(_HEADINGS)
    ]
    return tuple(
        pad(name, first) + "".join(_right(text, room) for text, room in zip(texts, widths, strict=True))
        for name, texts in (("所属", _HEADINGS), *lines)
    )


def _right(text: str, room: int) -> str:
    """A column's text at its right edge, at least two spaces after the column before."""
    return "  " + " " * (room - width(text)) + text
