"""How a list is narrowed, put in order and paged from its address, so that going back leads to the same place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.errors import NotFoundError, RequestFault, UsageError
from config.vocabulary import Stage, Standing, Term
from config.wareki import fiscal_year_name, format_fiscal_year
from lifecycle.views.choices import Facets
from lifecycle.views.paging import WHOLE, Page, Paging
from lifecycle.views.seeking import (
    CLOSED,
    OFFICE,
    OVERDUE,
    OWN,
    PAGE,
    RULE,
    SORT,
    STAGE,
    STANDING,
    STATUS,
    TEXT,
    WITHIN,
    YEAR,
    ExceptionStatus,
    Sought,
    paging_in,
    sought_in,
)
from lifecycle.web import places
from lifecycle.web.answers import faults_of
from lifecycle.web.visit import Visit

NARROWED_BY = (TEXT, OFFICE, STANDING, STAGE, YEAR, RULE, STATUS, WITHIN, OVERDUE, OWN, CLOSED)
_AROUND = 2
"""How many pages before and after the one that is shown have a link of their own."""


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """The head of a column: its heading, the address that puts the list in its order, how it is now, in ARIA's words.

    A column by which a list is not put in order has no address.
    """

    heading: str
    href: str = ""
    sorted: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class PageLink:
    """A step of a pager: its words, its address, blank for the page that is shown and for a gap."""

    label: str
    href: str = ""
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class NarrowingField:
    """A field of the form that narrows a list, of `kind` text, select or check."""

    name: str
    label: str
    kind: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class NarrowedList:
    """A list as its page shows it: the form that narrows it, what was wrong with what was asked, heads and pager.

    `carried` is what the form carries on of the address: the order, the dates. `first` and `last` count rows from 1.
    """

    place: str
    fields: tuple[NarrowingField, ...]
    carried: tuple[tuple[str, str], ...]
    faults: tuple[RequestFault, ...]
    heads: tuple[ColumnHead, ...]
    pager: tuple[PageLink, ...]
    is_narrowed: bool
    total: int
    first: int
    last: int


def asked_of(visit: Visit) -> dict[str, str]:
    """What the address asks of the list, by the names that every list knows."""
    return {name: text for name in (*NARROWED_BY, SORT, PAGE) if (text := visit.asked(name))}


def wanted(visit: Visit, order: str = "", *, whole: bool = False) -> tuple[Sought, Paging]:
    """What is sought and which page of it, by default in this order.

    A document has the whole, unless its address names a page.

    Raises UsageError, NotFoundError.
    """
    asked = asked_of(visit)
    sought, paging = sought_in(asked, visit.app.book), paging_in(asked)
    size = WHOLE if whole and PAGE not in asked else paging.size
    return sought, Paging(paging.number, size, paging.order or order)


def is_fault_of_asking(error: Exception) -> bool:
    """Whether an error says that what was asked of a list can't be read, or isn't there: then the page says so."""
    return isinstance(error, UsageError | NotFoundError) and bool(faults_of(error))


def narrowed_list(
    visit: Visit, place: str, known: Facets, columns: Sequence["ListColumn"], page: Page[Any] | None,
    names: Mapping[str, str], order: str = "", faults: Sequence[RequestFault] = (),
) -> NarrowedList:  # fmt: skip
    """The list of a page; without a page (what was asked can't be read) only the form, with what is wrong."""
    asked = asked_of(visit)
    ways = _Ways(place, asked, order)
    first = (page.number - 1) * _size(page) + 1 if page and page.rows else 0
    return NarrowedList(
        place=place,
        fields=tuple(_fields(known, names, asked, {fault.field: fault.message for fault in faults})),
        carried=tuple(visit.asked_besides(*names, PAGE)),
        faults=tuple(faults),
        heads=tuple(ways.head(column) for column in columns),
        pager=tuple(ways.pages(page)) if page and page.of > 1 else (),
        is_narrowed=any(name in asked for name in names),
        total=page.total if page else 0,
        first=first,
        last=first + len(page.rows) - 1 if page and page.rows else 0,
    )


def _size(page: Page[Any]) -> int:
    return Paging().size if page.of > 1 else max(1, page.total)


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list: its heading, and the order by which it can be put, blank where it can't."""

    heading: str
    order: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class _Ways:
    place: str
    asked: Mapping[str, str]
    order: str

    def to(self, **changed: str) -> str:
        return places.with_query(self.place, **{**self.asked, **changed})

    def head(self, column: ListColumn) -> ColumnHead:
        """Figures begin with the largest, everything else with the first; the second time it turns."""
        if not column.order:
            return ColumnHead(column.heading, is_number=column.is_number)
        now = self.asked.get(SORT, self.order)
        begin, turned = (f"-{column.order}", column.order) if column.is_number else (column.order, f"-{column.order}")
        state = {column.order: "ascending", f"-{column.order}": "descending"}.get(now, "")
        href = self.to(**{SORT: turned if now == begin else begin, PAGE: ""})
        return ColumnHead(column.heading, href, state, column.is_number)

    def pages(self, page: Page[Any]) -> Iterator[PageLink]:
        """The first, the last, those around the one that is shown, and the way on and back."""
        if page.number > 1:
            yield PageLink("前の頁", self.to(**{PAGE: str(page.number - 1)}))
        shown = {1, page.of, *range(page.number - _AROUND, page.number + _AROUND + 1)}
        before = 0
        for number in sorted(n for n in shown if 1 <= n <= page.of):
            if number > before + 1:
                yield PageLink("…")
            here = number == page.number
            yield PageLink(str(number), "" if here else self.to(**{PAGE: str(number)}), here)
            before = number
        if page.number < page.of:
            yield PageLink("次の頁", self.to(**{PAGE: str(page.number + 1)}))


def _fields(
    known: Facets, names: Mapping[str, str], asked: Mapping[str, str], faults: Mapping[str, str]
) -> Iterator[NarrowingField]:
    """The fields of the form, those to be ticked last; where there is but one office it is not asked for."""
    choices = _choices(known)
    for name, label in names.items():
        value, these = asked.get(name, ""), choices.get(name, ())
        if name == OFFICE and len(these) < 2 and not value:
            continue
        kind = "check" if name in _TICKED else "select" if these else "text"
        meant = next((id_ for id_, told in these if value in (id_, told)), value)
        yield NarrowingField(name, label, kind, meant, these, _HINTS.get(name, ""), faults.get(name, ""))


def _choices(known: Facets) -> dict[str, tuple[tuple[str, str], ...]]:
    """What can be chosen in each field, in the words of the register."""
    terms: dict[str, type[Term]] = {STANDING: Standing, STAGE: Stage, STATUS: ExceptionStatus}
    return {
        OFFICE: tuple((office, office) for office in known.offices),
        YEAR: tuple((format_fiscal_year(year), fiscal_year_name(year)) for year in known.years),
        **{name: tuple((term.value, term.label) for term in of) for name, of in terms.items()},
    }


_TICKED = (OVERDUE, OWN, CLOSED)
_HINTS = {TEXT: "番号、業務名、委託先、所属", RULE: "規則の番号", WITHIN: "開庁日の数"}
