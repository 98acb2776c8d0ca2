"""One transaction of a use case: events are drafted, appended and applied, obligations of what changed refreshed."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from functools import cached_property

from sqlalchemy import Connection, bindparam, select, text

from config.errors import ConflictError, SetupError
from config.released import what_changed
from lifecycle.app import App
from lifecycle.dues.answers import tell_answers
from lifecycle.dues.asking import ask_at_once
from lifecycle.dues.incident_news import IncidentsBefore
from lifecycle.dues.obligations import Judged, refresh
from lifecycle.dues.reopening import how_they_stand, reopened_by, tell
from lifecycle.dues.turning import OwedBefore, owed_by
from lifecycle.dues.urgent import tell_urgent, urgent_of
from lifecycle.dues.waiting import DecisionWaiting, Finder
from lifecycle.identity import SYSTEM, Actor
from lifecycle.post.outbox import Outbox
from lifecycle.post.topic import Topic
from lifecycle.process_user import UNDER_SUDO
from lifecycle.records.as_of import AsOf
from lifecycle.records.database import reading, writing
from lifecycle.records.events.installation import PolicyApplied, RuleBookApplied
from lifecycle.records.events.moves import UnderRules
from lifecycle.records.events.second import MatterConfirmed, MatterDeclined
from lifecycle.records.events.shapes import Body
from lifecycle.records.flags import NO_DEPARTURES, noted_policy, rules_and_policy
from lifecycle.records.folds.circulars import CIRCULAR
from lifecycle.records.folds.desks import DESK, OFFICE
from lifecycle.records.folds.posts import PEOPLE
from lifecycle.records.free_text import FreeTexts
from lifecycle.records.journal import Draft, Event, append
from lifecycle.records.moved import must_not_be_moved
from lifecycle.records.one_contract import find_contract, not_there
from lifecycle.records.people import PeopleDesk
from lifecycle.records.projections import Projector
from lifecycle.records.recording import clock_behind, clock_is_back, recording_time
from lifecycle.records.register import held_posts, one_person
from lifecycle.records.rule_books import keep, kept
from lifecycle.records.seal_file import last_lines, must_hold
from lifecycle.records.tables import contract, journal
from lifecycle.usecases.kept_seals import kept_seals
from lifecycle.usecases.rules_standing import must_be_as_published
from lifecycle.usecases.sent_forms import must_be_fresh
from states.facts import Contract

MESSAGES = "message:"
OF_NO_CONTRACT = (SYSTEM, "division:", MESSAGES, "matter:", "inspectors:", PEOPLE, DESK, OFFICE, CIRCULAR)
"""The beginnings of chains of no contract: of the installation, an office, a message, a matter of two, a desk."""
_OFFICE = select(contract.c.division).where(contract.c.id == bindparam("named"), ~contract.c.removed)


class Work:
    """The work of a use case within one transaction."""

    def __init__(self, app: App, connection: Connection, actor: Actor | None = None) -> None:
        self.app, self.connection = app, connection
        if actor:
            self.actor = actor
        self.people = PeopleDesk(connection)
        self.events: list[Event] = []
        self._answered = 0
        self._touched: set[str] = set()
        self._judged: dict[str, Judged] = {}
        self._incidents = IncidentsBefore(app, connection)
        self._persons: dict[str, str] = {}

    @cached_property
    def actor(self) -> Actor:
        """The actor of this work: who acts."""
        return self.app.actor(self.connection)

    @property
    def _own_keys(self) -> tuple[str, ...]:
        """The actor's key and, under `sudo`, the login behind."""
        return tuple(key for key in (self.actor.key, self.actor.behind) if key)

    def is_called(self, key: str, on: date | None = None) -> bool:
        """Whether a key, or a name on a record, is the actor's, or leads to the actor today or on a day."""
        names, days = self.app.book.readings.person_names, (on or self.today, self.today)
        return any(one_person(self.connection, own, key, days, names) for own in self._own_keys)

    def is_actor(self, author: str, on: date, subject: str, kind: str) -> bool:
        """Whether who wrote an event of a kind, on a chain and a day, is the person who acts now (four eyes).

        Keys are compared, and everything that led to one person then or now; under `sudo` the login behind counts too.
        """
        if self.is_called(author, on):
            return True
        behind = {f"{UNDER_SUDO}{key}" for key in self._own_keys}
        told = select(journal.c.id).where(
            journal.c.subject == subject,
            journal.c.kind == kind,
            journal.c.actor == author,
            journal.c.authenticated.in_(behind),
        )
        return self.connection.execute(told.limit(1)).first() is not None

    def person_in(self, text: str) -> str:
        """The person whom a text names, to be compared: the name without the accidents of its spelling.

        A mail address or a login of the staff leads to the name.
        """
        if text not in self._persons:
            called = self._called.get(text.strip().casefold())
            self._persons[text] = called or self.app.book.readings.person_names.canonical(text)
        return self._persons[text]

    @cached_property
    def _called(self) -> dict[str, str]:
        """By every name, address and login that leads to one of the staff alone, the name without its accidents."""
        names = self.app.book.readings.person_names
        called: dict[str, set[str]] = {}
        for held in held_posts(self.connection, self.today):
            person = names.canonical(held.name) if held.name else held.key
            for one in (held.login, held.mail, person):
                if one:
                    called.setdefault(one.casefold(), set()).add(person)
        return {one: persons.pop() for one, persons in called.items() if len(persons) == 1}

    @cached_property
    def outbox(self) -> Outbox:
        """The outbox, to which this transaction writes."""
        return Outbox(self.app, self.connection, by=lambda: self.actor.author)

    @property
    def today(self) -> date:
        """The day on which this work is recorded."""
        return self.app.today()

    def record(self, drafts: Sequence[Draft]) -> list[Event]:
        """Append events and apply them; their contracts' obligations are refreshed when the work ends.

        Raises SetupError where the clock stands before the last record and they can wait.
        """
        referred = FreeTexts(self.people, self.app.book.readings).referred(drafts)
        self.people.flush()
        judged = [replace(one, body=self._under_rules(one.body)) for one in referred]
        time = recording_time(self.connection, self.app.clock.now(), [draft.body for draft in judged])
        self._incidents.see(judged, self.today)
        events = append(self.connection, judged, self.actor.author, time.at, time.clock)
        Projector(self.connection).apply(events)
        self.events += events
        touched = {e.subject for e in events if not e.subject.startswith(OF_NO_CONTRACT)}
        self._touched |= touched
        self._judged = {id_: judged for id_, judged in self._judged.items() if id_ not in touched}
        return events

    def _under_rules(self, body: Body) -> Body:
        """What was judged, with the rule data, the departures from it and the program by which it was."""
        if not isinstance(body, UnderRules):
            return body
        policy = noted_policy(self.connection).digest
        return replace(body, rules=self.app.book.digest or None, policy=policy, program=self.app.program)

    def note(self, subject: str, body: Body, on: date | None = None) -> Event:
        """Record one event, with today's date unless another day is given."""
        return self.record([Draft(subject, on or self.today, body)])[0]

    def must_know_the_day(self) -> None:
        """Raises SetupError where the clock stands before the last record: what depends on the day can't be done."""
        now = self.app.clock.now()
        if last := clock_behind(self.connection, now):
            raise SetupError(clock_is_back(last, now))

    def contract(self, id_: str, on: date | None = None) -> Contract:
        """The facts of one contract as of a day. Raises NotFoundError."""
        return find_contract(self.connection, id_, AsOf(on or self.today))

    def office_of(self, id_: str) -> str:
        """The office to which a contract belongs. Raises NotFoundError."""
        division = self.connection.execute(_OFFICE, {"named": id_}).scalar()
        if division is None:
            raise not_there(id_)
        return str(division)

    def judged(self, id_: str) -> Judged:
        """One contract's facts of today and what the rules say of them. Raises NotFoundError."""
        facts = self.contract(id_)
        return Judged(facts, self.app.assessor.assess(facts, self.today))

    def owed(self, ids: Sequence[str]) -> dict[str, OwedBefore]:
        """The duties that these contracts owe today; ask before anything is recorded of them."""
        return owed_by(self.connection, self.app.assessor, ids, self.today)

    def still(self, judged: Judged) -> None:
        """Say that what was recorded of a contract since it was judged (a refusal) changed none of its facts."""
        self._judged[judged.contract.id] = judged

    def settle(self, ids: Iterable[str]) -> None:
        """Leave these contracts out when the work ends, as their obligations are already refreshed and told of."""
        self._touched.difference_update(ids)

    def finish(self) -> dict[str, Judged]:
        """Refresh the obligations of every contract touched and tell what can't wait; gives the contracts as judged.

        What can't wait for the sweep is a gate already passed that is open again, an incident or what is new of one, a
        subcontract without approval, what somebody must decide, and the answer to who asked for a decision.
        """
        ids, new = sorted(self._touched), self.events[self._answered :]
        self._answered = len(self.events)
        judged = self._refreshed(ids) if ids else {}
        ended = {event.subject for event in new if isinstance(event.body, MatterConfirmed | MatterDeclined)}
        if ids or ended:
            self.ask({*ids, *ended}, Finder(self.app, self.connection, self.today).waiting(judged))
        tell_answers(self.outbox, new, self.today)
        self._touched, self._judged = set(), {}
        return judged

    def ask(self, chains: Collection[str], waiting: Sequence[DecisionWaiting]) -> None:
        """Tell at once who decides on what waits on these chains, and close the alerts of what waits no more.

        Under a clock that stands before the last record the sweep does so, once the clock is right.
        """
        if clock_behind(self.connection, self.app.clock.now()):
            return
        if events := ask_at_once(self.outbox, chains, waiting, self.today):
            self.record(events)

    def _refreshed(self, ids: Sequence[str]) -> dict[str, Judged]:
        """Refresh the obligations of contracts, and tell what can't wait of them."""
        before = how_they_stand(self.connection, ids)
        judged = refresh(self.connection, self.app.assessor, ids, self.today, self._judged)
        topic = Topic.reopened_by_event(self.events[-1].hash)
        tell(self.outbox, reopened_by(before, judged), self.today, topic)
        tell_urgent(self.outbox, urgent_of(self.app, judged), self.today)
        self._incidents.tell(self.outbox, judged, self.today, self.events[-1].hash)
        return judged


@contextmanager
def looking(app: App) -> Iterator[Work]:
    """The work of a use case for a dry run, in which nothing can be stored."""
    with reading(app.engine) as connection:
        yield Work(app, connection)


@contextmanager
def working(app: App, *, alone: bool = False, behind_too: bool = False, page_of: Actor | None = None) -> Iterator[Work]:
    """A transaction in which a use case works; a changed policy is journaled first.

    What is one page of somebody's long job (`page_of`) lets others go first. An older copy is refused, unless
    `behind_too`. `alone` waits until nobody else is writing to the journal, and keeps it so: numbers of rows are handed
    out before they are committed, and a seal over «all up to number N» must not meet a latecomer.
    """
    known = () if behind_too else last_lines(kept_seals(app))
    with writing(app.engine, as_page=page_of is not None) as connection:
        if alone and connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE head IN SHARE ROW EXCLUSIVE MODE"))
        work = Work(app, connection, page_of)
        must_not_be_moved(connection)
        must_hold(connection, known)
        must_be_fresh(app, connection)
        rules, policy = rules_and_policy(connection)
        must_be_as_published(app, connection)
        _note_rules(work, rules)
        _note_policy(work, policy)
        yield work
        work.finish()


class _OnlyTriedError(Exception):
    """Ends the transaction of a deed that is only tried."""


@contextmanager
def trying(app: App) -> Iterator[Work]:
    """The work of a deed that is only tried: it is done as `working` does it, and nothing of it stays."""
    with suppress(_OnlyTriedError), writing(app.engine) as connection:
        yield Work(app, connection)
        raise _OnlyTriedError


def _note_rules(work: Work, last: str) -> None:
    """Journal and keep the rule data whenever it is not that of last time; what changed is told by what was kept."""
    book = work.app.book
    if not book.digest or book.digest == last:
        return
    before, now = kept(work.connection, last) if last else None, book.files
    keep(work.connection, now)
    changed = what_changed(before, now) if before else ()
    work.note(SYSTEM, RuleBookApplied(digest=book.digest, program=work.app.program, changed=changed))


def _note_policy(work: Work, recorded: PolicyApplied | None) -> None:
    """Journal the departures from the rule data by which this call judges, where it is one that may set them.

    Raises ConflictError where they were set anew since this call began: it would judge by what no longer holds.
    """
    applied = work.app.applied
    if applied == recorded or (recorded is None and applied == NO_DEPARTURES and work.app.trial):
        return
    if not work.app.applies:
        raise ConflictError("規程の適用(設定)が、ほかの操作で変わりました。もう一度実行してください。")
    work.note(SYSTEM, applied)
