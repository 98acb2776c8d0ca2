"""Who is signed in: a gate hands in the person behind a request, or says where to sign in.

In a home for trial anybody may be any of its people (試用); elsewhere a front that the installation trusts says who.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Protocol

from jinja2 import Environment
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from lifecycle.app import App
from lifecycle.identity import FrontActor
from lifecycle.records.folds.posts import given_posts
from lifecycle.records.register import held_posts
from lifecycle.web import places
from lifecycle.web.answers import away_to, plain_answer
from lifecycle.web.pages import render

CHOSEN = "lifecycle_person"
"""The cookie that holds the person whom somebody has chosen to be, in a home for trial."""
_SIGN = re.compile("[0-9a-f]{32}")

ChoosablePeople = Sequence[tuple[str, str, str]]
"""People who may be chosen: what stands for each in a cookie, the name by which each is known, and the posts."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind a request: an actor that a front hands in, or a name that was chosen in a home for trial."""

    front: FrontActor | None = None
    declared: str | None = None

    def opens(self, app: App) -> App:
        """The installation as that person."""
        return replace(app, front=self.front, declared_actor=self.declared, via="web")


EntranceAnswer = Callable[[Request, App, Environment], Response | Awaitable[Response]]
"""Answers at an entrance, by the installation and its templates as they stand now; a plain function in a thread."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """An address of a gate by which somebody comes in: nobody does where the register can't be used."""

    path: str
    answer: EntranceAnswer
    method: str = "GET"


class SignIn(Protocol):
    """How people sign in."""

    @property
    def entrances(self) -> Sequence[Entrance]:
        """The addresses by which somebody who is nobody yet comes in."""
        ...

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """The way out, which needs no installation: who leaves is let out whatever has become of it."""
        ...

    @property
    def middleware(self) -> Sequence[Middleware]:
        """What the gate needs around every request: nothing, but where a session is kept."""
        ...

    def who(self, request: Request, app: App) -> SignedIn | Response:
        """The person behind a request to an installation as it stands now, or the answer to somebody who is nobody."""
        ...


@dataclass(frozen=True, slots=True)
class Chooser:
    """The gate of a home for trial: a page on which one of its people is chosen."""

    middleware: Sequence[Middleware] = ()

    @property
    def entrances(self) -> Sequence[Entrance]:
        """The page with the people, and the choice."""
        return Entrance(places.SIGN_IN, self._choose), Entrance(places.SIGN_IN, self._chosen, "POST")

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """The way out."""
        return (Route(places.SIGN_OUT, self._leave, methods=["POST"]),)

    def who(self, request: Request, app: App) -> SignedIn | Response:
        """The person who was chosen; else the page on which to choose one."""
        chosen = request.cookies.get(CHOSEN, "")
        named = {sign: name for sign, name, _ in _choosable(app)}
        return SignedIn(declared=named[chosen]) if chosen in named else away_to(places.SIGN_IN)

    def _choose(self, _: Request, app: App, templates: Environment) -> Response:
        return HTMLResponse(render(templates, "sign_in.html", str, people=_choosable(app)))

    async def _chosen(self, request: Request, *_: object) -> Response:
        person = str((await request.form()).get("person", ""))
        if not _SIGN.fullmatch(person):
            return plain_answer(422, "人を選んでください。")
        answer = away_to(places.TODAY)
        answer.set_cookie(CHOSEN, person, httponly=True, samesite="lax", secure=request.url.scheme == "https")
        return answer

    def _leave(self, _: Request) -> Response:
        answer = away_to(places.SIGN_IN)
        answer.delete_cookie(CHOSEN)
        return answer


def _choosable(app: App) -> ChoosablePeople:
    return [(sign_of(name), name, posts) for name, posts in people_of(app)]


def sign_of(name: str) -> str:
    """What stands for a person in a cookie: the same whoever else comes and goes, and not the name itself."""
    return sha256(name.encode()).hexdigest()[:32]


def people_of(app: App) -> list[tuple[str, str]]:
    """The people of an installation who hold a post today: the name by which each is known, and the posts."""
    with app.reading() as connection:
        held = held_posts(connection, app.today())
        given = [post for post in given_posts(connection) if post.holds_on(app.today())]
    posts: dict[str, list[str]] = {}
    for post in given:
        posts.setdefault(post.person, []).append(f"{post.division or ''}{post.role.label}")
    for one in held:
        posts.setdefault(one.login or one.name or one.mail or "", []).append(f"{one.division}{one.role.label}")
    return [(name, "、".join(of)) for name, of in posts.items() if name]
