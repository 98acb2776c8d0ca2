"""The journal as evidence: a contract's history is read, the whole journal is checked and sealed."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.checking import file_faults, person_faults, projection_faults, walk
from lifecycle.records.database import open_engine
from lifecycle.records.events.installation import JournalSealed
from lifecycle.records.journal import last_events
from lifecycle.records.models import Base
from lifecycle.records.tables import journal
from lifecycle.usecases.work import working

SEALS = "seal"
"""The subject of the chain of seals."""


@dataclass(slots=True)
class Verification:
    """The result of `verify`; each part is `ok` or says how many faults it has."""

    events: int = 0
    erased: int = 0
    chain: list[str] = field(default_factory=list)
    projections: list[str] = field(default_factory=list)
    evidence_files: list[str] = field(default_factory=list)
    seals: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Every fault; the faults of the chain come first."""
        return [*self.chain, *self.persons, *self.projections, *self.evidence_files, *self.seals]


def verify(app: App) -> Verification:
    """Check the chains, the replay, the evidence files' hashes, the persons' proofs and the seals."""
    beside = open_engine("sqlite://")
    with app.reading() as connection, beside.connect() as replay:
        app.actor(connection).must(Act.VERIFY)
        Base.metadata.create_all(replay)
        walked = walk(connection, replay, SEALS)
        persons, erased = person_faults(connection, walked.proofs)
        return Verification(
            events=walked.events,
            erased=erased,
            chain=walked.chain,
            projections=[*walked.unreplayable, *projection_faults(connection, replay)],
            evidence_files=file_faults(connection, app.home / "evidence"),
            seals=_broken_seals(connection, walked.seals),
            persons=persons,
        )


def seal(app: App) -> dict[str, Any]:
    """Tie all chains together by a digest over their heads; it is journaled and returned to be kept elsewhere."""
    with working(app, alone=True) as work:
        work.actor.must(Act.SEAL)
        upto = work.connection.execute(select(func.coalesce(func.max(journal.c.id), 0))).scalar_one()
        chains, mark = _mark(last_events(work.connection, upto=upto))
        work.note(SEALS, JournalSealed(upto=upto, chains=chains, digest=mark))
        return {"upto": upto, "chains": chains, "digest": mark}


def _mark(heads: Iterator[tuple[str, int, str]]) -> tuple[int, str]:
    total, chains = hashlib.sha256(), 0
    for head in heads:
        chains += 1
        total.update(orjson.dumps(head))
    return chains, total.hexdigest()


def _broken_seals(connection: Connection, seals: Mapping[int, JournalSealed | None]) -> list[str]:
    """The seals that no longer agree with the chains that they tied together."""
    broken = []
    for number, sealed in seals.items():
        marked = _mark(last_events(connection, upto=sealed.upto)) if sealed else None
        if sealed is None or marked != (sealed.chains, sealed.digest):
            broken.append(f"封印{number}番が記録と一致しません")
    return broken
