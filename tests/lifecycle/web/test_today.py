"""きょうの仕事: the own office's records to make by due day, their states, what was done; others are led elsewhere."""

import pytest
from installation import (
    AUDITOR,
    HEAD,
    ID,
    OFFICE,
    OTHER_OFFICE,
    OTHER_OFFICER,
    OVERSIGHT,
    Installation,
    a_contract,
    hand_in,
)
from web_visits import Visitor

from lifecycle.usecases.evidence import attach
from lifecycle.usecases.moves import advance


@pytest.fixture
def officer(installation: Installation) -> Visitor:
    """The officer of an office whose contract lacks much; the other office has one too."""
    a_contract(installation.app())
    a_contract(installation.app(OTHER_OFFICER), "R6-0002", division=OTHER_OFFICE, title="納税通知書の印刷")
    return Visitor(installation)


def test_each_record_to_make_stands_once_with_its_state(installation: Installation, officer: Visitor) -> None:
    """未着手 before anything of the kind is recorded, 不足あり after; what was recorded stands under 済."""
    before = officer.get("/").text
    link = f'href="/contracts/{ID}/evidence/contract_review#f-reviewed_on"'
    assert before.count(link) == len(set(before.split(link))) - 1
    assert "未着手" in before
    assert "不足あり" not in before
    assert "R6-0002" not in before
    attach(installation.app(), ID, "checklist", {"received_on": "R6.4.10"})
    after = officer.get("/").text
    assert "不足あり" in after
    assert f'<a class="tap" href="/contracts/{ID}#papers">' in after


def test_what_somebody_else_does_next_is_said(installation: Installation, officer: Visitor) -> None:
    """A record that the officer can't make names who can, and has no link."""
    hand_in(installation.app(), "duty_notice", "contract_review")
    assert advance(installation.app(), ID, None).entered
    page = officer.get("/?overdue=1").text
    assert "期限を過ぎたもの" in page
    assert 'aria-current="true">期限を過ぎたもの' in page


def test_only_who_runs_contracts_has_work_of_today(installation: Installation, officer: Visitor) -> None:
    """監査 begins with the contracts, 制度所管課 with its decisions; a head sees the own office."""
    assert Visitor(installation, AUDITOR).get("/").headers["location"] == "/contracts"
    assert Visitor(installation, OVERSIGHT).get("/").headers["location"] == "/decisions"
    assert OFFICE in Visitor(installation, HEAD).get("/").text
    assert officer.get("/?as_of=R6.4.1").headers["location"] == "/"


def test_the_list_is_cut_into_pages(installation: Installation, officer: Visitor) -> None:
    """Fifty duties a page, the way to the next kept with the narrowing; a page past the last is the last."""
    for number in range(3, 18):
        a_contract(installation.app(), f"R6-{number:04}")
    first = officer.get("/").text
    assert "のうち 1〜50" in first
    assert 'href="/?page=2"' in first
    assert "次の頁" not in officer.get("/?page=99").text
    assert officer.get("/?page=x").status_code == 422
