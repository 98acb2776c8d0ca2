"""The register as it is really served, to a real browser: people in windows of their own, forms filled in by hand."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from installation import Installation
from playwright.sync_api import Browser, BrowserContext, Page
from web_visits import PERSON, ByHeader

from lifecycle.records.database import open_engine, sqlite_url
from lifecycle.web.application import application
from lifecycle.web.serving import PATIENCE_MS, listening

OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
DESK, HAND, ENLARGED = {"width": 1366, "height": 900}, {"width": 390, "height": 844}, {"width": 683, "height": 450}
"""A screen of a desk, one in the hand, and that of the desk at 200 %."""


@contextmanager
def served(home: Installation, now: str = "2024-06-03") -> Iterator[str]:
    """The register of an installation at an address of this machine, until the block ends."""
    listener, app = listening("127.0.0.1", 0), home.app(None, now)
    own = open_engine(sqlite_url(home.home), patience_ms=PATIENCE_MS, connections=app.settings.web.threads)
    register = application(replace(app, engine=own), ByHeader())
    config = uvicorn.Config(register, log_level="critical", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        listener.close()
        own.dispose()


@dataclass
class Hands:
    """What somebody has done so far to get a thing recorded."""

    clicks: int = 0
    typed: int = 0
    pages: int = 0


@dataclass
class Window:
    """A browser of one person, with what it complained of and what the person did."""

    page: Page
    address: str
    hands: Hands = field(default_factory=Hands)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(30_000)
        self.page.on("console", lambda message: self._console(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url))

    def _console(self, text: str) -> None:
        # A page that tells of a refusal or a fault carries its status, which a browser writes down as well.
        if "the server responded with a status of 4" not in text:
            self.complaints.append(text)

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "about:", "data:", "blob:")):
            self.complaints.append(f"asked for {url}")

    def open(self, path: str) -> int:
        """Open a page by its address; gives its status."""
        self.hands.pages += 1
        answer = self.page.goto(self.address + path, wait_until="load")
        return answer.status if answer else 0

    def click(self, name: str, role: Any = "button") -> None:
        """Press a button, or follow a link, by the words on it; the page that follows is there afterwards."""
        self.page.get_by_role(role, name=name, exact=True).first.click()
        self.page.wait_for_load_state("load")
        self.hands.clicks += 1

    def fill(self, fields: Mapping[str, str]) -> None:
        """Type into the fields of the form by their names, choose where answers are offered."""
        for name, text in fields.items():
            boxes = self.page.locator(f'main [name="{name}"]')
            if boxes.first.get_attribute("type") in ("radio", "checkbox"):
                self.page.locator(f'main [name="{name}"][value="{text}"]').check()
                self.hands.clicks += 1
            else:
                boxes.first.fill(text)
                self.hands.typed += len(text)

    def violations(self) -> list[str]:
        """What axe finds on the page, by WCAG 2.2 A and AA."""
        found = Axe().run(self.page, options=OPTIONS).response["violations"]
        return [f"{one['id']}: {[node['target'] for node in one['nodes'][:3]]}" for one in found]

    def scrolls_sideways(self) -> bool:
        """Whether the page is wider than its window."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def context_of(browser: Browser, who: str, **options: Any) -> BrowserContext:
    """A browser of its own, in which somebody is signed in."""
    return browser.new_context(
        viewport=options.pop("viewport", DESK),
        extra_http_headers={PERSON: quote(who)},
        locale="ja-JP",
        **options,
    )


@contextmanager
def window(browser: Browser, address: str, who: str, **options: Any) -> Iterator[Window]:
    """A window of somebody, closed at the end of the block."""
    context = context_of(browser, who, **options)
    try:
        yield Window(context.new_page(), address)
    finally:
        context.close()
