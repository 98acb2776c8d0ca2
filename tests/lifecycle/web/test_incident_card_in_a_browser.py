"""The card of an incident on paper: one A4 page in a real browser, however much is on record."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import CommandLine
from installation import HEAD, ID, NOW, OFFICER, OVERSIGHT, Installation, a_contract
from playwright.sync_api import Browser, Page
from web_visits import Visitor

from lifecycle.cli.incident_card import SUFFIX
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.incidents import report_incident, update_incident
from states.columns import columns_of
from states.documents import Column, ValueType

LONG = "名簿の入った封筒を駅の構内で紛失し、駅と警察に届け出た上で経路を全て探したが、まだ見付かっていない。" * 8
NUMBERS = "092-000-0001(夜間)、092-000-0002(休日)、090-0000-0003、090-0000-0004、090-0000-0005"
WORDS = {
    ValueType.DATE: "R6.6.3",
    ValueType.TIME: "9:05",
    ValueType.YES_NO: "いいえ",
    ValueType.COUNT: "1234567",
    ValueType.TEXT: LONG,
}


def pages_of(page: Page, html: Path) -> int:
    """How many sheets the card prints on, as the browser makes them."""
    page.goto(html.as_uri())
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True)))


def _word(column: Column) -> str:
    return "はい" if column.name == "specific_pi" else WORDS[column.value_type]


@pytest.fixture
def sheet(browser: Browser) -> Iterator[Page]:
    """A tab that prints."""
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("whole", [False, True], ids=["first word", "everything on record"])
def test_the_card_is_one_page(
    installation: Installation, sheet: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    """Three facts, or every field filled with a long text, every number in place: one A4 page, nothing cut off it."""
    a_contract(installation.app(), title="調査票の封入と発送" * 12)
    report_incident(installation.app(), ID, {"aware_on": "R6.6.3 0:05", "summary": LONG})
    contact = {"confirmed_on": "R6.6.1", "contractor_contact": NUMBERS, "office_contact": NUMBERS}
    attach(installation.app(), ID, "emergency_contact", contact)
    if whole:
        left_out = {"no", "aware_on", "aware_at", "closed_on", "closed_reason", "document_no", "at_subcontract"}
        given = {c.name: _word(c) for c in columns_of("incident_report") if c.name not in left_out}
        update_incident(installation.app(), f"{ID}/J1", given)
    html = tmp_path / f"card{SUFFIX}"
    for name, value in {"LIFECYCLE_HOME": str(installation.home), **installation.environment(NOW)}.items():
        monkeypatch.setenv(name, value)
    said = CommandLine(installation.home)("incident", "card", f"{ID}/J1", "-o", str(html), actor=OFFICER)
    assert (said.code, html.stat().st_mode & 0o077) == (0, 0), said.err
    assert pages_of(sheet, html) == 1
    text = html.read_text(encoding="utf-8")
    assert "092-000-0001(夜間)" in text
    for words in ("聞くこと", "指示すること", "電話する相手", "規則第44条の本文は未確認", "期限", "報告の要否"):
        assert words in text
    assert ("<span>応急措置</span>" in text) is not whole


def test_numbers_stand_on_the_card_of_who_may_call_and_their_opening_is_on_record(installation: Installation) -> None:
    """The desk and the head have them; without any on record the card says so; nobody else's page has a number."""
    a_contract(installation.app())
    report_incident(installation.app(), ID, {"aware_on": "R6.6.3", "summary": "誤送付"})
    head = Visitor(installation, HEAD)
    assert "連絡先の記録がない" in head.get(f"/incidents/{ID}/J1/card").text
    contact = {"confirmed_on": "R6.6.1", "contractor_contact": "092-000-0001", "office_contact": "092-000-0002"}
    attach(installation.app(), ID, "emergency_contact", contact)
    before = installation.count("journal")
    for who in (HEAD, OVERSIGHT):
        card = Visitor(installation, who).get(f"/incidents/{ID}/J1/card")
        assert ("092-000-0001" in card.text, card.headers["cache-control"]) == (True, "no-store")
    assert installation.count("journal") == before + 2
    assert "092-000-0001" not in head.get(f"/incidents/{ID}/J1").text
    assert "092-000-0001" not in head.get(f"/incidents/{ID}/J1/card?as_of=R6.6.3").text
    assert installation.count("journal") == before + 2
