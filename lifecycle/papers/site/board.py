"""The board: every contract by stage, as a card that says what is missing, under which rule, and by when."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from config.marks import at_the_foot, beside_a_count
from config.vocabulary import MARK_NOT_STARTED, Stage, Standing, Status
from config.wareki import fiscal_year_name, format_fiscal_year
from lifecycle.papers.site import links
from lifecycle.papers.site.duties import is_ahead, mark_of, present
from lifecycle.papers.site.seen import ContractSeen, Frame, open_ones
from lifecycle.papers.site.told import IN_FORCE
from lifecycle.records.incidents_seen import IncidentSeen
from notifications.plain import clean
from states.duty import Count, Duty, count_of

SHOWN_DUTIES = 3
ONE_PAGE, PER_PAGE, WORST = 300, 250, 100
"""From how many contracts on the board is split by stage, how many cards a page holds, and how many lead the first."""

_ORDER = (Standing.NEEDS_CORRECTION, Standing.ATTENTION, Standing.OK)


@dataclass(frozen=True, slots=True)
class Card:
    """One contract on the board.

    `shown` are its weightiest duties, `more` counts the others, `ahead` those that only a stage to come asks for,
    `count` all of them.
    """

    id: str
    title: str
    division: str
    years: tuple[str, ...]
    stage: Stage
    standing: Standing
    mark: str
    href: str
    shown: tuple[Duty, ...]
    more: int
    ahead: int
    count: Count
    warnings: int
    excepted: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The cards of one standing within a stage, the weightiest first."""

    standing: Standing
    mark: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class StageColumn:
    """One stage of the board with its cards. `pages` are the stage's own pages where the board is split."""

    stage: Stage
    counts: dict[Standing, int]
    groups: tuple[Group, ...]
    pages: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many contracts stand in the stage."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board and its totals.

    `late_note` says beside `overdue`, `due_foot` at the foot, which due dates no source sets. Where `is_split`, the
    stages have pages of their own, and `worst` are the contracts that lead the first. `incidents` are those still open.
    """

    columns: tuple[StageColumn, ...]
    standings: dict[Standing, int]
    contracts: int
    overdue: int
    late_note: str
    due_foot: str
    on_record: int
    excepted: int
    told: int
    divisions: tuple[str, ...]
    years: tuple[tuple[str, str], ...]
    is_split: bool
    worst: tuple[Card, ...]
    incidents: tuple[IncidentSeen, ...]


@dataclass(frozen=True, slots=True)
class BoardPart:
    """One page of a split board: cards of one stage."""

    stage: Stage
    number: int
    of: int
    groups: tuple[Group, ...]
    pages: tuple[str, ...]


class Cards:
    """The cards of a board, made contract by contract, and what the board sums up beside them."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self.made: list[Card] = []
        self._years, self._divisions = set[int](), set[str]()
        self._told = 0
        self._incidents: list[IncidentSeen] = []

    def add(self, one: ContractSeen, duties: Sequence[Duty], incidents: Iterable[IncidentSeen]) -> None:
        """Make the card of a contract, with what it lacks; of its incidents those are given that are not closed."""
        self.made.append(card(self._frame, one, duties))
        self._years.update(one.contract.sheet.fiscal_years or ())
        self._divisions.add(one.division)
        self._told += sum(bool(alert.tellings) and alert.resolved_on is None for alert in one.alerts)
        self._incidents += incidents

    def board(self) -> Board:
        """The board of all cards; over 300 contracts the stages have pages of their own."""
        cards, split = self.made, len(self.made) > ONE_PAGE
        columns = tuple(_column(stage, [c for c in cards if c.stage is stage], split=split) for stage in Stage)
        worst = _weightiest_first(c for c in cards if c.standing is Standing.NEEDS_CORRECTION) if split else ()
        return Board(
            columns=tuple(column for column in columns if column.total),
            standings=_standings(cards),
            contracts=len(cards),
            overdue=sum(c.count.overdue for c in cards),
            late_note=beside_a_count(note for c in cards for note in c.count.late_notes),
            due_foot=at_the_foot(self._frame.book.due_marks),
            on_record=sum(c.count.on_record for c in cards),
            excepted=sum(c.excepted for c in cards),
            told=self._told,
            divisions=tuple(sorted(self._divisions)),
            years=tuple((format_fiscal_year(year), fiscal_year_name(year)) for year in sorted(self._years)),
            is_split=split,
            worst=worst[:WORST],
            incidents=open_ones(self._incidents),
        )


def card(frame: Frame, one: ContractSeen, duties: Sequence[Duty]) -> Card:
    """A contract as a card, from what it lacks."""
    now = present(duties)
    sheet = one.contract.sheet
    return Card(
        id=one.id,
        title=clean(sheet.title or ""),
        division=one.division,
        years=tuple(format_fiscal_year(year) for year in sheet.fiscal_years or ()),
        stage=one.contract.stage,
        standing=one.judged.standing,
        mark=mark_of(one),
        href=links.contract_page(one.id),
        shown=tuple(now[:SHOWN_DUTIES]),
        more=max(0, sum(d.is_open for d in now) - SHOWN_DUTIES),
        ahead=0 if one.contract.stage.is_final else sum(is_ahead(d) for d in duties),
        count=count_of(duties),
        warnings=sum(not f.formal for f in one.judged.by_status(Status.WARNING)),
        excepted=any(e.status_on(frame.as_of.on) == IN_FORCE for e in one.exceptions),
    )


def _weightiest_first(cards: Iterable[Card]) -> tuple[Card, ...]:
    return tuple(sorted(cards, key=_order_of))


def _order_of(one: Card) -> tuple[int, int, str]:
    """The place of a card: by its weightiest overdue duty, then by how long that one is overdue."""
    late = [(duty.weight, -duty.overdue_business_days) for duty in one.shown if duty.overdue]
    return (*min(late, default=(sys.maxsize, 0)), one.id)


def groups_of(cards: Iterable[Card]) -> tuple[Group, ...]:
    """The cards grouped by standing, 要是正 first."""
    kept = list(cards)
    groups = []
    for standing in _ORDER:
        own = _weightiest_first(c for c in kept if c.standing is standing)
        if own:
            marks = {c.mark for c in own}
            groups.append(Group(standing, own[0].mark if len(marks) == 1 else MARK_NOT_STARTED, own))
    return tuple(groups)


def _standings(cards: Iterable[Card]) -> dict[Standing, int]:
    counted = Counter(c.standing for c in cards)
    return {standing: counted[standing] for standing in _ORDER}


def _column(stage: Stage, cards: Sequence[Card], *, split: bool) -> StageColumn:
    pages = tuple(links.board_part(stage.value, n + 1) for n in range(-(-len(cards) // PER_PAGE)))
    return StageColumn(stage, _standings(cards), groups_of(cards), pages if split else ())


def parts(whole: Board) -> Iterator[BoardPart]:
    """The pages of a split board."""
    for column in whole.columns if whole.is_split else ():
        ordered = iter([c for group in column.groups for c in group.cards])
        for number in range(1, len(column.pages) + 1):
            some = groups_of(islice(ordered, PER_PAGE))
            yield BoardPart(column.stage, number, len(column.pages), some, column.pages)
