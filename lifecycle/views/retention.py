"""Until when contracts are kept: whose retention is over as of a day, what is held, what is left to erase."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import chunks
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.records.folds.holds import ErasureHold, holds_by
from lifecycle.records.tables import person
from lifecycle.usecases.retention import RetentionRule, ended_on, retention_rule


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long a contract is kept: when it ended, the last day of its retention, the holds that stand on the day.

    `over`: the last day lies before the day asked about. `values` are the names, contacts and texts that stand now.
    """

    contract: str
    division: str
    ended_on: date | None
    kept_until: date | None
    over: bool
    holds: tuple[ErasureHold, ...]
    values: int


@dataclass(frozen=True, slots=True)
class KeepingAsked:
    """The answer: by which rule it was reckoned, and the contracts in order of their last day."""

    rule: RetentionRule
    on: date
    contracts: tuple[Keeping, ...]


def keeping(app: App, as_of: AsOf, division: str | None = None, *, every: bool = False) -> KeepingAsked:
    """The contracts that the actor may read whose retention is over as of a day, or that are held; of one office, or of
    all.

    With `every` also those whose retention runs. Raises RoleError.
    """
    rule = retention_rule(app)
    with app.reading() as connection:
        ids = contract_ids(connection, as_of.known_by, app.reader(connection).of(division).offices)
        listed: list[Keeping] = []
        for chunk in chunks(ids):
            holds, values = _standing(connection, chunk, as_of), _values(connection, chunk)
            for facts in load_contracts(connection, chunk, as_of):
                ended = ended_on(facts)
                until = rule.last_day(ended) if ended else None
                over, held = until is not None and until < as_of.on, holds.get(facts.id, ())
                if over or held or (every and ended):
                    office, left = facts.sheet.division or "", values.get(facts.id, 0)
                    listed.append(Keeping(facts.id, office, ended, until, over, held, left))
    return KeepingAsked(
        rule, as_of.on, tuple(sorted(listed, key=lambda one: (one.kept_until or date.max, one.contract)))
    )


def _standing(connection: Connection, ids: Sequence[str], as_of: AsOf) -> Mapping[str, tuple[ErasureHold, ...]]:
    every = holds_by(connection, ids, as_of)
    return {id_: stand for id_, holds in every.items() if (stand := tuple(one for one in holds if one.stands))}


def _values(connection: Connection, ids: Sequence[str]) -> Mapping[str, int]:
    """How many names, contacts and texts of each contract stand."""
    of_these = person.c.subject.in_(ids) & person.c.value.is_not(None)
    counted = select(person.c.subject, func.count().label("values")).where(of_these).group_by(person.c.subject)
    return {row.subject: int(row[1]) for row in connection.execute(counted)}
