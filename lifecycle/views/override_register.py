"""The register of exceptions (例外承認の一覧) as it stood on a day, as far as was known by a day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, literal, or_, select

from config.errors import NotFoundError
from lifecycle.app import App
from lifecycle.identity import ReadingScope
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import chunks
from lifecycle.records.folds.overrides import (
    APPROVED,
    REJECTED,
    REVOKED,
    OverrideStanding,
    exceptions,
    overrides_by,
    standing_of,
)
from lifecycle.records.free_text import said
from lifecycle.records.one_contract import find_contract, may_read_of
from lifecycle.records.sql_words import says
from lifecycle.records.tables import contract, override
from lifecycle.usecases.overrides import find
from lifecycle.views.narrowing import JudgedThen, Narrowed, judged, narrowed
from lifecycle.views.paging import InOrder, Page, Paging, page_in_sql, page_of
from lifecycle.views.seeking import ALL, FIRST_PAGE, Sought

Entry = Mapping[str, Any]
"""An exception by the columns of its table; columns of what came later are blank."""

_OWN_ORDER = ("contract", "requested_on", "id")
_COLUMNS: Mapping[str, ColumnElement[Any]] = {
    **{name: override.c[name] for name in (*_OWN_ORDER, "expires_on", "status", "category")},
    "division": contract.c.division,
}
"""What exceptions can be ordered by."""
_READ: Mapping[str, Callable[[Entry], Any]] = {name: itemgetter(name) for name in _COLUMNS}


def register(app: App, id_: str | None = None, as_of: AsOf | None = None) -> list[Entry]:
    """Every exception, or those of one contract; as of a date those requested by then. Raises NotFoundError."""
    with app.reading() as connection:
        reader = app.reader(connection)
        if id_ is not None:
            find_contract(connection, id_, as_of or AsOf(app.today()), reader.must)
        of_these = [id_] if id_ is not None else _readable(connection, reader)
        return [_entry(standing) for standing in overrides_by(connection, of_these, as_of)]


def exceptions_page(
    app: App, sought: Sought = ALL, paging: Paging = FIRST_PAGE, as_of: AsOf | None = None
) -> Page[Entry]:
    """A page of the exceptions of all contracts, narrowed to what is sought; each says the `division` too.

    An exception is overdue where it is in force no longer though it was approved and never revoked. Raises UsageError,
    NotFoundError, RoleError.
    """
    with app.reading() as connection:
        within = narrowed(app, connection, sought, as_of)
        if as_of is None:
            page = page_in_sql(connection, _numbers(within), paging, InOrder(_COLUMNS, _OWN_ORDER))
            ids = [row.id for row in page.rows]
            rows = [
                row for some in chunks(ids) for row in connection.execute(exceptions().where(override.c.id.in_(some)))
            ]
            standing = {row.id: standing_of(row) for row in rows}
            offices = _offices(connection, [row.contract for row in rows])
            return page.of_these([_with_office(standing[id_], offices) for id_ in ids])
        return page_of(_then(app, connection, within, as_of), paging, InOrder(_READ, _OWN_ORDER))


def _numbers(within: Narrowed) -> Select[Any]:
    """The numbers of the exceptions that are sought, without an order."""
    sought, wanted = within.sought, within.within(contract.c.division)
    if sought.of_contract:
        wanted.append(override.c.contract.in_(within.numbers()))
    if sought.rule:
        wanted.append((literal(",") + override.c.codes + literal(",")).contains(f",{sought.rule},"))
    if sought.status:
        wanted.append(override.c.status == sought.status.value)
    if sought.overdue:
        wanted += [override.c.status == APPROVED, override.c.expires_on < within.today]
    if sought.own and within.actor:
        wanted.append(override.c.requested_by == within.actor.key)
    if within.words:
        texts = (override.c.id, override.c.subject, said(override.c.document_no), said(override.c.reason))
        wanted.append(or_(within.said_of_contract(), says(within.words, *texts)))
    joined = override.join(contract, contract.c.id == override.c.contract)
    return select(override.c.id).select_from(joined).where(*wanted)


def _then(app: App, connection: Connection, within: Narrowed, as_of: AsOf) -> list[Entry]:
    """The exceptions that were asked for by a day, as they stood on it, that are sought."""
    numbers = list(connection.execute(select(contract.c.id).where(*within.within(contract.c.division))).scalars())
    standing = overrides_by(connection, numbers, as_of)
    contracts: Mapping[str, JudgedThen] = {}
    if within.sought.of_contract or within.words:
        contracts = {one.facts.id: one for one in judged(app, connection, as_of, replace(within, office=None))}
    offices = _offices(connection, [one.contract for one in standing])
    return [_with_office(one, offices) for one in standing if _is_wanted(within, one, contracts.get(one.contract))]


def _is_wanted(within: Narrowed, standing: OverrideStanding, of: JudgedThen | None) -> bool:
    sought = within.sought
    expired = standing.status == APPROVED and standing.expires_on < within.today
    own_texts = (standing.id, standing.subject, standing.document_no, standing.reason)
    return (
        (of is not None or not sought.of_contract)
        and sought.rule in (None, *standing.codes)
        and sought.status in (None, standing.status)
        and (expired or not sought.overdue)
        and (not sought.own or (within.actor is not None and standing.requested_by == within.actor.key))
        and within.says(*own_texts, *(of.texts if of else ()))
    )


def _offices(connection: Connection, contracts: Sequence[str]) -> dict[str, str]:
    """The offices to which these contracts belong now."""
    offices: dict[str, str] = {}
    for chunk in chunks(sorted(set(contracts))):
        rows = connection.execute(select(contract.c.id, contract.c.division).where(contract.c.id.in_(chunk)))
        offices.update((row.id, row.division) for row in rows)
    return offices


def _with_office(standing: OverrideStanding, offices: Mapping[str, str]) -> Entry:
    return {**_entry(standing), "division": offices.get(standing.contract, "")}


def entry_of(app: App, id_: str, as_of: AsOf | None = None) -> Entry:
    """One exception by its number. Raises NotFoundError, also where it was not requested by then."""
    with app.reading() as connection:
        reader = app.reader(connection)
        row = find(connection, id_)
        may_read_of(connection, row.contract, reader.must)
        now = standing_of(row)
    standing = now if as_of is None else now.as_it_stood(as_of)
    if standing is None:
        raise NotFoundError(f"例外承認 {id_} は、その日までにはまだ申請されていません。")
    return _entry(standing)


def _readable(connection: Connection, reader: ReadingScope) -> list[str] | None:
    """The contracts of which the reader may see exceptions, taken back or not; None for all."""
    if reader.offices is None:
        return None
    return list(
        connection.execute(select(contract.c.id).where(contract.c.division.in_(sorted(reader.offices)))).scalars()
    )


def _entry(standing: OverrideStanding) -> Entry:
    decided, revoked = standing.step(APPROVED, REJECTED), standing.step(REVOKED)
    return {
        "id": standing.id,
        "contract": standing.contract,
        "subject": standing.subject,
        "codes": ",".join(standing.codes),
        "category": standing.category,
        "reason": standing.reason,
        "document_no": standing.document_no,
        "expires_on": standing.expires_on,
        "status": standing.status,
        "requested_by": standing.requested_by,
        "requested_on": standing.requested_on,
        "decided_by": decided.by if decided else None,
        "decided_on": decided.on if decided else None,
        "decided_at": decided.recorded_at if decided else None,
        "revoked_on": revoked.on if revoked else None,
        "revoked_at": revoked.recorded_at if revoked else None,
    }
