"""The front of the register: what a browser may send at all, and the headers of every answer. Before any parser."""

from collections.abc import Iterable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lifecycle.web.answers import plain_answer

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ONLY_BY_TLS = {"strict-transport-security": "max-age=31536000"}
"""What is added where people open the register by https: their browsers use nothing else from then on."""
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}
"""What every answer carries, unless its page sets a stricter value of its own."""


OVERHEAD = 1 << 20
"""How much larger than its files a form may be, in bytes."""


class TooLargeError(Exception):
    """The body of a request is larger than what may be sent."""


class Front:
    """Refuses what comes from another site, or is too large, before anything of it is read; sets the headers.

    `limit` is in bytes, of the whole body; `url` the address by which people open the register, where it is known. What
    a front says of the address is not asked: it is the settings' to say.
    """

    def __init__(self, app: ASGIApp, limit: int, url: str = "") -> None:
        self._app, self._limit, self._url = app, limit, url
        self._headers = {**_HEADERS, **(_ONLY_BY_TLS if url.startswith("https://") else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if refused := self._refused(scope, headers):
            await plain_answer(*refused)(scope, receive, _with_headers(send, self._headers))
            return
        await self._app(scope, self._counted(receive), _with_headers(send, self._headers))

    def _refused(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        """Why a request is refused unread: the status and what is said; None where it is not."""
        if scope["method"] in _READS:
            return None
        if not _is_ours(headers, self._url):
            return 403, "この頁の外から送られたため、受け付けませんでした。この登録簿の頁を開き直して、送ってください。"
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return 400, "送信の長さを読めません。"
        if int(length) > self._limit:
            return 413, too_large(self._limit)
        return None

    def _counted(self, receive: Receive) -> Receive:
        """The body as it arrives, cut off where it grows beyond the limit though no length was told."""
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                raise TooLargeError
            return message

        return counted


def too_large(limit: int) -> str:
    """What is said of a body beyond the limit, in bytes; what is named is what its files may have."""
    megabytes = (limit - OVERHEAD) >> 20
    return f"送られたものが上限({megabytes}MB)を超えています。ファイルを分けるか、小さくして送ってください。"


def _is_ours(headers: Headers, url: str) -> bool:
    """Whether a write comes from a page of our own: the browser says so itself, or by the origin of the page.

    A front may call us by a name of its own, so the address of the settings counts as well as the host of the request.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin, host = headers.get("origin"), headers.get("host")
    if url and origin == url:
        return True
    return origin is not None and host is not None and origin.partition("://")[2] == host


def _with_headers(send: Send, wanted: Mapping[str, str]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            _set_missing(MutableHeaders(scope=message), wanted.items())
        await send(message)

    return sending


def _set_missing(headers: MutableHeaders, wanted: Iterable[tuple[str, str]]) -> None:
    for name, value in wanted:
        headers.setdefault(name, value)
