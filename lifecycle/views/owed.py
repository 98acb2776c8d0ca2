"""The list of what is owed: every unmet duty, with who must act and by when, the worst first."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, or_, select

from config.rulebook import RuleBook
from config.vocabulary import Stage, Status
from lifecycle.app import App
from lifecycle.identity import ReadingScope
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import chunks
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.records.free_text import said
from lifecycle.records.sql_words import says
from lifecycle.records.tables import assessment, contract, obligation
from lifecycle.views.narrowing import JudgedThen, Narrowed, judged, narrowed
from lifecycle.views.office_names import office_named
from lifecycle.views.open_duties import still_told
from lifecycle.views.paging import WHOLE, InOrder, Page, Paging, page_in_sql, page_of
from lifecycle.views.seeking import ALL, FIRST_PAGE, Sought
from states.duty import Duties, Duty, Owed
from states.verdict import Finding

_OWN_ORDER = ("due_on", "subject", "code")
_COLUMNS: Mapping[str, ColumnElement[Any]] = {
    "due_on": obligation.c.due_on,
    "subject": obligation.c.subject,
    "code": obligation.c.code,
    "responsible": obligation.c.responsible,
    "division": contract.c.division,
}
"""What duties can be ordered by."""
_READ: Mapping[str, Callable[[Owed], Any]] = {
    "due_on": lambda one: one.duty.due_on,
    "subject": lambda one: one.duty.subject,
    "code": lambda one: one.duty.code,
    "responsible": lambda one: one.duty.responsible,
    "division": lambda one: one.division,
}


def owed(app: App, division: str | None = None, within: int | None = None, as_of: AsOf | None = None) -> list[Owed]:
    """Every unmet duty of the contracts that still run, the worst first.

    With `within`, only the duties due within so many business days are kept.

    Without `as_of` the stored obligations answer; with it every contract is judged anew as of the date. Raises
    NotFoundError where nothing is owed by a 所属 that nobody knows: a slip of the name must not read as «all is done».
    """
    if as_of is None:
        return list(owed_page(app, Sought(office=division, within=within), Paging(size=WHOLE)).rows)
    with app.reading() as connection:
        reader = app.reader(connection)
        division = office_named(connection, division, as_of) if division is not None else None
        reader.of(division)
        rows = list(_judged(app, connection, as_of, reader, division))
    if within is not None:
        last = app.calendar.add(as_of.on, within)
        rows = [row for row in rows if row.duty.due_on and row.duty.due_on <= last]
    return sorted(rows, key=lambda row: (row.duty.due_on or date.max, row.duty.subject, row.duty.code))


def owed_page(app: App, sought: Sought = ALL, paging: Paging = FIRST_PAGE, as_of: AsOf | None = None) -> Page[Owed]:
    """A page of the same, narrowed to what is sought; the list's own order begins with the worst.

    Raises UsageError, NotFoundError, RoleError.
    """
    on = as_of.on if as_of else app.today()
    last = app.calendar.add(on, sought.within) if sought.within is not None else None
    with app.reading() as connection:
        within = narrowed(app, connection, sought, as_of)
        if as_of is None:
            page = page_in_sql(connection, _keys_of(within, last), paging, InOrder(_COLUMNS, _OWN_ORDER))
            keys = [(row.subject, row.code) for row in page.rows]
            stored = {(one.duty.subject, one.duty.code): one for one in _stored(app, connection, on, keys)}
            return page.of_these([stored[key] for key in keys])
        every = [
            Owed(duty, one.facts.sheet.division or "", one.facts.sheet.title or "")
            for one in judged(app, connection, as_of, within)
            for duty in one.duties
            if _is_wanted(within, one, duty, last)
        ]
    return page_of(every, paging, InOrder(_READ, _OWN_ORDER))


def _keys_of(within: Narrowed, last: date | None) -> Select[Any]:
    """The keys of the open duties that are sought, without an order."""
    wanted = [still_told(within.book), ~contract.c.removed, *within.within(contract.c.division)]
    wanted += [*within.contracts(), *within.owing()]
    if last is not None:
        wanted.append(obligation.c.due_on <= last)
    if within.sought.own:
        wanted.append(within.of_own_posts(obligation.c.responsible, contract.c.division))
    if within.words:
        of_subcontract = and_(obligation.c.subject != obligation.c.contract, says(within.words, obligation.c.subject))
        wanted.append(or_(obligation.c.contract.in_(within.named()), of_subcontract))
    joined = obligation.join(contract, contract.c.id == obligation.c.contract).join(
        assessment, assessment.c.contract == obligation.c.contract
    )
    return select(obligation.c.subject, obligation.c.code).select_from(joined).where(*wanted)


def _is_wanted(within: Narrowed, one: JudgedThen, duty: Duty, last: date | None) -> bool:
    return (
        within.owes(duty)
        and (last is None or (duty.due_on is not None and duty.due_on <= last))
        and (not within.sought.own or within.awaits(duty.responsible, one.facts.sheet.division or ""))
        and within.says(*one.texts, duty.subject)
    )


def _stored(app: App, connection: Connection, on: date, keys: Sequence[tuple[str, str]]) -> Iterator[Owed]:
    """What is stored under these subjects and codes, some hundred at a time."""
    statement = (
        select(obligation, contract.c.division, said(contract.c.title).label("title"), assessment.c.stage)
        .join(contract, contract.c.id == obligation.c.contract)
        .join(assessment, assessment.c.contract == obligation.c.contract)
        .where(still_told(app.book), ~contract.c.removed)
    )
    duties = Duties(app.assessor, on)
    for some in chunks(keys):
        # SQLite finds a list of subjects by the index, but would scan the table for a list of pairs.
        wanted, subjects = set(some), {subject for subject, _ in some}
        rows = connection.execute(statement.where(obligation.c.subject.in_(sorted(subjects))))
        for row in (one for one in rows if (one.subject, one.code) in wanted):
            yield Owed(duties.of(row.contract, Stage(row.stage), _finding(app.book, row)), row.division, row.title)


def _finding(book: RuleBook, row: Row[Any]) -> Finding:
    """The finding from which an obligation was stored."""
    return Finding(
        code=row.code,
        subject=row.subject,
        status=Status(row.status),
        reason=row.reason,
        remedy=row.remedy,
        due_on=row.due_on,
        gate=Stage(row.gate) if row.gate else None,
        responsible=row.responsible,
        outlives_termination=row.code in book.outliving,
        command=row.command,
        curable=row.curable,
        weight=row.weight,
        edition=row.edition or "",
    )


def _judged(
    app: App, connection: Connection, as_of: AsOf, reader: ReadingScope, division: str | None
) -> Iterator[Owed]:
    duties = Duties(app.assessor, as_of.on)
    for facts in load_contracts(connection, contract_ids(connection, as_of.known_by, reader.offices), as_of):
        if division not in (None, facts.sheet.division):
            continue
        for duty in duties.blocking(app.assessor.assess(facts, as_of.on)):
            if duty.is_open:
                yield Owed(duty, facts.sheet.division or "", facts.sheet.title or "")
