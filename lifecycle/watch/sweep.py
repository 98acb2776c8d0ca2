"""The sweep: from due dates it opens, escalates and resolves alerts as of a date, each once.

It goes office by office: contracts are weighed while others write, and what follows is written in a short transaction,
alerts and obligations together with the digests that tell of them. What goes to several offices' readers comes last.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import ColumnElement, Connection, func, or_, select

from config.rulebook import RuleBook
from config.vocabulary import Role
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.dues.alerts import of_duties
from lifecycle.dues.obligations import refresh
from lifecycle.dues.urgent import tell_urgent
from lifecycle.identity import Actor
from lifecycle.post.contacts import Reach
from lifecycle.post.outbox import ENDED
from lifecycle.post.recipients import SHARED, Recipient
from lifecycle.post.topic import TopicKind
from lifecycle.records.chunks import chunks
from lifecycle.records.database import reading
from lifecycle.records.facts import contract_ids
from lifecycle.records.journal import heads_of
from lifecycle.records.progress import begins
from lifecycle.records.tables import alert, assessment, contract
from lifecycle.usecases.again import as_page, pages
from lifecycle.usecases.ahead import set_right
from lifecycle.usecases.quiet import tell_of_ended
from lifecycle.usecases.work import Work, working
from lifecycle.watch.clocks_told import warn_of_clocks
from lifecycle.watch.decisions import settle_decisions
from lifecycle.watch.foresight import Foresight
from lifecycle.watch.gaps import settle_gaps
from lifecycle.watch.office_dues import settle_office_dues
from lifecycle.watch.telling import DeskTally, Letters
from lifecycle.watch.weighing import Changes, weigh
from lifecycle.watch.worded import WordedLetters, digests_of

Which = Callable[[Recipient], bool]
"""Which recipients are meant."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """The result of a sweep, in numbers: what it found and did.

    `alerts_escalated` counts the steps queued beyond the 事前案内, repeats among them; `messages_queued` messages by
    recipient, whatever channels they leave by.
    """

    as_of: date
    examined: int
    alerts_opened: int
    alerts_escalated: int
    alerts_resolved: int
    messages_queued: int
    dry_run: bool = False


@dataclass(slots=True)
class _Run:
    """A sweep on its way, begun by `actor`: what it did so far, and the letters of which nothing is queued yet."""

    app: App
    day: date
    ids: Sequence[str]
    actor: Actor | None = None
    waiting: list[Letters] = field(default_factory=list)
    foresight: Foresight = field(default_factory=Foresight)
    tally: DeskTally = field(init=False)
    gaps: set[Recipient] = field(default_factory=set)
    opened: int = 0
    escalated: int = 0
    resolved: int = 0
    queued: int = 0

    def __post_init__(self) -> None:
        self.tally = DeskTally(self.app)

    def did(self, changes: Changes, queued: int, told: Which) -> None:
        """Note what was written of some contracts, and to whom it was told."""
        self.tally.add(changes.letters)
        self.foresight.add(changes.foresight)
        self.gaps |= changes.letters.gaps
        self.waiting.append(changes.letters)
        for letters in self.waiting:
            letters.forget(told)
        self.waiting = [letters for letters in self.waiting if letters]
        self.opened += len(changes.opened)
        self.escalated += changes.escalated
        self.resolved += len(changes.resolved) + len(changes.handed)
        self.queued += queued

    def so_far(self) -> Sweep:
        """The run in numbers."""
        return Sweep(self.day, len(self.ids), self.opened, self.escalated, self.resolved, self.queued)


def sweep(app: App, as_of: date | None = None, *, dry_run: bool = False) -> Sweep:
    """Find what is due or stalled as of a day (default today), open, escalate and resolve alerts, queue the messages.

    Run again for the same day it queues nothing; one that was cut short is carried on by the next. On today's date only
    what is due to be looked at is examined; for another date every contract is judged as of it. With `dry_run` nothing
    is stored, nor for another day than today outside a home for trial: the day of a deed is today. What is dated ahead
    of today is set right first. Raises RoleError, ConflictError where others wrote to the same contracts again and
    again, and SetupError where the journal is an older copy than its seals: nothing may be told anew from it.
    """
    day = as_of or app.today()
    if dry_run or (day != app.today() and not app.trial):
        with reading(app.engine) as connection:
            app.actor(connection).must(Act.SWEEP)
            return _tried(app, connection, day)
    with working(app) as work:
        work.actor.must(Act.SWEEP)
        work.must_know_the_day()
        set_right(work)
        run = _Run(app, day, _due_for_a_look(work.connection, app.book, day, app.today()), work.actor)
        if not run.ids:
            return _close(work, run)
        offices, left = _by_office(work.connection, run.ids), _left_offices(work.connection, app.book)
    begins("契約を点検しています", len(run.ids))
    for office, ids, is_last in pages(offices):
        _page(run, ids, _posts_of(office) if is_last and office not in left else _nobody)
    return _closed(run)


def look_at(work: Work, ids: Sequence[str], day: date, gaps: Collection[Recipient] = ()) -> Sweep:
    """Look at a few contracts as of a day within a work: open, escalate and resolve their alerts, queue the messages.

    `gaps` are posts that are known not to be reached, beside those that a step would have told.
    """
    run = _Run(work.app, day, ids)
    changes = weigh(work.app, work.connection, ids, day)
    run.did(changes, _write(work, changes, ids), _nobody)
    return _close(work, run, gaps)


def _tried(app: App, connection: Connection, day: date) -> Sweep:
    """What a sweep of a day would do."""
    run, readers = _Run(app, day, _due_for_a_look(connection, app.book, day, app.today())), set[Recipient]()
    begins("契約を点検しています", len(run.ids))
    for chunk in chunks(run.ids):
        changes = weigh(app, connection, chunk, day)
        readers.update(changes.letters.recipients())
        run.did(changes, len(changes.letters.apart), _everybody)
    return replace(run.so_far(), messages_queued=run.queued + len(readers), dry_run=True)


def _page(run: _Run, ids: Sequence[str], told: Which) -> None:
    """Weigh and word while others write; then write what follows, and the digests of those to be told now."""
    with reading(run.app.engine) as connection:
        weighed = weigh(run.app, connection, ids, run.day)
        letters = _letters(run, weighed.letters.reach, told, weighed.letters)
        ahead = WordedLetters.ahead(run.app, connection, letters, weighed.judged)
    run.did(*as_page(lambda: _written(run, weighed, ids, told, ahead)), told)


def _letters(run: _Run, reach: Reach, told: Which, *more: Letters) -> Letters:
    """What these recipients are told by now: what waits for them, and what is more."""
    letters = Letters(run.app, reach, run.day)
    for one in (*run.waiting, *more):
        letters.take(one, told)
    return letters


def _written(run: _Run, weighed: Changes, ids: Sequence[str], told: Which, ahead: WordedLetters) -> tuple[Changes, int]:
    """Write a page in a transaction of its own; of contracts that have moved on since, it is weighed anew within."""
    with working(run.app, page_of=run.actor) as work:
        changes = weighed
        if heads_of(work.connection, ids) != weighed.heads:
            changes = weigh(run.app, work.connection, ids, run.day)
        queued = _write(work, changes, ids)
        foresight = Foresight()
        for part in (run.foresight, changes.foresight):
            foresight.add(part)
        letters = ahead.letters
        if changes is not weighed:
            letters = _letters(run, changes.letters.reach, told, changes.letters)
        return changes, queued + _queue(work, letters, foresight, ahead)


def _write(work: Work, changes: Changes, ids: Sequence[str]) -> int:
    """Write the alerts of contracts and what these owe, and tell what is urgent; gives the messages queued."""
    day = changes.letters.day
    work.record(changes.drafts)
    if day == work.today:
        refresh(work.connection, work.app.assessor, ids, day, changes.judged)
        work.settle(ids)
    return tell_urgent(work.outbox, changes.urgent, day)


def _closed(run: _Run) -> Sweep:
    with reading(run.app.engine) as connection:
        letters = _letters(run, Reach(run.app, connection, run.day), _everybody)
        ahead = WordedLetters.ahead(run.app, connection, letters)

    def write() -> Sweep:
        with working(run.app, page_of=run.actor) as work:
            return _close(work, run, ahead=ahead)

    return as_page(write)


def _close(work: Work, run: _Run, gaps: Collection[Recipient] = (), ahead: WordedLetters | None = None) -> Sweep:
    """Tell what is left to tell, and what concerns no single contract: decisions, offices, ends, gaps, counts."""
    day, reach = run.day, Reach(run.app, work.connection, run.day)
    letters = ahead.letters if ahead else _letters(run, reach, _everybody)
    queued = warn_of_clocks(work.outbox, day) + _queue(work, letters, run.foresight, ahead)
    if counts := run.tally.counts(day):
        queued += work.outbox.counts(work.outbox.next_topic(SHARED, TopicKind.DIGEST, day), counts)
    decisions = settle_decisions(work, day, run.ids)
    offices = settle_office_dues(work, day)
    queued += decisions.queued + offices.queued
    queued += tell_of_ended(work, day) if day == work.today else 0
    queued += settle_gaps(work, {*run.gaps, *decisions.gaps, *offices.gaps, *gaps}, day)
    done = run.so_far()
    return replace(
        done,
        alerts_opened=done.alerts_opened + offices.opened,
        alerts_escalated=done.alerts_escalated + offices.escalated,
        alerts_resolved=done.alerts_resolved + offices.resolved,
        messages_queued=done.messages_queued + queued,
    )


def _queue(work: Work, letters: Letters, foresight: Foresight, ahead: WordedLetters | None = None) -> int:
    """Queue these letters; news after an earlier telling on that day goes out as a further message."""
    day, queued = letters.day, 0
    for to, digest, worded in digests_of(work.app, work.connection, letters, ahead):
        topic = work.outbox.next_topic(to, TopicKind.DIGEST, day)
        told = letters.steps[to]
        foreseen = any(foresight.alert(step.alert) for step in told if step.step != ENDED) or any(
            item.contract in foresight.contracts for item in digest.resolved
        )
        queued += work.outbox.digest(to, topic, digest, told, unforeseen=not foreseen, ahead=worded)
    for to, item, step in letters.apart:
        digest = letters.of_one(to, item, fictional=work.outbox.wording.fictional)
        topic = work.outbox.next_topic(to, TopicKind.DIGEST, day)
        queued += work.outbox.digest(to, topic, digest, [step], unforeseen=not foresight.alert(step.alert))
    return queued


def _posts_of(office: str) -> Which:
    """The posts of an office; a desk is told last, though it has the name of an office."""
    return lambda to: to.division == office and to.post != Role.OVERSIGHT_OFFICE


def _nobody(_: Recipient) -> bool:
    return False


def _everybody(_: Recipient) -> bool:
    return True


def _due_for_a_look(connection: Connection, book: RuleBook, day: date, today: date) -> list[str]:
    """The contracts to examine: by the stored next look on today's date, all of them for any other."""
    latest = connection.execute(select(func.max(assessment.c.assessed_on))).scalar()
    if day != today or (latest and latest > day):
        return contract_ids(connection)
    due = select(assessment.c.contract).where(assessment.c.next_look_on <= day)
    return sorted(set(connection.execute(due).scalars()) | _gone_or_moved(connection, of_duties(book)))


def _gone_or_moved(connection: Connection, which: ColumnElement[bool]) -> set[str]:
    """The contracts that were taken back (取消) or moved to another office while an alert of them is still open."""
    statement = (
        select(alert.c.contract)
        .join(contract, contract.c.id == alert.c.contract)
        .where(alert.c.resolved_on.is_(None), which)
        .where(or_(contract.c.removed, contract.c.division != alert.c.division))
    )
    return set(connection.execute(statement).scalars())


def _by_office(connection: Connection, ids: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """These contracts by the office that has them."""
    offices: dict[str, list[str]] = defaultdict(list)
    for chunk in chunks(ids):
        rows = select(contract.c.id, contract.c.division).where(contract.c.id.in_(chunk)).order_by(contract.c.id)
        for row in connection.execute(rows):
            offices[row.division or ""].append(row.id)
    return dict(sorted(offices.items()))


def _left_offices(connection: Connection, book: RuleBook) -> set[str]:
    """The offices that hear of contracts which are another's now: their digests wait for what comes of those."""
    statement = (
        select(alert.c.division)
        .join(contract, contract.c.id == alert.c.contract)
        .where(alert.c.resolved_on.is_(None), of_duties(book), contract.c.division != alert.c.division)
    )
    return set(connection.execute(statement.distinct()).scalars())
