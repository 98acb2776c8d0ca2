"""Which contracts may have something that waits for a decision, by what is stored: before any facts are loaded."""

from collections.abc import Collection, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, and_, func, or_, select

from config.vocabulary import ActKind, Stage, Status
from lifecycle.records.chunks import chunks
from lifecycle.records.folds.overrides import REQUESTED, exceptions
from lifecycle.records.tables import act, contract, obligation, override, record

_ENDED = [stage.value for stage in Stage if stage.is_final]


def undecided_contracts(connection: Connection, offices: frozenset[str] | None = None) -> list[str]:
    """The contracts with a subcontract that may be undecided: no decision is recorded of it, or one was withdrawn."""
    stored = connection.execute(_standing("subcontract", offices).add_columns(record.c.fields)).all()
    undecided = {row.contract for row in stored if not {"approved_on", "rejected_on"} & orjson.loads(row.fields).keys()}
    decisions = (ActKind.APPROVAL.value, ActKind.REJECTION.value)
    ended = select(act.c.contract).where(act.c.act.in_(decisions), act.c.withdrawn_at.is_not(None)).distinct()
    withdrawn = set(connection.execute(ended).scalars())
    return sorted(undecided | {row.contract for row in stored if row.contract in withdrawn})


def owing_subjects(
    connection: Connection, kind: str, filled: str, codes: Collection[str], offices: frozenset[str] | None = None
) -> set[str]:
    """What owes one of these duties now: contracts that have a record of a kind with a field filled, and what is below.

    A subcontract goes by its contract and number.
    """
    stored = connection.execute(_standing(kind, offices).add_columns(record.c.fields)).all()
    held = sorted({row.contract for row in stored if orjson.loads(row.fields).get(filled)})
    owed = select(obligation.c.subject).where(obligation.c.code.in_(codes), obligation.c.status == Status.UNMET.value)
    return {
        subject
        for chunk in chunks(held)
        for subject in connection.execute(owed.where(obligation.c.contract.in_(chunk))).scalars()
    }


def unchecked_contracts(connection: Connection, offices: frozenset[str] | None = None) -> list[str]:
    """The contracts with a record of which a second person's act may be lacking: none stands since its last version.

    What a ledger told of a second person is left out; so is a contract that has ended.
    """
    acts = (ActKind.SECOND_CHECK.value, ActKind.ORIGINAL.value)
    last = (
        select(act.c.contract, act.c.kind, act.c.subcontract, act.c.key, func.max(act.c.number).label("number"))
        .where(act.c.act.in_(acts), act.c.withdrawn_at.is_(None))
        .group_by(act.c.contract, act.c.kind, act.c.subcontract, act.c.key)
        .subquery()
    )
    same = and_(*(last.c[name] == record.c[name] for name in ("contract", "kind", "subcontract", "key")))
    unchecked: set[str] = set()
    for kind in ("contract_review", "subcontract", "onsite_waiver"):
        held = _standing(kind, offices).outerjoin(last, same).where(contract.c.stage.not_in(_ENDED))
        open_ = held.where(or_(last.c.number.is_(None), last.c.number < record.c.number))
        proof = record.c.via != "ledger" if kind == "contract_review" else record.c.files != "[]"
        unchecked.update(connection.execute(open_.where(proof).distinct()).scalars())
    return sorted(unchecked)


def _standing(kind: str, offices: frozenset[str] | None) -> Select[Any]:
    """The numbers of the contracts of these offices with a record of a kind as it stands now."""
    held = (
        select(record.c.contract)
        .join(contract, contract.c.id == record.c.contract)
        .where(record.c.kind == kind, record.c.superseded_at.is_(None), ~contract.c.removed)
    )
    return held if offices is None else held.where(contract.c.division.in_(sorted(offices)))


def requested_exceptions(connection: Connection, offices: frozenset[str] | None = None) -> Sequence[Row[Any]]:
    """The exceptions that nobody has decided on, each with the office of its contract, the oldest first."""
    statement = exceptions().add_columns(contract.c.division).join(contract, contract.c.id == override.c.contract)
    if offices is not None:
        statement = statement.where(contract.c.division.in_(sorted(offices)))
    ordered = statement.where(override.c.status == REQUESTED, ~contract.c.removed).order_by(
        override.c.requested_on, override.c.id
    )
    return connection.execute(ordered).all()


def decided_exceptions(connection: Connection, office: str) -> dict[str, int]:
    """How many exceptions of an office were ever asked for, by what became of them."""
    statement = (
        select(override.c.status, func.count())
        .join(contract, contract.c.id == override.c.contract)
        .where(contract.c.division == office)
        .group_by(override.c.status)
    )
    return {str(row[0]): int(row[1]) for row in connection.execute(statement)}
