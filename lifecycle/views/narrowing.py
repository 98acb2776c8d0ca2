"""What a list is narrowed to, as conditions for the database and as a test of what was judged as of another day."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, false, or_, select

from config.rulebook import RuleBook
from config.typed import folded
from config.vocabulary import Role, Standing
from lifecycle.app import App
from lifecycle.fields.dashes import DASHES
from lifecycle.identity import Actor
from lifecycle.records.as_of import AsOf
from lifecycle.records.contract_facets import of_year
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.records.free_text import said
from lifecycle.records.progress import counted
from lifecycle.records.sql_words import says
from lifecycle.records.tables import assessment, contract, obligation
from lifecycle.views.office_names import office_named
from lifecycle.views.open_duties import still_told
from lifecycle.views.seeking import Sought
from states.duty import Duties, Duty
from states.facts import Contract
from states.verdict import Assessment

_STANDS_IN = {Role.DEPUTY: Role.DIVISION_HEAD}
"""Whose duties are those of a post, beside its own."""

_DASHED = re.compile(f"(?<=[0-9０-９])[{DASHES}](?=[0-9０-９])")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is sought by somebody: the offices that may be read and are asked for, and who asks.

    `readable` are the offices that may be read, `offices` those of them that are asked for, None for all; `office` is
    the one that was named. `actor` is there where the list is the person's own.
    """

    sought: Sought
    book: RuleBook
    today: date
    readable: frozenset[str] | None
    offices: frozenset[str] | None
    office: str | None = None
    actor: Actor | None = None

    @property
    def words(self) -> str:
        """The words that are sought, folded; a dash between digits is that of a contract's number."""
        return folded(_DASHED.sub("-", self.sought.text))

    @property
    def own_offices(self) -> frozenset[str]:
        """The offices in which the person holds a post."""
        return frozenset(office for _, own in (self.actor.posts if self.actor else ()) for office in own)

    @property
    def own_posts(self) -> Iterator[tuple[str, str | None]]:
        """The posts for whose duties the person answers, each with its office (None outside the offices)."""
        for role, offices in self.actor.posts if self.actor else ():
            for post in (role, _STANDS_IN.get(role)):
                if post:
                    every: list[str | None] = [*sorted(offices)]
                    yield from ((post.value, office) for office in every or [None])

    def within(self, division: ColumnElement[str]) -> list[ColumnElement[bool]]:
        """The condition that a row is of an office that may be read and is asked for."""
        return [] if self.offices is None else [division.in_(sorted(self.offices))]

    def of_own_posts(self, post: ColumnElement[str], division: ColumnElement[str]) -> ColumnElement[bool]:
        """The condition that a row waits for the person."""
        return or_(false(), *(and_(post == p, *([division == o] if o else [])) for p, o in self.own_posts))

    def awaits(self, post: str, division: str) -> bool:
        """Whether something that a post of an office must do waits for the person."""
        return any(post == p and office in (None, division) for p, office in self.own_posts)

    def contracts(self) -> list[ColumnElement[bool]]:
        """The conditions on contract and assessment, beside office and words: its standing, stage and fiscal year."""
        wanted, sought = [], self.sought
        if sought.standing:
            wanted.append(self._stands(sought.standing))
        if sought.stage:
            wanted.append(assessment.c.stage == sought.stage.value)
        if sought.year:
            wanted.append(of_year(sought.year))
        return wanted

    @property
    def is_past_due(self) -> ColumnElement[bool]:
        """The condition that a contract owes something that is late, told or not: it is 要是正 without a sweep."""
        late = select(obligation.c.contract).where(obligation.c.due_on < self.today)
        return exists(late.where(obligation.c.contract == contract.c.id).correlate(contract))

    def _stands(self, standing: Standing) -> ColumnElement[bool]:
        if standing is Standing.NEEDS_CORRECTION:
            return or_(assessment.c.standing == standing.value, self.is_past_due)
        return and_(assessment.c.standing == standing.value, ~self.is_past_due)

    def said_of_contract(self) -> ColumnElement[bool]:
        """The condition that number, office, title or contractor of a contract say the words."""
        return says(self.words, contract.c.id, contract.c.division, said(contract.c.title), said(contract.c.contractor))

    def named(self) -> Select[tuple[str]]:
        """The numbers of the contracts that say the words, as a part of another statement: each is read but once."""
        return select(contract.c.id).where(self.said_of_contract())

    def owing(self) -> list[ColumnElement[bool]]:
        """The conditions on an open obligation: its rule, and that it is late."""
        wanted = []
        if self.sought.rule:
            wanted.append(obligation.c.code == self.sought.rule)
        if self.sought.overdue:
            wanted.append(obligation.c.due_on < self.today)
        return wanted

    def numbers(self) -> Select[tuple[str]]:
        """The numbers of the contracts of which it is asked, as a part of another statement."""
        joined = contract.join(assessment, assessment.c.contract == contract.c.id)
        return select(contract.c.id).select_from(joined).where(*self.contracts())

    def says(self, *texts: str | None) -> bool:
        """Whether one of these texts says the words."""
        return not self.words or any(self.words in folded(text) for text in texts if text)

    def wants(self, one: "JudgedThen") -> bool:
        """Whether a contract that was judged as of a day meets what is asked of it, beside its office and its words."""
        sought = self.sought
        return (
            (sought.standing is None or one.assessment.standing is sought.standing)
            and (sought.stage is None or one.facts.stage is sought.stage)
            and (sought.year is None or sought.year in (one.facts.sheet.fiscal_years or ()))
        )

    def owes(self, duty: Duty) -> bool:
        """Whether a duty is open and meets what is asked of it."""
        late = duty.due_on is not None and duty.due_on < self.today
        return duty.is_open and (not self.sought.overdue or late) and self.sought.rule in (None, duty.code)


@dataclass(frozen=True, slots=True)
class JudgedThen:
    """A contract as of a day, judged anew: its facts, what was found, and its unmet duties."""

    facts: Contract
    assessment: Assessment
    duties: tuple[Duty, ...]

    @property
    def texts(self) -> tuple[str | None, ...]:
        """The texts in which words are sought."""
        sheet = self.facts.sheet
        return (self.facts.id, sheet.division, sheet.title, sheet.contractor)


def narrowed(app: App, connection: Connection, sought: Sought, as_of: AsOf | None = None) -> Narrowed:
    """What is sought, for the person who asks. Raises NotFoundError for an office that nobody knows, RoleError."""
    office = office_named(connection, sought.office, as_of) if sought.office else None
    reader = app.reader(connection)
    asked = reader.of(office).offices
    actor = app.actor(connection) if sought.own else None
    return Narrowed(sought, app.book, as_of.on if as_of else app.today(), reader.offices, asked, office, actor)


def judged(app: App, connection: Connection, as_of: AsOf, within: Narrowed) -> Iterator[JudgedThen]:
    """Every contract that may be read, as of a day, that meets what is asked of it beside its words."""
    duties = Duties(app.assessor, as_of.on)
    ids = contract_ids(connection, as_of.known_by, within.readable)
    for facts in counted(load_contracts(connection, ids, as_of), "契約を判定しています", len(ids)):
        if within.office not in (None, facts.sheet.division):
            continue
        assessed = app.assessor.assess(facts, as_of.on)
        one = JudgedThen(facts, assessed, duties.blocking(assessed))
        if within.wants(one):
            yield one


def owes_some(within: Narrowed) -> ColumnElement[bool]:
    """The condition that a contract owes something that meets what is asked of duties."""
    owed = select(obligation.c.code).where(obligation.c.contract == contract.c.id)
    return exists(owed.where(still_told(within.book), *within.owing()).correlate(contract, assessment))
