"""Who must be told what after a sweep: the items by recipient, one digest for each, and who could not be reached."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from config.alert_ends import Ended
from config.escalation import EscalationStep
from config.manners import ALONE
from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.dues.alerts import AlertKey, Open
from lifecycle.post.contacts import Reach
from lifecycle.post.digests import ToRecord, each_record_once, item_of
from lifecycle.post.outbox import ENDED, StepOfAlert
from lifecycle.post.recipients import Recipient, at_desk
from lifecycle.records.office_counts import OfficeCount
from lifecycle.records.quiet import QuietPeriod
from notifications.alert import Digest, DigestItem, RunCounts
from states.duty import Duties
from states.facts import Contract
from states.ladder import Ladder, Position, StepDue
from states.occasions import Occasion


def higher(app: App, held: DigestItem | None, item: DigestItem) -> DigestItem:
    """The one of two tellings of a duty that stands higher on the ladder; the later of two that stand alike."""
    rank = app.book.escalation.rank
    return held if held and rank(held.step) > rank(item.step) else item


@dataclass(slots=True)
class DeskTally:
    """What a whole run told, each duty once at its highest step, and what is over."""

    app: App
    told: dict[AlertKey, DigestItem] = field(default_factory=dict)
    over: set[AlertKey] = field(default_factory=set)

    def add(self, letters: "Letters") -> None:
        """Count what these letters tell."""
        in_digests = (item for items in letters.items.values() for item in items.values())
        for item in (*in_digests, *(item for _, item, _ in letters.apart)):
            key = (item.subject, item.code)
            self.told[key] = higher(self.app, self.told.get(key), item)
        self.over |= {key for solved in letters.solved.values() for key in solved}

    def counts(self, day: date) -> RunCounts | None:
        """The counts of the run by code; None where nobody was told anything."""
        if not self.told and not self.over:
            return None
        codes = Counter(item.code for item in self.told.values())
        steps = Counter(item.tag for item in self.told.values())
        tags = (step.subject_tag for step in self.app.book.escalation.steps)
        return RunCounts(
            as_of=day,
            contracts=len({item.contract for item in self.told.values()}),
            duties=len(self.told),
            by_code=tuple(sorted(codes.items())),
            by_step=tuple((tag, steps[tag]) for tag in tags),
            resolved=len(self.over),
        )


@dataclass(slots=True)
class Letters:
    """The letters of a run: what each recipient is to be told, and the posts where nobody could be reached.

    `apart` is what is told in a message of its own; `quiet` are the periods in which offices are told nothing.
    """

    app: App
    reach: Reach
    day: date
    items: dict[Recipient, dict[AlertKey, DigestItem]] = field(default_factory=lambda: defaultdict(dict))
    solved: dict[Recipient, dict[AlertKey, DigestItem]] = field(default_factory=lambda: defaultdict(dict))
    steps: dict[Recipient, list[StepOfAlert]] = field(default_factory=lambda: defaultdict(list))
    apart: list[tuple[Recipient, DigestItem, StepOfAlert]] = field(default_factory=list)
    gaps: set[Recipient] = field(default_factory=set)
    quiet: Sequence[QuietPeriod] = ()
    duties: Duties = field(init=False)
    _recorded: ToRecord = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.duties = Duties(self.app.assessor, self.day)

    def __bool__(self) -> bool:
        return bool(self.items or self.solved or self.apart)

    @property
    def ladder(self) -> Ladder:
        """The steps of this installation."""
        return Ladder(self.app.book.escalation, self.app.calendar)

    def is_quiet(self, contract: Contract, occasion: Occasion) -> bool:
        """Whether a quiet period keeps an occasion back today; nothing urgent is kept back."""
        division = contract.sheet.division or ""
        return not occasion.urgent and any(one.covers(division, self.day) for one in self.quiet)

    def reaches(self, step: EscalationStep, division: str, code: str) -> bool:
        """Whether a step reaches anybody, for a rule of an office."""
        return any(self.reach.reaches(to) for to in self._of(step.to, division, code))

    def tell(
        self,
        contract: Contract,
        occasion: Occasion,
        id_: str,
        told: StepDue,
        after: Position,
        planned_on: date | None,
        missed: str,
    ) -> list[Recipient]:
        """Put an occasion into the digests of a step's recipients; gives whom the step reaches.

        `id_` is the alert, `after` where it stands once told, `missed` the label of a lower step that reached nobody. A
        step that announces a due date goes to the next step's posts where it reaches nobody.
        """
        step, division = told.step, contract.sheet.division or ""
        to = self._of(step.to, division, occasion.code)
        self.gaps.update(one for one in to if not self.reach.reaches(one))
        reached = [one for one in to if self.reach.reaches(one)]
        if not reached and not step.is_late:
            following = self.ladder.escalation.steps[self.ladder.escalation.rank(step.id)]
            reached = [one for one in self._of(following.to, division, occasion.code) if self.reach.reaches(one)]
        copied = [one for one in self._of(step.copy_to, division, occasion.code) if self.reach.reaches(one)]
        remarks = [occasion.remark, f"{missed}に届いていないため、お知らせします" if missed else ""]
        remark = "。".join(part for part in remarks if part)
        item = self._at(self._item(contract, occasion, remark), told, occasion, after, planned_on)
        for one in dict.fromkeys((*reached, *copied)):
            its = replace(item, copied=True) if one in copied else item
            of_alert = StepOfAlert(id_, step.id, told.repeat, contract.id, primary=one in reached)
            if occasion.manner == ALONE:
                self.apart.append((one, its, of_alert))
                continue
            self._put(one, its)
            self.steps[one].append(of_alert)
        return reached

    def solve(self, contract: Contract, standing: Open, ended: Ended) -> None:
        """Tell everybody whom a telling that the duty is late reached why it is told of no longer."""
        row = standing.row
        was = Occasion(row.subject, row.code, "", "", row.due_on, row.due_on)
        for to in dict.fromkeys(self._told_late(standing)):
            if self.reach.reaches(to):
                self.tell_end(to, contract, was, row.id, ended)

    def tell_end(self, to: Recipient, contract: Contract, was: Occasion, id_: str, ended: Ended) -> None:
        """Put into the digest of one reader that an alert is over, and why."""
        self.solved[to][was.key] = replace(self._item(contract, was, was.remark), ended=ended)
        self.steps[to].append(StepOfAlert(id_, ENDED, 0, contract.id, primary=False))

    def _told_late(self, standing: Open) -> Iterator[Recipient]:
        """Whom the late steps of an alert reached, with those who got copies; a desk by its name of today.

        Before it was kept whom a step reached, it was the posts of the office.
        """
        row, kept = standing.row, any(standing.told_to.values())
        for id_ in standing.told:
            step, reached = self.ladder.escalation.step(id_), standing.told_to.get(id_, ())
            if not step.is_late or (kept and not reached):
                continue
            yield from (Recipient(*to) for to in reached if to[1] != Role.OVERSIGHT_OFFICE)
            posts = [post for post in step.to if not reached or post == Role.OVERSIGHT_OFFICE]
            yield from self._of((*posts, *step.copy_to), row.division, row.code)

    def take(self, others: "Letters", which: Callable[[Recipient], bool]) -> None:
        """Take over what other letters of the run tell these recipients; the others stay as they are."""
        for to, items in others.items.items():
            for item in items.values() if which(to) else ():
                self._put(to, item)
        for to, solved in others.solved.items():
            if which(to):
                self.solved[to] |= solved
        for to, steps in others.steps.items():
            if which(to):
                self.steps[to] += steps
        self.apart += [one for one in others.apart if which(one[0])]

    def forget(self, which: Callable[[Recipient], bool]) -> None:
        """Forget what these recipients are told: it is queued."""
        for told in (self.items, self.solved, self.steps):
            for to in [to for to in told if which(to)]:
                del told[to]
        self.apart = [one for one in self.apart if not which(one[0])]

    def recipients(self) -> list[Recipient]:
        """Every recipient of a digest, in order."""
        return sorted(self.items.keys() | self.solved.keys(), key=lambda to: (to.division, to.post))

    def digest(self, to: Recipient, count: OfficeCount | None, *, fictional: bool) -> Digest:
        """The digest of one recipient: everything of this run, and how the recipient's whole office stands."""
        solved = tuple(self.solved.get(to, {}).values())
        items = each_record_once(self.items.get(to, {}).values(), self._recorded)
        return self._digest(to, items, solved, count, fictional=fictional)

    def of_one(self, to: Recipient, item: DigestItem, *, fictional: bool) -> Digest:
        """The digest of one duty that is told in a message of its own."""
        return self._digest(to, each_record_once([item]), (), None, fictional=fictional)

    def _digest(
        self,
        to: Recipient,
        items: tuple[DigestItem, ...],
        solved: tuple[DigestItem, ...],
        count: OfficeCount | None,
        *,
        fictional: bool,
    ) -> Digest:
        return Digest(
            kind="overdue" if items else "resolved",
            division=to.division,
            recipient_post=to.label,
            items=items,
            resolved=solved,
            as_of=self.day,
            full_items=self._written_out(to, items),
            screen_lines=self.app.book.escalation.screen_lines,
            listed_items=self.app.book.escalation.listed_items,
            fictional=fictional,
            next_look_on=self.app.calendar.add(self.day, 1),
            needs_correction=count.needs_correction if count else None,
            stalled=len(count.stalled_contracts | self._late_in(to.division)) if count else None,
            ended_amiss=count.ended if count else 0,
        )

    def _written_out(self, to: Recipient, items: tuple[DigestItem, ...]) -> int:
        """Of how many contracts a reader is told in full; a desk that is told of many reads the list, by office."""
        escalation, contracts = self.app.book.escalation, {item.contract for item in items}
        many = to.post == Role.OVERSIGHT_OFFICE.value and len(contracts) > escalation.full_items
        return escalation.full_of_many if many else escalation.full_items

    def _late_in(self, division: str) -> set[str]:
        """The contracts of an office of which these letters tell somebody there that they are late."""
        late = {step.id for step in self.ladder.escalation.steps if step.is_late}
        own = [step for to, steps in self.steps.items() if to.division == division for step in steps]
        return {step.contract for step in own if step.step in late}

    def names(self, posts: Iterable[str]) -> list[str]:
        """The names by which people call these posts."""
        return [Role(post).label for post in posts]

    def _item(self, contract: Contract, occasion: Occasion, remark: str) -> DigestItem:
        return item_of(contract, self.duties.told(contract.id, contract.stage, occasion), tag="", remark=remark)

    def _put(self, to: Recipient, item: DigestItem) -> None:
        key = (item.subject, item.code)
        self.items[to][key] = higher(self.app, self.items[to].get(key), item)

    def _of(self, posts: Iterable[str], division: str, code: str) -> list[Recipient]:
        """The recipients of posts: those of the contract's office, or the desk that answers for the rule."""
        return [
            at_desk(self.app.book.oversight_of(code), self.day)
            if post == Role.OVERSIGHT_OFFICE
            else Recipient(division, post)
            for post in posts
        ]

    def _at(
        self, item: DigestItem, told: StepDue, occasion: Occasion, after: Position, planned_on: date | None
    ) -> DigestItem:
        """The item of a duty told at a step: with the step's words, and who is told next and when."""
        step, ladder, following = told.step, self.ladder, dict[str, Any]()
        if ahead := ladder.next_step(after, occasion.kind.highest if occasion.kind else None):
            further, on = ahead[0], max(ahead[1], self.app.calendar.add(self.day, 1))
            to = "・".join(self._name(post, occasion.code) for post in further.to)
            following = {"escalates_on": on, "escalates_to": to, "act_by": self.app.calendar.add(on, -1)}
        return replace(
            item,
            step=step.id,
            tag=step.subject_tag,
            repeat=told.repeat,
            height=ladder.escalation.rank(step.id),
            is_ahead=step.after_business_days < 0,
            names_last_day=step.names_last_day,
            is_last=step.id == ladder.escalation.steps[-1].id,
            planned_on=planned_on,
            **following,
        )

    def _name(self, post: str, code: str) -> str:
        label = Role(post).label
        return (
            f"{label}({self.app.book.oversight_of(code).name_on(self.day)})" if post == Role.OVERSIGHT_OFFICE else label
        )
