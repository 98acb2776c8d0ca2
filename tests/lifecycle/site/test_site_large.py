"""A portfolio too large for one page: the board is split by stage, every page stays small and without a fault."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from multiplied import multiplied_ledger
from playwright.sync_api import Browser
from sites import Site, opened

import lifecycle.demo
from lifecycle.papers.site import links
from lifecycle.papers.site.board import PER_PAGE, WORST, Cards, card, parts
from lifecycle.papers.site.build import build_site
from lifecycle.papers.site.seen import gather
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.installation import initialise

SAMPLE = Path(lifecycle.demo.__file__).with_name("audit_r6_ledger.xlsx")
CONTRACTS = 310


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site of 310 contracts."""
    base = tmp_path_factory.mktemp("large")
    ledger = multiplied_ledger(SAMPLE, base / "台帳.xlsx", CONTRACTS)
    app = initialise(base / "home", "declared", {"LIFECYCLE_NOW": "2024-12-10T09:00:00+09:00"})
    assert import_ledger(app, ledger).contracts == CONTRACTS
    app.engine.dispose()
    build_site(opened(base / "home", "監査委員事務局", "2024-12-10"), base / "out", date(2024, 12, 10))
    return Site(base / "out")


@pytest.mark.slow
def test_every_contract_is_on_one_page_of_the_board(large: Site) -> None:
    """None lost between pages, none twice; the first page leads with the worst and to every part."""
    split = [path for path in large.paths if path.startswith("board/")]
    assert len(split) == 2
    shown = [link for path in split for link in large.pages[path].links if "contracts/" in link]
    assert len(shown) == len(set(shown)) == CONTRACTS
    assert large.html(links.BOARD).count("data-division=") == WORST
    assert set(split) <= set(large.pages[links.BOARD].links)


@pytest.mark.slow
def test_pages_are_small_enough_to_open_at_once(large: Site) -> None:
    """Pages small enough to open at once: no page over 600 KB."""
    sizes = {path: len(data) for path, data in large.files().items()}
    assert {path: size for path, size in sizes.items() if size > 600_000} == {}


@pytest.mark.slow
def test_the_first_page_of_a_split_board_has_no_violation(large: Site, browser: Browser) -> None:
    """axe with zero violations on every kind of page."""
    page = browser.new_page()
    page.goto(large.url(links.BOARD))
    options = {"resultTypes": ["violations"], "preload": False, "rules": {"target-size": {"enabled": True}}}
    assert [v["id"] for v in Axe().run(page, options=options).response["violations"]] == []
    page.goto(large.url("board/performing.html"))
    assert page.eval_on_selector_all("h1,h2,h3", "es => es.map(e => e.tagName)")[:3] == ["H1", "H2", "H3"]
    assert page.locator("form.filter").is_visible()
    page.close()


def test_a_stage_of_many_contracts_has_pages_of_its_own(lively_home: Path) -> None:
    """So many cards to a page, all of them once, the worst first."""
    portfolio = gather(opened(lively_home, "管理者", "2024-12-10"), AsOf(date(2024, 12, 10)))
    one = card(portfolio, portfolio.seen[0], ())
    cards = [replace(one, id=f"R6-{n:04}") for n in range(2 * PER_PAGE + 20)]
    made = Cards(portfolio)
    made.made += cards
    found = list(parts(made.board()))
    assert [sum(len(group.cards) for group in part.groups) for part in found] == [PER_PAGE, PER_PAGE, 20]
    assert [c.id for part in found for group in part.groups for c in group.cards] == [c.id for c in cards]
    assert found[1].pages[1] == links.board_part(one.stage.value, 2)
