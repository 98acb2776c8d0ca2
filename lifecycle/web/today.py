"""きょうの仕事: what one's office owes by due day, each record once, with what is begun and what was done lately."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from lifecycle.acts import Act, may
from lifecycle.usecases.begun import begun_forms
from lifecycle.views.decisions import awaited_decisions
from lifecycle.views.incidents import list_incidents
from lifecycle.views.paging import Page
from lifecycle.views.seeking import OVERDUE, OWN, PAGE, paging_in, sought_in
from lifecycle.views.work_of_today import TaskOfToday, TasksOfDay, done_lately, tasks_of
from lifecycle.web import places
from lifecycle.web.answers import away_to
from lifecycle.web.cured import Cures, CureShown
from lifecycle.web.decisions import page_of
from lifecycle.web.doors import Door
from lifecycle.web.owed_beside import OwedShown
from lifecycle.web.visit import Visit
from states.duty import Duty, Owed

NOT_BEGUN, LACKING, OTHERS = "未着手", "不足あり", "ほかの人の番"
"""The states of a task: nothing of it is recorded, something is, somebody else does it next."""


@dataclass(frozen=True, slots=True)
class TaskShown:
    """A task as the list shows it: its state, what to do and where, what it is for."""

    state: str
    cure: CureShown | None
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class ContractShown:
    """The tasks of one contract on one due day."""

    id: str
    title: str
    tasks: tuple[TaskShown, ...]


@dataclass(frozen=True, slots=True)
class DayShown:
    """The tasks of one due day; `first` is a duty that is due then."""

    due_on: date | None
    first: Duty
    contracts: tuple[ContractShown, ...]


def _show(visit: Visit) -> Response:
    """The work of today; whoever has none of an office is led to the first page of the own menu."""
    offices = _own_offices(visit)
    if not offices:
        return away_to(visit.menu[0][0])
    if visit.dates:
        return away_to(places.TODAY)
    sought = sought_in(visit.request.query_params, visit.app.book)
    page, days = tasks_of(visit.app, sought, paging_in(visit.request.query_params))
    return visit.page(
        "today.html",
        offices=offices,
        page=page,
        days=[_day(visit, day) for day in days],
        sought=sought,
        narrowings=tuple(_narrowings(visit)),
        turned=lambda number: _turned(visit, page, number),
        done=done_lately(visit.app, offices),
        mine=[(page_of(one), one) for one in awaited_decisions(visit.app) if not one.why_not],
        owed=OwedShown.of(visit, offices),
        begun=len(begun_forms(visit.app)),
        incidents=[one for one in list_incidents(visit.app, visit.as_of) if one.division in offices],
    )


def _own_offices(visit: Visit) -> list[str]:
    """The offices of which the person runs contracts."""
    own = (offices for role, offices in visit.actor.posts if may(role, Act.RECORD, own=True))
    return sorted({office for offices in own for office in offices})


def _day(visit: Visit, day: TasksOfDay) -> DayShown:
    contracts = (
        ContractShown(of.contract, of.title, tuple(_task(Cures(visit, of.division), task) for task in of.tasks))
        for of in day.contracts
    )
    return DayShown(day.due_on, day.first, tuple(contracts))


def _task(cures: Cures, task: TaskOfToday) -> TaskShown:
    shown = cures.shown(task.cure) if task.cure else None
    if shown and not shown.href:
        return TaskShown(OTHERS, shown, task.duties)
    return TaskShown(LACKING if task.begun else NOT_BEGUN, shown, task.duties)


def _narrowings(visit: Visit) -> Iterator[tuple[str, str, bool]]:
    """The ways to narrow the list: the address, what it is called, whether it is so now."""
    now = {name: visit.asked(name) for name in (OWN, OVERDUE)}
    yield places.TODAY, "所属の全部", not any(now.values())
    yield places.with_query(places.TODAY, **{OWN: "1"}), "わたしの職が行うもの", bool(now[OWN])
    yield places.with_query(places.TODAY, **{OVERDUE: "1"}), "期限を過ぎたもの", bool(now[OVERDUE])


def _turned(visit: Visit, page: Page[Owed], number: int) -> str:
    """The address of another page of the same list; blank where there is none."""
    if not 1 <= number <= page.of:
        return ""
    asked = {name: visit.asked(name) for name in (OWN, OVERDUE)}
    return places.with_query(places.TODAY, **asked, **{PAGE: str(number) if number > 1 else ""})


DOORS = (Door(places.TODAY, show=_show),)
