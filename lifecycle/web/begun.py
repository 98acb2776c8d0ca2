"""The forms that somebody has begun: they are gone on with, or forgotten."""

from starlette.responses import Response

from lifecycle.clock import day_of
from lifecycle.usecases.begun import begun_forms, forget_begun
from lifecycle.web import places
from lifecycle.web.answers import away_to
from lifecycle.web.doors import Door
from lifecycle.web.visit import Visit


def _show(visit: Visit) -> Response:
    begun = [(one.form, one.kept.get("title", one.form), day_of(one.saved_at)) for one in begun_forms(visit.app)]
    return visit.page("begun.html", begun=begun)


def _take(visit: Visit) -> Response:
    forget_begun(visit.app, visit.sent("form"))
    return away_to(places.BEGUN)


DOORS = (Door(places.BEGUN, show=_show, take=_take),)
