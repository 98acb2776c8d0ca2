"""The pages of an import in a real browser: an own list is sent, settled, looked through, imported, by its buttons."""

from pathlib import Path

import pytest
from installation import OFFICE, OFFICER, Installation
from playwright.sync_api import Browser
from shaped_ledgers import READ, REFUSED, Shape
from web_browser import served, window
from web_looking import faults_of


@pytest.mark.slow
def test_an_own_list_is_imported_by_the_buttons_of_its_pages(
    browser: Browser, installation: Installation, tmp_path: Path
) -> None:
    """Every page on the way is without a fault, for axe and on a narrow screen; that of a refused list too."""
    told = []
    files = {shape.name: shape.made(tmp_path / shape.name) for shape in _made(tmp_path)}
    with served(installation, "2025-06-02") as address, window(browser, address, OFFICER) as shown:
        for name in ("two_days_in_a_cell", "two_merged_header_rows"):
            assert shown.open("/import") == 200
            shown.page.locator('input[name="ledger"]').set_input_files(files[name])
            shown.click("確認へ進む")
            assert shown.page.url.endswith("/import/columns")
            told += faults_of(shown, f"columns of {name}")
            shown.click("この読み方で確認へ進む")
            told += faults_of(shown, f"check of {name}")
        shown.click("取り込む")
        assert "記録しました: 台帳" in shown.page.inner_text("main")
        assert OFFICE in shown.page.inner_text("main")
    assert told == []
    assert installation.count("contract") == 3


def _made(folder: Path) -> list[Shape]:
    chosen = [shape for shape in (*READ, *REFUSED) if shape.name in ("two_days_in_a_cell", "two_merged_header_rows")]
    for shape in chosen:
        (folder / shape.name).mkdir()
    return chosen
