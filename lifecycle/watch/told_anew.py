"""Messages written anew from the state of now: the digest of steps that were not told yet, and an urgent message."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.dues.alerts import Known, Open, known_alerts
from lifecycle.dues.urgent import urgent_notices
from lifecycle.post.contacts import Reach
from lifecycle.post.outbox import ENDED, Outbox, StepOfAlert
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import load_contracts
from lifecycle.records.flags import is_fictional
from lifecycle.records.folds.alerts import AlertSeen, alerts_by
from lifecycle.records.folds.taken_back import taken_back_now
from lifecycle.records.office_counts import counts_today
from lifecycle.records.tables import alert_step, message_step
from lifecycle.watch.telling import Letters
from lifecycle.watch.weighing import after_step
from notifications.alert import Rendered
from notifications.notice import render_notice
from notifications.render import render_digest
from states.facts import Contract
from states.ladder import StepDue
from states.occasions import Occasion, occasions


@dataclass(slots=True)
class _Now:
    """A contract as it stands now: its facts, its open occasions, its alerts on record."""

    facts: Contract
    occasions: dict[tuple[str, str], Occasion]
    known: Known

    def standing(self, alert: str) -> Open | None:
        """The open alert of that id."""
        return next((one for one in self.known.standing.values() if one.row.id == alert), None)


@dataclass(slots=True)
class NewDigests:
    """The digests of steps that waiting messages were to tell, as they are told today."""

    app: App
    connection: Connection
    messages: Sequence[str]
    _steps: dict[str, list[Row[Any]]] = field(init=False)
    _now: dict[str, _Now] = field(init=False)
    _ended: dict[str, AlertSeen] = field(init=False)

    def __post_init__(self) -> None:
        self._steps = _steps_of(self.connection, self.messages)
        told = [step for steps in self._steps.values() for step in steps]
        self._now = contracts_now(self.app, self.connection, {step.contract for step in told})
        over = sorted({step.contract for step in told if step.step == ENDED})
        self._ended = alerts_by(self.connection, over, AsOf(self.app.today()))

    def for_reader(self, to: Recipient, messages: Sequence[str]) -> tuple[Rendered, list[StepOfAlert]] | None:
        """The digest that stands for these messages to one reader, and the steps it tells; None where none is left.

        A step is left out whose alert has ended, or that the reader knows of already; what had ended is told as it was.
        """
        day = self.app.today()
        letters = Letters(self.app, Reach(self.app, self.connection, day), day)
        for step in (step for id_ in messages for step in self._steps.get(id_, ())):
            if step.step == ENDED:
                self._tell_end(letters, to, step)
            elif "/".join((to.division, to.post)) not in (step.told_to or "").split(","):
                self._tell(letters, step)
        if to not in letters.recipients():
            return None
        counts = counts_today(self.connection, {to.division}, day, self.app.book.escalation)
        digest = letters.digest(to, counts.get(to.division), fictional=is_fictional(self.connection))
        told = list(dict.fromkeys(letters.steps[to]))
        return render_digest(digest, Outbox(self.app, self.connection).wording), told

    def _tell_end(self, letters: Letters, to: Recipient, step: Row[Any]) -> None:
        """Put into the reader's digest that an alert is over, where the record says why."""
        now, seen = self._now.get(step.contract), self._ended.get(step.alert)
        if now and seen and seen.ended:
            was = Occasion(seen.subject, seen.code, "", "", seen.due_on, seen.due_on)
            letters.tell_end(to, now.facts, was, seen.id, seen.ended)

    def _tell(self, letters: Letters, step: Row[Any]) -> None:
        """Put a step into the digests, where what it tells still holds."""
        now = self._now.get(step.contract)
        standing = now.standing(step.alert) if now else None
        occasion = now.occasions.get((standing.row.subject, standing.row.code)) if now and standing else None
        if now is None or standing is None or occasion is None:
            return
        told = StepDue(self.app.book.escalation.step(step.step), step.repeat)
        at = after_step(standing.position(occasion.counts_from), told, letters.day)
        missed = self._missed(step)
        letters.tell(now.facts, occasion, step.alert, told, at, standing.row.planned_on, missed)

    def _missed(self, step: Row[Any]) -> str:
        """The posts of the step below where that step reached nobody."""
        ladder = self.app.book.escalation
        below = ladder.rank(step.step) - 2
        if below < 0:
            return ""
        lower = ladder.steps[below]
        over = select(alert_step.c.told_to).where(
            alert_step.c.alert == step.alert, alert_step.c.step == lower.id, alert_step.c.repeat == 0
        )
        nobody = self.connection.execute(over).scalar() == ""
        return "・".join(Role(post).label for post in lower.to) if nobody else ""


def contracts_now(app: App, connection: Connection, ids: set[str]) -> dict[str, _Now]:
    """These contracts as they stand now; one that was taken back owes nothing."""
    gone, known = taken_back_now(connection, sorted(ids)), known_alerts(connection, sorted(ids))
    standing = {}
    for facts in load_contracts(connection, sorted(ids), AsOf(app.today())):
        judged = app.assessor.assess(facts, app.today())
        given = [] if facts.id in gone else occasions(app.assessor, facts, judged)
        opened = {o.key: o for o in given if o.is_open(app.today())}
        standing[facts.id] = _Now(facts, opened, known[facts.id])
    return standing


def urgent_now(app: App, connection: Connection, to: Recipient, topic: Topic) -> Rendered | None:
    """An urgent message to a reader as it is told today; None where its occasion is over."""
    code, _, rest = topic.about.partition(":")
    subject, _, mark = rest.partition(":")
    now = contracts_now(app, connection, {subject.partition("/")[0]})
    for one in now.values():
        occasion = one.occasions.get((subject, code))
        if occasion and occasion.urgent:
            for marked, notice in urgent_notices(app, one.facts, occasion, app.today(), to):
                if marked == mark:
                    return render_notice(notice, Outbox(app, connection).wording)
    return None


def _steps_of(connection: Connection, messages: Sequence[str]) -> dict[str, list[Row[Any]]]:
    """The steps that each message tells, with the posts that know of them already; the lower steps first."""
    same = and_(
        alert_step.c.alert == message_step.c.alert,
        alert_step.c.step == message_step.c.step,
        alert_step.c.repeat == message_step.c.repeat,
    )
    statement = (
        select(message_step, alert_step.c.told_to)
        .outerjoin(alert_step, same)
        .where(message_step.c.message.in_(messages))
        .order_by(message_step.c.contract, message_step.c.alert)
    )
    steps: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(statement):
        steps[row.message].append(row)
    return steps
