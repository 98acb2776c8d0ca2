"""The originals of a contract: a list with their names, and each handed out as a file, on record."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import BinaryIO
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from config.errors import ConflictError, RoleError
from config.unseen import visible_line
from lifecycle.records.one_contract import find_contract
from lifecycle.usecases.originals import ListedOriginal, opened_original, originals
from lifecycle.web.doors import Door
from lifecycle.web.visit import Visit

_BLOCK = 1 << 18
_HEADERS = {
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "x-download-options": "noopen",
    "cache-control": "no-store",
}
"""What an original carries: no browser runs, guesses or keeps it."""


def _show(visit: Visit) -> Response:
    id_ = visit.part("id")
    listed = originals(visit.app, id_)
    with visit.app.reading() as connection:
        title = find_contract(connection, id_, visit.as_of).sheet.title or ""
    return visit.page("originals.html", id=id_, title=title, originals=listed)


def _hand_out(visit: Visit) -> Response:
    """The file itself. A link on another site can't make somebody open one, nor a browser that looks ahead."""
    headers = visit.request.headers
    if headers.get("sec-fetch-site") in ("cross-site", "same-site") or "prefetch" in headers.get("sec-purpose", ""):
        raise RoleError("原本は、この登録簿の原本の一覧から開いてください。")
    id_, number, sha256 = visit.part("id"), visit.part("n"), visit.asked("sha256")
    listed = originals(visit.app, id_)
    if sha256 and not any(str(one.number) == number and one.sha256 == sha256 for one in listed):
        raise ConflictError("一覧を開いている間に原本が変わりました。一覧を開き直してください。")
    if visit.request.method == "HEAD":
        return Response(headers=_HEADERS)
    stack = ExitStack()
    one, source = stack.enter_context(opened_original(visit.app, id_, number))
    told = {**_HEADERS, "content-length": str(one.size), "content-disposition": _disposition(id_, one)}
    return StreamingResponse(_blocks(source, stack), media_type="application/octet-stream", headers=told)


def _blocks(source: BinaryIO, stack: ExitStack) -> Iterator[bytes]:
    with stack:
        while block := source.read(_BLOCK):
            yield block


def _disposition(id_: str, one: ListedOriginal) -> str:
    """The name under which the browser keeps the file: its own, with the ending that its content asks for."""
    stem = (one.name or "").rpartition(".")[0] or one.name or f"{id_}-{one.number}"
    name = visible_line(stem).translate({ord(c): "_" for c in '\\/:*?"<>|'})[:100] + one.suffix
    return f"attachment; filename=\"original-{one.number}{one.suffix}\"; filename*=UTF-8''{quote(name, safe='')}"


DOORS = (Door("/contracts/{id}/originals", show=_show), Door("/contracts/{id}/originals/{n}", show=_hand_out))
