"""The offices side by side, each of them, and where visits were not made: for heads and the desk that oversees them."""

from dataclasses import dataclass, replace

from starlette.responses import Response

from config.errors import NotFoundError
from lifecycle.papers.books.office_book import FigureColumn, FiguresAsked, offices_bytes
from lifecycle.papers.books.todo_book import Asked, todo_bytes
from lifecycle.papers.site.offices import OfficePage, office_page
from lifecycle.papers.site.side_by_side import COLUMNS, NAME, BehindFigure, OfficeColumn, OfficeRow, side_by_side
from lifecycle.papers.site.visits import ReasonGroup
from lifecycle.records.flags import mark_of
from lifecycle.records.folds.offices import known_divisions
from lifecycle.views.incidents import list_incidents
from lifecycle.views.owed import owed
from lifecycle.web import documents, places
from lifecycle.web.answers import book_answer
from lifecycle.web.doors import Door
from lifecycle.web.owed_beside import OwedShown
from lifecycle.web.site_pages import Leads, pages_of
from lifecycle.web.visit import Visit

PER_PAGE = 50
_FALLING = "desc"


@dataclass(frozen=True, slots=True)
class SortedHead:
    """The head of a column: its heading, the address that sorts by it, how it is sorted now (as ARIA says it)."""

    heading: str
    href: str
    sorted: str


def _rows(visit: Visit) -> tuple[OfficeRow, ...]:
    pages = pages_of(visit)
    return side_by_side(pages.offices, pages.visits, visit.asked("sort") or NAME, falling=_is_falling(visit))


def _is_falling(visit: Visit) -> bool:
    return visit.asked("order") == _FALLING


def _all(visit: Visit) -> Response:
    pages, rows = pages_of(visit), _rows(visit)
    return visit.page(
        "offices.html",
        also=Leads(pages),
        name_head=_head(visit, NAME, "所属"),
        heads=[_head(visit, column.id, column.printed) for column in COLUMNS],
        columns=COLUMNS,
        rows=rows,
        behind=_behind,
        book=places.with_query(places.OFFICES_BOOK, sort=visit.asked("sort"), order=visit.asked("order")),
        chart=pages.chart_of_offices,
    )


def _head(visit: Visit, column: str, heading: str) -> SortedHead:
    """The head of a column: figures are sorted from the largest on at first, names from the first on."""
    now = (visit.asked("sort") or NAME) == column
    falling = not _is_falling(visit) if now else column != NAME
    href = places.with_query(places.DIVISIONS, sort=column, order=_FALLING if falling else "asc")
    return SortedHead(heading, href, "" if not now else "descending" if _is_falling(visit) else "ascending")


def _behind(column: OfficeColumn, office: OfficePage) -> str:
    """The address of the list behind a figure of an office."""
    if column.behind is BehindFigure.OFFICE:
        return places.division_page(office.name)
    at = {
        BehindFigure.CONTRACTS: places.BOARD,
        BehindFigure.ALERTS: places.ALERTS,
        BehindFigure.EXCEPTIONS: places.EXCEPTIONS,
        BehindFigure.VISITS: places.VISITS,
    }[column.behind]
    return places.with_query(at, office=office.name, **dict(column.narrowed))


def _book(visit: Visit) -> Response:
    pages, rows = pages_of(visit), _rows(visit)
    columns = [
        FigureColumn(
            column.heading,
            [column.number(row) for row in rows],
            None if column.is_rate else column.total(rows),
            column.is_rate,
        )
        for column in COLUMNS
    ]
    asked = FiguresAsked(visit.as_of.on, visit.as_of.known_by, pages.portfolio.printed_mark.strip(), _FOOT)
    content = offices_bytes([row.name for row in rows], columns, asked, visit.app.clock.now())
    return book_answer(content, f"所属別_{visit.as_of.on.isoformat()}.xlsx")


_FOOT = "義務は完了・不成立の契約を除く。"


def _one(visit: Visit) -> Response:
    pages, name = pages_of(visit), visit.part("name")
    known = next((one for one in pages.offices if one.name == name), None)
    if known is None:
        with visit.app.reading() as connection:
            visit.app.reader(connection).must(name)
            if name not in known_divisions(connection, visit.as_of.known_by):
                raise NotFoundError(f"所属「{name}」はありません。")
        known = office_page(pages.portfolio, pages.lacking, name)
    incidents = list_incidents(visit.app, visit.as_of, name)
    return visit.page("office.html", also=Leads(pages), it=known, incidents=incidents, owed=OwedShown.of(visit, [name]))


def _todo(visit: Visit) -> Response:
    """What an office owes, as the workbook to work from that `due --xlsx` writes."""
    name, as_of = visit.part("name"), visit.as_of
    rows = owed(visit.app, name, None, visit.dates)
    with visit.app.reading() as connection:
        asked = Asked(as_of.on, as_of.known_by, name, mark_of(connection))
    return book_answer(todo_bytes(rows, asked, visit.app.clock.now()), f"することの一覧_{name}_{as_of.on}.xlsx")


def _visits(visit: Visit) -> Response:
    pages, office, reason = pages_of(visit), visit.asked("office"), visit.asked("reason")
    groups = [_of_office(group, office) for group in pages.visits.groups]
    chosen = next((group for group in groups if group.reason == reason), None)
    asked = visit.asked("page")
    count = max(1, -(-len(chosen.subjects) // PER_PAGE)) if chosen else 1
    number = min(count, max(1, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1))
    return visit.page(
        "visits.html",
        also=Leads(pages),
        office=office,
        groups=[group for group in groups if group.subjects],
        tables=pages.visits.tables,
        chosen=chosen,
        some=chosen.subjects[(number - 1) * PER_PAGE : number * PER_PAGE] if chosen else (),
        number=number,
        of=count,
        at=lambda **query: places.with_query(places.VISITS, office=office, **query),
    )


def _of_office(group: ReasonGroup, office: str) -> ReasonGroup:
    kept = (one for one in group.subjects if not office or one.division == office)
    return replace(group, subjects=tuple(kept))


DOORS = (
    Door(places.DIVISIONS, show=_all, document=lambda visit: documents.of_offices(_rows(visit))),
    Door(places.OFFICES_BOOK, show=_book),
    Door(places.VISITS, show=_visits, document=documents.visits),
    Door(f"{places.DIVISIONS}/{{name:path}}/todo.xlsx", show=_todo),
    Door(f"{places.DIVISIONS}/{{name:path}}", show=_one, document=documents.owed_by_office),
)
