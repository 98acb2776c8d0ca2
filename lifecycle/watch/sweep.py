"""The sweep: from due dates it opens, escalates and resolves alerts as of a date, each once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import ColumnElement, Connection, func, or_, select

from config.alert_ends import AlertEnd, Ended
from config.manners import RECORD
from config.rulebook import RuleBook
from config.vocabulary import Role
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.dues.alerts import Known, Open, known_alerts, of_duties
from lifecycle.dues.ended import how_ended
from lifecycle.dues.obligations import Judged, refresh
from lifecycle.dues.urgent import tell_urgent
from lifecycle.post.contacts import Reach
from lifecycle.post.outbox import ENDED
from lifecycle.post.recipients import SHARED, Recipient
from lifecycle.post.topic import TopicKind
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import chunks
from lifecycle.records.database import reading
from lifecycle.records.events.alerts import AlertOpened, AlertResolved, AlertTold
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.records.flags import is_fictional
from lifecycle.records.folds.taken_back import taken_back_now
from lifecycle.records.journal import Draft
from lifecycle.records.office_counts import counts_today
from lifecycle.records.progress import begins, steps
from lifecycle.records.quiet import quiet_periods
from lifecycle.records.seal_file import must_not_be_behind
from lifecycle.records.tables import alert, assessment, contract
from lifecycle.usecases.ahead import set_right
from lifecycle.usecases.quiet import tell_of_ended
from lifecycle.usecases.work import Work, working
from lifecycle.watch.clocks_told import warn_of_clocks
from lifecycle.watch.decisions import settle_decisions
from lifecycle.watch.foresight import Foresight, foresee
from lifecycle.watch.gaps import settle_gaps
from lifecycle.watch.office_dues import NOTHING, OfficesTold, settle_office_dues
from lifecycle.watch.telling import Letters
from states.facts import Contract
from states.ladder import Position, StepDue
from states.occasions import Occasion, occasions


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
class _Changes:
    """The changes of a sweep: its events, what is to be told in digests, and what is told alone.

    `told` are the steps that reach nobody: they are over without a message. `handed` are the alerts closed because
    another office has the contract: they are closed before those of that office are opened.
    """

    letters: Letters
    opened: list[Draft] = field(default_factory=list)
    told: list[Draft] = field(default_factory=list)
    resolved: list[Draft] = field(default_factory=list)
    handed: list[Draft] = field(default_factory=list)
    escalated: int = 0
    urgent: list[tuple[Contract, Occasion]] = field(default_factory=list)


def sweep(app: App, as_of: date | None = None, *, dry_run: bool = False) -> Sweep:
    """Find what is due or stalled as of a day (default today), open, escalate and resolve alerts, queue the messages.

    Run again for the same day it queues nothing. On today's date only what is due to be looked at is examined; for
    another date every contract is judged as of it. With `dry_run` nothing is stored, nor for another day than today
    outside a home for trial: the day of a deed is today. What is dated ahead of today is set right first. Raises
    RoleError, and SetupError where the journal is an older copy than its seals: nothing may be told anew from it.
    """
    day = as_of or app.today()
    if dry_run or (day != app.today() and not app.trial):
        with reading(app.engine) as connection:
            app.actor(connection).must(Act.SWEEP)
            ids = _due_for_a_look(connection, app.book, day, app.today())
            changes = _judge(app, connection, ids, day)
            counted = _counted(day, ids, changes, len(changes.letters.recipients()) + len(changes.letters.apart))
            return replace(counted, dry_run=True)
    with working(app) as work:
        work.actor.must(Act.SWEEP)
        must_not_be_behind(work.connection, app.seal_file)
        work.must_know_the_day()
        set_right(work)
        return look_at(work, _due_for_a_look(work.connection, app.book, day, app.today()), day)


def look_at(work: Work, ids: Sequence[str], day: date, gaps: Collection[Recipient] = ()) -> Sweep:
    """Look at these contracts as of a day: open, escalate and resolve their alerts, queue the messages.

    `gaps` are posts that are known not to be reached, beside those that a step would have told.
    """
    app = work.app
    changes = _judge(app, work.connection, ids, day)
    begins("連絡を作っています")
    ended = [draft.subject for draft in (*changes.resolved, *changes.handed)]
    foresight = foresee(app, work.connection, changes.opened, ended, day)
    work.record([*changes.handed, *changes.opened, *changes.told, *changes.resolved])
    if day == app.today():
        refresh(work.connection, app.assessor, ids, day)
        work.settle(ids)
    decisions = settle_decisions(work, day, ids)
    offices = settle_office_dues(work, day)
    queued = _queue(work, changes, day, foresight) + decisions.queued + offices.queued
    queued += tell_of_ended(work, day) if day == app.today() else 0
    queued += settle_gaps(work, {*changes.letters.gaps, *decisions.gaps, *offices.gaps, *gaps}, day)
    return _counted(day, ids, changes, queued, offices)


def _queue(work: Work, changes: _Changes, day: date, foresight: Foresight) -> int:
    """Queue what is to be told; news after an earlier telling on that day goes out as a further message."""
    fictional = is_fictional(work.connection)
    queued = tell_urgent(work.outbox, changes.urgent, day) + warn_of_clocks(work.outbox, day)
    recipients, ladder = changes.letters.recipients(), work.app.book.escalation
    offices = {to.division for to in recipients if to.post != Role.OVERSIGHT_OFFICE} if day == work.today else set()
    whole = counts_today(work.connection, offices, day, ladder)
    for to in recipients:
        digest = changes.letters.digest(to, whole.get(to.division), fictional=fictional)
        topic = work.outbox.next_topic(to, TopicKind.DIGEST, day)
        steps = changes.letters.steps[to]
        foreseen = any(foresight.alert(step.alert) for step in steps if step.step != ENDED) or any(
            item.contract in foresight.contracts for item in digest.resolved
        )
        queued += work.outbox.digest(to, topic, digest, steps, unforeseen=not foreseen)
    for to, item, step in changes.letters.apart:
        digest = changes.letters.of_one(to, item, fictional=fictional)
        topic = work.outbox.next_topic(to, TopicKind.DIGEST, day)
        queued += work.outbox.digest(to, topic, digest, [step], unforeseen=not foresight.alert(step.alert))
    counts = changes.letters.counts()
    if counts:
        topic = work.outbox.next_topic(SHARED, TopicKind.DIGEST, day)
        queued += work.outbox.counts(topic, counts)
    return queued


def _counted(day: date, ids: Sequence[str], changes: _Changes, queued: int, offices: OfficesTold = NOTHING) -> Sweep:
    opened, escalated = len(changes.opened) + offices.opened, changes.escalated + offices.escalated
    resolved = len(changes.resolved) + len(changes.handed) + offices.resolved
    return Sweep(day, len(ids), opened, escalated, resolved, queued)


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


def _judge(app: App, connection: Connection, ids: Sequence[str], day: date) -> _Changes:
    changes = _Changes(Letters(app, Reach(app, connection, day), day, quiet=quiet_periods(connection)))
    begins("契約を点検しています", len(ids))
    for chunk in chunks(ids):
        known = known_alerts(connection, chunk, day, of_duties(app.book))
        gone = taken_back_now(connection, chunk)
        for facts in load_contracts(connection, chunk, AsOf(day)):
            steps()
            judged = app.assessor.assess(facts, day)
            given = [] if facts.id in gone else occasions(app.assessor, facts, judged)
            now = [o for o in given if o.is_open(day)]
            _compare(facts, now, known[facts.id], changes)
            ending = _ending(now, known[facts.id], day)
            ended = how_ended(
                connection,
                app.book,
                Judged(facts, judged),
                ending,
                [o for o in given if not o.is_open(day)],
                gone=facts.id in gone,
            )
            for standing in ending:
                _resolve(facts, standing, ended[standing.row.id], changes)
    return changes


def _compare(facts: Contract, given: Sequence[Occasion], known: Known, changes: _Changes) -> None:
    """Weigh a contract's occasions against its open alerts; an alert that was opened later is left alone.

    In a quiet period none is opened and none climbs: what came up meanwhile is opened at its end, at the lowest step.
    """
    day = changes.letters.day
    for occasion in given:
        standing = known.standing.get(occasion.key)
        if standing is not None and _is_handed_on(facts, standing, day):
            _hand_on(facts, standing, changes)
            standing = None
        if changes.letters.is_quiet(facts, occasion):
            continue
        told = occasion.manner != RECORD
        if standing is None:
            id_ = known.new_id(occasion.key, day)
            begins = changes.letters.ladder.begin(occasion.counts_from, day, at_once=occasion.at_once)
            changes.opened.append(_opened(facts, occasion, id_, begins, day))
            if told:
                _climb(facts, occasion, id_, Position(occasion.counts_from, begins), None, changes)
            if occasion.urgent:
                changes.urgent.append((facts, occasion))
        elif standing.row.opened_on <= day and not standing.waits and told:
            at = standing.position(occasion.counts_from)
            _climb(facts, occasion, standing.row.id, at, standing.row.planned_on, changes)


def _is_handed_on(facts: Contract, standing: Open, day: date) -> bool:
    """Whether the contract was moved to another office since an alert of it was opened."""
    row = standing.row
    return bool(row.opened_on <= day and facts.sheet.division and row.division != facts.sheet.division)


def _hand_on(facts: Contract, standing: Open, changes: _Changes) -> None:
    """Close the alert with the office that had the contract; it begins anew, from the bottom, with the one that has."""
    ended = Ended(AlertEnd.OFFICE, facts.sheet.division or "")
    changes.handed.append(Draft(facts.id, changes.letters.day, AlertResolved.of(standing.row.id, ended)))
    changes.letters.solve(facts, standing, ended)


def _ending(given: Sequence[Occasion], known: Known, day: date) -> list[Open]:
    """The open alerts of a contract that no occasion holds open any more."""
    keys = {occasion.key for occasion in given}
    return [one for key, one in known.standing.items() if key not in keys and one.row.opened_on <= day]


def _opened(facts: Contract, occasion: Occasion, id_: str, begins: date, day: date) -> Draft:
    opened = AlertOpened(
        id=id_,
        subject=occasion.subject,
        code=occasion.code,
        division=facts.sheet.division or "",
        due_on=occasion.due_on,
        begins_on=begins,
        urgent=occasion.urgent,
        occasion=occasion.kind.code if occasion.kind else None,
    )
    return Draft(facts.id, day, opened)


def _climb(
    facts: Contract, occasion: Occasion, id_: str, at: Position, planned_on: date | None, changes: _Changes
) -> None:
    """Queue the step whose day has come. One that reaches nobody is over at once, and the next is queued in its place.

    A queued step is told when its message was accepted (`lifecycle.watch.delivery`): none above it is told before.
    """
    letters, division = changes.letters, facts.sheet.division or ""
    highest = occasion.kind.highest if occasion.kind else None
    missed = ""
    steps = letters.ladder.due(at, letters.day, lambda s: letters.reaches(s, division, occasion.code), highest)
    for told in steps:
        at = after_step(at, told, letters.day)
        changes.escalated += told.step.is_late
        if letters.tell(facts, occasion, id_, told, at, planned_on, missed):
            return
        missed = "・".join(letters.names(told.step.to))
        over = AlertTold(id=id_, step=told.step.id, repeat=told.repeat, to=())
        changes.told.append(Draft(facts.id, letters.day, over))


def after_step(at: Position, told: StepDue, day: date) -> Position:
    """The position of an alert on the ladder once a step was told."""
    steps = at.told if told.repeat else {**at.told, told.step.id: day}
    return replace(at, told=steps, repeats=told.repeat, last_told_on=day)


def _resolve(facts: Contract, standing: Open, ended: Ended, changes: _Changes) -> None:
    changes.resolved.append(Draft(facts.id, changes.letters.day, AlertResolved.of(standing.row.id, ended)))
    changes.letters.solve(facts, standing, ended)
