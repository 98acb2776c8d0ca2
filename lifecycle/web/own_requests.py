"""わたしの申請: what the person asked others to decide or check, and what became of each."""

from starlette.responses import Response

from lifecycle.views.own_requests import ASKED_FOR, EXCEPTION, REVIEW, SUBSTITUTE, OwnRequest, own_requests
from lifecycle.views.seeking import PAGE, paging_in
from lifecycle.web import places
from lifecycle.web.doors import Door
from lifecycle.web.visit import Visit
from states.columns import SUBCONTRACT


def _show(visit: Visit) -> Response:
    page = own_requests(visit.app, paging_in(visit.request.query_params))
    return visit.page(
        "requests.html",
        page=page,
        kinds=ASKED_FOR,
        place=_place,
        turned=lambda n: places.with_query(places.REQUESTS, **{PAGE: str(n)}) if 1 <= n <= page.of else "",
    )


def _place(one: OwnRequest) -> str:
    """The page on which a request is decided or checked: it shows what was asked, and where it stands."""
    subject = f"{one.contract}/{one.subcontract}" if one.subcontract else one.contract
    where = {
        EXCEPTION: lambda: places.exception_page(one.id),
        SUBCONTRACT: lambda: places.subcontract_decision(one.contract, one.subcontract),
        SUBSTITUTE: lambda: places.substitute_decision(subject),
        REVIEW: lambda: places.check_page(one.contract, REVIEW, one.subcontract),
    }
    return where[one.kind]()


DOORS = (Door(places.REQUESTS, show=_show),)
