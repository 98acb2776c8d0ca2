"""The page of each 所属 for its head: what to do first and by when, the counts, the exceptions, the contracts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from config.marks import beside_a_count
from config.vocabulary import Stage, Standing
from config.wareki import format_fiscal_year
from lifecycle.papers.site import links
from lifecycle.papers.site.duties import LackingByContract, mark_of, weight_of
from lifecycle.papers.site.seen import ContractSeen, Frame, Portfolio, incidents_in, open_ones
from lifecycle.papers.site.told import IN_FORCE, ExceptionSeen
from lifecycle.papers.tables.audit_counts import rate_of
from lifecycle.records.folds.alerts import AlertSeen
from lifecycle.records.incidents_seen import IncidentSeen
from lifecycle.records.office_counts import count_office
from notifications.plain import clean
from states.doubtful import StandingDoubt, doubts_of_facts
from states.duty import Count, Duty, Owed, count_of

FIRST = 10
LONG_OVERDUE = 30
"""Business days past the due date from which a chart shows a duty as long overdue."""


@dataclass(frozen=True, slots=True)
class ContractLine:
    """One contract in the list of an office, with the count of its duties."""

    id: str
    title: str
    href: str
    years: tuple[str, ...]
    stage: Stage
    standing: Standing
    mark: str
    count: Count


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often a rule is unmet in an office, and in how many contracts."""

    code: str
    label: str
    count: int
    contracts: int


@dataclass(frozen=True, slots=True)
class DecisionQueued:
    """A decision or check of the office that waits: what of which subject, since when, by which day, whether late."""

    what: str
    subject: str
    href: str
    since: date
    due_on: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class DoubtLine:
    """A value of a contract of the office to be made sure of, and where the contract is."""

    doubt: StandingDoubt
    href: str


@dataclass(frozen=True, slots=True)
class OfficePage:
    """Everything the page of a 所属 shows. `first` are the most pressing duties still told of, `stalled`
    counts the contracts of which something late was told and is not resolved; `late_note` says which of the days that
    are `overdue` no source sets."""

    name: str
    href: str
    standings: dict[Standing, int]
    stalled: int
    ended_amiss: int
    owed: int
    overdue: int
    late_note: str
    long_overdue: int
    soon: int
    first: tuple[Owed, ...]
    rules: tuple[RuleCount, ...]
    exceptions: tuple[ExceptionSeen, ...]
    in_force: int
    excepted: int
    alerts: tuple[AlertSeen, ...]
    contracts: tuple[ContractLine, ...]
    queue: tuple[DecisionQueued, ...] = ()
    incidents: tuple[IncidentSeen, ...] = ()
    doubts: tuple[DoubtLine, ...] = ()

    @property
    def total(self) -> int:
        """How many contracts the office has."""
        return len(self.contracts)

    @property
    def override_rate(self) -> str:
        """The share of the office's contracts with an exception in force, as printed; a dash if it has no contract."""
        return rate_of(self.excepted, self.total) or "—"

    @property
    def override_percent(self) -> float:
        """The same share as a number of percent."""
        return 100 * self.excepted / self.total if self.total else 0.0


class OfficeTally:
    """A 所属 counted contract by contract; what its page shows is kept of each, not the contract."""

    def __init__(self, frame: Frame, name: str) -> None:
        self._frame, self.name = frame, name
        self._late_notes: list[str] = []
        self._owed, self._long_overdue, self._soon, self._excepted = 0, 0, 0, 0
        self._first: tuple[Owed, ...] = ()
        self._rules, self._contracts, self._labels = Counter[str](), Counter[str](), dict[str, str]()
        self._exceptions: list[ExceptionSeen] = []
        self._alerts: list[AlertSeen] = []
        self._told: list[tuple[str, str]] = []
        self._lines: list[ContractLine] = []
        self._queue: list[DecisionQueued] = []
        self._incidents: list[IncidentSeen] = []
        self._doubts: list[DoubtLine] = []

    def add(self, one: ContractSeen, duties: Sequence[Duty], incidents: Iterable[IncidentSeen]) -> None:
        """Count a contract of the office, with what it lacks and its incidents that are not closed."""
        line = _line(one, duties)
        self._lines.append(line)
        self._owe(line.title, [d for d in duties if d.is_open])
        self._exceptions += one.exceptions
        self._excepted += any(e.status_on(self._frame.as_of.on) == IN_FORCE for e in one.exceptions)
        still = [alert for alert in one.alerts if alert.resolved_on is None]
        self._alerts += still
        self._told += ((one.id, telling.step) for alert in still for telling in alert.tellings)
        self._queue += _queue(self._frame, one, still)
        self._incidents += incidents
        self._doubts += _doubts(self._frame, one)

    def _owe(self, title: str, duties: Sequence[Duty]) -> None:
        counted = count_of(duties)
        self._late_notes += counted.late_notes
        self._owed += len(duties)
        self._long_overdue += sum(d.overdue_business_days > LONG_OVERDUE for d in duties)
        self._soon += sum(d.is_soon for d in duties)
        pressing = (*self._first, *(Owed(d, self.name, title) for d in duties if d.due_on is not None))
        self._first = tuple(sorted(pressing, key=lambda owed: weight_of(owed.duty))[:FIRST])
        codes = [d.code for d in duties]
        self._rules.update(codes)
        self._contracts.update(set(codes))
        self._labels = {d.code: d.label for d in duties} | self._labels

    def page(self) -> OfficePage:
        """What was counted so far."""
        on, held = self._frame.as_of.on, ((line.standing, line.stage) for line in self._lines)
        standings = Counter(line.standing for line in self._lines)
        office = count_office(held, self._told, self._frame.book.escalation)
        return OfficePage(
            name=self.name,
            href=links.division_page(self.name),
            standings={s: standings[s] for s in (Standing.NEEDS_CORRECTION, Standing.ATTENTION, Standing.OK)},
            stalled=office.stalled,
            ended_amiss=office.ended,
            owed=self._owed,
            overdue=len(self._late_notes),
            late_note=beside_a_count(self._late_notes),
            long_overdue=self._long_overdue,
            soon=self._soon,
            first=self._first,
            rules=tuple(self._by_rule()),
            exceptions=tuple(self._exceptions),
            in_force=sum(e.status_on(on) == IN_FORCE for e in self._exceptions),
            excepted=self._excepted,
            alerts=tuple(self._alerts),
            contracts=tuple(self._lines),
            queue=tuple(sorted(self._queue, key=lambda one: (one.due_on or date.max, one.subject))),
            incidents=open_ones(self._incidents),
            doubts=tuple(self._doubts),
        )

    def _by_rule(self) -> Iterator[RuleCount]:
        """The rules that are unmet in the office, the most frequent first."""
        for code, count in sorted(self._rules.items(), key=lambda pair: (-pair[1], pair[0])):
            yield RuleCount(code, self._labels[code], count, self._contracts[code])


def offices(portfolio: Portfolio, lacking: LackingByContract) -> tuple[OfficePage, ...]:
    """Every 所属 that has a contract, in order of its name."""
    return tuple(office_page(portfolio, lacking, name) for name in portfolio.by_division)


def office_page(portfolio: Portfolio, lacking: LackingByContract, name: str) -> OfficePage:
    """The page of a 所属, which may have no contract yet."""
    counted = OfficeTally(portfolio, name)
    for one in portfolio.by_division.get(name, ()):
        counted.add(one, lacking[one.id], open_ones(incidents_in(portfolio, one)))
    return counted.page()


def _doubts(frame: Frame, one: ContractSeen) -> Iterator[DoubtLine]:
    """Days and years of a contract that can hardly be meant as they stand."""
    for doubt in doubts_of_facts(frame.book.plausible, one.contract, frame.as_of.on):
        yield DoubtLine(doubt, links.contract_page(one.id))


def _queue(frame: Frame, one: ContractSeen, alerts: Iterable[AlertSeen]) -> Iterator[DecisionQueued]:
    """What waits for a decision or a check, of what is on record: every one is an alert."""
    for alert in alerts:
        if alert.code in frame.book.decisions:
            late = alert.due_on is not None and alert.due_on < frame.as_of.on
            what = frame.book.alerts[alert.code].decision
            href = links.contract_page(one.id)
            yield DecisionQueued(what, alert.subject, href, alert.opened_on, alert.due_on, late)


def _line(one: ContractSeen, duties: Sequence[Duty]) -> ContractLine:
    return ContractLine(
        id=one.id,
        title=clean(one.contract.sheet.title or ""),
        href=links.contract_page(one.id),
        years=tuple(format_fiscal_year(year) for year in one.contract.sheet.fiscal_years or ()),
        stage=one.contract.stage,
        standing=one.judged.standing,
        mark=mark_of(one),
        count=count_of(duties),
    )
