"""Messages about 漏えい等事案: the first word and its repeats, a clock that runs out, what has changed since."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from config.place import here
from config.wareki import format_date
from notifications.heads import head_post
from notifications.plain import clipped
from notifications.words import Lines

_TITLE = 48
"""The columns of a contract's title in these messages, which must be read in seconds."""


def _head() -> Any:
    return field(default_factory=head_post)


@dataclass(frozen=True, slots=True)
class ReportToMake:
    """A report that the law asks for: what it is called, to whom, its days in words (empty where it has none).

    `when` says to which incidents it is limited, `last_on` is the last of its days; `words` say how the days are
    counted, `source` names the law.
    """

    label: str
    when: str
    to: str
    days: str
    last_on: date | None
    words: str
    source: str

    @property
    def name(self) -> str:
        """The report's label with what it is limited to."""
        return f"{self.label}({self.when})" if self.when else self.label

    def told(self, on: date) -> str:
        """The line of the report: to whom, by which day, whether that day has passed, how it is counted."""
        return f"{self.name} {self.to}へ。{self.days or '記録がない'}{self._late(on)}({self.words}。{self.source})"

    def in_short(self, on: date) -> str:
        """The report in one line: by which day, whether that day has passed."""
        return f"{self.name} {self.days or self.words}{self._late(on)}"

    def _late(self, on: date) -> str:
        return "(期日を経過)" if self.last_on and self.last_on < on else ""


@dataclass(frozen=True, slots=True)
class IncidentNotice:
    """The first word of a leak of personal data or the fear of one (漏えいの一報), or its repeat number `repeat`.

    `incident` is its id (R6-0012/J1), `feared` says that it may be no leak, `known` is the moment the office knew and
    `aware_on` its day, `first_reported_on` the day of the contractor's first report (一報), None where none is on
    record. `answer` is whether it must be reported, `why` as far as the facts say it, `first_step` what to do first,
    `again` how often it is told until somebody acknowledges. `reports` are those still to be made;
    `counting` says how their days are counted, `rests_on` what is assumed of them.
    """

    contract: str
    subject: str
    incident: str
    division: str
    title: str
    aware_on: date
    known: str
    feared: bool
    first_reported_on: date | None
    answer: str
    why: str
    first_step: str
    again: str
    reports: tuple[ReportToMake, ...]
    counting: tuple[str, ...]
    rests_on: str
    remedy: str
    sources: tuple[str, ...]
    on: date
    recipient: str = _head()
    repeat: int = 0

    @property
    def what(self) -> str:
        """What the subject says: 漏えいの一報(R6-0012/J1), and which repeat it is."""
        return f"漏えいの一報{told_again(self.repeat)}({self.incident})"

    @property
    def command(self) -> str:
        """The command by which a person acknowledges."""
        return f"lifecycle incident ack {self.incident}"

    def top(self) -> Lines:
        """The lines at the top: what happened, the earliest clock, whether to report, what to do first."""
        kind = "漏えい等のおそれ" if self.feared else "漏えい等(おそれを含む)"
        return (
            (
                "何が",
                f"{self.contract} {clipped(self.title, _TITLE)}で{kind}。{here().government}が知ったのは{self.known}。",
            ),
            ("いつまで", f"直ちに。{self._clock()}"),
            ("報告の要否", f"{self.answer}。{self.why}。" if self.why else f"{self.answer}。"),
            ("まず", f"{self.first_step}。"),
            ("受領", f"事案の頁の「受領を確認」か、{self.command} を。{self.again}"),
        )

    def _clock(self) -> str:
        """The earliest of the days that still come, after what has passed."""
        dated = [report for report in self.reports if report.last_on]
        coming = sorted((r for r in dated if r.last_on and r.last_on >= self.on), key=lambda r: r.last_on or date.max)
        passed = [r.name for r in dated if r.last_on and r.last_on < self.on]
        late = f"{'・'.join(passed)}の期日は過ぎています。" if passed else ""
        return late + (f"次は{coming[0].name}({coming[0].to}へ)、{coming[0].days}。" if coming else "")


@dataclass(frozen=True, slots=True)
class ClockNotice:
    """The message that a clock of an incident runs out: which report is due, by whom to whom, and how near its day is.

    `step` is the word for that (本日が末日, 末日を経過, …), `field` the field of the record in which the report is put.
    """

    contract: str
    subject: str
    incident: str
    division: str
    title: str
    report: ReportToMake
    by: str
    step: str
    answer: str
    field: str
    on: date
    recipient: str = _head()

    @property
    def command(self) -> str:
        """The command that records the report."""
        return f"lifecycle incident update {self.incident} --{self.field.replace('_', '-')} 日付"

    @property
    def what(self) -> str:
        """What the subject says: 速報 本日が末日(R6-0012/J1)."""
        return f"{self.report.label} {self.step}({self.incident})"

    def top(self) -> Lines:
        """The lines at the top: which clock, its days, whether to report, what to do."""
        return (
            ("何が", f"{self.contract} {clipped(self.title, _TITLE)}の漏えい等事案 {self.incident}。"),
            ("期限", f"{self.report.name}({self.by}から{self.report.to}へ)は{self.report.days}。{self.step}です。"),
            ("報告の要否", f"{self.answer}。"),
            ("対応", f"した日を記録してください: 事案の頁か、{self.command}"),
        )


@dataclass(frozen=True, slots=True)
class IncidentNewsNotice:
    """The message that an incident went on to another stage, must be reported or need not, or is closed.

    `changes` says each change as «from → to», `closed` that the close was recorded.
    """

    contract: str
    subject: str
    incident: str
    division: str
    title: str
    changes: tuple[str, ...]
    next_step: str
    closed: bool
    on: date
    recipient: str = _head()

    @property
    def what(self) -> str:
        """What the subject says of it."""
        return f"漏えい等事案の{'終結' if self.closed else '変化'}({self.incident})"

    def top(self) -> Lines:
        """The lines at the top: which incident, what is new of it, what comes next."""
        of, recorded = f"{self.contract} {clipped(self.title, _TITLE)}", format_date(self.on)
        told = (
            ("何が", f"{of}の漏えい等事案 {self.incident}({recorded}の記録)。"),
            ("変わったこと", "。".join(self.changes) + "。"),
        )
        return (*told, ("次にすること", f"{self.next_step}。")) if self.next_step else told


def told_again(repeat: int) -> str:
    """The words of a repeat in a subject; empty for the first word."""
    return f"・再通知{repeat}回目" if repeat else ""
