"""Moves of before in the light of today: what this program, by the rule data of then, would not have let pass.

A difference is no fault of the record: what was decided then stands. It tells where a program or a reading changed.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, select

from config.errors import RuleDataError
from config.loader import load_rule_book
from config.released import PackFiles
from config.rulebook import RuleBook
from config.vocabulary import Stage
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.identity import SYSTEM
from lifecycle.records.events.installation import PolicyApplied
from lifecycle.records.events.kinds import kinds_of
from lifecycle.records.events.moves import StageReached
from lifecycle.records.journal import events_of, only
from lifecycle.records.moments import moments
from lifecycle.records.rule_books import kept
from lifecycle.records.tables import journal
from states.assessment import Assessor


@dataclass(frozen=True, slots=True)
class JudgedOtherwise:
    """A move that today's program would have refused, by the rule data of then: what it would have found lacking."""

    contract: str
    number: int
    on: date
    stage: Stage
    lacking: tuple[str, ...]


def judged_otherwise(app: App) -> list[JudgedOtherwise]:
    """Every move through a gate that is judged otherwise now. Raises RoleError.

    Moves without the digest of a rule book, or whose book this program can't read, are left out: `verify` counts them.
    """
    with app.reading() as connection:
        app.actor(connection).must(Act.VERIFY)
        return [one for id_ in _moved(connection) for one in _of_contract(app, connection, id_)]


def _moved(connection: Connection) -> list[str]:
    kinds = kinds_of(StageReached)
    statement = select(journal.c.subject).where(journal.c.kind.in_(kinds)).distinct().order_by(journal.c.subject)
    return list(connection.execute(statement).scalars())


def _of_contract(app: App, connection: Connection, id_: str) -> Iterator[JudgedOtherwise]:
    policies = {body.digest: body for _, body in only(events_of(connection, SYSTEM), PolicyApplied)}
    for event, facts in moments(events_of(connection, id_), lambda e: isinstance(e.body, StageReached)):
        body = event.body
        if not isinstance(body, StageReached) or body.reason is not None or not body.rules or facts is None:
            continue
        files = kept(connection, body.rules)
        book = _book(tuple(sorted(files.items()))) if files else None
        if book is not None:
            verdict = _then(app, book, policies.get(body.policy or "")).judge(facts, body.STAGE, event.occurred_on)
            if not verdict.allowed:
                lacking = tuple(f"[{finding.code}] {finding.reason}" for finding in verdict.unmet)
                yield JudgedOtherwise(id_, event.number, event.occurred_on, body.STAGE, lacking)


def _then(app: App, book: RuleBook, applied: PolicyApplied | None) -> Assessor:
    then = replace(app, book=book, applied=applied) if applied else replace(app, book=book)
    return then.assessor


@cache
def _book(files: tuple[tuple[str, str], ...]) -> RuleBook | None:
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), dict(files))
        try:
            return load_rule_book(Path(folder), older=True)
        except RuleDataError:
            return None


def _write(folder: Path, files: PackFiles) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
