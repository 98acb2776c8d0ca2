"""What offices owe beside contracts, looked at by the sweep: its alerts open, climb the ladder and close as any."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import or_, select

from config.alert_ends import AlertEnd, Ended
from config.escalation import EscalationStep
from config.vocabulary import Role
from lifecycle.dues.alerts import Known, known_alerts
from lifecycle.dues.office_dues import CHAINS, OfficeDue, office_dues, owed_together
from lifecycle.post.contacts import Reach
from lifecycle.post.outbox import StepOfAlert
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic, TopicKind
from lifecycle.records.events.alerts import AlertOpened, AlertResolved, AlertTold
from lifecycle.records.folds.circulars import CIRCULAR
from lifecycle.records.journal import Draft
from lifecycle.records.quiet import quiet_periods
from lifecycle.records.tables import alert
from lifecycle.usecases.work import Work
from notifications.circular_notices import OwedAnswer, OwedAnswersNotice, render_circular
from states.ladder import Ladder, Position, StepDue


@dataclass(frozen=True, slots=True)
class OfficesTold:
    """What a sweep did about what offices owe: messages queued, posts that could not be reached, alerts opened."""

    queued: int = 0
    gaps: frozenset[Recipient] = frozenset()
    opened: int = 0
    escalated: int = 0
    resolved: int = 0


NOTHING = OfficesTold()


@dataclass(slots=True)
class _OfficeChanges:
    """The events of one look, and what is to be told to whom."""

    work: Work
    day: date
    events: list[Draft] = field(default_factory=list)
    told: dict[Recipient, list[tuple[OwedAnswer, StepOfAlert]]] = field(default_factory=lambda: defaultdict(list))
    gaps: set[Recipient] = field(default_factory=set)
    every: dict[str, list[OfficeDue]] = field(default_factory=lambda: defaultdict(list))
    escalated: int = 0
    reach: Reach = field(init=False)
    ladder: Ladder = field(init=False)

    def __post_init__(self) -> None:
        app = self.work.app
        self.reach = Reach(app, self.work.connection, self.day)
        self.ladder = Ladder(app.book.escalation, app.calendar)

    def weigh(self, one: OfficeDue, known: Known) -> None:
        """Open or climb the alert of one duty."""
        standing = known.standing.get(one.key)
        self.every[one.division].append(one)
        if standing is None and self._opens_on(one) <= self.day:
            id_ = known.new_id(one.key, self.day)
            begins = self.ladder.begin(one.due_on, self.day)
            self.events.append(Draft(one.chain, self.day, _opened(one, id_, begins)))
            self._climb(one, id_, Position(one.due_on, begins))
        elif standing is not None and standing.row.opened_on <= self.day and not standing.waits:
            self._climb(one, standing.row.id, standing.position(one.due_on))

    def _opens_on(self, one: OfficeDue) -> date:
        """The day of the first step; where that had passed when it was asked for, the first day that is late."""
        first = self.ladder.opens_on(one.due_on)
        late = next(step for step in self.ladder.escalation.steps if step.is_late)
        return first if first > one.since else self.ladder.calendar.add(one.due_on, late.after_business_days)

    def _climb(self, one: OfficeDue, id_: str, at: Position) -> None:
        """Tell the step whose day has come; one that reaches nobody is over at once, and the next takes its place."""
        for told in self.ladder.due(at, self.day, lambda step: bool(self._reached(step, one))):
            self.escalated += told.step.is_late
            posts = self._reached(told.step, one)
            steps = at.told if told.repeat else {**at.told, told.step.id: self.day}
            at = replace(at, told=steps, repeats=told.repeat, last_told_on=self.day)
            if posts:
                self._put(one, id_, told, at, posts)
                return
            body = AlertTold(id=id_, step=told.step.id, repeat=told.repeat, to=())
            self.events.append(Draft(one.chain, self.day, body))

    def _reached(self, step: EscalationStep, one: OfficeDue) -> list[Recipient]:
        to = one.told_to(self.work.app, step.to, self.day)
        self.gaps.update(post for post in to if not self.reach.reaches(post))
        return [post for post in to if self.reach.reaches(post)]

    def _put(self, one: OfficeDue, id_: str, told: StepDue, after: Position, posts: Sequence[Recipient]) -> None:
        item, app = _item(one, told, self.ladder.escalation.rank(told.step.id), self.day), self.work.app
        if ahead := self.ladder.next_step(after):
            on = max(ahead[1], app.calendar.add(self.day, 1))
            names = dict.fromkeys(map(_named, one.told_to(app, ahead[0].to, self.day)))
            item = replace(item, next_on=on, next_to="・".join(names))
        copied = [to for to in one.told_to(app, told.step.copy_to, self.day) if self.reach.reaches(to)]
        for to in dict.fromkeys((*posts, *copied)):
            step = StepOfAlert(id_, told.step.id, told.repeat, one.chain, primary=to in posts)
            self.told[to].append((item, step))

    def queue(self) -> int:
        """Queue one message for each reader, but none where one of that kind went that day."""
        queued, topic, box = 0, Topic(TopicKind.OFFICE_DUES), self.work.outbox
        for to, told in sorted(self.told.items(), key=lambda pair: (pair[0].division, pair[0].post)):
            if box.holds(to, topic, self.day):
                continue
            answers = sorted((item for item, _ in told), key=lambda item: (-item.height, item.due_on, item.division))
            every = owed_together(self.every[to.division], self.day) if to.division in self.every else None
            notice = OwedAnswersNotice(to.division, to.label, tuple(answers), self.day, every=every)
            rendered = render_circular(notice, box.wording)
            queued += box.put(to, topic, self.day, rendered, tells=[step for _, step in told])
        return queued


def settle_office_dues(work: Work, day: date) -> OfficesTold:
    """Open, climb and close the alerts of what offices owe, as of today; of another day nothing is told.

    In a quiet period of an office nothing of its is opened and nothing climbs.
    """
    if day != work.today:
        return NOTHING
    dues, changes = office_dues(work.app, work.connection, day), _OfficeChanges(work, day)
    chains = sorted({one.chain for one in dues} | _open_chains(work))
    known, quiet = known_alerts(work.connection, chains, day), quiet_periods(work.connection)
    for one in dues:
        if not any(period.covers(one.division, day) for period in quiet):
            changes.weigh(one, known[one.chain])
    opened = len([draft for draft in changes.events if isinstance(draft.body, AlertOpened)])
    owed = {(one.chain, one.key) for one in dues}
    ended = [
        Draft(chain, day, AlertResolved.of(standing.row.id, Ended(AlertEnd.DECIDED, "所属の回答又は記録")))
        for chain in chains
        for key, standing in known[chain].standing.items()
        if (chain, key) not in owed and standing.row.opened_on <= day
    ]
    queued = changes.queue()
    work.record([*changes.events, *ended])
    return OfficesTold(queued, frozenset(changes.gaps), opened, changes.escalated, len(ended))


def _open_chains(work: Work) -> set[str]:
    mine = or_(*(alert.c.contract.startswith(chain, autoescape=True) for chain in CHAINS))
    open_ = select(alert.c.contract).where(alert.c.resolved_on.is_(None), mine)
    return set(work.connection.execute(open_.distinct()).scalars())


def _opened(one: OfficeDue, id_: str, begins: date) -> AlertOpened:
    return AlertOpened(
        id=id_,
        subject=one.subject,
        code=one.code,
        division=one.division,
        due_on=one.due_on,
        begins_on=begins,
        urgent=False,
        occasion=None,
    )


def _item(one: OfficeDue, told: StepDue, height: int, day: date) -> OwedAnswer:
    return OwedAnswer(
        circular=one.chain.removeprefix(CIRCULAR) if one.answers_a_circular else "",
        command=one.command,
        number=one.about,
        division=one.division,
        label=one.label,
        remedy=one.remedy,
        due_on=one.due_on,
        tag=told.step.subject_tag,
        height=height,
        is_late=one.due_on < day,
        repeat=told.repeat,
    )


def _named(to: Recipient) -> str:
    """The name of a post; a desk with its own name."""
    return f"{to.label}({to.division})" if to.post == Role.OVERSIGHT_OFFICE else to.label
