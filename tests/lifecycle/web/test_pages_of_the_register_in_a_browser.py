"""Every page that is of no single contract in a real browser: no violation, none wider than the screen."""

import pytest
from playwright.sync_api import Browser
from web_browser import window
from web_looking import READS, faults_of, who

PAGES = [door for door in READS if not door.path.startswith(("/contracts/{id}", "/decisions/", "/checks/"))]


@pytest.mark.slow
@pytest.mark.parametrize("reader", sorted({who(door) for door in PAGES}))
def test_every_page_is_without_a_fault(browser: Browser, address: str, reader: str) -> None:
    """As whoever may read it."""
    told = []
    with window(browser, address, reader) as shown:
        for door in PAGES:
            if who(door) == reader:
                assert shown.open(door.at) == 200, door.path
                told += faults_of(shown, door.path)
    assert told == []
