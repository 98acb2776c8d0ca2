"""Decisions that wait as alerts: opened and told at once to who decides, told again when late, closed when decided."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import orjson
from sqlalchemy import func, select

from config.alert_ends import AlertEnd, Ended
from config.escalation import EscalationStep
from config.vocabulary import Role, Stage
from lifecycle.app import App
from lifecycle.dues.alerts import Known, known_alerts, of_decisions
from lifecycle.dues.waiting import DecisionWaiting, Finder
from lifecycle.post.contacts import Reach
from lifecycle.post.outbox import Outbox, StepOfAlert
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic, TopicKind
from lifecycle.records.askers import asker_of
from lifecycle.records.events.alerts import AlertOpened, AlertResolved, AlertTold
from lifecycle.records.folds.overrides import REQUESTED
from lifecycle.records.journal import Draft
from lifecycle.records.tables import alert, contract, message_step, outbox, override, record
from notifications.decision_notices import AskedItem, AskedNotice, render_asked
from states.columns import SUBCONTRACT
from states.ladder import Ladder, Position, StepDue

_ENDS = {
    Stage.COMPLETED.value: AlertEnd.COMPLETED,
    Stage.TERMINATED.value: AlertEnd.TERMINATED,
    Stage.WITHDRAWN.value: AlertEnd.WITHDRAWN,
}
_CHECKS = ("second_check", "matter_of_two")


@dataclass(frozen=True, slots=True)
class _Told:
    """A step of a decision on its way to somebody: the item as the message tells it, and the step it tells."""

    item: AskedItem
    step: StepOfAlert


@dataclass(slots=True)
class DecisionsAsked:
    """Asks for what waits, as of a day: the events that follow from it, whom to tell what, who could not be reached."""

    box: Outbox
    day: date
    events: list[Draft] = field(default_factory=list)
    told: dict[Recipient, list[_Told]] = field(default_factory=lambda: defaultdict(list))
    gaps: set[Recipient] = field(default_factory=set)
    reach: Reach = field(init=False)
    finder: Finder = field(init=False)
    ladder: Ladder = field(init=False)

    def __post_init__(self) -> None:
        app = self.app
        self.reach = Reach(app, self.box.connection, self.day)
        self.finder = Finder(app, self.box.connection, self.day)
        self.ladder = Ladder(app.book.escalation.of_decisions, app.calendar)

    @property
    def app(self) -> App:
        """The installation."""
        return self.box.app

    def settle(self, chains: Collection[str], waiting: Sequence[DecisionWaiting]) -> None:
        """Weigh what waits on these chains against their open alerts: open, climb, close."""
        ordered = sorted(chains)
        if not self.app.book.decisions or not ordered:
            return
        known = known_alerts(self.box.connection, ordered, self.day, of_decisions(self.app.book))
        for one in waiting:
            self._weigh(one, known[one.chain])
        keys = {(one.chain, one.key) for one in waiting}
        for chain in ordered:
            for key, standing in known[chain].standing.items():
                if (chain, key) not in keys and standing.row.opened_on <= self.day:
                    ended = self._ended(chain, *key)
                    self.events.append(Draft(chain, self.day, AlertResolved.of(standing.row.id, ended)))

    def _ended(self, chain: str, subject: str, code: str) -> Ended:
        """Why nothing waits any more: the contract ended or was taken back, the day passed, else it was decided."""
        stands = select(contract.c.stage, contract.c.removed).where(contract.c.id == chain)
        row = self.box.connection.execute(stands).first()
        if row and row.removed:
            return Ended(AlertEnd.TAKEN_BACK)
        if row and row.stage in _ENDS:
            return Ended(_ENDS[row.stage])
        asked = select(override.c.status).where(override.c.id == subject, override.c.status == REQUESTED)
        if self.box.connection.execute(asked).first():
            return Ended(AlertEnd.PASSED, "申請の期限が過ぎました")
        kind = self.app.book.alerts[code]
        is_application = kind.occasion == "application_made"
        undecided = self._undecided(chain, subject.partition("/")[2]) if is_application else None
        return undecided or Ended(AlertEnd.DECIDED, f"{kind.decision}の結果")

    def _undecided(self, chain: str, no: str) -> Ended | None:
        """Why the application of a subcontract waits no more without a decision: it was taken back, or work began."""
        of_it = (record.c.contract == chain, record.c.kind == SUBCONTRACT, record.c.subcontract == no)
        now = select(record.c.fields).where(*of_it, record.c.superseded_at.is_(None))
        stored = self.box.connection.execute(now).scalar()
        if stored is None:
            return Ended(AlertEnd.TAKEN_BACK)
        decided = orjson.loads(stored).keys() & {"approved_on", "rejected_on"}
        return None if decided else Ended(AlertEnd.REPLACED, "決裁のないまま、業務の開始が登録されました")

    def _weigh(self, one: DecisionWaiting, known: Known) -> None:
        standing = known.standing.get(one.key)
        if standing and standing.row.division != one.division:
            moved = AlertResolved.of(standing.row.id, Ended(AlertEnd.OFFICE, one.division))
            self.events.append(Draft(one.chain, self.day, moved))
            standing = None
        if standing is None:
            id_, due = known.new_id(one.key, self.day), self._due(one)
            begins = self.ladder.begin(due, self.day)
            self.events.append(Draft(one.chain, self.day, _opened(one, id_, due, begins)))
            self._climb(one, id_, Position(due, begins))
        elif standing.row.opened_on <= self.day and not standing.waits:
            self._climb(one, standing.row.id, standing.position(standing.row.due_on))

    def _due(self, one: DecisionWaiting) -> date:
        """The day by which it is to be decided: never past when it is asked for, nor after it can be decided."""
        days = one.kind.days or 1
        due = self.app.calendar.add(one.since or self.day, days)
        due = due if due >= self.day else self.app.calendar.add(self.day, days)
        return min(due, one.until) if one.until else due

    def _climb(self, one: DecisionWaiting, id_: str, at: Position) -> None:
        """Tell the steps whose day has come; one that reaches nobody is over at once, and the next takes its place."""
        missed = ""
        for told in self.ladder.due(at, self.day, lambda step: bool(self._reached(step, one)), one.kind.highest):
            posts = self._reached(told.step, one)
            if not posts and not told.step.is_late:
                missed = self._names(one.deciders)
                posts = [to for to in self.finder.above(one) if self.reach.reaches(to)]
            after = replace(at, told={**at.told, told.step.id: self.day}, last_told_on=self.day)
            if posts:
                self._put(one, id_, told, after, posts, missed)
                return
            if told.step.is_late:
                at, missed = after, self._names(self._of(told.step.to, one))
                body = AlertTold(id=id_, step=told.step.id, repeat=told.repeat, to=())
                self.events.append(Draft(one.chain, self.day, body))

    def _reached(self, step: EscalationStep, one: DecisionWaiting) -> list[Recipient]:
        to = self._of(step.to, one)
        self.gaps.update(post for post in to if not self.reach.reaches(post))
        return [post for post in to if self.reach.reaches(post)]

    def _of(self, asked: Sequence[str], one: DecisionWaiting) -> list[Recipient]:
        posts = [to for name in asked for to in (one.deciders if name == "decider" else self.finder.above(one))]
        return list(dict.fromkeys(posts))

    def _names(self, posts: Sequence[Recipient]) -> str:
        return "・".join(dict.fromkeys(_named(to) for to in posts))

    def _put(
        self, one: DecisionWaiting, id_: str, told: StepDue, after: Position, posts: Sequence[Recipient], missed: str
    ) -> None:
        """Put a step into what its posts are told, and into what those in copy are."""
        ahead = self.ladder.next_step(after, one.kind.highest)
        item = self._item(one, told, after.due_on, missed)
        if ahead:
            following, above = self._of(ahead[0].to, one), self.finder.above(one)
            again = set(following) <= set(posts)
            item = replace(item, next_on=ahead[1], next_to="" if again else self._names(following))
            item = replace(item, above="" if set(above) <= set(posts) else self._names(above))
        copied = [to for to in self._of(told.step.copy_to, one) if self.reach.reaches(to) and to not in posts]
        for to in (*posts, *copied):
            step = StepOfAlert(id_, told.step.id, told.repeat, one.chain, primary=to in posts)
            self.told[to].append(_Told(replace(item, decides=to in one.deciders), step))

    def _item(self, one: DecisionWaiting, told: StepDue, due: date | None, missed: str) -> AskedItem:
        asker = asker_of(self.box.connection, one.chain, one.place)
        return AskedItem(
            subject=one.subject,
            what=one.kind.decision,
            about=one.about,
            division=one.division,
            remedy=one.kind.remedy or "",
            is_check=one.kind.occasion in _CHECKS,
            asked_on=asker.on if asker else one.since,
            asked_by=asker.post if asker else "",
            due_on=due or self.day,
            decided_by=self._names(one.deciders),
            tag=told.step.subject_tag,
            height=self.ladder.escalation.rank(told.step.id),
            is_late=told.step.is_late,
            repeat=told.repeat,
            remark=f"{missed}に届いていないため、お知らせします" if missed else "",
        )

    def queue(self, kind: TopicKind) -> int:
        """Queue one message for each of whom something is to be told, but none where one of that kind went that day.

        What is left over is told by the next digest. Gives how many messages were queued.
        """
        queued = 0
        for to, told in sorted(self.told.items(), key=lambda pair: (pair[0].division, pair[0].post)):
            if self.box.holds(to, Topic(kind), self.day):
                continue
            notice = self._notice(to, told)
            steps = [one.step for one in told]
            rendered = render_asked(notice, self.box.wording)
            at_once = kind is TopicKind.ASKED
            queued += self.box.put(to, Topic(kind), self.day, rendered, urgent=at_once, tells=steps)
        return queued

    def _notice(self, to: Recipient, told: Sequence[_Told]) -> AskedNotice:
        items = sorted((one.item for one in told), key=lambda item: (-item.height, item.due_on, item.subject))
        return AskedNotice(
            division=to.division,
            recipient=to.label,
            items=tuple(items),
            earlier=self._earlier(to, {one.step.alert for one in told}),
            on=self.day,
        )

    def _earlier(self, to: Recipient, now: Collection[str]) -> int:
        """How many other decisions the reader was asked for before, and that wait still."""
        closed = {draft.body.id for draft in self.events if isinstance(draft.body, AlertResolved)}
        asked = (
            select(func.distinct(message_step.c.alert))
            .join(alert, alert.c.id == message_step.c.alert)
            .join(outbox, outbox.c.id == message_step.c.message)
            .where(alert.c.resolved_on.is_(None), of_decisions(self.app.book), message_step.c.primary)
            .where(outbox.c.division == to.division, outbox.c.post == to.post)
        )
        return len(set(self.box.connection.execute(asked).scalars()) - set(now) - closed)


def ask_at_once(box: Outbox, chains: Collection[str], waiting: Sequence[DecisionWaiting], day: date) -> list[Draft]:
    """Ask for what waits on these chains, each post by one message a day at once; gives the events to record."""
    asking = DecisionsAsked(box, day)
    asking.settle(chains, waiting)
    asking.queue(TopicKind.ASKED)
    return asking.events


def _opened(one: DecisionWaiting, id_: str, due: date, begins: date) -> AlertOpened:
    return AlertOpened(
        id=id_,
        subject=one.subject,
        code=one.kind.code,
        division=one.division,
        due_on=due,
        begins_on=begins,
        urgent=False,
        occasion=one.kind.code,
    )


def _named(to: Recipient) -> str:
    """The name of a post; a desk with its own name."""
    return f"{to.label}({to.division})" if to.post == Role.OVERSIGHT_OFFICE else to.label
