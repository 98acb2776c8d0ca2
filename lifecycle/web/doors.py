"""The doors of the register: which address is answered by which page, and takes which form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from lifecycle.web.visit import Visit

Answering = Callable[[Visit], Response]


@dataclass(frozen=True, slots=True)
class Door:
    """An address: what shows its page, what takes the form that is sent to it, what answers with a document in JSON.

    `documents` is the list or the object that the command line prints for the same question.
    """

    path: str
    show: Answering | None = None
    take: Answering | None = None
    document: Callable[[Visit], Any] | None = None
