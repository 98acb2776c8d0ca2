"""The list of alerts: those open today come from what is stored, those of another day from the journal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, false, literal, or_, select

from config.errors import NotFoundError, RequestFault
from config.manners import RECORD
from config.place import said_here
from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import chunks
from lifecycle.records.folds.alerts import AlertSeen, Telling, alerts_by, alerts_on_record
from lifecycle.records.sql_words import says
from lifecycle.records.tables import alert, alert_step
from lifecycle.views.narrowing import JudgedThen, Narrowed, judged, narrowed
from lifecycle.views.office_names import office_named
from lifecycle.views.paging import InOrder, Page, Paging, page_in_sql, page_of
from lifecycle.views.seeking import ALL, FIRST_PAGE, Sought
from states.duty import Duties, basis_of
from states.ladder import Ladder, Position

_OWN_ORDER = ("due_on", "subject", "code", "id")
_COLUMNS: Mapping[str, ColumnElement[Any]] = {
    name: alert.c[name] for name in (*_OWN_ORDER, "division", "opened_on", "told_on")
}
"""What alerts can be ordered by."""
_READ: Mapping[str, Callable[[AlertSeen], Any]] = {
    **{name: attrgetter(name) for name in (*_OWN_ORDER, "division", "opened_on")},
    "told_on": lambda seen: max((telling.on for telling in seen.tellings), default=None),
}


@dataclass(frozen=True, slots=True)
class AlertShown:
    """An alert as it stood on a day: its subject, its start, whom it reached, what was answered, what comes next.

    `step` is the highest step told, `told_to` the posts that it reached (所属/職); `next_step` and `next_on` are what
    follows where nothing changes. Of one that is resolved `ended_why` is the id of the reason where one is on record,
    `ended` says it in a few words and `ended_words` in whole sentences. `overdue_business_days` counts the business
    days after `due_on`, `due_note` marks a due date that no source sets.
    """

    id: str
    contract: str
    subject: str
    code: str
    label: str
    division: str
    due_on: date | None
    overdue_business_days: int
    opened_on: date
    step: str
    step_label: str
    told_on: date | None
    told_to: tuple[str, ...]
    repeats: int
    urgent: bool
    planned_on: date | None
    paused_until: date | None
    snoozes: int
    snoozed_until: date | None
    resolved_on: date | None
    next_step: str
    next_on: date | None
    due_note: str = ""
    ended_why: str = ""
    ended: str = ""
    ended_words: str = ""


def list_alerts(
    app: App, division: str | None = None, as_of: AsOf | None = None, *, closed: bool = False
) -> list[AlertShown]:
    """The alerts open today, or on a day as far as it was known; with `closed` also the resolved ones.

    The alert that is longest overdue comes first.
    """
    asked = as_of or AsOf(app.today())
    wanted = [alert.c.opened_on <= asked.on]
    if not closed and asked.known_by is None:
        wanted.append(or_(alert.c.resolved_on.is_(None), alert.c.resolved_on > asked.on))
    with app.reading() as connection:
        named = office_named(connection, division, as_of) if division is not None else None
        if (offices := app.reader(connection).of(named).offices) is not None:
            wanted.append(alert.c.division.in_(sorted(offices)))
        seen = alerts_on_record(connection, wanted, asked.on) if as_of is None else _then(connection, wanted, as_of)
    duties = Duties(app.assessor, asked.on)
    shown = [_shown(app, one, duties) for one in seen if closed or one.resolved_on is None]
    return sorted(shown, key=lambda a: (a.due_on or date.max, a.subject, a.code, a.id))


def alerts_page(
    app: App, sought: Sought = ALL, paging: Paging = FIRST_PAGE, as_of: AsOf | None = None
) -> Page[AlertShown]:
    """A page of the same, narrowed to what is sought. Raises UsageError, NotFoundError, RoleError."""
    asked = as_of or AsOf(app.today())
    with app.reading() as connection:
        within = narrowed(app, connection, sought, as_of)
        wanted = [alert.c.opened_on <= asked.on, *within.within(alert.c.division), *_sought(within)]
        if as_of is None:
            page = _page_now(connection, wanted, within, paging)
        else:
            of_contract = _contracts_then(app, connection, within, as_of)
            seen = [one for one in _then(connection, wanted, as_of) if _is_wanted(within, one, of_contract)]
            page = page_of(seen, paging, InOrder(_READ, _OWN_ORDER))
    duties = Duties(app.assessor, asked.on)
    return page.of_these([_shown(app, one, duties) for one in page.rows])


def _page_now(
    connection: Connection, wanted: Sequence[ColumnElement[bool]], within: Narrowed, paging: Paging
) -> Page[AlertSeen]:
    """A page of the alerts as they stand today; of its rows alone it is asked whom they reached."""
    today = within.today
    conditions = [*wanted, *_open(within), *_of_contract(within)]
    if within.sought.own:
        conditions.append(_reached(within))
    page = page_in_sql(connection, select(alert.c.id).where(*conditions), paging, InOrder(_COLUMNS, _OWN_ORDER))
    ids = [row.id for row in page.rows]
    seen = {one.id: one for some in chunks(ids) for one in alerts_on_record(connection, [alert.c.id.in_(some)], today)}
    return page.of_these([seen[id_] for id_ in ids])


def _sought(within: Narrowed) -> list[ColumnElement[bool]]:
    """What is asked of an alert itself and changes no more once it is open."""
    wanted = []
    if within.sought.rule:
        wanted.append(alert.c.code == within.sought.rule)
    if within.sought.overdue:
        wanted.append(alert.c.due_on < within.today)
    return wanted


def _open(within: Narrowed) -> list[ColumnElement[bool]]:
    return [] if within.sought.closed else [or_(alert.c.resolved_on.is_(None), alert.c.resolved_on > within.today)]


def _of_contract(within: Narrowed) -> list[ColumnElement[bool]]:
    """What is asked of the contract on whose chain an alert stands, and the words of either."""
    wanted: list[ColumnElement[bool]] = []
    if within.sought.of_contract:
        wanted.append(alert.c.contract.in_(within.numbers()))
    if within.words:
        own = says(within.words, alert.c.subject, alert.c.division)
        wanted.append(or_(alert.c.contract.in_(within.named()), own))
    return wanted


def _reached(within: Narrowed) -> ColumnElement[bool]:
    """The condition that a message about an alert went to a post of the person."""
    to = literal(",") + alert_step.c.told_to + literal(",")
    posts = [f",{office}/{post}," if office else f"/{post}," for post, office in within.own_posts]
    step = select(alert_step.c.alert).where(alert_step.c.alert == alert.c.id, alert_step.c.told_on <= within.today)
    return exists(step.where(or_(false(), *(to.contains(post, autoescape=True) for post in posts))).correlate(alert))


def _contracts_then(app: App, connection: Connection, within: Narrowed, as_of: AsOf) -> Mapping[str, JudgedThen] | None:
    """The contracts that meet what is asked of them, as of a day, by their numbers; None where nothing is."""
    if not (within.sought.of_contract or within.words):
        return None
    anywhere = replace(within, office=None)  # an alert stands with the office that had the contract when it was opened
    return {one.facts.id: one for one in judged(app, connection, as_of, anywhere)}


def _is_wanted(within: Narrowed, seen: AlertSeen, of_contract: Mapping[str, JudgedThen] | None) -> bool:
    sought = within.sought
    one = of_contract.get(seen.contract) if of_contract is not None else None
    told = {to for telling in seen.tellings for to in telling.to}
    return (
        (sought.closed or seen.resolved_on is None)
        and (one is not None or not sought.of_contract)
        and within.says(seen.subject, seen.division, *(one.texts if one else ()))
        and (not sought.own or any(within.awaits(post, office) for office, post in told))
    )


def one_alert(app: App, id_: str) -> AlertShown:
    """One alert as it stands now, for a reader. Raises NotFoundError, RoleError."""
    with app.reading() as connection:
        reader = app.reader(connection)
        office = connection.execute(select(alert.c.division).where(alert.c.id == id_)).scalar()
        if office is None:
            raise NotFoundError(RequestFault("alert_unknown", f"連絡 {id_} はありません。", "alert"))
        reader.must(office)
    return alert_of(app, id_)


def alert_of(app: App, id_: str) -> AlertShown:
    """One alert as it stands now; its id must be that of an alert on record."""
    with app.reading() as connection:
        (seen,) = alerts_on_record(connection, [alert.c.id == id_], app.today())
    return _shown(app, seen, Duties(app.assessor, app.today()))


def _then(connection: Connection, wanted: Sequence[ColumnElement[bool]], as_of: AsOf) -> list[AlertSeen]:
    """The alerts that meet the conditions, as the journal tells of them by the date; the table only names them."""
    rows = connection.execute(select(alert.c.id, alert.c.contract).where(*wanted)).all()
    known = alerts_by(connection, sorted({row.contract for row in rows}), as_of)
    return [known[row.id] for row in rows if row.id in known]


def _shown(app: App, seen: AlertSeen, duties: Duties) -> AlertShown:
    escalation = app.book.ladder_of(seen.code)
    tellings = sorted(seen.tellings, key=lambda t: (t.on, escalation.rank(t.step), t.repeat))
    highest = max(tellings, key=lambda t: (escalation.rank(t.step), t.repeat), default=None)
    next_step, next_on = _ahead(app, seen, tellings)
    return AlertShown(
        id=seen.id,
        contract=seen.contract,
        subject=seen.subject,
        code=seen.code,
        label=basis_of(app.book, seen.code, duties.on).label,
        division=seen.division,
        due_on=seen.due_on,
        overdue_business_days=duties.days_since(seen.due_on) if seen.due_on else 0,
        opened_on=seen.opened_on,
        step=highest.step if highest else "",
        step_label=_label(app, highest.step) if highest else _untold(app, seen),
        told_on=tellings[-1].on if tellings else None,
        told_to=tuple(dict.fromkeys(f"{office} {Role(post).label}" for t in tellings for office, post in t.to)),
        repeats=highest.repeat if highest else 0,
        urgent=seen.urgent,
        planned_on=seen.planned_on,
        paused_until=seen.paused_until,
        snoozes=seen.snoozes,
        snoozed_until=seen.snoozed_until,
        resolved_on=seen.resolved_on,
        next_step=next_step,
        next_on=next_on,
        due_note=app.book.due_mark(seen.code) if seen.due_on else "",
        ended_why=seen.ended.why.value if seen.ended else "",
        ended=seen.ended.label if seen.ended else "",
        ended_words=seen.ended.words if seen.ended else "",
    )


def _ahead(app: App, seen: AlertSeen, tellings: Sequence[Telling]) -> tuple[str, date | None]:
    """The next step and its day; both None where the alert is resolved or stands outside the ladder (連絡先がない)."""
    escalation, last = app.book.ladder_of(seen.code), tellings[-1] if tellings else None
    if seen.resolved_on is not None or not escalation.rank(last.step if last else escalation.steps[0].id):
        return "", None
    at = Position(
        due_on=seen.due_on,
        begins_on=seen.begins_on,
        told={t.step: t.on for t in tellings if t.repeat == 0},
        repeats=last.repeat if last else 0,
        last_told_on=last.on if last else None,
        paused_until=seen.paused_until,
        snoozed_until=seen.snoozed_until,
    )
    ladder, kind = Ladder(escalation, app.calendar), app.book.alerts.get(seen.code)
    if app.book.manner_of(seen.code, kind) == RECORD:
        return "", None
    top = kind.highest if kind else None
    step, on = ladder.next_step(at, top), ladder.next_on(at, top)
    return ("", None) if on is None else (step[0].label if step else "再通知", on)


def _untold(app: App, seen: AlertSeen) -> str:
    """What stands in the place of a step where nobody was told: not yet, or never, as it is kept on record alone."""
    manner = app.book.manner_of(seen.code, app.book.alerts.get(seen.code))
    return manner if manner == RECORD else "未連絡"


def _label(app: App, step: str) -> str:
    return next((s.label for s in app.book.escalation.every_step if s.id == step), said_here("{管理者}への連絡"))
