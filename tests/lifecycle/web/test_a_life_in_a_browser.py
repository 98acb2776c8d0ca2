"""A contract with a subcontract from the estimate to the end, by four people in browsers of their own, page by page."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from installation import HEAD, ID, OFFICER, Installation, a_contract
from playwright.sync_api import Browser
from web_browser import Window, served, window
from web_filling import LOOKS_THROUGH, filled, forms_on
from web_life import LIFE, LifeStep

from config.vocabulary import Stage
from lifecycle.usecases.audit import verify

DONE = "p.recorded"


@contextmanager
def four(browser: Browser, address: str, **options: Any) -> Iterator[dict[str, Window]]:
    """A browser for each of the four people."""
    with ExitStack() as stack:
        yield {
            who: stack.enter_context(window(browser, address, who, **options))
            for who in sorted({step.who for step in LIFE})
        }


def lived(step: LifeStep, shown: Window) -> None:
    """Fill in the form of a page by hand, and go on to the record."""
    assert shown.open(step.page) == 200, step.page
    action = step.action or step.page.partition("?")[0]
    page, places = shown.page, (action, f"{action}/check")
    for _ in range(3):
        forms = [form for place in places for form in forms_on(page.content(), place)]
        assert forms, f"{step.page}: {page.locator('main').inner_text()}"
        asked, stands = filled(forms[0], step.words), forms[0].sent()
        boxes = forms[0].boxes
        shown.fill({n: t for n, t in asked.items() if boxes[n].kind != "hidden" and stands.get(n) != t})
        sends = "button[value=record]" if "record" in forms[0].buttons else "button"
        page.locator(f'main form[method=post][action^="{forms[0].action}"]').locator(sends).first.click()
        page.wait_for_load_state("load")
        shown.hands.clicks += 1
        shown.hands.pages += 1
        if forms[0].words not in LOOKS_THROUGH:
            break
    assert page.locator(DONE).count() == 1, f"{step.page}: {page.locator('main').inner_text()}"


@pytest.mark.slow
def test_a_contract_is_lived_through_by_four_people(
    browser: Browser, installation: Installation, record_property: Any
) -> None:
    """All that a contract with a subcontract needs is done by pages alone and without a script; the record is sound."""
    began = time.monotonic()
    with served(installation) as address, four(browser, address, java_script_enabled=False) as people:
        for step in LIFE:
            lived(step, people[step.who])
        assert [shown.complaints for shown in people.values() if shown.complaints] == []
    for who, shown in people.items():
        record_property(who, f"{shown.hands.clicks} clicks, {shown.hands.typed} characters, {shown.hands.pages} pages")
    record_property("minutes", f"{(time.monotonic() - began) / 60:.1f}")
    (contract,) = installation.rows("SELECT stage FROM contract")
    assert contract.stage == Stage.COMPLETED
    assert verify(installation.app()).faults == []
    assert {row.actor for row in installation.rows("SELECT DISTINCT actor FROM journal WHERE id > 0")} >= set(people)


def tab_to(shown: Window, css: str) -> None:
    """Press the tabulator until the element has the focus, as somebody without a mouse does."""
    for _ in range(120):
        if shown.page.evaluate("css => document.activeElement.matches(css)", css):
            return
        shown.page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never reaches {css}")


@pytest.mark.slow
def test_a_document_is_recorded_by_the_keyboard_alone(browser: Browser, installation: Installation) -> None:
    """From its form over the page that reads it back to the record; a fault has the focus first."""
    a_contract(installation.app())
    with served(installation) as address, window(browser, address, OFFICER) as shown:
        shown.open(f"/contracts/{ID}/evidence/other")
        tab_to(shown, "a.skip")
        tab_to(shown, "[name=dated_on]")
        shown.page.keyboard.type("R6.13.1")
        shown.page.keyboard.press("Enter")
        shown.page.wait_for_selector("section.faults:focus")
        tab_to(shown, 'section.faults a[href="#f-dated_on"]')
        shown.page.keyboard.press("Enter")
        tab_to(shown, "[name=dated_on]")
        shown.page.keyboard.press("Control+A")
        shown.page.keyboard.type("R6.6.1")
        tab_to(shown, "[name=title]")
        shown.page.keyboard.type("打合せの記録")
        tab_to(shown, "main form button")
        shown.page.keyboard.press("Enter")
        shown.page.wait_for_url("**/check")
        assert "令和6年6月1日(土)" in shown.page.locator("main").inner_text()
        tab_to(shown, "main form button")
        shown.page.keyboard.press("Enter")
        shown.page.wait_for_selector(DONE)
    assert len(installation.rows("SELECT 1 FROM journal WHERE kind LIKE 'evidence%'")) == 1


@pytest.mark.slow
def test_an_alert_of_the_morning_leads_to_what_it_asks(browser: Browser, installation: Installation) -> None:
    """From the page of a contract a head reaches by links alone the form that cures a duty, or is told whose it is."""
    a_contract(installation.app())
    with served(installation) as address, window(browser, address, HEAD) as shown:
        shown.open(f"/contracts/{ID}")
        shown.page.locator(f'main a[href^="/contracts/{ID}/evidence/"]').first.click()
        shown.page.wait_for_load_state("load")
        assert shown.page.locator("main form[method=post]").count() >= 1
