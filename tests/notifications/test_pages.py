"""Messages lead to the page of what they tell of, where the register is served in a browser."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from message_samples import DIGESTS, NOTICES

from lifecycle.web import places
from notifications.alert import Wording
from notifications.notice import render_notice
from notifications.pages import alerts_of, page_of
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
def test_a_digest_leads_to_each_contract_it_writes_out(name: str) -> None:
    """On a line of its own, whole; the card has a button; no command is asked of who has pages."""
    digest = DIGESTS[name]
    rendered = render_digest(digest, SERVED)
    lines = [line.split()[-1] for line in rendered.body.splitlines() if URL in line]
    pages = [page_of(URL, group[0].contract) for group in digest.contracts()[: digest.full_items]]
    assert lines == pages + [f"{URL}/alerts"] * bool(pages)
    assert set(opened(rendered.card)) <= {*lines, f"{URL}/alerts"}
    assert bool(opened(rendered.card)) is bool(pages)
    assert "lifecycle " not in rendered.body
    assert "lifecycle " not in rendered.card
    assert URL not in render_digest(digest).body


@pytest.mark.parametrize("name", sorted(NOTICES))
def test_a_notice_about_one_contract_leads_there(name: str) -> None:
    """One about several, or about the installation, leads nowhere."""
    notice = NOTICES[name]
    rendered = render_notice(notice, SERVED)
    subject = getattr(notice, "subject", "")
    expected = [page_of(URL, subject)] if subject else []
    assert [line.split()[-1] for line in rendered.body.splitlines() if URL in line] == expected
    assert opened(rendered.card) == expected
