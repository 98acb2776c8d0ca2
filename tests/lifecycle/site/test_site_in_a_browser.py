"""The site in a real browser, from disk: no violation, no error, no request, no sideways scroll, and it prints."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from sites import CONTRACT, DEEP, ENDED, HOSTILE, OFFICE, Site

from lifecycle.papers.site import links

KINDS = {
    "board": links.BOARD,
    "contract": links.contract_page(CONTRACT),
    "contract with an exception": links.contract_page("R6-0043"),
    "hostile contract": links.contract_page(HOSTILE),
    "contract with a deep tree": links.contract_page(DEEP),
    "terminated contract": links.contract_page(ENDED),
    "offices": links.DIVISIONS,
    "office": links.division_page(OFFICE),
    "tables": links.TABLES,
    "table of visits": links.table_page(5),
    "table with a blank year": links.table_page(9),
    "stages": links.STAGES,
    "exceptions": links.EXCEPTIONS,
    "alerts": links.ALERTS,
    "rules": links.RULES,
    "about": links.ABOUT,
}
# Without preload axe does not fetch the style sheet itself, which a page from disk may not.
OPTIONS = {"resultTypes": ["violations"], "preload": False, "rules": {"target-size": {"enabled": True}}}


class Watched:
    """A page of the site, with what it said on the console and asked of the world."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url}"))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """A new page at the size of a desk's screen."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield Watched(page)
    page.close()


@pytest.mark.many_alike(one_in=2)
@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_opens_from_disk_without_a_fault(kind: str, site: Site, watched: Watched) -> None:
    """axe with zero violations on every kind of page (WCAG 2.2 AA), no console error, no network request."""
    watched.page.goto(site.url(KINDS[kind]))
    assert watched.complaints == []
    assert [url for url in watched.requests if not url.startswith("file:")] == []
    found = Axe().run(watched.page, options=OPTIONS)
    told = [f"{v['id']}: {[n['target'] for n in v['nodes'][:3]]}" for v in found.response["violations"]]
    assert told == []
    assert watched.page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"BIZ UDPGothic"')


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_reflows_at_320_pixels(kind: str, site: Site, watched: Watched) -> None:
    """WCAG 1.4.10: 1280 pixels at 400 % (and so 200 %) without scrolling sideways; wide tables scroll in themselves."""
    watched.page.set_viewport_size({"width": 320, "height": 700})
    watched.page.goto(site.url(KINDS[kind]))
    wide = watched.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320


def _visible(page: Page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('[data-division]:not([hidden])')].map(e => e.dataset.division)")


@pytest.mark.slow
def test_the_filter_is_reached_and_used_by_keyboard(site: Site, watched: Watched) -> None:
    """WCAG 2.1.1: Tab reaches the 所属 filter, a letter chooses, and what is left is told to screen readers."""
    page = watched.page
    page.goto(site.url(links.BOARD))
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "division":
            break
    assert page.evaluate("document.activeElement.id") == "division"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    every = _visible(page)
    page.keyboard.press("ArrowDown")
    chosen = page.eval_on_selector("#division", "e => e.value")
    kept = _visible(page)
    assert set(kept) == {chosen}
    assert 0 < len(kept) < len(every)
    assert page.inner_text("#shown") == f"{len(every)}件のうち{len(kept)}件を表示しています"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "year"
    page.click("button[type=reset]")
    page.wait_for_function("document.getElementById('shown').textContent.startsWith('全て')")
    assert _visible(page) == every


@pytest.mark.slow
def test_empty_groups_go_with_their_cards(site: Site, watched: Watched) -> None:
    """Filtering to 順調 leaves no heading over nothing."""
    page = watched.page
    page.goto(site.url(links.BOARD))
    page.select_option("#standing", "ok")
    headings = [h.inner_text() for h in page.locator("[data-group] h3").all() if h.is_visible()]
    assert headings
    assert all("順調" in heading for heading in headings)


@pytest.mark.slow
def test_the_skip_link_comes_first_and_leads_to_the_text(site: Site, watched: Watched) -> None:
    """WCAG 2.4.1."""
    page = watched.page
    page.goto(site.url(links.BOARD))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "本文へ"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.slow
def test_the_board_reads_whole_without_scripts(site: Site, browser: Browser) -> None:
    """The board works without JavaScript as a full list; the filter that could do nothing is not there."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url(links.BOARD))
    assert page.locator("[data-division]:visible").count() == page.locator("[data-division]").count() >= 190
    assert page.locator("form.filter").is_hidden()
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["board", "contract", "table of visits", "office"])
def test_a_printed_page_tells_its_date_and_number(
    kind: str, site: Site, watched: Watched, tmp_path: Path, pdftotext: str
) -> None:
    """Prints on A4 with 基準日 and page, and that the ledger is fictional."""
    watched.page.goto(site.url(KINDS[kind]))
    printed = tmp_path / "page.pdf"
    watched.page.pdf(path=str(printed), prefer_css_page_size=True)
    assert b"/MediaBox [0 0 594" in printed.read_bytes()
    done = subprocess.run([pdftotext, "-layout", str(printed), "-"], capture_output=True, text=True, check=True)
    sheets = done.stdout.split("\f")[:-1]
    for number, sheet in enumerate(sheets, start=1):
        foot = rf"基準日 令和6年12月10日 【試用】 架空の台帳\s+{number} ?/ ?{len(sheets)}\s*$"
        assert re.search(foot, sheet), sheet[-200:]


@pytest.mark.slow
def test_paper_shows_no_navigation_and_black_text(site: Site, watched: Watched) -> None:
    """Prints in black and white."""
    watched.page.goto(site.url(links.contract_page("R6-0043")))
    watched.page.emulate_media(media="print")
    assert watched.page.locator("header nav").is_hidden()
    assert watched.page.eval_on_selector("strong.bad", "e => getComputedStyle(e).color") == "rgb(0, 0, 0)"
    assert watched.page.eval_on_selector("ol.steps .here", "e => getComputedStyle(e).color") == "rgb(0, 0, 0)"
