"""A circular as its addressees owe answers to it: what was asked of each office, by when, and what each answered."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class OfficeQuestion:
    """One question of a circular to each office: its id, its words, by which day it is to be answered, who answers."""

    id: str
    label: str
    due_on: date
    by_head: bool = False
    asks_how: bool = False


@dataclass(frozen=True, slots=True)
class OfficeAnswer:
    """The answer of an office to one question: when it was done, how, and when which post recorded it."""

    done_on: date
    how: str
    recorded_on: date
    post: str


@dataclass(frozen=True, slots=True)
class Circular:
    """A circular as published: what it is, whom it addresses, which editions and rule layer it brings, the answers.

    `first_on` is the first day of what it brings, None where it brings nothing. `answers` are by office and question.
    """

    id: str
    number: str
    title: str
    issuer: str
    issued_on: date
    published_on: date
    first_on: date | None
    editions: tuple[str, ...]
    layer: str
    addressees: tuple[str, ...]
    questions: tuple[OfficeQuestion, ...]
    answers: Mapping[tuple[str, str], OfficeAnswer] = field(default_factory=dict)
    withdrawn_on: date | None = None
    withdrawn_because: str = ""

    @property
    def stands(self) -> bool:
        """Whether it was not withdrawn."""
        return self.withdrawn_on is None

    @property
    def rules_name(self) -> str:
        """The name of the published rule data that it came with; empty where it came with the pack."""
        return self.layer.partition("-")[2]

    def may_be_withdrawn(self, on: date) -> bool:
        """Whether it stands and nothing of what it brings holds by a day: afterwards only a later one replaces it."""
        return self.stands and (self.first_on is None or on < self.first_on)

    def owed_by(self, division: str) -> tuple[OfficeQuestion, ...]:
        """The questions that an office has not answered; none of a circular that was withdrawn or not sent to it."""
        if not self.stands or division not in self.addressees:
            return ()
        return tuple(one for one in self.questions if (division, one.id) not in self.answers)

    def late(self, division: str, on: date) -> tuple[OfficeQuestion, ...]:
        """Those of them that are overdue on a day."""
        return tuple(one for one in self.owed_by(division) if one.due_on < on)

    @property
    def waiting(self) -> tuple[str, ...]:
        """The offices that have not answered everything."""
        return tuple(name for name in self.addressees if self.owed_by(name))


@dataclass(frozen=True, slots=True)
class AskedAnew:
    """One duty that is asked of a contract or subcontract by what a circular brings; `due_on` None: no day is set."""

    division: str
    contract: str
    subject: str
    code: str
    label: str
    due_on: date | None
    remedy: str


@dataclass(frozen=True, slots=True)
class CircularChanges:
    """What a circular changes on its first day: the duties asked anew; by office the contracts that go on, or ended."""

    on: date
    live: Mapping[str, int]
    ended: Mapping[str, int]
    duties: tuple[AskedAnew, ...]

    def of(self, division: str) -> tuple[AskedAnew, ...]:
        """The duties of one office."""
        return tuple(one for one in self.duties if one.division == division)

    def live_in(self, division: str) -> int:
        """How many contracts of an office go on on that day."""
        return self.live.get(division, 0)

    def by_rule(self) -> Mapping[tuple[str, str], int]:
        """How many duties of each rule, by its code and label."""
        return Counter((one.code, one.label) for one in self.duties)
