"""The page of each 所属 for its head: what to do first and by when, the counts, the exceptions, the contracts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from config.marks import beside_a_count
from config.vocabulary import Stage, Standing
from config.wareki import format_fiscal_year
from lifecycle.papers.site import links
from lifecycle.papers.site.duties import LackingByContract, mark_of, weightiest_first
from lifecycle.papers.site.seen import ContractSeen, Portfolio, open_incidents_in
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


def offices(portfolio: Portfolio, lacking: LackingByContract) -> tuple[OfficePage, ...]:
    """Every 所属 that has a contract, in order of its name."""
    return tuple(office_page(portfolio, lacking, name) for name in portfolio.by_division)


def office_page(portfolio: Portfolio, lacking: LackingByContract, name: str) -> OfficePage:
    """The page of a 所属, which may have no contract yet."""
    on, own = portfolio.as_of.on, portfolio.by_division.get(name, ())
    titles = {one.id: clean(one.contract.sheet.title or "") for one in own}
    every = [d for one in own for d in lacking[one.id] if d.is_open]
    counted = count_of(every)
    pressing = weightiest_first(d for d in every if d.due_on is not None)
    exceptions = tuple(e for one in own for e in one.exceptions)
    standings = Counter(one.judged.standing for one in own)
    held = ((one.judged.standing, one.contract.stage) for one in own)
    office = count_office(held, _told(own), portfolio.book.escalation)
    return OfficePage(
        name=name,
        href=links.division_page(name),
        standings={s: standings[s] for s in (Standing.NEEDS_CORRECTION, Standing.ATTENTION, Standing.OK)},
        stalled=office.stalled,
        ended_amiss=office.ended,
        owed=len(every),
        overdue=counted.overdue,
        late_note=beside_a_count(counted.late_notes),
        long_overdue=sum(d.overdue_business_days > LONG_OVERDUE for d in every),
        soon=sum(d.is_soon for d in every),
        first=tuple(Owed(d, name, titles[d.contract]) for d in pressing[:FIRST]),
        rules=_by_rule(every),
        exceptions=exceptions,
        in_force=sum(e.status_on(on) == IN_FORCE for e in exceptions),
        excepted=sum(any(e.status_on(on) == IN_FORCE for e in one.exceptions) for one in own),
        alerts=tuple(a for one in own for a in one.alerts if a.resolved_on is None),
        contracts=tuple(_line(one, lacking[one.id]) for one in own),
        queue=tuple(sorted(_queue(portfolio, own), key=lambda one: (one.due_on or date.max, one.subject))),
        incidents=open_incidents_in(portfolio, own),
        doubts=tuple(_doubts(portfolio, own)),
    )


def _doubts(portfolio: Portfolio, own: Iterable[ContractSeen]) -> Iterator[DoubtLine]:
    """Days and years of the office's contracts that can hardly be meant as they stand."""
    for one in own:
        for doubt in doubts_of_facts(portfolio.book.plausible, one.contract, portfolio.as_of.on):
            yield DoubtLine(doubt, links.contract_page(one.id))


def _queue(portfolio: Portfolio, own: Iterable[ContractSeen]) -> Iterator[DecisionQueued]:
    """What waits for a decision or a check, of what is on record: every one is an alert."""
    for one in own:
        for alert in one.alerts:
            if alert.resolved_on is None and alert.code in portfolio.book.decisions:
                late = alert.due_on is not None and alert.due_on < portfolio.as_of.on
                what = portfolio.book.alerts[alert.code].decision
                href = links.contract_page(one.id)
                yield DecisionQueued(what, alert.subject, href, alert.opened_on, alert.due_on, late)


def _told(own: Iterable[ContractSeen]) -> Iterator[tuple[str, str]]:
    """The contract and the step of everything that was told of an alert that is not resolved."""
    for one in own:
        for alert in one.alerts:
            if alert.resolved_on is None:
                yield from ((one.id, telling.step) for telling in alert.tellings)


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


def _by_rule(duties: Iterable[Duty]) -> tuple[RuleCount, ...]:
    """The rules that are unmet in the office, the most frequent first."""
    by_rule: dict[str, list[Duty]] = {}
    for one in duties:
        by_rule.setdefault(one.code, []).append(one)
    counted = [RuleCount(c, ds[0].label, len(ds), len({d.contract for d in ds})) for c, ds in by_rule.items()]
    return tuple(sorted(counted, key=lambda r: (-r.count, r.code)))
