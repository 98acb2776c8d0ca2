"""How long contracts stand in each stage, and which contracts have stood there the longest."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from statistics import median

from config.vocabulary import Stage
from lifecycle.papers.site import links
from lifecycle.papers.site.seen import ContractSeen
from notifications.plain import clean

LONGEST = 20


@dataclass(frozen=True, slots=True)
class Stay:
    """One contract's time in one stage, in calendar days. `running` where it still stands there.

    `declared` marks one counted from 締結日 or 履行開始日, because the stage was taken over from a ledger.
    """

    contract: str
    title: str
    href: str
    division: str
    stage: Stage
    since: date
    days: int
    running: bool
    declared: bool


@dataclass(frozen=True, slots=True)
class StageTime:
    """The stays in one stage: how many, how many run on, the median and the longest in calendar days."""

    stage: Stage
    stays: int
    running: int
    declared: int
    median: int
    longest: int


@dataclass(frozen=True, slots=True)
class StagesPage:
    """The time in each stage over the whole portfolio."""

    times: tuple[StageTime, ...]
    longest: tuple[Stay, ...]


class StaysCount:
    """Every stay that began by a date, finished stays too, counted contract by contract; the final stages have none."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._days: dict[Stage, list[int]] = defaultdict(list)
        self._running, self._declared = Counter[Stage](), Counter[Stage]()
        self._longest: list[Stay] = []

    def add(self, one: ContractSeen) -> None:
        """Count the stays of one contract more."""
        for stay in _stays(one, self._on):
            self._days[stay.stage].append(stay.days)
            self._running[stay.stage] += stay.running
            self._declared[stay.stage] += stay.declared
            if stay.running:
                self._longest = nsmallest(LONGEST, (*self._longest, stay), key=lambda s: (-s.days, s.contract))

    def page(self) -> StagesPage:
        """What was counted so far."""
        return StagesPage(tuple(self._time(stage) for stage in Stage if self._days[stage]), tuple(self._longest))

    def _time(self, stage: Stage) -> StageTime:
        days = self._days[stage]
        return StageTime(
            stage=stage,
            stays=len(days),
            running=self._running[stage],
            declared=self._declared[stage],
            median=round(median(days)),
            longest=max(days),
        )


def _stays(one: ContractSeen, on: date) -> Iterator[Stay]:
    entered = sorted(one.entered(), key=lambda pair: pair[1])
    here = one.contract.stage
    if not entered:
        since = _assumed_start(one)
        if since and since <= on and not here.is_final:
            yield _stay(one, here, since, on, running=True, declared=one.contract.stage_declared)
        return
    for place, (stage, since) in enumerate(entered):
        last = place == len(entered) - 1
        if not stage.is_final:
            until = on if last else entered[place + 1][1]
            yield _stay(one, stage, since, until, running=last, declared=False)


def _assumed_start(one: ContractSeen) -> date | None:
    """The day from which a stage without an event counts: 履行開始日 for 履行中, 見積徴取日 for 見積, else 締結日."""
    sheet = one.contract.sheet
    if one.contract.stage is Stage.ESTIMATE:
        return sheet.quoted_on
    if one.contract.stage is Stage.PERFORMING and sheet.performance_start_on:
        return sheet.performance_start_on
    return sheet.concluded_on


def _stay(one: ContractSeen, stage: Stage, since: date, until: date, *, running: bool, declared: bool) -> Stay:
    return Stay(
        contract=one.id,
        title=clean(one.contract.sheet.title or ""),
        href=links.contract_page(one.id),
        division=one.division,
        stage=stage,
        since=since,
        days=(until - since).days,
        running=running,
        declared=declared,
    )
