"""What offices and desks owe that belongs to no contract: answers to circulars, records of duties of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from config.commands import PLACEHOLDERS
from config.owed_answers import OwedTogether, owed_kind
from config.schema import Rule
from config.vocabulary import Role
from config.wareki import fiscal_year_of
from lifecycle.app import App
from lifecycle.identity import SYSTEM
from lifecycle.post.recipients import Recipient, at_desk
from lifecycle.records.as_of import AsOf
from lifecycle.records.events.installation import RuleBookApplied
from lifecycle.records.folds.circulars import CIRCULAR, circulars
from lifecycle.records.folds.desks import DESK, OFFICE, DeskRecord, desk_records, papers_of
from lifecycle.records.folds.offices import known_divisions
from lifecycle.records.journal import as_event, only
from lifecycle.records.tables import journal
from states.asked_records import added_record
from states.desk_duties import kinds_of_offices
from states.guards.records import what_it_lacks
from states.office_dates import owed_by

CHAINS = (CIRCULAR, DESK, OFFICE)
"""The beginnings of the chains on which alerts of such duties stand."""


@dataclass(frozen=True, slots=True)
class OfficeDue:
    """One thing that an office owes: on which chain its alert stands, under which rule, by when, since when asked.

    `about` names what it belongs to (the circular's number), `command` records it. `by_head`: only the head can meet
    it, so that the head is told in the place of the posts below.
    """

    chain: str
    subject: str
    code: str
    division: str
    about: str
    label: str
    remedy: str
    command: str
    due_on: date
    since: date
    by_head: bool = False

    @property
    def answers_a_circular(self) -> bool:
        """Whether it is an answer to a circular, and no record of a duty of its own."""
        return self.chain.startswith(CIRCULAR)

    @property
    def key(self) -> tuple[str, str]:
        """The key of its alert."""
        return self.subject, self.code

    def told_to(self, app: App, posts: Sequence[str], day: date) -> list[Recipient]:
        """The recipients for the posts of a step: those of the office, or the desk that answers for the rule."""
        desk, head = at_desk(app.book.oversight_of(self.code), day), Role.DIVISION_HEAD.value
        if self.chain.startswith(DESK):
            return [desk]
        below = (Role.OFFICER, Role.SECTION_CHIEF)
        own = [head if self.by_head and post in below else post for post in posts]
        every = [desk if post == Role.OVERSIGHT_OFFICE else Recipient(self.division, post) for post in own]
        return list(dict.fromkeys(every))


def owed_together(dues: Sequence[OfficeDue], day: date) -> OwedTogether:
    """What these are together on a day."""
    kind = owed_kind([due.answers_a_circular for due in dues])
    return OwedTogether(kind, len(dues), sum(due.due_on < day for due in dues))


def office_dues(app: App, connection: Connection, day: date) -> list[OfficeDue]:
    """Everything that offices owe on a day, met or not yet due; the earliest due first."""
    every = (*_of_circulars(app, connection, day), *_of_records(app, connection, day))
    return sorted(every, key=lambda due: (due.due_on, due.subject))


def _of_circulars(app: App, connection: Connection, day: date) -> Iterator[OfficeDue]:
    code, asks = app.book.circulars.rule, {ask.id: ask for ask in app.book.circulars.ask}
    if code is None:
        return
    for one in circulars(connection, AsOf(day)):
        for division in one.waiting:
            for asked in one.owed_by(division):
                ask = asks.get(asked.id)
                yield OfficeDue(
                    chain=f"{CIRCULAR}{one.id}",
                    subject=f"{one.id}/{division}/{asked.id}",
                    code=code,
                    division=division,
                    about=one.number,
                    label=asked.label,
                    remedy=ask.remedy if ask else "",
                    command=_typed(ask.command if ask else app.book.circulars.command, id=one.id),
                    due_on=asked.due_on,
                    since=one.published_on,
                    by_head=asked.by_head,
                )


def _of_records(app: App, connection: Connection, day: date) -> Iterator[OfficeDue]:
    """The records of own duties that have a day: of each desk for its rules, of every office for those of offices."""
    rules = [rule for rule in app.book.rules.values() if rule.office_deadline and rule.asks]
    if not rules:
        return
    desks, offices = (desk_records(connection, AsOf(day), of) for of in (DESK, OFFICE))
    own, names = kinds_of_offices(app.book), sorted(known_divisions(connection))
    for rule in rules:
        since = _asked_since(connection, rule.code, day)
        kind = rule.asks.record if rule.asks else None
        if kind in own:
            for name in names:
                mine = [record for record in offices if (record.desk, record.kind) == (name, kind)]
                yield from _record_due(app, rule, mine, name, f"{OFFICE}{name}", since, day)
        else:
            desk = app.book.oversight_of(rule.code)
            mine = [record for record in desks if record.kind == kind]
            yield from _record_due(app, rule, mine, desk.name_on(day), f"{DESK}{desk.id}", since, day)


def _record_due(
    app: App, rule: Rule, records: list[DeskRecord], owner: str, chain: str, since: date, day: date
) -> Iterator[OfficeDue]:
    deadline, asks = rule.office_deadline, rule.asks
    if deadline is None or asks is None:
        return
    papers = [(record.dated_on, papers_of([record], day)[record.kind][0]) for record in records]
    kind = app.book.evidence[str(asks.record)]
    lacks = [
        what_it_lacks(app.book.readings, added_record(kind), paper, rule.required_fields, asks) for _, paper in papers
    ]
    kept = [dated for (dated, _), lacking in zip(papers, lacks, strict=True) if not lacking]
    due = owed_by(deadline, kept, since, day, app.calendar)
    if due is None:
        return
    mark = f"/{fiscal_year_of(day)}" if deadline.each_year_by else ""
    yield OfficeDue(
        chain=chain,
        subject=f"{chain.partition(':')[2]}/{rule.code}{mark}",
        code=rule.code,
        division=owner,
        about=rule.label,
        label=kind.label,
        remedy=app.book.desks.worded(rule.remedy, day),
        command=_typed(rule.command or "", subject=owner),
        due_on=due,
        since=since,
    )


def _typed(command: str, **names: str) -> str:
    """A command with what it names."""
    return command.format(**{**PLACEHOLDERS, **names})


def _asked_since(connection: Connection, code: str, day: date) -> date:
    """The day since when this installation's rule data sets a day for a duty; of no record, that day.

    A change of more entries than the journal names may have brought it.
    """
    wanted = select(journal).where(journal.c.subject == SYSTEM, journal.c.kind == RuleBookApplied.KIND)
    since: date | None = None
    for event, body in only(map(as_event, connection.execute(wanted.order_by(journal.c.number))), RuleBookApplied):
        told = any((code in line and "office_deadline" in line) or line.startswith("ほか") for line in body.changed)
        if since is None or told:
            since = event.occurred_on
    return since or day
