"""Weighing: what contracts give occasion to tell of, held against their open alerts; nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection

from config.alert_ends import AlertEnd, Ended
from config.manners import RECORD
from lifecycle.app import App
from lifecycle.dues.alerts import Known, Open, known_alerts, of_duties
from lifecycle.dues.ended import how_ended
from lifecycle.dues.obligations import Judged
from lifecycle.post.contacts import Reach
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import chunks
from lifecycle.records.events.alerts import AlertOpened, AlertResolved, AlertTold
from lifecycle.records.facts import load_contracts
from lifecycle.records.folds.taken_back import taken_back_now
from lifecycle.records.journal import Draft, heads_of
from lifecycle.records.progress import steps
from lifecycle.records.quiet import quiet_periods
from lifecycle.watch.foresight import Foresight, foresee
from lifecycle.watch.telling import Letters
from states.facts import Contract
from states.ladder import Position, StepDue
from states.occasions import Occasion


@dataclass(slots=True)
class Changes:
    """What weighing contracts changes: its events, what is to be told in digests, and what is told alone.

    `judged` are the contracts as they were judged, `heads` their chains at that moment, `foresight` what of it all was
    to be expected; `told` are the steps that reach nobody: they are over without a message. `handed` are the alerts
    closed because another office has the contract: they are closed before those of that office are opened.
    """

    letters: Letters
    opened: list[Draft] = field(default_factory=list)
    told: list[Draft] = field(default_factory=list)
    resolved: list[Draft] = field(default_factory=list)
    handed: list[Draft] = field(default_factory=list)
    escalated: int = 0
    urgent: list[tuple[Contract, Occasion]] = field(default_factory=list)
    judged: dict[str, Judged] = field(default_factory=dict)
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    foresight: Foresight = field(default_factory=Foresight)

    @property
    def drafts(self) -> list[Draft]:
        """Its events, in the order in which they hold."""
        return [*self.handed, *self.opened, *self.told, *self.resolved]


def weigh(app: App, connection: Connection, ids: Sequence[str], day: date) -> Changes:
    """Weigh these contracts as of a day. Ask before their obligations are refreshed."""
    changes = Changes(Letters(app, Reach(app, connection, day), day, quiet=quiet_periods(connection)))
    changes.heads = heads_of(connection, ids)
    for chunk in chunks(ids):
        known = known_alerts(connection, chunk, day, of_duties(app.book))
        gone = taken_back_now(connection, chunk)
        facts = list(load_contracts(connection, chunk, AsOf(day)))
        for judged in map(Judged, facts, app.assessor.assess_all(facts, day)):
            steps()
            id_ = judged.contract.id
            changes.judged[id_] = judged
            _weigh(app, connection, judged, known[id_], changes, gone=id_ in gone)
    ended = [draft.subject for draft in (*changes.resolved, *changes.handed)]
    changes.foresight = foresee(app, connection, changes.opened, ended, day)
    return changes


def _weigh(app: App, connection: Connection, judged: Judged, known: Known, changes: Changes, *, gone: bool) -> None:
    """Weigh one contract; what was taken back (`gone`) gives occasion to nothing."""
    facts, day = judged.contract, changes.letters.day
    given = [] if gone else judged.occasions(app.assessor)
    now = [o for o in given if o.is_open(day)]
    _compare(facts, now, known, changes)
    ending = _ending(now, known, day)
    over = [o for o in given if not o.is_open(day)]
    ended = how_ended(connection, app.book, judged, ending, over, gone=gone)
    for standing in ending:
        _resolve(facts, standing, ended[standing.row.id], changes)


def _compare(facts: Contract, given: Sequence[Occasion], known: Known, changes: Changes) -> None:
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


def _hand_on(facts: Contract, standing: Open, changes: Changes) -> None:
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
    facts: Contract, occasion: Occasion, id_: str, at: Position, planned_on: date | None, changes: Changes
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


def _resolve(facts: Contract, standing: Open, ended: Ended, changes: Changes) -> None:
    changes.resolved.append(Draft(facts.id, changes.letters.day, AlertResolved.of(standing.row.id, ended)))
    changes.letters.solve(facts, standing, ended)
