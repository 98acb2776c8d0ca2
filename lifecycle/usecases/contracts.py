"""Contracts are registered, amended, listed and shown here. Facts are never refused; moves are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from config.errors import RequestFault, UsageError
from config.rulebook import RuleBook
from lifecycle.acts import Act, may
from lifecycle.app import App
from lifecycle.fields.values import parse_value
from lifecycle.records.events.documents import Corrected
from lifecycle.records.folds.offices import known_divisions
from lifecycle.records.folds.taken_back import taken_back_now
from lifecycle.records.tables import contract
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.corrections import settled
from lifecycle.usecases.declared import tell_reentered
from lifecycle.usecases.documents import Proposal, Recorder
from lifecycle.usecases.numbers import TAKEN_FOR, taken_for
from lifecycle.usecases.plausible import must_be_plausible
from lifecycle.usecases.reasons import given_reason
from lifecycle.usecases.work import trying, working
from states.columns import CONTRACT, columns_of
from states.contacts import contact_notes
from states.editions import unknown_editions
from states.verdict import Finding

REQUIRED = ("division", "title", "contractor", "fiscal_years")


def parse_fields(kind: str, given: Mapping[str, str], book: RuleBook) -> dict[str, Any]:
    """The stored values of what was typed for a kind's fields; fields go by English name or the ledger's column.

    Raises UsageError with every fault at once; an edition that the rule book does not know is one.
    """
    columns = {name: c for c in columns_of(kind) for name in (c.name, c.label)}
    faults, values = [], {}
    for name, text in given.items():
        column = columns.get(name)
        if column is None:
            faults.append(RequestFault("field_unknown", f"項目「{name}」はありません", name, values={"kind": kind}))
            continue
        if column.name in values:
            faults.append(RequestFault("field_twice", "二度指定されています", column.name, column.label))
            continue
        try:
            values[column.name] = parse_value(column, text)
        except ValueError as error:
            faults.append(RequestFault("field_unreadable", str(error), column.name, column.label))
    unknown = unknown_editions(book, kind, values)
    faults += [RequestFault("edition_unknown", problem, column.name, column.label) for column, problem in unknown]
    if faults:
        raise UsageError("読めない項目があります。何も記録していません。", *faults)
    return values


def offices_for_a_new(app: App, id_: str) -> list[str]:
    """The offices for which this actor may register a contract of that number, asked before anything is typed.

    Raises UsageError where the number is taken or can't be read, RoleError.
    """
    number = _readable(id_)
    with app.reading() as connection:
        actor = app.actor(connection)
        actor.must(Act.RECORD)
        if connection.execute(select(contract.c.removed).where(contract.c.id == number)).scalar() is False:
            raise _taken(number)
        return sorted(actor.divisions or known_divisions(connection))


def offices_of_the_actor(app: App) -> list[str]:
    """The offices for which this actor may register a contract. Raises RoleError where there is none."""
    with app.reading() as connection:
        actor = app.actor(connection)
        actor.must(Act.RECORD)
        own = (offices for role, offices in actor.posts if may(role, Act.RECORD, own=True))
        return sorted({office for offices in own for office in offices} or known_divisions(connection))


def _readable(id_: str) -> str:
    from lifecycle.fields.texts import read_contract_no

    try:
        return read_contract_no(id_)
    except ValueError as error:
        raise UsageError(RequestFault("contract_unreadable", str(error), "contract", "契約番号")) from None


def _taken(id_: str) -> UsageError:
    return UsageError(RequestFault("contract_taken", f"契約 {id_} は既にあります。", "contract"))


@tried_again
def register(app: App, id_: str, given: Mapping[str, str], *, dry_run: bool = False) -> tuple[str, ...]:
    """Register a contract at 見積; gives what is to be made sure of in its dates and years.

    With `dry_run` nothing of it stays. Raises UsageError where it exists, its number can't be read, a field lacks or
    can't be meant as it is written.
    """
    id_ = _readable(id_)
    fields = parse_fields(CONTRACT, given, app.book)
    labels = {c.name: c.label for c in columns_of(CONTRACT)}
    missing = [
        RequestFault("field_missing", "必ず入れてください", name, labels[name])
        for name in REQUIRED
        if name not in fields
    ]
    if missing:
        raise UsageError(f"{'、'.join(fault.label for fault in missing)}は必ず入れてください。", *missing, listed=False)
    with trying(app) if dry_run else working(app) as work:
        work.actor.must(Act.RECORD, str(fields["division"]))
        _must_be_known(work.connection, str(fields["division"]))
        recorder = Recorder(work, [id_])
        if recorder.has(id_, (CONTRACT, "", "")):
            raise _taken(id_)
        if other := taken_for(work.connection, id_):
            told = f"契約番号「{id_}」は {TAKEN_FOR.format(other=other)}。"
            raise UsageError(RequestFault("contract_alike", told, "contract", "契約番号"))
        proposal = Proposal(id_, CONTRACT, fields, "command")
        notes = must_be_plausible(work, recorder, proposal)
        back = taken_back_now(work.connection, [id_])
        draft = recorder.draft(proposal)
        tell_reentered(work, back, work.record([draft] if draft else []))
        return notes


@dataclass(frozen=True, slots=True)
class Amended:
    """The result of an amendment: what it changed ({field: [old, new]}), and the duties that it made unmet or met.

    `notes` say what is to be made sure of in its dates and years.
    """

    changes: Mapping[str, Sequence[Any]]
    appeared: tuple[Finding, ...] = ()
    met: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


@tried_again
def amend(app: App, id_: str, given: Mapping[str, str], reason: str | None) -> Amended:
    """Change facts of a contract; what the change means for its duties is judged again at once.

    Raises UsageError, NotFoundError, RoleError.
    """
    fields = parse_fields(CONTRACT, given, app.book)
    reason = given_reason(app, reason) if reason and reason.strip() else None
    with working(app) as work:
        office = work.office_of(id_)
        if fields.get("division", office) == office:
            work.actor.must(Act.RECORD, office)
        else:
            work.actor.must(Act.TRANSFER, office)
            _must_be_known(work.connection, str(fields["division"]))
        recorder, proposal = Recorder(work, [id_]), Proposal(id_, CONTRACT, fields, "command", reason=reason)
        notes = (*must_be_plausible(work, recorder, proposal), *contact_notes(app.book.personal_data, 理由=reason))
        draft = recorder.draft(proposal)
        if draft is None:
            return Amended({})
        owed = work.owed([id_])
        now = settled(work, owed, work.record([draft]))
        turned = owed[id_].turned(now[id_].assessment)
        changes = draft.body.changes if isinstance(draft.body, Corrected) else {}
        return Amended(changes, turned.appeared, turned.met, notes)


def _must_be_known(connection: Connection, name: str) -> None:
    offices = known_divisions(connection)
    if offices and name not in offices:
        told = f"所属「{name}」がありません。台帳の所属シートで登録してください。"
        raise UsageError(RequestFault("division_unknown", told, "division"))
