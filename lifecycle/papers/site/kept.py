"""What the pages of a portfolio show, kept between two questions: gathered anew only where the journal has grown."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Select, func, select

from config.errors import SetupError
from lifecycle.app import App
from lifecycle.papers.charts.draw import require_library
from lifecycle.papers.site import audit, duties, figures, links, offices, stages, visits
from lifecycle.papers.site.build import PRINTED
from lifecycle.papers.site.seen import Portfolio, gather, gather_again
from lifecycle.papers.tables.expected_file import Expected, read_expected
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import chunks
from lifecycle.records.tables import contract, journal

_MESSAGE = "message:"
"""How the chains of messages begin; no page of a contract tells of them."""
MOST = 12_000
"""How many contracts are kept in memory at most, over all portfolios; the one last asked for is kept in any case."""


@dataclass(frozen=True)
class SitePages:
    """The pages over all contracts of one portfolio, each made when it is first asked for."""

    portfolio: Portfolio

    @cached_property
    def lacking(self) -> duties.LackingByContract:
        """Every unmet duty, by contract."""
        return duties.lacking(self.portfolio)

    @cached_property
    def offices(self) -> tuple[offices.OfficePage, ...]:
        """The page of each office."""
        return offices.offices(self.portfolio, self.lacking)

    @cached_property
    def expected(self) -> Expected | None:
        """The report's figures, for the sample ledger that was made after them."""
        return read_expected(PRINTED) if self.portfolio.fictional and self.portfolio.whole else None

    @cached_property
    def tables(self) -> tuple[audit.TablePage, ...]:
        """The twelve tables."""
        behind = audit.BehindTables(self.portfolio)
        for one in self.portfolio.seen:
            behind.add(one, self.lacking[one.id])
        return tuple(audit.table_page(table, self.expected, behind) for table in self.portfolio.tables.tables)

    @cached_property
    def stages(self) -> stages.StagesPage:
        """The time in each stage."""
        stays = stages.StaysCount(self.portfolio.as_of.on)
        for one in self.portfolio.seen:
            stays.add(one)
        return stays.page()

    @cached_property
    def visits(self) -> visits.VisitsPage:
        """Where the visit that is demanded was not made, and why."""
        return visits.visits_page(self.portfolio)

    @cached_property
    def chart_of_findings(self) -> str:
        """The rates of findings by year; blank where nothing is there to draw with."""
        return figures.findings_by_year(self.portfolio.tables) if _can_draw() else ""

    @cached_property
    def chart_of_stages(self) -> str:
        """The time in each stage."""
        return figures.time_in_stage(self.stages) if _can_draw() else ""

    @cached_property
    def chart_of_offices(self) -> str:
        """The overdue duties of each office."""
        return figures.overdue_by_division(self.offices) if _can_draw() else ""

    def chart_of(self, table: audit.TablePage) -> str:
        """The parts of one table's total."""
        return figures.of_table(table) if _can_draw() else ""

    @cached_property
    def contracts_by_path(self) -> Mapping[str, str]:
        """The number of each contract by the path of its page in the site."""
        return {links.contract_page(id_): id_ for id_ in self.portfolio.by_id}

    @cached_property
    def offices_by_path(self) -> Mapping[str, str]:
        """The name of each office by the path of its page in the site."""
        return {links.division_page(name): name for name in self.portfolio.by_division}


def _can_draw() -> bool:
    try:
        require_library()
    except SetupError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Head:
    """How far the journal reached: its last event, and how many there were."""

    last: int
    count: int


@dataclass
class _Shelf:
    """The place of one question: who asks it next waits until it was answered once."""

    lock: Lock = field(default_factory=Lock)
    head: _Head | None = None
    pages: SitePages | None = None


_Question = tuple[frozenset[str] | None, AsOf]


@dataclass
class KeptPages:
    """The pages that were asked for last, by reading scope and dates."""

    _shelves: "OrderedDict[_Question, _Shelf]" = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, app: App, as_of: AsOf) -> SitePages:
        """The pages of all contracts that the actor may read, as of the dates. Raises RoleError."""
        with app.reading() as connection:
            offices = app.reader(connection).offices
        shelf = self._shelf((offices, as_of))
        with shelf.lock:
            shelf.head, shelf.pages = _renewed(app, as_of, offices, shelf)
            pages = shelf.pages
        self._clear((offices, as_of))
        return pages

    def _shelf(self, question: _Question) -> _Shelf:
        with self._lock:
            shelf = self._shelves.setdefault(question, _Shelf())
            self._shelves.move_to_end(question)
            return shelf

    def _clear(self, asked: _Question) -> None:
        """Forget the pages asked for longest ago, until what is kept is no more than may be."""
        with self._lock:
            sizes = {q: len(s.pages.portfolio.seen) if s.pages else 0 for q, s in self._shelves.items()}
            for question in list(self._shelves):
                if sum(sizes.values()) > MOST and question != asked:
                    del self._shelves[question], sizes[question]


def _renewed(app: App, as_of: AsOf, offices: frozenset[str] | None, shelf: _Shelf) -> tuple[_Head, SitePages]:
    """What is kept, gathered anew as far as the journal has grown since; wholly where that is not enough."""
    with app.reading() as connection:
        head = _head(connection)
        pages = shelf.pages if shelf.pages and _same_rules(app, shelf.pages.portfolio.app) else None
        if pages and shelf.head == head:
            return head, pages
        changed = _changed(connection, shelf.head, head) if shelf.head else None
    if pages and changed is not None:
        return head, pages if not changed else SitePages(gather_again(app, pages.portfolio, changed, offices))
    return head, SitePages(gather(app, as_of))


def _head(connection: Connection) -> _Head:
    row = connection.execute(select(func.max(journal.c.id), func.count())).one()
    return _Head(row[0] or 0, row[1])


def _changed(connection: Connection, before: _Head, now: _Head) -> set[str] | None:
    """The contracts of which events came since; None where others came too, or events between older ones."""
    since = journal.c.id > before.last, journal.c.id <= now.last
    rows = connection.execute(select(journal.c.subject, func.count()).where(*since).group_by(journal.c.subject)).all()
    chains = {row[0] for row in rows if not row[0].startswith(_MESSAGE)}
    contracts = {id_ for some in chunks(sorted(chains)) for id_ in connection.execute(_among(some)).scalars()}
    return contracts if contracts == chains and sum(row[1] for row in rows) == now.count - before.count else None


def _among(chains: Sequence[str]) -> Select[Any]:
    return select(contract.c.id).where(contract.c.id.in_(chains))


def _same_rules(one: App, other: App) -> bool:
    return one.book is other.book and one.applied == other.applied
