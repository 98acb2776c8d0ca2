"""What needs two persons: one proposes it, another is shown the same and confirms it; only then it is carried out.

A use case that may not act alone calls `propose` with its Matter; `lifecycle.usecases.matters` lists all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Row, func, select

from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.events.second import MatterProposed
from lifecycle.records.tables import matter as stored_matter
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
    return as_proposed(work.connection.execute(select(stored_matter).where(stored_matter.c.id == id_)).one())


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
