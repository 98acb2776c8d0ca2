"""A browser without a browser: somebody who is signed in asks for pages and sends the forms that stand on them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, unquote

from installation import OFFICER, Installation
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from lifecycle.app import App
from lifecycle.web.application import application
from lifecycle.web.signing_in import Entrance, SignedIn

PERSON = "x-test-person"
SENT_HERE = {"sec-fetch-site": "same-origin"}


class ByHeader:
    """A gate that believes a header, for tests of what lies behind it."""

    entrances: tuple[Entrance, ...] = ()
    routes: tuple[BaseRoute, ...] = ()
    middleware: tuple[Middleware, ...] = ()

    def who(self, request: Request, _: App) -> SignedIn | Response:
        """The person whom the header names."""
        return SignedIn(declared=unquote(request.headers[PERSON]))


@dataclass
class FormOnPage(HTMLParser):
    """The fields of a form as they stand on a page, by the address that it is sent to."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    inside: bool = False
    box: str = ""
    chosen: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read a field."""
        own = {name: value or "" for name, value in attrs}
        if tag == "form":
            sent_to = own.get("action", "").partition("?")[0]
            self.inside = own.get("method") == "post" and sent_to == self.action.partition("?")[0]
        elif self.inside and tag == "textarea":
            self.box = own["name"]
            self.values.setdefault(self.box, [""])
        elif self.inside and tag == "select":
            self.chosen = own["name"]
        elif self.inside and tag == "option" and (self.chosen not in self.values or "selected" in own):
            # A browser sends the first answer where none is marked.
            self.values[self.chosen] = [own["value"]]
        elif self.inside and tag == "input" and own.get("name") and _is_sent(own):
            self.values.setdefault(own["name"], []).append(own.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """Leave the form, or a box."""
        if tag == "form":
            self.inside = False
        if tag == "textarea":
            self.box = ""

    def handle_data(self, data: str) -> None:
        """Read what stands in a box."""
        if self.box:
            self.values[self.box] = [self.values[self.box][0] + data]


def _is_sent(own: dict[str, str]) -> bool:
    """Whether a browser sends the field as it stands."""
    return own.get("type") != "file" and (own.get("type") not in ("radio", "checkbox") or "checked" in own)


class Visitor:
    """Somebody who is signed in to the register of an installation, at a time of day."""

    def __init__(self, home: Installation, actor: str = OFFICER, now: str = "2024-06-03") -> None:
        self.actor = actor
        self.client = TestClient(
            application(home.app(None, now), ByHeader()),
            base_url="http://register.test",
            headers={PERSON: quote(actor)},
            follow_redirects=False,
        )

    def get(self, path: str, **headers: str) -> Any:
        """A page."""
        return self.client.get(path, headers=headers)

    def json(self, path: str) -> Any:
        """A document."""
        return self.client.get(path, headers={"accept": "application/json"})

    def form(self, path: str, action: str = "") -> dict[str, Any]:
        """The fields of the form on a page as they stand there; by default of the one that is sent to its address."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        on_page = FormOnPage(action or path)
        on_page.feed(answer.text)
        assert on_page.values, f"{path} has no form for {action or path}"
        return {name: values if len(values) > 1 else values[0] for name, values in on_page.values.items()}

    def on(self, answer: Any, action: str) -> dict[str, Any]:
        """The fields of the form on a page that was answered."""
        on_page = FormOnPage(action)
        on_page.feed(answer.text)
        return {name: values if len(values) > 1 else values[0] for name, values in on_page.values.items()}

    def send(self, path: str, fields: dict[str, Any], files: Any = None, **headers: str) -> Any:
        """Send a form as the browser does."""
        return self.client.post(path, data=fields, files=files, headers={**SENT_HERE, **headers})

    def fill(self, path: str, files: Any = None, action: str = "", **fields: Any) -> Any:
        """Open the form of a page, fill in these fields, send it."""
        return self.send(action or path, {**self.form(path, action), **fields}, files)
