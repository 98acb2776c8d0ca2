"""What answers a request: the installation as it stands, who is signed in, the door, and every error as a page."""

import secrets
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from urllib.parse import quote

from jinja2 import Environment
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from config.errors import BusyError, LifecycleError, SetupError, WorldError, reason_of
from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.views.spelling import number_on_record
from lifecycle.web.answers import away_to, json_answer, plain_answer, status_of
from lifecycle.web.doors import Door
from lifecycle.web.front import TooLargeError
from lifecycle.web.kept import Kept
from lifecycle.web.request_log import PLACE, Line, fault_line, state_line
from lifecycle.web.signing_in import Entrance, SignedIn, SignIn
from lifecycle.web.unreached import is_unreached
from lifecycle.web.visit import Visit

_UNREACHED = "データベースにつながりません。"


class Served:
    """An installation as it is served: the person behind each request is asked for anew.

    Without a place to write faults down (`write`) one that nobody foresaw is raised.
    """

    def __init__(self, kept: Kept, gate: SignIn, write: Line | None = None) -> None:
        self._kept, self._gate, self._write = kept, gate, write

    def at(self, door: Door) -> Callable[[Request], Awaitable[Response]]:
        """What answers at a door: the form is read here, all else in a thread of its own."""

        async def answer(request: Request) -> Response:
            request.scope[PLACE] = door.path
            opened = await run_in_threadpool(self._opened, request)
            if isinstance(opened, Response):
                return opened
            form = await request.form(max_files=20, max_fields=500) if request.method == "POST" else None
            try:
                return await run_in_threadpool(self._answer, door, Visit(request, *opened, form))
            except Exception as error:
                return self._plainly(error)
            finally:
                if form is not None:
                    await form.close()

        return answer

    def entered(self, entrance: Entrance) -> Callable[[Request], Awaitable[Response]]:
        """What answers at an entrance of the gate: as a door does, though nobody is signed in yet."""

        async def answer(request: Request) -> Response:
            standing = await run_in_threadpool(self._standing)
            if isinstance(standing, Response):
                return standing
            try:
                given = await run_in_threadpool(entrance.answer, request, *standing)
                return await given if isawaitable(given) else given
            except (HTTPException, TooLargeError):
                raise
            except Exception as error:
                return self._plainly(error)

        return answer

    async def nothing_there(self, request: Request, error: HTTPException) -> Response:
        """The page for an address that leads nowhere; whoever is not signed in is not told."""
        opened = await run_in_threadpool(self._opened, request)
        if isinstance(opened, Response):
            return opened
        told = "この頁はありません。" if error.status_code == 404 else "この頁では、その操作はできません。"
        try:
            return await run_in_threadpool(Visit(request, *opened).failed, LifecycleError(told), error.status_code)
        except Exception as fault:
            return self._plainly(fault)

    def health(self, _: Request) -> Response:
        """Whether the register can be used, for whoever watches over it; it tells nothing else."""
        try:
            well = self._kept.is_well()
        except (LifecycleError, SQLAlchemyError, OSError):
            well = False
        return json_answer({"status": "ok" if well else "unavailable"}, 200 if well else 503)

    def _opened(self, request: Request) -> tuple[App, Environment] | Response:
        """The installation as the person who is signed in; or the answer where there is none, or none is signed in."""
        standing = self._standing()
        if isinstance(standing, Response):
            return standing
        app, templates = standing
        try:
            who = self._gate.who(request, app)
        except Exception as error:
            return self._plainly(error)
        return (who.opens(app), templates) if isinstance(who, SignedIn) else who

    def _standing(self) -> tuple[App, Environment] | Response:
        """The installation and its templates as they stand now; or the answer where it can't be used."""
        try:
            return self._kept.now()
        except Exception as error:
            return self._plainly(error)

    def _plainly(self, error: Exception) -> Response:
        """The line of text for an error where no page can be made."""
        if isinstance(error, LifecycleError):
            return plain_answer(503, str(error))
        return plain_answer(*self._unforeseen(error))

    def _answer(self, door: Door, visit: Visit) -> Response:
        as_json = door.document is not None and wants_json(visit.request)
        try:
            if as_json and door.document:
                return json_answer(door.document(visit))
            answer = door.take if visit.request.method == "POST" else door.show
            return answer(visit) if answer else visit.failed(LifecycleError("ありません。"), 405)
        except BusyError as error:
            return _busy(visit, error)
        except LifecycleError as error:
            return _respelt(visit, error) or _told(visit, error, status_of(error), as_json=as_json)
        except Exception as error:
            status, told = self._unforeseen(error)
            return _told(visit, SetupError(told), status, as_json=as_json)

    def _unforeseen(self, error: Exception) -> tuple[int, str]:
        """The status and the words for a fault that nobody foresaw, which is written down under a number.

        A database that can't be reached is a known state: it is written down in one line, without a place or a number.
        """
        if is_unreached(error):
            if self._write:
                self._write(state_line(_UNREACHED))
            return 503, f"{_UNREACHED}しばらく待って開き直し、続くときは{Role.ADMIN.label}に知らせてください。"
        if self._write is None:
            raise error
        number = secrets.token_hex(4)
        self._write(fault_line(error, number))
        cure = f"{Role.ADMIN.label}に知らせてください(誤りの番号 {number})。"
        if isinstance(error, SQLAlchemyError):
            return 503, f"データベースを使えません。{cure}"
        if isinstance(error, OSError) and error.errno is not None:
            return 503, f"ファイルを読み書きできません({reason_of(error)})。{cure}"
        return 500, f"予期しない誤りが起きました。記録していません。{cure}"


def _respelt(visit: Visit, error: LifecycleError) -> Response | None:
    """The page of the contract that is meant, where the address has its number in another spelling; else None."""
    typed = str(visit.request.path_params.get("id", ""))
    codes = {fault.code for fault in error.faults} if isinstance(error, WorldError) else set()
    if visit.request.method != "GET" or not typed or "contract_unknown" not in codes:
        return None
    with visit.app.reading() as connection:
        number = number_on_record(connection, typed)
    if number == typed:
        return None
    asked = quote(str(visit.request.scope["path"]))
    path = asked.replace(f"/{quote(typed, safe='')}", f"/{quote(number, safe='')}", 1)
    return away_to(f"{path}?{visit.request.url.query}".rstrip("?"))


def wants_json(request: Request) -> bool:
    """Whether a request asks for the document instead of the page."""
    return request.method == "GET" and request.headers.get("accept", "").split(",")[0].strip() == "application/json"


def _told(visit: Visit, error: LifecycleError, status: int, *, as_json: bool) -> Response:
    if as_json:
        return json_answer({"error": {"exit_code": error.exit_code, "message": str(error)}}, status)
    try:
        return visit.failed(error, status)
    except (LifecycleError, SQLAlchemyError, OSError):
        return plain_answer(status, str(error))


def _busy(visit: Visit, error: BusyError) -> Response:
    """The page for a form that met another writer: what was typed stands on it, to be sent again."""
    items = list(visit.form.multi_items()) if visit.form else []
    sent = [(name, value) for name, value in items if isinstance(value, str)]
    files = any(not isinstance(value, str) and value.filename for _, value in items)
    url = visit.request.url
    again = f"{url.path}?{url.query}" if url.query else url.path
    return visit.page("busy.html", status=409, told=str(error), sent=sent, files=files, again=again)
