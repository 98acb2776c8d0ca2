"""The rules in force on the date: what each rule asks, how strongly, by whose authority, and how sure its text is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from config.citations import Citation, Source
from config.place import said_here
from config.rulebook import RuleBook
from config.schema import ANCHOR_LABELS, Deadline, Rule
from config.sources_by_day import sources_by_day
from config.vocabulary import FORM_LABELS, REACH_LABELS, Role
from config.wareki import format_date
from lifecycle.papers.site.editions_in_force import BoundCount, editions_in_force
from lifecycle.papers.site.seen import Frame
from lifecycle.records.folds.desks import desk_records, papers_of
from states.desk_duties import DeskDuty, desk_duties
from states.facts import Departure
from states.transition_words import reach_in_words

STAGES = {
    "S0": "S0 見積・締結前",
    "S1": "S1 締結",
    "S2": "S2 チェックリスト受領",
    "S3": "S3 実地調査",
    "S4": "S4 履行中・再委託",
    "S5": "S5 検査",
    "S6": "S6 完了",
    "X": "X 横断",
    "F": "F 構造の規則(この仕組み)",
}
RAISED, LOWERED = "この設置では関門で止める(警告から引上げ)", "この設置では警告とする(引下げ)"


@dataclass(frozen=True, slots=True)
class Cited:
    """One passage on which a rule rests, with its standing: 原文, 推論, 外部, 未確認 or 仮定."""

    standing: str
    source: str
    at: str
    quote: str


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule as an officer reads it. `bars` names the gates, or says that it warns or is not judged.

    `sources_by_day` is what is cited from each day on; None stands before the first of them.
    """

    code: str
    label: str
    text: str
    strength: str
    mark: str
    standing: str
    in_force: bool
    since: str
    bars: str
    applies_when: str
    exceptions: str
    evidence: str
    remedy: str
    responsible: str
    deadline: str
    waiver: str
    departure: str
    cites: tuple[Cited, ...]
    values: tuple[tuple[str, Cited], ...]
    sources_by_day: tuple[tuple[date | None, str], ...]
    note: str
    verified_on: date


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rules of one stage of the register."""

    stage: str
    title: str
    rules: tuple[RuleView, ...]


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One step of the ladder of alerts: whom it tells, when, and whether any source says so."""

    label: str
    to: str
    days: str
    tag: str
    standing: str


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The rule book on the date: rules, transitional rules, editions, ladder, occasions, order of weight, sources."""

    groups: tuple[RuleGroup, ...]
    transitions: tuple[tuple[str, str, str, str, str], ...]
    editions: tuple[tuple[str, str, date, str, int | None, Cited], ...]
    ladder: tuple[LadderStep, ...]
    occasions: tuple[tuple[str, str, str, str], ...]
    weights: tuple[str, ...]
    sources: tuple[Source, ...]
    desks: tuple[DeskDuty, ...]
    in_force: int
    to_come: int

    @property
    def counts(self) -> bool:
        """Whether the contracts that each edition binds were counted."""
        return any(contracts is not None for *_, contracts, _ in self.editions)


def _transitions(book: RuleBook) -> Iterator[tuple[str, str, str, str, str]]:
    """Each transitional rule: its code, label and text, to what it has an effect, how sure it is."""
    for item in book.transitions.values():
        yield item.code, item.label, item.text, reach_in_words(book, item), item.standing


def rules_page(frame: Frame, bound: BoundCount | None = None) -> RulesPage:
    """The rule book as it stands on the date, with this installation's departures from it.

    `bound` counts the contracts that each edition binds; without it none is told.
    """
    book, on = frame.book, frame.as_of.on
    views = {rule.code: _view(frame, rule, on) for rule in book.rules.values()}
    groups = (
        RuleGroup(stage, title, tuple(views[r.code] for r in book.rules.values() if r.stage == stage))
        for stage, title in STAGES.items()
    )
    editions = sorted(
        editions_in_force(frame, bound or BoundCount(frame)), key=lambda e: list(FORM_LABELS).index(e.form)
    )
    in_force = sum(view.in_force for view in views.values())
    return RulesPage(
        groups=tuple(group for group in groups if group.rules),
        transitions=tuple(_transitions(book)),
        editions=tuple(
            (said_here(FORM_LABELS[e.form]), e.label, e.first_on, e.binds, e.contracts, _cited(book, e.cite))
            for e in editions
        ),
        ladder=tuple(_ladder(book)),
        occasions=tuple((kind.code, kind.label, kind.source, kind.standing) for kind in book.alerts.values()),
        weights=tuple(one.label for one in book.escalation.weights),
        sources=tuple(book.sources.values()),
        desks=_desks(frame),
        in_force=in_force,
        to_come=len(views) - in_force,
    )


def _view(frame: Frame, rule: Rule, on: date) -> RuleView:
    book, policy = frame.book, frame.app.policy
    departures = [
        f"{told}{_begins(policy.departures.get(rule.code))}"
        for told, codes in ((RAISED, policy.raised), (LOWERED, policy.lowered))
        if rule.code in codes
    ]
    return RuleView(
        code=rule.code,
        label=rule.label,
        text=rule.text,
        strength=rule.strength_label,
        mark=rule.mark,
        standing=rule.standing,
        in_force=rule.code in book.on(on).in_force,
        since=(f"{format_date(rule.first_on)}から" if rule.first_on else "初日の定めなし") + _told(rule.first_note),
        bars=_bars(rule),
        applies_when=book.desks.worded(rule.applies_when, on),
        exceptions=rule.exceptions or "",
        evidence=rule.evidence + _told(rule.evidence_note and f"{rule.evidence_standing}: {rule.evidence_note}"),
        remedy=book.desks.worded(book.asked.remedy(rule, book.edition_on(rule.code, on)), on),
        responsible=rule.responsible.label,
        deadline=_deadline(rule.deadline) if rule.deadline else "",
        waiver=f"できる(決裁 {rule.approver.label})" if rule.waivable else "できない",
        departure="".join(departures),
        cites=tuple(_cited(book, cite) for cite in rule.cites),
        values=tuple(_values(book, rule, on)),
        sources_by_day=sources_by_day(book, rule.code),
        note=book.desks.worded(rule.note or "", on),
        verified_on=rule.last_verified_on,
    )


def _begins(departure: Departure | None) -> str:
    """From when a raise or lowering holds, and for whom, in brackets; empty where it always holds."""
    if departure is None:
        return ""
    return f"({format_date(departure.from_on)}から。{REACH_LABELS[departure.reaches]})"


def _told(note: str | None) -> str:
    """A note in brackets, nothing where there is none."""
    return f"({note})" if note else ""


def _bars(rule: Rule) -> str:
    """The stages that the rule bars; else the words that it only warns, or that nothing records it."""
    if rule.gates:
        return f"「{'、'.join(gate.label for gate in rule.gates)}」へ進むことを止める"
    if not rule.recorded:
        return f"判定しない(記録欄なし: {rule.unrecorded_because})"
    return said_here("止めない({制度所管課}の務め)") if rule.subject == "office" else "止めない(警告)"


def _desks(frame: Frame) -> tuple[DeskDuty, ...]:
    """The duties of the 制度所管課 as of the date."""
    with frame.app.reading() as connection:
        records = desk_records(connection, frame.as_of)
    return tuple(desk_duties(frame.book, papers_of(records, frame.as_of.on), frame.as_of.on))


def _values(book: RuleBook, rule: Rule, on: date) -> Iterator[tuple[str, Cited]]:
    """The values of a rule on the day, dates in 和暦."""
    for value in rule.values:
        if value.holds_on(on):
            parts = value.value if isinstance(value.value, tuple) else (value.value,)
            texts = [format_date(part) if isinstance(part, date) else str(part) for part in parts]
            yield "、".join(texts) + (value.comparison or ""), _cited(book, value.cite)


def _deadline(deadline: Deadline) -> str:
    unit = "開庁日" if deadline.unit == "business" else "日"
    days = f"の{abs(deadline.days)}{unit}{'後' if deadline.days > 0 else '前'}" if deadline.days else "の当日"
    return f"{ANCHOR_LABELS[deadline.counted_from]}{days}{deadline.mark or '〔原文〕'}"


def _cited(book: RuleBook, cite: Citation) -> Cited:
    source = book.sources[cite.source]
    return Cited(cite.standing, source.number or source.title, cite.at or "", cite.quote or "")


def _ladder(book: RuleBook) -> Iterator[LadderStep]:
    for step in book.escalation.steps:
        days = step.after_business_days
        yield LadderStep(
            label=step.label,
            to="、".join(Role(post).label for post in (*step.to, *step.copy_to)),
            days=f"期限の{abs(days)}開庁日{'前' if days < 0 else '後'}",
            tag=f"【{step.subject_tag}】",
            standing=step.standing,
        )
