"""The application: every door with its methods, errors as pages, one thread a request."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import anyio.to_thread
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from config.errors import LifecycleError
from lifecycle.app import App
from lifecycle.papers.site.kept import KeptPages
from lifecycle.papers.site.render import ASSETS
from lifecycle.web import amending, contracts, deciding_doors, officers_doors, paper_doors, reading_doors
from lifecycle.web.answers import json_answer, plain_answer, status_of
from lifecycle.web.doors import Door
from lifecycle.web.front import Front, TooLargeError, too_large
from lifecycle.web.pages import render, templates_for
from lifecycle.web.signing_in import ChoosablePeople, Chooser, SignedIn, SignIn
from lifecycle.web.visit import Visit

DOORS: Sequence[Door] = (
    *officers_doors.DOORS,
    *amending.DOORS,
    *contracts.DOORS,
    *reading_doors.DOORS,
    *deciding_doors.DOORS,
    *paper_doors.DOORS,
)
"""Every address of the register, but those of the gate."""

_OWN = Path(__file__).parent / "assets"
_OVERHEAD = 1 << 20
"""How much larger than its file a form may be, in bytes."""


def application(app: App, gate: SignIn | None = None) -> ASGIApp:
    """The register of an installation; without a gate the people of a home for trial are chosen."""
    templates = templates_for(app.book)
    through = gate or Chooser(app, _chooser_page(templates))
    served = Served(app, templates, through)
    routes: list[BaseRoute] = [
        Route("/assets/{name}", _asset, methods=["GET"]),
        *through.routes,
        *(Route(door.path, served.at(door), methods=_methods(door)) for door in DOORS),
    ]
    limit = (app.settings.evidence.max_megabytes << 20) + _OVERHEAD

    async def cut_off(_: Request, __: Exception) -> Response:
        return plain_answer(413, too_large(limit))

    handlers = {HTTPException: served.nothing_there, TooLargeError: cut_off}
    register = Starlette(routes=routes, exception_handlers=handlers)  # type: ignore[arg-type]
    register.state.kept = KeptPages()
    return Front(register, limit)


class Served:
    """An installation as it is served: the person behind each request is asked for anew."""

    def __init__(self, app: App, templates: Environment, gate: SignIn) -> None:
        self._app, self._templates, self._gate = app, templates, gate

    def at(self, door: Door) -> Callable[[Request], Awaitable[Response]]:
        """What answers at a door: the form is read here, all else in a thread of its own."""

        async def answer(request: Request) -> Response:
            who = await run_in_threadpool(self._gate.who, request)
            if isinstance(who, Response):
                return who
            form = await request.form(max_files=20, max_fields=500) if request.method == "POST" else None
            try:
                return await run_in_threadpool(
                    self._answer, door, Visit(request, who.opens(self._app), self._templates, form)
                )
            finally:
                if form is not None:
                    await form.close()

        return answer

    def _answer(self, door: Door, visit: Visit) -> Response:
        as_json = door.document is not None and _wants_json(visit.request)
        try:
            if as_json and door.document:
                return json_answer(door.document(visit))
            answer = door.take if visit.request.method == "POST" else door.show
            return answer(visit) if answer else visit.failed(LifecycleError("ありません。"), 405)
        except LifecycleError as error:
            status = status_of(error)
            told = {"error": {"exit_code": error.exit_code, "message": str(error)}}
            return json_answer(told, status) if as_json else visit.failed(error, status)

    async def nothing_there(self, request: Request, error: HTTPException) -> Response:
        """The page for an address that leads nowhere; whoever is not signed in is not told."""
        who = await run_in_threadpool(self._gate.who, request)
        if isinstance(who, SignedIn):
            visit = Visit(request, who.opens(self._app), self._templates)
            told = "この頁はありません。" if error.status_code == 404 else "この頁では、その操作はできません。"
            return await run_in_threadpool(visit.failed, LifecycleError(told), error.status_code)
        return who


def _methods(door: Door) -> list[str]:
    return [method for method, answer in (("GET", door.show), ("POST", door.take)) if answer]


def _wants_json(request: Request) -> bool:
    return request.method == "GET" and request.headers.get("accept", "").split(",")[0].strip() == "application/json"


def _asset(request: Request) -> Response:
    """A style sheet or a script of the register or of the static site."""
    name = request.path_params["name"]
    known = {path.name: path for folder in (ASSETS, _OWN) for path in folder.iterdir() if path.is_file()}
    if name not in known:
        raise HTTPException(404)
    return FileResponse(known[name], headers={"cache-control": "max-age=3600"})


def _chooser_page(templates: Environment) -> Callable[[ChoosablePeople], Response]:
    def page(people: ChoosablePeople) -> Response:
        return HTMLResponse(render(templates, "sign_in.html", str, people=people))

    return page


def threads(count: int) -> None:
    """How many requests are answered at once; each holds one connection to the database."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = count
