"""Counts a month: what each 所属 owed at its end, what was overdue or excepted, and how often a move was refused."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import orjson
from sqlalchemy import Connection, select

from config.rulebook import RuleBook
from config.vocabulary import Stage, Status
from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.records.events.moves import AdvanceRefused
from lifecycle.records.events.shapes import read
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.records.tables import contract, journal
from states.facts import Contract
from states.occasions import is_told
from states.verdict import Finding

_CLOSED = (Stage.COMPLETED, Stage.WITHDRAWN)


@dataclass(slots=True)
class Tally:
    """The figures of one 所属: duties owed, overdue and excepted at a day, and the refusals in the days before it.

    `late_notes` holds the mark of the due date of each duty that was overdue.
    """

    owed: int = 0
    overdue: int = 0
    late_notes: list[str] = field(default_factory=list)
    excepted: int = 0
    refused: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether the 所属 has nothing to report."""
        return not (self.owed or self.overdue or self.excepted or self.refused)


@dataclass(slots=True)
class MonthCount:
    """The counts of a month: the tallies by desk of 制度所管課 (its id) and by 所属."""

    month: date
    by_desk: defaultdict[str, dict[str, Tally]] = field(default_factory=lambda: defaultdict(dict))

    def tally(self, desk: str, division: str) -> Tally:
        """The figures of a 所属 under the rules of a desk; zeros where nothing was counted yet."""
        return self.by_desk[desk].setdefault(division, Tally())

    def late_notes(self, desk: str) -> list[str]:
        """The marks of the due dates of all that was overdue under the rules of a desk."""
        return [note for tally in self.by_desk[desk].values() for note in tally.late_notes]

    def total(self, desk: str) -> tuple[int, int, int, int]:
        """The sums of all 所属 together: owed, overdue, excepted and refused."""
        tallies = self.by_desk[desk].values()
        return (
            sum(t.owed for t in tallies),
            sum(t.overdue for t in tallies),
            sum(t.excepted for t in tallies),
            sum(t.refused for t in tallies),
        )


def last_day(month: date) -> date:
    """The last day of the month that begins on that day."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def month_before(day: date) -> date:
    """The first day of the month before the month in which a day lies."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def count_month(app: App, connection: Connection, month: date) -> MonthCount:
    """Count one month, contract by contract, from what is known now."""
    counted, end = MonthCount(month), last_day(month)
    for facts in load_contracts(connection, contract_ids(connection), AsOf(end)):
        _count_contract(app, counted, facts, end)
    for division, refused in _refusals(connection, month, end):
        codes = {lacking.code for lacking in refused.unmet}
        for desk in _desks_of(app, codes):
            counted.tally(desk, division).refused += 1
    return counted


def _count_contract(app: App, counted: MonthCount, facts: Contract, end: date) -> None:
    if facts.stage in _CLOSED:
        return
    division = facts.sheet.division or ""
    for finding in app.assessor.assess(facts, end).findings:
        owed = is_told(facts.stage, finding)
        if not owed and finding.status is not Status.OVERRIDDEN:
            continue
        for desk in _desks_of(app, {finding.code}):
            tally = counted.tally(desk, division)
            tally.owed += owed
            if owed and finding.overdue(end):
                tally.overdue += 1
                tally.late_notes.append(_note(app.book, finding))
            tally.excepted += not owed


def _note(book: RuleBook, finding: Finding) -> str:
    """The mark of a finding's due date, empty where a source sets its days."""
    return finding.due_note or book.due_mark(finding.code)


def _desks_of(app: App, codes: Iterable[str]) -> set[str]:
    """The desks, by their ids, that answer for any of these rules."""
    return {app.book.rules[code].oversight for code in codes if code in app.book.rules}


def _refusals(connection: Connection, first: date, last: date) -> Iterator[tuple[str, AdvanceRefused]]:
    """The refused attempts to move a contract in these days: of each the 所属, and what was unmet."""
    rows = connection.execute(
        select(contract.c.division, journal.c.payload)
        .join(contract, contract.c.id == journal.c.subject)
        .where(journal.c.kind == AdvanceRefused.KIND, journal.c.occurred_on.between(first, last), ~contract.c.removed)
    )
    for row in rows:
        yield row.division, read(AdvanceRefused, orjson.loads(row.payload))
