"""How long contracts stand in each stage, and which contracts have stood there the longest."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from statistics import median

from config.vocabulary import Stage
from lifecycle.papers.site import links
from lifecycle.papers.site.seen import ContractSeen, Portfolio
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


def stages_page(portfolio: Portfolio) -> StagesPage:
    """Every stay that began by the date, finished stays too; the final stages have none."""
    stays = [stay for one in portfolio.seen for stay in _stays(one, portfolio.as_of.on)]
    by_stage: dict[Stage, list[Stay]] = defaultdict(list)
    for stay in stays:
        by_stage[stay.stage].append(stay)
    running = sorted((s for s in stays if s.running), key=lambda s: (-s.days, s.contract))
    times = tuple(_time(stage, by_stage[stage]) for stage in Stage if by_stage[stage])
    return StagesPage(times, tuple(running[:LONGEST]))


def _time(stage: Stage, stays: list[Stay]) -> StageTime:
    days = [stay.days for stay in stays]
    return StageTime(
        stage=stage,
        stays=len(stays),
        running=sum(s.running for s in stays),
        declared=sum(s.declared for s in stays),
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
