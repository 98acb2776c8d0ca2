"""What a server writes down of requests and faults: places in the register and in the program, never a value.

An address holds numbers of contracts and names of offices, a query what was searched for, a fault what was typed: none
of them is written down, nor who asked.
"""

import time
import traceback
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lifecycle.clock import SystemClock
from lifecycle.web import places

Line = Callable[[str], None]
"""Writes one line."""
PLACE = "lifecycle.place"
"""Under which name a request carries the pattern of its address."""
_ELSEWHERE = "-"


class RequestLog:
    """Writes a line for every request: when, by which method, at which kind of place, the status, how long it took."""

    def __init__(self, app: ASGIApp, write: Line) -> None:
        self._app, self._write = app, write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and write it down."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            took = round((time.perf_counter() - begun) * 1000)
            method = scope["method"] if scope["method"] in _METHODS else _ELSEWHERE
            place = scope.get(PLACE) or _fixed(scope["path"])
            self._write(f"{_now()} {method} {place} {status} {took}ms")


_FIXED = (places.HEALTH, places.SIGN_IN, places.SIGN_OUT)


def _fixed(path: str) -> str:
    """The place of an address that stands for itself; any other may hold anything."""
    return path if path in _FIXED else _ELSEWHERE


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def fault_line(error: Exception, number: str) -> str:
    """What is written down of a fault: its number, its kind, and where in the program it arose."""
    places = (f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__))
    return f"{_now()} 誤り {number} {type(error).__name__}\n" + "\n".join(f"    {place}" for place in places)


def state_line(told: str) -> str:
    """What is written down of a known state in which a request could not be answered."""
    return f"{_now()} {told}"


def _now() -> str:
    return SystemClock().now().isoformat(timespec="seconds")
