"""Circulars as they are asked about: the list, one with the state of each office, what an office still owes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from config.citations import Source
from config.errors import NotFoundError, RequestFault
from lifecycle.app import App
from lifecycle.dues.circular_changes import circular_changes
from lifecycle.records.as_of import AsOf
from lifecycle.records.folds.circulars import circulars
from states.circular import Circular, CircularChanges, OfficeAnswer, OfficeQuestion


@dataclass(frozen=True, slots=True)
class OfficeReply:
    """One question to one office: answered when and how, or owed since a day that may have passed (`late`)."""

    division: str
    question: OfficeQuestion
    answer: OfficeAnswer | None
    late: bool

    @property
    def state(self) -> str:
        """How it stands, in a word."""
        return "済" if self.answer else "期限超過" if self.late else "未回答"


@dataclass(frozen=True, slots=True)
class CircularListed:
    """A circular in a list, as far as the reader may see: of how many offices, how many owe something, or late."""

    circular: Circular
    offices: int
    waiting: int
    late: int


@dataclass(frozen=True, slots=True)
class CircularSeen:
    """A circular with the state of every question in each office that the reader may see."""

    circular: Circular
    on: date
    replies: tuple[OfficeReply, ...]

    @property
    def offices(self) -> Mapping[str, tuple[OfficeReply, ...]]:
        """The questions to each office, by the office in order."""
        by_office: dict[str, list[OfficeReply]] = {}
        for one in self.replies:
            by_office.setdefault(one.division, []).append(one)
        return {name: tuple(replies) for name, replies in by_office.items()}

    @property
    def waiting(self) -> tuple[str, ...]:
        """Those of these offices that have not answered everything."""
        return tuple(dict.fromkeys(one.division for one in self.owed()))

    def of(self, division: str) -> tuple[OfficeReply, ...]:
        """The questions to one office."""
        return tuple(one for one in self.replies if one.division == division)

    def owed(self) -> tuple[OfficeReply, ...]:
        """What is not answered."""
        return tuple(one for one in self.replies if one.answer is None and self.circular.stands)


def listed_circulars(app: App, as_of: AsOf | None = None) -> list[CircularListed]:
    """The circulars that address an office of the reader, the newest first. Raises RoleError."""
    asked = as_of or AsOf(app.today())
    with app.reading() as connection:
        reader = app.reader(connection)
        every = circulars(connection, asked)
    return [one for one in (_listed(c, asked.on, reader.offices) for c in reversed(every)) if one.offices]


def _listed(circular: Circular, on: date, offices: frozenset[str] | None) -> CircularListed:
    mine = [name for name in circular.addressees if offices is None or name in offices]
    late = sum(bool(circular.late(name, on)) for name in mine)
    return CircularListed(circular, len(mine), sum(bool(circular.owed_by(name)) for name in mine), late)


def seen_circular(app: App, id_: str, as_of: AsOf | None = None, division: str | None = None) -> CircularSeen:
    """One circular by its id or number, of the offices of the reader or of one. Raises NotFoundError, RoleError."""
    asked = as_of or AsOf(app.today())
    with app.reading() as connection:
        reader = app.reader(connection).of(division)
        every = circulars(connection, asked)
    one = next((one for one in every if id_ in (one.id, one.number)), None)
    if one is None:
        known = "、".join(f"{one.id}({one.number})" for one in every) or "まだ1件もない"
        told = f"通知「{id_}」は発出されていません(発出したのは{known})。"
        raise NotFoundError(RequestFault("circular_unknown", told, "circular"))
    offices = [name for name in one.addressees if reader.covers(name)]
    return CircularSeen(one, asked.on, tuple(_replies(one, offices, asked.on)))


def _replies(circular: Circular, offices: list[str], on: date) -> Iterator[OfficeReply]:
    for name in offices:
        for asked in circular.questions:
            answer = circular.answers.get((name, asked.id))
            late = circular.stands and answer is None and asked.due_on < on
            yield OfficeReply(name, asked, answer, late)


def changes_of(app: App, circular: Circular, division: str | None = None) -> CircularChanges | None:
    """What a circular changes for the contracts of an office, or of every one that the reader may see; None: nothing.

    Raises RoleError.
    """
    with app.reading() as connection:
        reader = app.reader(connection).of(division)
        to = frozenset(circular.addressees)
        offices = to if reader.offices is None else to & reader.offices
        return circular_changes(app, connection, circular, offices)


def publishable(app: App) -> list[Source]:
    """The circulars of the rule data that were not published yet, or were withdrawn; the newest first."""
    with app.reading() as connection:
        app.reader(connection)
        standing = {one.id for one in circulars(connection, AsOf(app.today())) if one.stands}
    every = (one for one in app.book.sources.values() if one.number and one.issuer and one.id not in standing)
    return sorted((one for one in every if one.issued_on), key=lambda one: one.issued_on or date.min, reverse=True)
