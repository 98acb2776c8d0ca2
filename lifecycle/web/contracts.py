"""The page of one contract."""

from starlette.responses import Response

from lifecycle.papers.site import duties, links
from lifecycle.papers.site.contract import contract_page
from lifecycle.papers.site.seen import gather_one
from lifecycle.web import documents, places
from lifecycle.web.doors import Door
from lifecycle.web.visit import Visit


def _show(visit: Visit) -> Response:
    id_ = visit.part("id")
    portfolio = gather_one(visit.app, id_, visit.as_of)
    (one,) = portfolio.seen
    also = {
        links.contract_page(one.id): places.contract_page(one.id),
        links.division_page(one.division): places.division_page(one.division),
    }
    it = contract_page(portfolio, one, duties.lacking(portfolio)[one.id])
    return visit.page("contract.html", also=also, it=it)


DOORS = (Door("/contracts/{id}", show=_show, document=documents.contract),)
