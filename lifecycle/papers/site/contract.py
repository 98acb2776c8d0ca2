"""The page of one contract: where it stands, what is missing, what happened, on which evidence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from config.vocabulary import Stage, Standing
from config.wareki import format_fiscal_year, short_date
from lifecycle.clock import day_of
from lifecycle.papers.site.documents import DocumentShown, papers
from lifecycle.papers.site.duties import excused, is_ahead, mark_of, present, warned
from lifecycle.papers.site.seen import ContractSeen, Frame, incidents_in
from lifecycle.papers.site.subtree import Branch, tree
from lifecycle.papers.site.told import ExceptionSeen
from lifecycle.records.events.alerts import OfAlert
from lifecycle.records.events.moves import AdvanceRefused, Refused, StageDeclared, StageReached
from lifecycle.records.events.overrides import OfOverride
from lifecycle.records.events.shapes import Body
from lifecycle.records.folds.alerts import AlertSeen
from lifecycle.records.folds.holds import ErasureHold, holds_of
from lifecycle.records.incidents_seen import IncidentSeen
from lifecycle.records.journal import Event
from lifecycle.records.told import acting_post, told
from lifecycle.usecases.retention import kept_until, retention_rule
from notifications.plain import clean
from states.cures import cures_of
from states.duty import Duty
from states.facts import ContractSheet
from states.labels import label
from states.on_record import InPart, recorded_in_part

DONE, HERE, TO_COME, PASSED_BY = "済", "現在", "未", "経ていない"


@dataclass(frozen=True, slots=True)
class Step:
    """One stage on the progress line: 済, 現在, 未 or 経ていない, and the day it was reached where known."""

    stage: Stage
    state: str
    reached_on: date | None


@dataclass(frozen=True, slots=True)
class Happening:
    """One event in words. `kind` is refusal, override, alert, stage or empty; posts by role, never persons."""

    number: int
    occurred_on: date
    recorded_on: date
    by: str
    words: str
    kind: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContractPage:
    """Everything the page of a contract shows. `next_steps` says what to record, each record once; `ahead` are duties
    that only a stage still to come asks for, `recorded` those that the contract ended without."""

    id: str
    title: str
    division: str
    contractor: str
    years: tuple[str, ...]
    stage: Stage
    declared: bool
    standing: Standing
    mark: str
    facts: tuple[tuple[str, str | date | None], ...]
    steps: tuple[Step, ...]
    owed: tuple[Duty, ...]
    next_steps: tuple[str, ...]
    ahead: tuple[Duty, ...]
    recorded: tuple[Duty, ...]
    warned: tuple[Duty, ...]
    excused: tuple[Duty, ...]
    exceptions: tuple[ExceptionSeen, ...]
    branches: tuple[Branch, ...]
    papers: tuple[DocumentShown, ...]
    in_part: tuple[InPart, ...]
    alerts: tuple[AlertSeen, ...]
    incidents: tuple[IncidentSeen, ...]
    holds: tuple[ErasureHold, ...]
    history: tuple[Happening, ...]


def contract_page(frame: Frame, one: ContractSeen, duties: Sequence[Duty]) -> ContractPage:
    """The page of a contract as of the date, from what it lacks."""
    facts, sheet = one.contract, one.contract.sheet
    return ContractPage(
        id=one.id,
        title=clean(sheet.title or ""),
        division=one.division,
        contractor=clean(sheet.contractor or ""),
        years=tuple(format_fiscal_year(year) for year in sheet.fiscal_years or ()),
        stage=facts.stage,
        declared=facts.stage_declared,
        standing=one.judged.standing,
        mark=mark_of(one),
        facts=(*_facts(one), *_kept(frame, one)),
        steps=tuple(_steps(one)),
        owed=(open_now := tuple(d for d in present(duties) if d.is_open)),
        next_steps=tuple(cure.words for cure in cures_of(open_now) if cure.words),
        ahead=() if facts.stage.is_final else tuple(d for d in duties if is_ahead(d)),
        recorded=tuple(d for d in duties if d.on_record),
        warned=warned(frame, one),
        excused=excused(frame, one),
        exceptions=one.exceptions,
        branches=tree(one, duties),
        papers=papers(one, frame.as_of.on, frame.book.readings),
        in_part=recorded_in_part(facts),
        alerts=one.alerts,
        incidents=incidents_in(frame, one),
        holds=holds_of(one.events),
        history=tuple(_happening(e) for e in sorted(one.events, key=lambda e: (e.occurred_on, e.number))),
    )


def _facts(one: ContractSeen) -> Iterator[tuple[str, str | date | None]]:
    sheet = one.contract.sheet
    for name in ("quoted_on", "concluded_on", "performance_start_on", "performance_end_on"):
        yield label(ContractSheet, name), getattr(sheet, name)
    yield label(ContractSheet, "amount"), f"{sheet.amount:,}円" if sheet.amount is not None else None
    for name in ("long_term", "specific_pi", "sensitive_pi"):
        yield label(ContractSheet, name), _yes_no(getattr(sheet, name))
    count = f"{sheet.record_count:,}件" if sheet.record_count is not None else None
    yield label(ContractSheet, "record_count"), count
    yield label(ContractSheet, "uses_system"), _yes_no(sheet.uses_system)


def _kept(frame: Frame, one: ContractSeen) -> Iterator[tuple[str, str]]:
    """Until when an ended contract is kept, by which rule."""
    if until := kept_until(frame.app, one.contract):
        yield "保存期間", f"{short_date(until)}まで({retention_rule(frame.app).said})"


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else "はい" if value else "いいえ"


def _steps(one: ContractSeen) -> Iterator[Step]:
    """The steps on the way from 見積 to 完了, and the one at which the contract left the way (解除, 不成立)."""
    reached = dict(one.entered())
    here = one.contract.stage
    left_the_way = here in (Stage.TERMINATED, Stage.WITHDRAWN)
    furthest = _furthest(one, reached) if left_the_way else here
    for stage in Stage:
        if stage is here:
            state = HERE
        elif stage.order > Stage.COMPLETED.order:
            continue
        elif stage.order > furthest.order:
            state = PASSED_BY if left_the_way else TO_COME
        else:
            state = _behind(one, stage, reached)
        yield Step(stage, state, reached.get(stage))


def _furthest(one: ContractSeen, reached: Iterable[Stage]) -> Stage:
    """How far the contract had come before it left the way, by the stages that it reached or that were declared."""
    bodies = (event.body for event in one.events)
    declared = (body.stage for body in bodies if isinstance(body, StageDeclared))
    on_the_way = [s for s in (*reached, *declared) if s.order <= Stage.COMPLETED.order]
    return max(on_the_way, key=lambda s: s.order, default=Stage.ESTIMATE)


def _behind(one: ContractSeen, stage: Stage, reached: Mapping[Stage, date]) -> str:
    """The step of a stage behind the present one: done, unless passed by (実地調査 where no rule demands a visit)."""
    if stage is Stage.ONSITE_INSPECTION and stage not in reached and not one.contract.visits:
        return PASSED_BY
    return DONE


def _happening(event: Event) -> Happening:
    body = event.body
    unmet = body.unmet if isinstance(body, AdvanceRefused) else ()
    return Happening(
        number=event.number,
        occurred_on=event.occurred_on,
        recorded_on=day_of(event.recorded_at),
        by=acting_post(event.role),
        words=clean(told(event)),
        kind=_kind(body),
        details=tuple(f"[{lacking.code}] {clean(lacking.reason)}" for lacking in unmet),
    )


def _kind(body: Body) -> str:
    match body:
        case Refused():
            return "refusal"
        case StageReached() | StageDeclared():
            return "stage"
        case OfOverride():
            return "override"
        case OfAlert():
            return "alert"
        case _:
            return ""
