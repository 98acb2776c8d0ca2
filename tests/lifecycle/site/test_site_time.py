"""Time travel: what an office learns later changes neither yesterday's table nor yesterday's page."""

from datetime import date
from pathlib import Path

import pytest
from installation import (
    ADMIN,
    FOR_PERFORMING,
    HEAD,
    ID,
    REASON,
    Installation,
    a_contract,
    a_subcontract,
    hand_in,
)
from sites import Site

from config.vocabulary import OverrideCategory
from lifecycle.papers.site import links
from lifecycle.papers.site.build import build_site
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.endings import end
from lifecycle.usecases.moves import advance
from lifecycle.usecases.overrides import Request, approve, request, revoke
from lifecycle.watch.sweep import sweep

D = date(2024, 6, 30)
SOME_DAY = "2024-06-28"
LATER = "2024-08-01"


@pytest.fixture
def lived(any_installation: Installation) -> Installation:
    """By the end of June: a contract with evidence, a refusal, an exception in force, alerts told."""
    officer = any_installation.app(now=SOME_DAY)
    a_contract(officer, record_count="1500")
    a_contract(officer, "R6-0002", title="封入封かん")
    hand_in(officer, *(kind for kind in FOR_PERFORMING if kind != "checklist"))
    advance(officer, ID, None)
    preview = request(officer, Request(ID, ("S3-01",), OverrideCategory.EMERGENCY, REASON, "広第20号"))
    approve(any_installation.app("制度所管課", SOME_DAY), preview.id, ID)
    sweep(any_installation.app(ADMIN, SOME_DAY))
    return any_installation


def _built(installation: Installation, folder: Path, known_by: date | None = D, now: str = LATER) -> dict[str, bytes]:
    build_site(installation.app(ADMIN, now), folder, D, known_by)
    return Site(folder).files()


def test_a_late_document_leaves_the_page_of_its_day_byte_for_byte(lived: Installation, tmp_path: Path) -> None:
    """Build as of D with what was known by D, before and after a back-dated document, and much else."""
    before = _built(lived, tmp_path / "before")
    officer = lived.app(now=LATER)
    hand_in(officer, "checklist", "onsite_inspection")
    amend(officer, ID, {"title": "改めた業務名", "record_count": "9"}, "誤記")
    a_subcontract(officer, applied_on="2024-05-01", started_on="2024-05-02", subcontractor="後で分かった先")
    revoke(lived.app("制度所管課", LATER), f"{ID}-E1", "事情がなくなったため")
    request(officer, Request("R6-0002", ("S1-05",), OverrideCategory.OTHER, REASON, "広第21号"))
    end(lived.app(HEAD, LATER), "R6-0002", "withdraw", "入札不調", D)
    a_contract(officer, "R6-0003", title="後から登録した契約")
    sweep(lived.app(ADMIN, LATER))
    assert _built(lived, tmp_path / "after") == before


def test_without_a_day_of_knowing_the_late_document_speaks(lived: Installation, tmp_path: Path) -> None:
    """The other question: what was true by D as we know today."""
    before = _built(lived, tmp_path / "before", None, SOME_DAY)
    hand_in(lived.app(now=LATER), "checklist", "onsite_inspection")
    after = _built(lived, tmp_path / "after", None)
    page = links.contract_page(ID)
    assert before[page] != after[page]
    assert "令和6年4月15日" in after[page].decode()
    assert after["index.html"].decode().count("data-division=") == 2


def test_a_document_of_a_later_day_is_not_on_the_page(lived: Installation, tmp_path: Path) -> None:
    """Known, but dated after D: the page stays as it was, to the byte."""
    before = _built(lived, tmp_path / "before", None)
    hand_in(lived.app(now=LATER), "onsite_inspection", inspected_on="2024-07-20")
    after = _built(lived, tmp_path / "after", None)
    page = links.contract_page(ID)
    assert "令和6年7月20日" not in after[page].decode()
    assert after[page] == before[page]


def test_a_contract_taken_back_later_still_stands_on_its_day(lived: Installation, tmp_path: Path) -> None:
    """取消 in a later ledger: gone today, there by what was known then."""
    from lifecycle.records.events.documents import ContractRemoved
    from lifecycle.records.journal import Draft
    from lifecycle.usecases.work import working

    before = _built(lived, tmp_path / "before")
    with working(lived.app(ADMIN, LATER)) as work:
        work.record([Draft("R6-0002", work.today, ContractRemoved(document="contract", subcontract="", key=""))])
    assert _built(lived, tmp_path / "after") == before
    assert links.contract_page("R6-0002") not in _built(lived, tmp_path / "today", None)


def test_the_same_facts_and_date_give_the_same_bytes(lived: Installation, tmp_path: Path) -> None:
    """Deterministic: nothing of the hour of building is on a page."""
    assert _built(lived, tmp_path / "a", now=LATER) == _built(lived, tmp_path / "b", now="2025-01-15")
