"""Messages lead to the page of what they tell of, where the register is served in a browser."""

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from message_samples import DIGESTS, NOTICES

from config.page_names import office_file
from lifecycle.papers.site import links
from lifecycle.web import places
from notifications.alert import Wording
from notifications.head import is_head
from notifications.notice import render_notice
from notifications.pages import alerts_of, incident_page, office_page, page_of
from notifications.render import render_digest

URL = "https://itaku.pref.example.jp"
SERVED = Wording(url=URL)


def opened(card: str) -> list[str]:
    """The addresses that the buttons of a card open."""

    def within(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["url"]] if value.get("type") == "Action.OpenUrl" else []
            return own + [url for one in value.values() for url in within(one)]
        return [url for one in value for url in within(one)] if isinstance(value, list) else []

    return within(json.loads(card))


@given(st.text(min_size=1, max_size=20).filter(lambda text: "/" not in text), st.sampled_from(["", "1", "1.2", "10"]))
def test_a_message_leads_where_the_page_stands(contract: str, subcontract: str) -> None:
    """Whatever the number of an office looks like: one word of plain letters, the address of the own page."""
    subject = f"{contract}/{subcontract}" if subcontract else contract
    page = page_of(URL, subject)
    assert page == URL + places.subject_link(subject)
    assert page.isascii()
    assert not any(letter.isspace() for letter in page)


def test_without_a_register_nothing_leads_anywhere() -> None:
    """A register that is not served has no address, and so has what is about no contract."""
    assert page_of("", "R6-0012") == page_of(URL, "") == alerts_of("") == ""
    assert alerts_of(URL) == URL + places.ALERTS


@pytest.mark.parametrize("name", sorted(DIGESTS))
def test_a_digest_leads_to_each_contract_it_writes_out_and_a_heads_to_the_office(name: str) -> None:
    """On a line of its own, whole; the card has a button; no command is asked of who has pages."""
    digest = DIGESTS[name]
    rendered = render_digest(digest, SERVED)
    lines = [line.split()[-1] for line in rendered.body.splitlines() if URL in line]
    pages = [page_of(URL, group[0].contract) for group in digest.contracts()[: digest.full_items]]
    office = office_page(SERVED, "" if digest.recipient_post == "制度所管課" else digest.division)
    assert lines == ([office] if is_head(digest) else pages + [f"{URL}/alerts"] * bool(pages))
    assert set(opened(rendered.card)) <= {*pages, office, f"{URL}/alerts"}
    assert (office in opened(rendered.card)) is bool(pages)
    assert "lifecycle " not in rendered.body
    assert "lifecycle " not in rendered.card
    assert URL not in render_digest(digest).body


@pytest.mark.parametrize("name", sorted(DIGESTS))
@pytest.mark.parametrize("folder", ["\\\\server\\委託\\頁", "S:\\頁", "/srv/pages", "file://server/pages"])
def test_where_a_folder_of_pages_is_shared_a_digest_leads_to_the_offices_page_there(name: str, folder: str) -> None:
    """One line, whole, to the file that `lifecycle report` writes; a card shows the place and has no button for it."""
    digest = DIGESTS[name]
    rendered = render_digest(digest, Wording(folder=folder))
    division = "" if digest.recipient_post == "制度所管課" else digest.division
    page = office_page(Wording(folder=folder), division)
    assert page.replace("\\", "/").endswith(
        quote_of(links.division_page(division) if division else links.DIVISIONS, folder)
    )
    assert [line.split()[-1] for line in rendered.body.splitlines() if folder in line] == [page] * bool(digest.items)
    assert opened(rendered.card) == []
    assert ("頁: " in rendered.card) is bool(digest.items)


def quote_of(page: str, folder: str) -> str:
    """The path of a page as it stands behind that folder: percent-encoded in a URL."""
    return quote(page) if "://" in folder else page


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("モデル所属12", True),
        ("モデル所属04（医療費）", True),
        ("ICT推進課", True),
        ("ict推進課", False),
        ("INDEX", False),
        ("モデル所属12-2", False),
        ("a/b課", False),
        ("課 ", False),
        ("課.", False),
        ("CON", False),
        ("か\u3099課", False),
        ("課" * 41, False),
        ("50%課", False),
    ],
)
def test_an_offices_page_has_its_name_where_every_share_can_keep_it(name: str, kept: bool) -> None:
    """A bookmark stays: the file's name follows from the office's name alone."""
    assert (office_file(name) == name) is kept
    assert kept or re.fullmatch("d-[0-9a-f]{12}", office_file(name))


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_no_two_offices_share_a_file_even_where_case_does_not_count(first: str, second: str) -> None:
    """Nor do their further parts: the file of one office never ends like the second part of another."""
    one, other = office_file(first).lower(), office_file(second).lower()
    assert (one == other) is (first == second)
    assert f"{one}-2" != other


@pytest.mark.parametrize("name", sorted(NOTICES))
def test_a_notice_about_one_contract_leads_there_and_any_other_to_the_office(name: str) -> None:
    """A head is led to the office's page where it is about several; the system owner's leads nowhere."""
    notice = NOTICES[name]
    rendered = render_notice(notice, SERVED)
    subject, office = getattr(notice, "subject", ""), office_page(SERVED, getattr(notice, "division", ""))
    about = incident_page(URL, notice.incident) if hasattr(notice, "incident") else page_of(URL, subject)
    expected = [about] if subject else [office] * hasattr(notice, "division")
    assert [line.split()[-1] for line in rendered.body.splitlines() if URL in line] == expected
    assert opened(rendered.card) == expected
    shared = render_notice(notice, Wording(folder="\\\\server\\頁"))
    assert ("■ 頁: \\\\server\\頁\\divisions" in shared.body) is hasattr(notice, "division")
    assert opened(shared.card) == []
