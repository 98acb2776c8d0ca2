"""Every page of the register in a real browser: no violation, no complaint, no page wider than the screen, on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from installation import ADMIN, AUDITOR, HEAD, ID, OFFICER, OTHER_OFFICER, OVERSIGHT, Installation, a_contract, copy_of
from playwright.sync_api import Browser
from web_browser import DESK, ENLARGED, HAND, Window, served, window
from web_doors import KNOWN, KnownDoor
from web_furnished import furnish

from lifecycle.usecases.contracts import amend

PAGES = [
    door for door in KNOWN if door.reads and door.status == 200 and not door.at.endswith((".css", ".ics", ".xlsx"))
]
READS = [door for door in PAGES if not door.path.endswith(("/originals/{n}", "pack.zip"))]
FORMS = [door for door in KNOWN if door.takes and door.path != "/begun"]
LISTS = ("/", "/contracts", "/alerts", "/exceptions", "/decisions", "/checks", "/begun", "/offices", "/acknowledge")


@pytest.fixture(scope="module")
def address(sqlite_template: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The register with something behind every door and more than a page of contracts."""
    papers = tmp_path_factory.mktemp("papers")
    home = copy_of(sqlite_template, tmp_path_factory.mktemp("furnished") / "home")
    furnish(home, papers)
    for number in range(10, 70):
        a_contract(home.app(), f"R6-{number:04}", title=f"集計業務の委託 その{number}")
    with served(home) as found:
        yield found
    home.engine.dispose()


def who(door: KnownDoor) -> str:
    """Somebody who may read the page: whoever fills in its form, else the officer, else the desk."""
    return next(one for one in (door.by, OFFICER, OVERSIGHT, ADMIN) if one in door.reads)


def faults_of(shown: Window, place: str) -> list[str]:
    """What is wrong with the page as it stands: by axe, in a hand, enlarged, and what the browser complained of."""
    told = [f"{place}: {one}" for one in (*shown.violations(), *shown.complaints)]
    shown.complaints.clear()
    for size in (HAND, ENLARGED):
        shown.page.set_viewport_size(size)  # type: ignore[arg-type]
        if shown.scrolls_sideways():
            told.append(f"{place}: wider than {size['width']}")
    shown.page.set_viewport_size(DESK)  # type: ignore[arg-type]
    return told


@pytest.mark.slow
@pytest.mark.parametrize("reader", sorted({who(door) for door in READS}))
def test_every_page_is_without_a_fault(browser: Browser, address: str, reader: str) -> None:
    """As whoever may read it."""
    told = []
    with window(browser, address, reader) as shown:
        for door in READS:
            if who(door) == reader:
                assert shown.open(door.at) == 200, door.path
                told += faults_of(shown, door.path)
    assert told == []


@pytest.mark.slow
@pytest.mark.parametrize("by", sorted({door.by for door in FORMS}))
def test_every_form_sent_empty_answers_without_a_fault(browser: Browser, address: str, by: str) -> None:
    """The page with the faults, the one that reads back, or the one after the record."""
    told = []
    with window(browser, address, by) as shown:
        for door in FORMS:
            if door.by != by:
                continue
            shown.open(door.page or door.at)
            button = shown.page.locator(f'main form[method="post"][action^="{door.at}"] button').first
            if door.at.endswith("/check"):
                continue
            button.click()
            shown.page.wait_for_load_state("load")
            told += faults_of(shown, f"{door.path} sent empty")
    assert told == []


@pytest.mark.slow
def test_pages_that_refuse_or_show_nothing_are_without_a_fault(
    browser: Browser, address: str, sqlite_template: Installation, tmp_path: Path
) -> None:
    """403, 404, a date that is none, lists with nothing in them, the second page of a long list, days gone by."""
    told = []
    with window(browser, address, OTHER_OFFICER) as shown:
        for place, status in ((f"/contracts/{ID}", 403), ("/contracts/R6-9999", 404), ("/rules?as_of=R6.13.1", 422)):
            assert shown.open(place) == status
            told += faults_of(shown, f"{place} {status}")
    with window(browser, address, AUDITOR) as shown:
        for place in ("/contracts?page=2", f"/contracts/{ID}?as_of=R6.5.1&known_by=R6.5.1"):
            assert shown.open(place) == 200
            told += faults_of(shown, place)
    bare = copy_of(sqlite_template, tmp_path / "bare")
    with served(bare) as empty, window(browser, empty, HEAD) as shown:
        for place in LISTS:
            assert shown.open(place) == 200, place
            told += faults_of(shown, f"{place} with nothing in it")
    bare.engine.dispose()
    assert told == []


@pytest.mark.slow
def test_a_form_sent_late_is_answered_without_a_fault(browser: Browser, installation: Installation) -> None:
    """Both values stand on the page; so does what was typed."""
    a_contract(installation.app())
    with served(installation) as here, window(browser, here, OFFICER) as shown:
        shown.open(f"/contracts/{ID}/amend")
        amend(installation.app(HEAD), ID, {"record_count": "900"}, None)
        shown.fill({"record_count": "1200", "amend_reason": "仕様の変更"})
        shown.page.locator("main form button").first.click()
        shown.page.wait_for_load_state("load")
        table = shown.page.locator("main table").inner_text()
        assert {"500", "900", "1200"} <= set(table.split())
        assert faults_of(shown, "late") == []


@pytest.mark.slow
@pytest.mark.parametrize("place", [f"/contracts/{ID}", "/contracts", "/tables/1", "/offices"])
def test_a_page_on_paper_has_no_frame_and_says_its_day(browser: Browser, address: str, place: str) -> None:
    """What only a screen needs is left out; the day of the question stands at the foot of every sheet."""
    with window(browser, address, OVERSIGHT) as shown:
        shown.open(f"{place}?as_of=R6.5.20")
        shown.page.emulate_media(media="print")
        for frame in ("header.site nav", "header.site form.who", "details.dates"):
            assert not shown.page.locator(frame).is_visible(), frame
        assert shown.page.locator("main").is_visible()
        sheet = shown.page.evaluate(
            "[...document.styleSheets].filter(s => s.href.includes('print.css'))"
            ".flatMap(s => [...s.cssRules].map(r => r.cssText)).join(' ')"
        )
        assert "令和6年5月20日" in sheet
        assert shown.complaints == []
