"""Every answer to a form, every refusal, what is empty, long, late or on paper, in a real browser: no violation."""

from pathlib import Path

import pytest
from installation import AUDITOR, HEAD, ID, OFFICER, OTHER_OFFICER, OVERSIGHT, Installation, a_contract, copy_of
from playwright.sync_api import Browser
from web_browser import served, window
from web_looking import FORMS, faults_of

from lifecycle.usecases.contracts import amend

LISTS = ("/", "/contracts", "/alerts", "/exceptions", "/decisions", "/checks", "/begun", "/offices", "/acknowledge")


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
