"""The audit's tables: the twelve, one of them, and the contracts behind a cell, from which a contract is opened."""

from dataclasses import dataclass, replace

from starlette.responses import Response

from config.errors import NotFoundError
from lifecycle.papers.books.table_book import Scope, tables_bytes
from lifecycle.papers.site.audit import BehindCell, Figure, TablePage
from lifecycle.papers.tables.table_notes import table_notes
from lifecycle.web import documents, places
from lifecycle.web.answers import book_answer
from lifecycle.web.doors import Door
from lifecycle.web.site_pages import Leads, pages_of
from lifecycle.web.visit import Visit

PER_PAGE = 50
AT_ONCE = 300
"""Up to how many contracts behind its cells a table shows at once; of more, one cell is shown, a page at a time."""


def _all(visit: Visit) -> Response:
    pages = pages_of(visit)
    expected = pages.expected
    return visit.page(
        "counted_all.html",
        also=Leads(pages),
        notes=table_notes(),
        printed_on=expected.as_of if expected else None,
        counted=pages.portfolio.tables,
        tables=pages.tables,
        summary=expected.summary if expected else {},
        chart=pages.chart_of_findings,
    )


def _book(visit: Visit) -> Response:
    """The twelve in the report's layout, as `tables --xlsx` writes them."""
    pages, as_of = pages_of(visit), visit.as_of
    scope = Scope(None, as_of.known_by, pages.portfolio.mark)
    content = tables_bytes(pages.portfolio.tables, scope, visit.app.clock.now())
    return book_answer(content, f"監査表_{as_of.on}.xlsx")


def _one(visit: Visit) -> Response:
    pages = pages_of(visit)
    table = next((one for one in pages.tables if str(one.number) == visit.part("number")), None)
    if table is None:
        raise NotFoundError(f"表{visit.part('number')}はありません。表は1から{len(pages.tables)}までです。")
    cell = _asked(visit, table)
    return visit.page(
        "counted.html",
        also=Leads(pages),
        it=_as_asked(visit, table, cell),
        cell=cell,
        chart=pages.chart_of(table),
        printed_on=pages.expected.as_of if pages.expected else None,
    )


@dataclass(frozen=True, slots=True)
class CellAsked:
    """One page of the contracts behind a cell of a long table: those of the page, which page it is of how many."""

    behind: BehindCell
    number: int
    pages: tuple[str, ...]


def _asked(visit: Visit, table: TablePage) -> CellAsked | None:
    """The cell that the address asks for; none where all of them are shown."""
    mark = visit.asked("cell")
    behind = next((cell for cell in table.behind if cell.mark == mark), None)
    if behind is None or _is_short(table):
        return None
    count = max(1, -(-len(behind.subjects) // PER_PAGE))
    asked = visit.asked("page")
    number = min(count, max(1, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1))
    some = behind.subjects[(number - 1) * PER_PAGE : number * PER_PAGE]
    turned = tuple(_cell_place(table, mark, page) for page in range(1, count + 1))
    return CellAsked(replace(behind, subjects=some), number, turned)


def _as_asked(visit: Visit, table: TablePage, cell: CellAsked | None) -> TablePage:
    if _is_short(table):
        return table
    years = tuple(replace(y, figures=tuple(_linked(visit, table, f) for f in y.figures)) for y in table.years)
    return replace(table, years=years, behind=(cell.behind,) if cell else ())


def _linked(visit: Visit, table: TablePage, figure: Figure) -> Figure:
    """The cell with the address of its contracts instead of a place on the same page."""
    href = visit.to(_cell_place(table, figure.href.removeprefix("#"))) if figure.href else ""
    return replace(figure, href=href)


def _cell_place(table: TablePage, mark: str, page: int = 1) -> str:
    at = places.with_query(places.table_page(table.number), cell=mark, page=str(page) if page > 1 else "")
    return f"{at}#{mark}"


def _is_short(table: TablePage) -> bool:
    return sum(len(cell.subjects) for cell in table.behind) <= AT_ONCE


DOORS = (
    Door(places.TABLES_BOOK, show=_book),
    Door(places.TABLES, show=_all, document=documents.tables),
    Door(f"{places.TABLES}/{{number}}", show=_one, document=documents.behind_table),
)
