"""The lists: contracts, alerts with what comes next, exceptions; narrowed, in order, a page at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from starlette.responses import Response

from config.errors import LifecycleError
from config.marks import at_the_foot
from config.vocabulary import MARK_ATTENTION, MARK_NOT_STARTED, MARK_OK, MARK_OVERDUE, OverrideCategory, Stage, Standing
from lifecycle.acts import Act
from lifecycle.views.alert_register import AlertShown, alerts_page
from lifecycle.views.choices import Facets, facets
from lifecycle.views.contracts import Listed, contracts_page
from lifecycle.views.incidents import list_incidents
from lifecycle.views.override_register import exceptions_page
from lifecycle.views.paging import Page
from lifecycle.views.register_documents import exception_document
from lifecycle.views.seeking import (
    CLOSED,
    OFFICE,
    OVERDUE,
    OWN,
    RULE,
    STAGE,
    STANDING,
    STATUS,
    TEXT,
    YEAR,
    ExceptionStatus,
)
from lifecycle.web import places
from lifecycle.web.answers import faults_of, status_of
from lifecycle.web.doors import Door
from lifecycle.web.narrowing import ListColumn, is_fault_of_asking, narrowed_list, wanted
from lifecycle.web.visit import Visit

_OF_OFFICE = "division:"
"""How the chains of offices begin."""


@dataclass(frozen=True, slots=True)
class RegisterList:
    """A list with a page of its own: its address and template, the question, its columns, the fields that narrow it.

    `order` is that of the page where its address asks for none.
    """

    place: str
    template: str
    ask: Callable[..., Page[Any]]
    columns: tuple[ListColumn, ...]
    names: Mapping[str, str]
    order: str = ""
    own_is_of_office: bool = False

    def show(self, visit: Visit) -> Response:
        """The page; where what was asked can't be read, the form with what is wrong, and no list."""
        known = facets(visit.app)
        names = self._names(visit, known)
        try:
            page = self.ask(visit.app, *wanted(visit, self.order), visit.dates)
        except LifecycleError as error:
            if not is_fault_of_asking(error):
                raise
            shown = narrowed_list(visit, self.place, known, self.columns, None, names, self.order, faults_of(error))
            return visit.page(
                self.template, status=status_of(error), list=shown, rows=(), faults=shown.faults, due_foot="", **_WORDS
            )
        shown = narrowed_list(visit, self.place, known, self.columns, page, names, self.order)
        content: dict[str, Any] = {
            "rows": page.rows,
            "due_foot": _foot(visit, page.rows),
            "can_answer": _can_answer(visit, page.rows),
            "incidents": list_incidents(visit.app, visit.as_of) if self.place == places.BOARD else (),
        }
        return visit.page(self.template, list=shown, **content, **_WORDS)

    def document(self, visit: Visit) -> list[Any]:
        """The rows as the command line prints them: all of them, or those of the page that the address names."""
        page = self.ask(visit.app, *wanted(visit, whole=True), visit.dates)
        return [asdict(row) if not isinstance(row, Mapping) else exception_document(row) for row in page.rows]

    def _names(self, visit: Visit, known: Facets) -> Mapping[str, str]:
        """The fields; the own office is asked for of somebody who has one and reads of others too."""
        has_one = any(offices for _, offices in visit.actor.posts)
        if self.own_is_of_office and not (has_one and len(known.offices) > 1):
            return {name: label for name, label in self.names.items() if name != OWN}
        return self.names


def _foot(visit: Visit, rows: Sequence[Any]) -> str:
    """The words at the foot of a list for due dates that no source sets."""
    if any(not isinstance(row, Mapping) and row.due_on for row in rows):
        return at_the_foot(visit.app.book.due_marks, shown=False)
    return ""


def _can_answer(visit: Visit, rows: Sequence[Any]) -> frozenset[str]:
    """The alerts that the person may receive now, several at once; none on a list of another day."""
    if visit.dates:
        return frozenset()
    alerts = [row for row in rows if isinstance(row, AlertShown) and not row.resolved_on]
    of_office = {row.id: None if row.contract.startswith(_OF_OFFICE) else row.division for row in alerts}
    return frozenset(id_ for id_, office in of_office.items() if visit.may(Act.ACKNOWLEDGE, office))


def _mark(row: Listed) -> str:
    if row.standing is Standing.NEEDS_CORRECTION:
        return MARK_OVERDUE
    if row.standing is Standing.ATTENTION:
        return MARK_ATTENTION
    return MARK_NOT_STARTED if row.stage is Stage.ESTIMATE else MARK_OK


_WORDS: Mapping[str, Any] = {
    "mark_of": _mark,
    "statuses": {status.value: status.label for status in ExceptionStatus},
    "categories": {category.value: category.label for category in OverrideCategory},
}
"""What the templates of the lists say of a row."""

_OF_CONTRACT = {TEXT: "言葉", OFFICE: "所属", STANDING: "契約の状態", STAGE: "段階", YEAR: "年度", RULE: "規則"}
CONTRACTS = RegisterList(
    places.BOARD,
    "contract_list.html",
    contracts_page,
    (
        ListColumn("契約番号", "id"),
        ListColumn("業務名", "title"),
        ListColumn("所属", "division"),
        ListColumn("段階", "stage"),
        ListColumn("状態", "standing"),
        ListColumn("不足", "unmet", is_number=True),
        ListColumn("うち超過", "overdue", is_number=True),
        ListColumn("最も早い期限", "due_on"),
        ListColumn("記録に残る不備", is_number=True),
    ),
    {**_OF_CONTRACT, OVERDUE: "期限を過ぎたものだけ", OWN: "自分の所属だけ"},
    order="-overdue",
    own_is_of_office=True,
)
ALERTS = RegisterList(
    places.ALERTS,
    "alert_list.html",
    alerts_page,
    (
        ListColumn("対象", "subject"),
        ListColumn("内容", "code"),
        ListColumn("期限", "due_on"),
        ListColumn("知らせた段階・日・相手", "told_on"),
        ListColumn("次の連絡"),
        ListColumn("予定"),
        ListColumn("所属", "division"),
    ),
    {
        **_OF_CONTRACT,
        OVERDUE: "期限を過ぎたものだけ",
        OWN: "自分に届いたものだけ",
        CLOSED: "終わったものも",
    },
)
EXCEPTIONS = RegisterList(
    places.EXCEPTIONS,
    "exception_list.html",
    exceptions_page,
    (
        ListColumn("番号", "contract"),
        ListColumn("状態", "status"),
        ListColumn("規則"),
        ListColumn("区分・理由・文書番号", "category"),
        ListColumn("申請", "requested_on"),
        ListColumn("期限", "expires_on"),
        ListColumn("所属", "division"),
    ),
    {**_OF_CONTRACT, STATUS: "例外承認の状態", OVERDUE: "期限の切れたものだけ", OWN: "自分が申請したものだけ"},
)

DOORS = tuple(Door(one.place, show=one.show, document=one.document) for one in (CONTRACTS, ALERTS, EXCEPTIONS))
