"""Answers that are no pages: a line of text, a document in JSON, a way elsewhere; and which status an error has."""

from typing import Any
from urllib.parse import quote

import orjson
from starlette.responses import RedirectResponse, Response

from config.errors import (
    AlreadySentError,
    BusyError,
    CancelledError,
    ConflictError,
    InputRejectedError,
    LifecycleError,
    NotFoundError,
    RequestFault,
    RoleError,
    SetupError,
    UsageError,
    WorldError,
)
from config.unseen import in_json
from lifecycle.fields.json_values import plain_value

CHANGED_SINCE = "changed_since"
"""The code of the fault of a form that was filled in from an older state."""
_STATUS: dict[type[LifecycleError], int] = {
    RoleError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    UsageError: 422,
    InputRejectedError: 422,
    CancelledError: 422,
    SetupError: 503,
}


def status_of(error: LifecycleError) -> int:
    """The status of an answer that tells of an error."""
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 500)


def faults_of(error: LifecycleError) -> tuple[RequestFault, ...]:
    """The faults of a request that an error tells of, each with the field that it belongs to."""
    return error.faults if isinstance(error, WorldError) else ()


def was_sent(error: LifecycleError) -> bool:
    """Whether the error only says that the same form was sent before.

    Raises BusyError on, of which every form is told in the same words.
    """
    if isinstance(error, BusyError):
        raise error
    return isinstance(error, AlreadySentError)


def was_changed(error: LifecycleError) -> bool:
    """Whether the error says that what a form showed has changed since."""
    return any(fault.code == CHANGED_SINCE for fault in faults_of(error))


def plain_answer(status: int, told: str) -> Response:
    """A line of text, for what is refused before anybody is known."""
    return Response(told + "\n", status, media_type="text/plain; charset=utf-8")


def json_answer(document: Any, status: int = 200) -> Response:
    """A document of the command line, in JSON."""
    text = orjson.dumps(plain_value(document), option=orjson.OPT_INDENT_2).decode()
    return Response(in_json(text) + "\n", status, media_type="application/json")


def file_answer(content: bytes, name: str, media_type: str) -> Response:
    """A file to be kept: a browser never shows it as a page, whatever it holds."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in name)
    told = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=media_type, headers={"content-disposition": told})


def book_answer(content: bytes, name: str) -> Response:
    """A workbook to be kept."""
    return file_answer(content, name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def away_to(place: str) -> Response:
    """Another page instead, by GET: what was sent is not sent again when the page is loaded anew."""
    return RedirectResponse(place, 303)
