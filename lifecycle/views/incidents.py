"""漏えい等事案 as a screen asks for them: one with its stage, its clocks and what is to be done next; or a list."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from config.errors import NotFoundError, RequestFault
from config.wareki import format_date
from lifecycle.app import App
from lifecycle.fields.values import stored_text
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import chunks
from lifecycle.records.facts import load_contracts
from lifecycle.records.folds.incidents import noted_incidents
from lifecycle.records.incidents_seen import IncidentSeen, incidents_seen
from lifecycle.records.one_contract import find_contract
from lifecycle.records.tables import contract, record
from states.columns import columns_of
from states.content import ERASED, Erased
from states.documents import Column
from states.evidence import INCIDENT
from states.incident_report import IncidentReport


def show_incident(app: App, id_: str, no: int, as_of: AsOf) -> IncidentSeen:
    """One incident of a contract as of a date. Raises NotFoundError, RoleError."""
    with app.reading() as connection:
        facts = find_contract(connection, id_, as_of, app.reader(connection).must)
        noted = noted_incidents(connection, [id_], as_of.known_by)
    for seen in incidents_seen(app.book, facts, noted.get(id_, {}), as_of.on):
        if seen.no == no:
            return seen
    told = f"契約 {id_} にその番号の漏えい等事案はありません。"
    raise NotFoundError(RequestFault("incident_unknown", told, "incident", values={"contract": id_}))


def incidents_of(app: App, id_: str, as_of: AsOf) -> list[IncidentSeen]:
    """Every incident of a contract as of a date, in the order of their numbers. Raises NotFoundError, RoleError."""
    with app.reading() as connection:
        facts = find_contract(connection, id_, as_of, app.reader(connection).must)
        noted = noted_incidents(connection, [id_], as_of.known_by)
    return incidents_seen(app.book, facts, noted.get(id_, {}), as_of.on)


def list_incidents(app: App, as_of: AsOf, division: str | None = None, *, closed: bool = False) -> list[IncidentSeen]:
    """The incidents of all contracts that the actor may read, open ones first, the next last day first.

    `closed` names those too that ended. Raises RoleError.
    """
    with app.reading() as connection:
        reader = app.reader(connection)
        ids = _with_incidents(connection, reader.of(division).offices)
        facts = [one for chunk in chunks(ids) for one in load_contracts(connection, chunk, as_of)]
        noted = noted_incidents(connection, ids, as_of.known_by)
    every = [seen for one in facts for seen in incidents_seen(app.book, one, noted.get(one.id, {}), as_of.on)]
    wanted = [seen for seen in every if seen.is_open or closed]
    return sorted(wanted, key=lambda seen: (not seen.is_open, seen.next_on or date.max, seen.contract, seen.no))


def _with_incidents(connection: Connection, offices: frozenset[str] | None) -> list[str]:
    """The contracts on record that have an incident, of the offices that are read."""
    of_kind = select(record.c.contract).where(record.c.kind == INCIDENT, record.c.superseded_at.is_(None))
    statement = select(contract.c.id).where(contract.c.id.in_(of_kind), ~contract.c.removed).order_by(contract.c.id)
    if offices is not None:
        statement = statement.where(contract.c.division.in_(sorted(offices)))
    return list(connection.execute(statement).scalars())


def fact_text(column: Column, value: Any) -> str:
    """A fact of an incident as people read it."""
    if isinstance(value, date):
        return format_date(value)
    return ERASED if isinstance(value, Erased) else stored_text(column, value)


def facts_on_record(incident: IncidentReport) -> list[tuple[Column, Any]]:
    """What is on record of an incident, column by column in the ledger's order; blanks left out."""
    pairs = ((column, getattr(incident, column.name, None)) for column in columns_of(INCIDENT))
    return [(column, value) for column, value in pairs if value is not None and column.name != "no"]


def incident_document(seen: IncidentSeen) -> dict[str, Any]:
    """An incident in JSON."""
    names = ("label", "by", "to", "from_on", "on", "days", "done", "passed", "source", "standing", "verified")
    facts = ("fact", "label", "holds", "answer", "source", "standing", "verified")
    return {
        "id": seen.id,
        "contract": seen.contract,
        "no": seen.no,
        "division": seen.division,
        "title": seen.title,
        "stage": seen.stage,
        "open": seen.is_open,
        "acknowledged_on": seen.noted.on if seen.noted else None,
        "acknowledged_by": seen.noted.post if seen.noted else None,
        "fields": {column.name: value for column, value in facts_on_record(seen.incident)},
        "reportable": {
            "answer": seen.reportable.answer,
            "reason": seen.reportable.reason,
            "by_hand": seen.reportable.by_hand,
            "facts": [{name: getattr(one, name) for name in facts} for one in seen.reportable.facts],
        },
        "clocks": [{name: getattr(one, name) for name in names} for one in seen.clocks],
        "next": [{"words": step.words, "section": step.section} for step in seen.steps],
        "lacking": list(seen.lacking),
    }
