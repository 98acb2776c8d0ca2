"""The pages of an audit file, opened from a folder as an auditor does after unpacking."""

import zipfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from packs import Made
from playwright.sync_api import Browser

PAGES = ("cover", "history", "verdicts")


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1280, 320])
def test_a_page_has_no_fault_at_the_desk_and_enlarged(
    made: Made, browser: Browser, tmp_path: Path, name: str, width: int
) -> None:
    """WCAG 2.2 AA by axe; 1.4.10: 320 pixels without scrolling sideways; nothing is asked of the network."""
    with zipfile.ZipFile(made.path) as container:
        container.extractall(tmp_path)
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / f"{name}.html").as_uri())
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert [f"{v['id']}: {v['nodes'][0]['html'][:80]}" for v in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith("file:")] == []
    page.close()
