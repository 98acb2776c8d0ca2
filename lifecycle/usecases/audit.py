"""The journal as evidence: reading a contract's history, checking the whole, sealing it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, create_engine, func, select

from lifecycle.app import App
from lifecycle.records.journal import GENESIS, Event, all_events, digest, events_of, heads_of, last_events
from lifecycle.records.models import PROJECTIONS, Base, PersonRow, RecordRow, table
from lifecycle.records.people import proof
from lifecycle.records.projections import Projector
from lifecycle.records.tables import head, journal
from lifecycle.usecases.work import find_contract, working

SEALS = "seal"
"""The subject of the chain of seals."""


@dataclass(slots=True)
class Verification:
    """What `verify` found; each part is `ok` or says how many faults it has."""

    events: int = 0
    erased: int = 0
    chain: list[str] = field(default_factory=list)
    projections: list[str] = field(default_factory=list)
    evidence_files: list[str] = field(default_factory=list)
    seals: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Every fault, chain first."""
        return [*self.chain, *self.persons, *self.projections, *self.evidence_files, *self.seals]


def history(app: App, id_: str) -> list[Event]:
    """Every event of a contract in order, refusals included. Raises NotFoundError."""
    from lifecycle.records.facts import AsOf

    with app.reading() as connection:
        app.actor(connection).must("閲覧")
        events = events_of(connection, id_)
        if not events:
            find_contract(connection, id_, AsOf(app.today()))
        return events


def verify(app: App) -> Verification:
    """Check the chains, the replay, the evidence files' hashes, the persons' proofs and the seals."""
    found = Verification()
    with app.reading() as connection:
        replayed = _check_chains(connection, found)
        _check_projections(connection, replayed, found)
        _check_files(connection, app.home / "evidence", found)
        _check_persons(connection, found)
        _check_seals(connection, found)
    replayed.close()
    return found


def _check_chains(connection: Connection, found: Verification) -> Connection:
    """Walk every event once: numbers, predecessors, hashes; and replay it into an empty database beside."""
    replay = create_engine("sqlite://").connect()
    Base.metadata.create_all(replay)
    heads: dict[str, tuple[int, str]] = {}
    batch: list[Event] = []
    projector = Projector(replay)
    for event in all_events(connection):
        found.events += 1
        number, previous = heads.get(event.subject, (0, GENESIS))
        name = f"{event.subject} の{event.number}番"
        if event.number != number + 1:
            found.chain.append(f"{name}の前に欠番があります")
        if event.previous != previous:
            found.chain.append(f"{name}が直前の出来事につながりません")
        if digest(event) != event.hash:
            found.chain.append(f"{name}の内容が記録時と違います")
        heads[event.subject] = (event.number, event.hash)
        batch.append(event)
        if len(batch) >= 1000:
            _replay(projector, batch, found)
            batch = []
    _replay(projector, batch, found)
    stored = heads_of(connection, set(heads) | _all_heads(connection))
    for subject in sorted(stored.keys() | heads.keys()):
        if stored.get(subject) != heads.get(subject):
            found.chain.append(f"{subject} の末尾の記録が失われているか、書き換えられています")
    return replay


def _replay(projector: Projector, batch: list[Event], found: Verification) -> None:
    try:
        projector.apply(batch)
    except (KeyError, ValueError, orjson.JSONDecodeError) as error:
        found.projections.append(f"記録を再生できません({type(error).__name__})")


def _all_heads(connection: Connection) -> set[str]:
    return set(connection.execute(select(head.c.subject)).scalars())


def _check_projections(connection: Connection, replayed: Connection, found: Verification) -> None:
    """The tables that queries read equal the replayed ones, to the value."""
    for model in PROJECTIONS:
        source = table(model)
        keys = list(source.primary_key.columns)
        here = connection.execute(select(source).order_by(*keys))
        there = replayed.execute(select(source).order_by(*keys))
        ours, theirs = {_key(r, keys): tuple(r) for r in here}, {_key(r, keys): tuple(r) for r in there}
        for key in sorted(ours.keys() | theirs.keys()):
            if ours.get(key) != theirs.get(key):
                found.projections.append(f"表 {source.name} の {'/'.join(map(str, key))} が記録と一致しません")


def _key(row: Any, keys: list[Any]) -> tuple[Any, ...]:
    return tuple(row._mapping[column.name] for column in keys)


def _check_files(connection: Connection, folder: Path, found: Verification) -> None:
    """Every file that was recorded is there with its hash."""
    record = table(RecordRow)
    seen: set[str] = set()
    for row in connection.execute(select(record.c.contract, record.c.files).where(record.c.files != "[]")):
        for stored in orjson.loads(row.files):
            sha = stored["sha256"]
            if sha not in seen:
                seen.add(sha)
                problem = _file_problem(folder / sha[:2] / sha, sha)
                if problem:
                    found.evidence_files.append(f"{row.contract} の証拠ファイル {sha[:12]}… {problem}")


def _file_problem(path: Path, sha: str) -> str:
    if not path.is_file():
        return "がありません"
    with path.open("rb") as file:
        return "" if hashlib.file_digest(file, "sha256").hexdigest() == sha else "の内容が記録時と違います"


def _check_persons(connection: Connection, found: Verification) -> None:
    """Names and numbers still agree with the hashes that events carry; erased ones are counted, not faulted."""
    proofs: dict[str, str] = {}
    for event in all_events(connection):
        for value in event.content.get("fields", {}).values():
            if isinstance(value, dict) and "ref" in value:
                proofs[value["ref"]] = value["sha256"]
    stored = {row.id: row for row in connection.execute(select(table(PersonRow)))}
    for reference, expected in proofs.items():
        row = stored.get(reference)
        if row is None:
            found.persons.append(f"個人の欄 {reference} が失われています")
        elif row.value is None:
            found.erased += 1
        elif proof(row.value, row.salt or "") != expected:
            found.persons.append(f"個人の欄 {reference} の内容が記録時と違います")


def seal(app: App) -> dict[str, Any]:
    """Tie all chains together: a digest over every chain's head, journaled and returned to be kept elsewhere."""
    with working(app) as work:
        work.actor.must("点検・送信などの定例の処理")
        upto = work.connection.execute(select(func.coalesce(func.max(journal.c.id), 0))).scalar_one()
        chains, mark = _mark(last_events(work.connection, upto=upto))
        content = {"upto": upto, "chains": chains, "digest": mark}
        work.note(SEALS, "journal_sealed", content)
        return content


def _mark(heads: Iterator[tuple[str, int, str]]) -> tuple[int, str]:
    total, chains = hashlib.sha256(), 0
    for head in heads:
        chains += 1
        total.update(orjson.dumps(head))
    return chains, total.hexdigest()


def _check_seals(connection: Connection, found: Verification) -> None:
    for event in events_of(connection, SEALS):
        content = event.content
        if _mark(last_events(connection, upto=content["upto"])) != (content["chains"], content["digest"]):
            found.seals.append(f"封印{event.number}番が記録と一致しません")
