"""What was decided or checked lately, so that whoever may can look at it again and withdraw it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from config.vocabulary import ActKind
from lifecycle.app import App
from lifecycle.records.folds.overrides import APPROVED, REJECTED
from lifecycle.records.tables import act, contract, override
from lifecycle.records.told import acting_post
from lifecycle.views.decisions import DecisionKind
from states.columns import SUBCONTRACT
from states.evidence import KINDS

_LATELY = 20


@dataclass(frozen=True, slots=True)
class DecidedLately:
    """Something that was decided or checked and stands: what it is of, what was done, on which day, by which post.

    `id` is the number of an exception, else the contract with its subcontract; `kind` that of the record acted on, or
    blank for an exception.
    """

    id: str
    kind: str
    act: str
    label: str
    on: date
    by: str

    @property
    def decision(self) -> DecisionKind:
        """What kind of decision it was."""
        if not self.kind:
            return DecisionKind.EXCEPTION
        return DecisionKind.SUBCONTRACT if self.kind == SUBCONTRACT else DecisionKind.SUBSTITUTE


def decided_lately(app: App) -> list[DecidedLately]:
    """The latest decisions that stand, of the offices that the reader may see. Raises RoleError."""
    with app.reading() as connection:
        offices = app.reader(connection).offices
        acts = _acts(connection, offices, (ActKind.APPROVAL, ActKind.REJECTION, ActKind.ACCEPTANCE))
        every = [*_exceptions(connection, offices), *acts]
    return sorted(every, key=lambda one: (one.on, one.id), reverse=True)[:_LATELY]


def checked_lately(app: App) -> list[DecidedLately]:
    """The latest checks of second persons that stand, of the offices that the reader may see. Raises RoleError."""
    with app.reading() as connection:
        offices = app.reader(connection).offices
        return list(_acts(connection, offices, (ActKind.SECOND_CHECK, ActKind.ORIGINAL)))


def _exceptions(connection: Connection, offices: frozenset[str] | None) -> Iterator[DecidedLately]:
    statement = (
        select(override.c.id, override.c.status, override.c.decided_on, override.c.codes, override.c.decided_by)
        .join(contract, contract.c.id == override.c.contract)
        .where(override.c.status.in_((APPROVED, REJECTED)), override.c.decided_on.is_not(None), ~contract.c.removed)
        .order_by(override.c.decided_on.desc(), override.c.id.desc())
        .limit(_LATELY)
    )
    if offices is not None:
        statement = statement.where(contract.c.division.in_(sorted(offices)))
    for row in connection.execute(statement):
        done = "承認" if row.status == APPROVED else "却下"
        yield DecidedLately(
            row.id, "", done, f"例外承認({row.codes.replace(',', '・')})", row.decided_on, row.decided_by
        )


def _acts(
    connection: Connection, offices: frozenset[str] | None, kinds: Collection[ActKind]
) -> Iterator[DecidedLately]:
    statement = (
        select(act)
        .join(contract, contract.c.id == act.c.contract)
        .where(act.c.act.in_([kind.value for kind in kinds]), act.c.withdrawn_at.is_(None), ~contract.c.removed)
        .order_by(act.c.recorded_at.desc(), act.c.contract, act.c.number.desc())
        .limit(_LATELY)
    )
    if offices is not None:
        statement = statement.where(contract.c.division.in_(sorted(offices)))
    for row in connection.execute(statement):
        label = KINDS[row.kind].label if row.kind in KINDS else "再委託"
        id_ = f"{row.contract}/{row.subcontract}" if row.subcontract else row.contract
        yield DecidedLately(id_, row.kind, ActKind(row.act).label, label, row.done_on, acting_post(row.role))
