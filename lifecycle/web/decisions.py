"""決裁待ち: everything that waits for a decision of the reader, then what waits for somebody else's."""

from collections.abc import Callable, Mapping

from starlette.responses import Response

from lifecycle.views.decided import decided_lately
from lifecycle.views.decisions import AwaitedDecision, DecisionKind, awaited_decisions
from lifecycle.web import places
from lifecycle.web.doors import Door
from lifecycle.web.visit import Visit

_PLACES: Mapping[DecisionKind, Callable[[str], str]] = {
    DecisionKind.EXCEPTION: places.exception_page,
    DecisionKind.SUBCONTRACT: lambda id_: places.subcontract_decision(*id_.split("/", 1)),
    DecisionKind.SUBSTITUTE: places.substitute_decision,
    DecisionKind.MATTER: places.matter_page,
}
_A_PAGE = 50


def page_of(one: AwaitedDecision) -> str:
    """The page on which it is decided."""
    return _PLACES[one.kind](one.id)


def _show(visit: Visit) -> Response:
    every = awaited_decisions(visit.app)
    mine = [(page_of(one), one) for one in every if not one.why_not]
    others = [(page_of(one), one) for one in every if one.why_not]
    lately = [(_PLACES[one.decision](one.id), one) for one in decided_lately(visit.app)]
    shown = {"mine": mine[:_A_PAGE], "others": others[:_A_PAGE]}
    return visit.page("decisions.html", shown=shown, left=len(mine), away=len(others), lately=lately)


DOORS = (Door(places.DECISIONS, show=_show),)
