"""Originals in a browser: a file to be kept, never a page to be shown; who opened which is on record."""

from pathlib import Path

import pytest
from installation import AUDITOR, CHIEF, DOCUMENTS, ID, OFFICER, OTHER_OFFICER, Installation, a_contract
from web_visits import Visitor

from lifecycle.usecases.evidence import attach

LIST = f"/contracts/{ID}/originals"
PAPER = "<script>alert(1)</script> 実地調査報告書".encode()


@pytest.fixture
def kept(installation: Installation, tmp_path: Path) -> Installation:
    """A contract with one original, which calls itself a page."""
    paper = tmp_path / "実地調査「適」.html"
    paper.write_bytes(PAPER)
    a_contract(installation.app())
    attach(installation.app(), ID, "onsite_inspection", DOCUMENTS["onsite_inspection"], [paper])
    return installation


def opened(home: Installation) -> list[str]:
    """Who opened an original, by the journal."""
    return [row.actor for row in home.rows("SELECT actor FROM journal WHERE kind = 'original_opened' ORDER BY id")]


@pytest.mark.parametrize("actor", [OFFICER, CHIEF, AUDITOR])
def test_an_original_is_handed_out_as_a_file_and_on_record(kept: Installation, actor: str) -> None:
    """As an attachment of no kind that a browser would run, under its name with the ending of its content."""
    visitor = Visitor(kept, actor)
    assert "実地調査「適」.html" in visitor.get(LIST).text
    answer = visitor.get(f"{LIST}/1", **{"sec-fetch-site": "same-origin"})
    assert answer.content == PAPER
    headers = answer.headers
    assert headers["content-type"] == "application/octet-stream"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["content-disposition"].startswith('attachment; filename="original-1.')
    assert ".html" not in headers["content-disposition"]
    assert opened(kept) == [actor]


def test_nobody_is_made_to_open_one_from_elsewhere(kept: Installation) -> None:
    """A link on another site, a browser that looks ahead, a question for the headers alone: nothing is recorded."""
    visitor = Visitor(kept)
    assert visitor.get(f"{LIST}/1", **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert visitor.get(f"{LIST}/1", **{"sec-purpose": "prefetch"}).status_code == 403
    assert visitor.client.head(f"{LIST}/1").content == b""
    assert opened(kept) == []


def test_a_list_that_has_changed_opens_nothing_else(kept: Installation) -> None:
    """The address carries the hash of what the list showed."""
    visitor = Visitor(kept)
    assert visitor.get(f"{LIST}/1?sha256={'0' * 64}").status_code == 409
    assert visitor.get(f"{LIST}/7").status_code == 404
    assert opened(kept) == []


def test_another_office_sees_neither_list_nor_file(kept: Installation) -> None:
    """The boundary is that of the command."""
    other = Visitor(kept, OTHER_OFFICER)
    assert other.get(LIST).status_code == other.get(f"{LIST}/1").status_code == 403
    assert opened(kept) == []
