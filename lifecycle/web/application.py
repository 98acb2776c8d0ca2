"""The application: every door with its methods, errors as pages, one thread a request."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from lifecycle.app import App
from lifecycle.papers.card.draw import STYLE
from lifecycle.papers.site.kept import KeptPages
from lifecycle.papers.site.render import ASSETS
from lifecycle.web import amending, contracts, deciding_doors, lists, officers_doors, paper_doors, places, reading_doors
from lifecycle.web.answers import plain_answer
from lifecycle.web.doors import Door
from lifecycle.web.front import OVERHEAD, Front, TooLargeError, too_large
from lifecycle.web.kept import Kept
from lifecycle.web.request_log import Line, RequestLog
from lifecycle.web.served import Served
from lifecycle.web.signing_in import Chooser, SignIn

DOORS: Sequence[Door] = (
    *officers_doors.DOORS,
    *amending.DOORS,
    *contracts.DOORS,
    *reading_doors.DOORS,
    *deciding_doors.DOORS,
    *paper_doors.DOORS,
    *lists.DOORS,
)
"""Every address of the register, but those of the gate."""

_OWN = Path(__file__).parent / "assets"


def application(app: App, gate: SignIn | None = None, kept: Kept | None = None, write: Line | None = None) -> ASGIApp:
    """The register of an installation; without a gate the people of a home for trial are chosen.

    `kept` is the installation as a server keeps it open, `write` where requests and faults are written down.
    """
    through = gate or Chooser()
    keeping = kept or Kept(app)
    keeping.shows(signs_out=any(getattr(route, "path", "") == places.SIGN_OUT for route in through.routes))
    served = Served(keeping, through, write)
    routes: list[BaseRoute] = [
        Route(places.HEALTH, served.health, methods=["GET"]),
        Route("/assets/{name}", _asset, methods=["GET"]),
        *through.routes,
        *(Route(one.path, served.entered(one), methods=[one.method]) for one in through.entrances),
        *(Route(door.path, served.at(door), methods=_methods(door)) for door in DOORS),
    ]
    limit = (app.settings.evidence.max_megabytes << 20) + OVERHEAD

    async def cut_off(_: Request, __: Exception) -> Response:
        return plain_answer(413, too_large(limit))

    handlers = {HTTPException: served.nothing_there, TooLargeError: cut_off}
    inner = Starlette(
        routes=routes,
        middleware=through.middleware,
        exception_handlers=handlers,  # type: ignore[arg-type]
        lifespan=_with_threads(app.settings.web.threads),
    )
    inner.state.kept = KeptPages()
    front = Front(inner, limit, app.settings.web.url)
    return RequestLog(front, write) if write else front


def _methods(door: Door) -> list[str]:
    return [method for method, answer in (("GET", door.show), ("POST", door.take)) if answer]


def _asset(request: Request) -> Response:
    """A style sheet or a script of the register or of the static site."""
    name = request.path_params["name"]
    known = {path.name: path for folder in (ASSETS, _OWN, STYLE.parent) for path in folder.iterdir() if path.is_file()}
    if name not in known:
        raise HTTPException(404)
    return FileResponse(known[name], headers={"cache-control": "max-age=3600"})


def _with_threads(count: int) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """How many requests are answered at once, from when the server begins; each holds a connection to the database."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = count
        yield

    return lifespan
