"""The topic of a message: with day, recipient and channel it tells the message from every other."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from sqlalchemy import ColumnElement, or_

from lifecycle.records.tables import outbox


class TopicKind(StrEnum):
    """The kinds of topic; the value is the word a stored topic begins with."""

    DIGEST = "digest"
    URGENT = "urgent"
    CALLED_AGAIN = "called_again"
    CLOCK = "clock"
    INCIDENT = "incident"
    OVERRIDE = "override"
    REOPENED = "reopened"
    CLEARED = "cleared"
    DECLARED = "declared"
    REENTERED = "reentered"
    GAPS = "gaps"
    STORM = "storm"
    RELEASED = "released"
    QUIET = "quiet"
    TEMPLATE = "template"
    UNDELIVERED = "undelivered"
    OUTAGE = "outage"
    OUTAGE_OVER = "outage_over"
    HEARTBEAT = "heartbeat"
    MONTHLY = "monthly"
    BROKEN_JOURNAL = "broken_journal"
    SEAL = "seal"
    ASKED = "asked"
    WAITING = "waiting"
    ANSWERED = "answered"
    CIRCULAR = "circular"
    OFFICE_DUES = "office_dues"


@dataclass(frozen=True, slots=True)
class Topic:
    """The topic of a message: its kind, its subject, and the message's number where a kind takes several on one day.

    As text, the form in which the outbox stores it: `digest`, `digest-2`, `urgent:S4-03:R6-0012/1:2024-05-01`.
    """

    kind: TopicKind
    about: str = ""
    number: int = 1

    def __str__(self) -> str:
        head = self.kind.value if self.number == 1 else f"{self.kind.value}-{self.number}"
        return f"{head}:{self.about}" if self.about else head

    @classmethod
    def parse(cls, text: str) -> Self:
        """A topic from its stored text. Raises ValueError for a text that is no topic."""
        head, _, about = text.partition(":")
        word, _, number = head.partition("-")
        return cls(TopicKind(word), about, int(number or 1))

    @classmethod
    def urgent(cls, code: str, subject: str, mark: str) -> Self:
        """The topic of one urgent occasion: the rule, the contract or subcontract, and what marks it (its due date)."""
        return cls(TopicKind.URGENT, f"{code}:{subject}:{mark}")

    @classmethod
    def called_again(cls, incident: str, number: int) -> Self:
        """The topic of an incident told again, because nobody acknowledged it: its id, and how often by now."""
        return cls(TopicKind.CALLED_AGAIN, incident, number)

    @classmethod
    def clock(cls, incident: str, clock: str, step: str) -> Self:
        """The topic of one step of one clock of an incident; days that were corrected make another clock."""
        return cls(TopicKind.CLOCK, f"{incident}:{clock}:{step}")

    @classmethod
    def incident(cls, incident: str, hash_: str) -> Self:
        """The topic of what is new of an incident: its id, and the hash of the event that brought it."""
        return cls(TopicKind.INCIDENT, f"{incident}:{hash_[:12]}")

    @classmethod
    def reopened_by_event(cls, hash_: str) -> Self:
        """The topic of gates already passed that a recorded event opened again: it names the event's hash."""
        return cls(TopicKind.REOPENED, hash_[:12])

    @classmethod
    def reopened_by_rules(cls, first: str, at: str) -> Self:
        """The topic of gates that a change of rules opened again: the first contract judged anew, and the moment."""
        return cls(TopicKind.REOPENED, f"{first}:{at}")

    @classmethod
    def override(cls, id_: str) -> Self:
        """The topic of one exception that came into force."""
        return cls(TopicKind.OVERRIDE, id_)

    @classmethod
    def cleared(cls, sha256: str) -> Self:
        """The topic of duties met by the corrections of one ledger file: it names the file's hash."""
        return cls(TopicKind.CLEARED, sha256[:12])

    @classmethod
    def declared(cls, sha256: str) -> Self:
        """The topic of one ledger file that a post outside the office imported for it: it names the file's hash."""
        return cls(TopicKind.DECLARED, sha256[:12])

    @classmethod
    def reentered(cls, hash_: str) -> Self:
        """The topic of contracts taken back and entered again: it names the hash of the first event."""
        return cls(TopicKind.REENTERED, hash_[:12])

    @classmethod
    def storm(cls, at: str) -> Self:
        """The topic of messages that were held back: it names the moment."""
        return cls(TopicKind.STORM, at)

    @classmethod
    def released(cls, at: str) -> Self:
        """The topic of held messages that left by themselves: it names the moment."""
        return cls(TopicKind.RELEASED, at)

    @classmethod
    def quiet(cls, id_: str, what: str) -> Self:
        """The topic of one quiet period that was recorded (`began`) or is `over`."""
        return cls(TopicKind.QUIET, f"{id_}:{what}")

    @classmethod
    def template(cls, names: str) -> Self:
        """The topic of templates of the installation that can't be used: it names them."""
        return cls(TopicKind.TEMPLATE, names)

    @classmethod
    def undelivered(cls, message: str) -> Self:
        """The topic of messages that a channel gave up: it names the first of them."""
        return cls(TopicKind.UNDELIVERED, message)

    @classmethod
    def outage(cls, since: date) -> Self:
        """The topic of messages that wait since a day because no way takes them."""
        return cls(TopicKind.OUTAGE, since.isoformat())

    @classmethod
    def outage_over(cls, since: str) -> Self:
        """The topic of their leaving again: it names the same day."""
        return cls(TopicKind.OUTAGE_OVER, since)

    @classmethod
    def monthly(cls, month: date) -> Self:
        """The topic of the report of one month."""
        return cls(TopicKind.MONTHLY, f"{month:%Y-%m}")

    @classmethod
    def broken_journal(cls, mark: str) -> Self:
        """The topic of one distinct set of faults in the record."""
        return cls(TopicKind.BROKEN_JOURNAL, mark)

    @classmethod
    def answered(cls, subject: str, hash_: str) -> Self:
        """The topic of an answer to who asked: what it is about, and the hash of the event that answers."""
        return cls(TopicKind.ANSWERED, f"{subject}:{hash_[:12]}")

    @classmethod
    def circular(cls, circular: str, mark: str) -> Self:
        """The topic of a circular that was published on a day, or withdrawn."""
        return cls(TopicKind.CIRCULAR, f"{circular}:{mark}")

    def names(self, contract: str) -> bool:
        """Whether the topic is about this contract, a subcontract of it, or an exception for it."""
        parts = self.about.split(":")
        return any(part == contract or part.startswith((f"{contract}-E", f"{contract}/")) for part in parts)


def of_kind(kind: TopicKind) -> ColumnElement[bool]:
    """The condition for messages of the outbox whose topic is of a kind."""
    further = (outbox.c.topic.startswith(f"{kind.value}{mark}", autoescape=True) for mark in (":", "-"))
    return or_(outbox.c.topic == kind.value, *further)


def may_name(contract: str) -> ColumnElement[bool]:
    """The condition for messages whose topic holds a contract's number; `Topic.names` tells whether it is meant."""
    return outbox.c.topic.contains(contract, autoescape=True)
