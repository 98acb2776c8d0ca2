"""What needs two persons: one proposes it, another is shown the same and confirms it; only then it is carried out.

A use case that may not act alone calls `propose` with its Matter; `lifecycle.usecases.matters` lists all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Row, func, select

from config.vocabulary import Role
from lifecycle.acts import ACTS, HEADS, Act
from lifecycle.app import App
from lifecycle.dues.waiting import DecisionWaiting
from lifecycle.post.recipients import Recipient, at_desk
from lifecycle.records.askers import asker_of
from lifecycle.records.events.second import MatterProposed
from lifecycle.records.tables import matter as stored_matter
from lifecycle.records.unsettled import is_unsettled
from lifecycle.usecases.shown import digest_of
from lifecycle.usecases.work import Work

MATTER = "matter:"
"""The head of the subjects of matters; each stands on a chain of its own."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A matter as it was proposed: what it is about (a contract, an office, a login), of which office, its terms."""

    id: str
    matter: str
    about: str
    division: str
    terms: Mapping[str, Any]
    shown: str
    status: str
    proposed_by: str
    proposed_on: date
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """A kind of matter: its name, the act that the second person must be allowed, what is shown, what is then done.

    `lines` describes what will be done from what stands now: where that changes, the confirmation is void. What
    is done `afterwards` stands outside of the transaction.
    """

    id: str
    label: str
    act: Act
    lines: Callable[[Work, Proposed], Sequence[str]]
    carry_out: Callable[[Work, Proposed], None]
    afterwards: Callable[[App], None] | None = None


def propose(work: Work, matter: Matter, about: str, terms: Mapping[str, Any], division: str = "") -> Proposed:
    """Put a matter before a second person; gives it with its number and the hash of what is shown.

    The caller has asked whether the actor may propose it.
    """
    count = work.connection.execute(select(func.count()).select_from(stored_matter)).scalar_one()
    id_ = f"M{count + 1}"
    asked = Proposed(id_, matter.id, about, division, terms, "", "proposed", work.actor.key, work.today)
    shown = digest_of(matter.lines(work, asked))
    body = MatterProposed(id=id_, matter=matter.id, about=about, division=division, terms=dict(terms), shown=shown)
    work.note(f"{MATTER}{id_}", body)
    # In a home that is not settled nothing else can be recorded, and nobody is asked.
    if not is_unsettled(work.connection) and (waiting := awaited(work, asked, matter)):
        work.ask([waiting.chain], [waiting])
    return as_proposed(work.connection.execute(select(stored_matter).where(stored_matter.c.id == id_)).one())


def awaited(work: Work, asked: Proposed, matter: Matter) -> DecisionWaiting | None:
    """A matter as something that waits: for the head of its office, else for the posts outside the offices that may.

    The post that proposed it is asked only where no other may confirm it. None where the pack asks nobody.
    """
    kind, chain = work.app.book.decision("matter_of_two"), f"{MATTER}{asked.id}"
    if kind is None:
        return None
    asker = asker_of(work.connection, chain, ("", asked.id, ""))
    posts = _deciding(work, matter.act, asked.division, kind.code)
    others = [to for to in posts if asker is None or to.post != asker.role]
    return DecisionWaiting(
        kind=kind,
        chain=chain,
        subject=asked.id,
        division=asked.division,
        about=matter.label,
        since=asked.proposed_on,
        deciders=tuple(others[:1] if asked.division else others) or tuple(posts),
        place=("", asked.id, ""),
    )


def _deciding(work: Work, act: Act, division: str, code: str) -> list[Recipient]:
    """Who may confirm a matter, the head of its office first; a desk goes by its name of the day."""
    desks = work.app.book.desks
    outside = {
        Role.OVERSIGHT_OFFICE: at_desk(work.app.book.oversight_of(code), work.today),
        Role.AUDIT_OFFICE: at_desk(desks.auditors, work.today),
        Role.ADMIN: at_desk(desks.owner, work.today),
    }
    posts = [Recipient(division, Role.DIVISION_HEAD.value)] if division and ACTS[act].own & HEADS else []
    return [*posts, *(to for role, to in outside.items() if role in ACTS[act].every)]


def as_proposed(row: Row[Any]) -> Proposed:
    """The matter that a stored row holds."""
    return Proposed(
        id=row.id,
        matter=row.matter,
        about=row.about,
        division=row.division,
        terms=orjson.loads(row._mapping["content"]),
        shown=row.shown,
        status=row.status,
        proposed_by=row.proposed_by,
        proposed_on=row.proposed_on,
        decided_on=row.decided_on,
    )
