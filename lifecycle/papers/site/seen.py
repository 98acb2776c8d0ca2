"""What the site shows of contracts: facts, verdicts, documents and history, judged page by page of the records."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import Connection, select

from config.errors import NotFoundError
from config.rulebook import RuleBook
from config.vocabulary import Stage
from lifecycle.app import App
from lifecycle.clock import end_of_day
from lifecycle.papers.site.told import ExceptionSeen, exceptions_of
from lifecycle.papers.tables.audit_counts import AuditTables, count_tables
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import chunks
from lifecycle.records.events.moves import StageReached
from lifecycle.records.facts import contract_ids, load_contracts, stored_records
from lifecycle.records.flags import is_fictional, mark_of
from lifecycle.records.folds.alerts import AlertSeen, alerts_of
from lifecycle.records.folds.incidents import noted_in
from lifecycle.records.folds.offices import known_divisions
from lifecycle.records.free_text import spoken
from lifecycle.records.incidents_seen import IncidentSeen, incidents_seen
from lifecycle.records.journal import Event, as_event, only
from lifecycle.records.masking import masks
from lifecycle.records.one_contract import find_contract
from lifecycle.records.progress import counted
from lifecycle.records.shelf import Stored
from lifecycle.records.tables import journal
from states.duty import Duties
from states.facts import Contract
from states.verdict import Assessment


@dataclass(frozen=True, slots=True)
class ContractSeen:
    """One contract as of the date: what is known of it, what the rules say of it, and what had happened to it."""

    contract: Contract
    judged: Assessment
    records: tuple[Stored, ...]
    events: tuple[Event, ...]
    alerts: tuple[AlertSeen, ...]
    exceptions: tuple[ExceptionSeen, ...]

    @property
    def id(self) -> str:
        """契約番号."""
        return self.contract.id

    @property
    def division(self) -> str:
        """所属."""
        return self.contract.sheet.division or ""

    def entered(self) -> list[tuple[Stage, date]]:
        """Each stage that the contract entered, with the day, in the order of recording."""
        return [(body.STAGE, event.occurred_on) for event, body in only(self.events, StageReached)]


@dataclass(frozen=True)
class Frame:
    """What every page is made under: the installation, the dates and the marks; `whole`: of all offices."""

    app: App
    as_of: AsOf
    fictional: bool
    mark: str
    whole: bool

    @property
    def printed_mark(self) -> str:
        """What stands at the foot of a printed page of a home that is none in use: 試用, made up."""
        return (" 【試用】" if self.app.trial else "") + (" 架空の台帳" if self.fictional else "")

    @property
    def book(self) -> RuleBook:
        """The rule book."""
        return self.app.book

    @cached_property
    def duties(self) -> Duties:
        """The maker that turns findings into duties as of the date."""
        return Duties(self.app.assessor, self.as_of.on)


@dataclass(frozen=True)
class Portfolio(Frame):
    """Every contract as of the date, and the twelve tables counted from the same facts."""

    seen: tuple[ContractSeen, ...]
    tables: AuditTables

    @cached_property
    def by_id(self) -> dict[str, ContractSeen]:
        """Every contract by its number."""
        return {one.id: one for one in self.seen}

    @cached_property
    def by_division(self) -> dict[str, tuple[ContractSeen, ...]]:
        """The contracts of each 所属, in the order of the offices' names."""
        divisions: dict[str, list[ContractSeen]] = defaultdict(list)
        for one in self.seen:
            divisions[one.division].append(one)
        return {name: tuple(divisions[name]) for name in sorted(divisions)}


@dataclass(frozen=True, slots=True)
class ContractsAsked:
    """Which contracts are shown: their numbers, under which frame, and of which fiscal years (of all where empty)."""

    frame: Frame
    ids: Sequence[str]
    fiscal_years: frozenset[int]


def incidents_in(frame: Frame, one: ContractSeen) -> tuple[IncidentSeen, ...]:
    """The incidents of a contract as of the date, in the order of their numbers."""
    noted = noted_in(one.events).get(one.id, {})
    return tuple(incidents_seen(frame.book, one.contract, noted, frame.as_of.on))


def open_ones(incidents: Iterable[IncidentSeen]) -> tuple[IncidentSeen, ...]:
    """The incidents that are not closed, the next last day first."""
    still = (seen for seen in incidents if seen.is_open)
    return tuple(sorted(still, key=lambda seen: (seen.next_on or date.max, seen.id)))


def gather(app: App, as_of: AsOf, fiscal_years: Collection[int] = (), division: str | None = None) -> Portfolio:
    """Load and judge every contract known as of the date, once each; of these fiscal years, or of all years.

    Raises what `asked_for` raises.
    """
    with app.reading() as connection:
        asked = asked_for(app, connection, as_of, fiscal_years, division)
        seen = tuple(counted(walked(connection, asked), "契約を判定しています", len(asked.ids)))
    tables = count_tables((one.contract for one in seen), as_of.on, app.book, sorted(asked.fiscal_years) or None)
    return _portfolio(asked.frame, seen, tables)


def asked_for(
    app: App, connection: Connection, as_of: AsOf, fiscal_years: Collection[int] = (), division: str | None = None
) -> ContractsAsked:
    """The contracts of one office, or of all that the actor may read, known as of the date.

    Raises RoleError where the post may not look, NotFoundError where there is no such office.
    """
    reader = app.reader(connection)
    if division is not None and division not in known_divisions(connection, as_of.known_by):
        raise NotFoundError(f"所属「{division}」はありません。")
    offices = reader.of(division).offices
    frame = Frame(app, as_of, is_fictional(connection), mark_of(connection), whole=offices is None)
    return ContractsAsked(frame, contract_ids(connection, as_of.known_by, offices), frozenset(fiscal_years))


def walked(connection: Connection, asked: ContractsAsked) -> Iterator[ContractSeen]:
    """The contracts one after another, so many read at a time and judged once each; none is kept here."""
    for chunk in chunks(asked.ids):
        for one in _some(asked.frame.app, connection, chunk, asked.frame.as_of):
            if not asked.fiscal_years or asked.fiscal_years.intersection(one.contract.sheet.fiscal_years or ()):
                yield one


def _portfolio(frame: Frame, seen: tuple[ContractSeen, ...], tables: AuditTables) -> Portfolio:
    return Portfolio(frame.app, frame.as_of, frame.fictional, frame.mark, frame.whole, seen, tables)


def gather_one(app: App, id_: str, as_of: AsOf) -> Portfolio:
    """One contract as of the date, as a portfolio of its own. Raises NotFoundError, RoleError."""
    with app.reading() as connection:
        find_contract(connection, id_, as_of, app.reader(connection).must)
        seen = tuple(_some(app, connection, [id_], as_of))
        fictional, mark = is_fictional(connection), mark_of(connection)
    tables = count_tables((one.contract for one in seen), as_of.on, app.book, None)
    return Portfolio(app, as_of, fictional, mark, whole=False, seen=seen, tables=tables)


def gather_again(app: App, before: Portfolio, changed: Collection[str], offices: frozenset[str] | None) -> Portfolio:
    """The portfolio of these offices as it stands now, of all years: only contracts that changed, or came, are judged.

    Everything else is taken from before, which must be of the same dates, rules and offices.
    """
    as_of, known = before.as_of, before.by_id
    with app.reading() as connection:
        ids = contract_ids(connection, as_of.known_by, offices)
        anew = [id_ for id_ in ids if id_ in changed or id_ not in known]
        judged = {one.id: one for chunk in chunks(anew) for one in _some(app, connection, chunk, as_of)}
        fictional, mark = is_fictional(connection), mark_of(connection)
    seen = tuple(one for id_ in ids if (one := judged.get(id_) or known.get(id_)))
    tables = count_tables((one.contract for one in seen), as_of.on, app.book, None)
    return Portfolio(app, as_of, fictional, mark, before.whole, seen, tables)


def _some(app: App, connection: Connection, ids: Sequence[str], as_of: AsOf) -> Iterator[ContractSeen]:
    records = stored_records(connection, ids, as_of.known_by)
    events = _events(connection, ids, as_of)
    hidden = masks(connection, app.book.personal_data, records, as_of.on)
    for facts in load_contracts(connection, ids, as_of):
        mask = hidden[facts.id]
        happened = tuple(event for event in mask.events(events[facts.id]) if event.occurred_on <= as_of.on)
        yield ContractSeen(
            contract=facts,
            judged=app.assessor.assess(facts, as_of.on),
            records=tuple(mask.record(r) for r in records[facts.id] if r.dated_on is None or r.dated_on <= as_of.on),
            events=happened,
            alerts=alerts_of(happened),
            exceptions=exceptions_of(happened),
        )


def _events(connection: Connection, ids: Sequence[str], as_of: AsOf) -> dict[str, list[Event]]:
    statement = select(journal).where(journal.c.subject.in_(ids)).order_by(journal.c.subject, journal.c.number)
    if as_of.known_by is not None:
        statement = statement.where(journal.c.recorded_at <= end_of_day(as_of.known_by))
    events: dict[str, list[Event]] = defaultdict(list)
    for event in spoken(connection, map(as_event, connection.execute(statement))):
        events[event.subject].append(event)
    return events
