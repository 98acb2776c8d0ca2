"""An incident is one case on every paper: the static site, the audit file, the report of the month."""

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from installation import ADMIN, HEAD, ID, OFFICE, Installation, a_contract

from lifecycle.papers.pack.check import check
from lifecycle.papers.pack.gather import pack
from lifecycle.papers.site.build import build_site
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.incidents import acknowledge_incident, close_incident, report_incident, update_incident
from lifecycle.watch.monthly import report_of
from notifications.alert import Wording
from notifications.installation_notices import render_installation_notice

LATER = "2025-02-20"
FIRST, SECOND = f"{ID}/J1", f"{ID}/J2"


@pytest.fixture
def home(installation: Installation, tmp_path: Path) -> Installation:
    """A home with two incidents of one evening: one told late and noted, reportable by 101 persons; one closed."""
    a_contract(installation.app(now="2024-12-01"))
    paper = tmp_path / "一報.txt"
    paper.write_text("電話の記録", encoding="utf-8")
    told = {"aware_on": "R6.12.31 23:50", "summary": "名簿の入った封筒を紛失"}
    report_incident(installation.app(now="2025-01-01"), ID, told, [paper])
    update_incident(installation.app(now="2025-01-02"), FIRST, {"persons": "101", "wrongful_purpose": "いいえ"})
    acknowledge_incident(installation.app(HEAD, now="2025-01-02"), FIRST)
    report_incident(installation.app(now="2025-01-03"), ID, {"aware_on": "R6.12.31", "summary": "誤送付"}, another=True)
    close_incident(installation.app(HEAD, now="2025-02-03"), SECOND, "", "宛先で回収した")
    return installation


def test_the_audit_file_holds_incidents_whole(home: Installation, tmp_path: Path) -> None:
    """Each with stage, clocks with source, categories, who noted it, what was recorded, files; and it verifies."""
    target = tmp_path / "pack.zip"
    pack(home.app(HEAD, LATER), ID, target, AsOf(date(2025, 2, 20)))
    with zipfile.ZipFile(target) as container:
        contract = json.loads(container.read("contract.json"))
        cover = container.read("cover.html").decode()
    first, second = contract["incidents"]
    assert [(one["id"], one["open"], one["acknowledged_by"]) for one in (first, second)] == [
        (FIRST, True, "所属長"),
        (SECOND, False, None),
    ]
    assert {"label", "answer", "holds", "source"} <= set(first["categories"][0])
    assert "当たる" in {one["holds"] for one in first["categories"]}
    assert "期限を過ぎている" in {one["state"] for one in first["clocks"]}
    assert all(one["source"] for one in first["clocks"])
    assert len(first["history"]) == 3
    assert {one["number"] for one in first["history"]}.isdisjoint(one["number"] for one in second["history"])
    assert [one["problem"] for one in first["files"]] == [""]
    assert second["files"] == []
    assert all(
        words in cover for words in (FIRST, "宛先で回収した", "23:50", "101人(100人を超える)", "漏えい等事案 2件")
    )
    assert check(target).faults == []


def test_a_contract_without_an_incident_has_no_word_of_one_in_its_file(
    installation: Installation, tmp_path: Path
) -> None:
    """Files of earlier versions have none either, and go on to verify."""
    a_contract(installation.app())
    pack(installation.app(), ID, tmp_path / "pack.zip", AsOf(date(2024, 6, 3)))
    with zipfile.ZipFile(tmp_path / "pack.zip") as container:
        assert "incidents" not in json.loads(container.read("contract.json"))
        assert "漏えい等事案" not in container.read("cover.html").decode()


@pytest.mark.parametrize(
    ("month", "figures"),
    [(date(2024, 12, 1), ("2", "0", "2", "0")), (date(2025, 1, 1), ("0", "0", "2", "2"))],
)
def test_the_report_of_a_month_counts_them_by_office(home: Installation, month: date, figures: tuple[str, ...]) -> None:
    """Told and closed in the month, open and late at its end; only the desk that answers for leaks reads of them."""
    notices = report_of(home.app(ADMIN, LATER), month)
    lines = [line for notice in notices for line in notice.incidents]
    assert [(line.division, line.figures) for line in lines] == [(OFFICE, figures)]
    (notice,) = [one for one in notices if one.incidents]
    told = render_installation_notice(notice, Wording())
    plain = "".join(told.body.split())
    assert f"{OFFICE}:一報{figures[0]}、終結{figures[1]}、終結していない{figures[2]}、うち期限超過{figures[3]}" in plain
    assert "<h3>漏えい等事案" in told.html


def test_the_static_site_shows_them_without_what_was_told(home: Installation, tmp_path: Path) -> None:
    """The board and the office say that one is open; the contract's page has stage and clocks of both, no summary."""
    front = build_site(home.app(ADMIN, LATER), tmp_path / "site", date(2025, 2, 20))
    board = front.read_text(encoding="utf-8")
    assert "終結していない漏えい等事案 1件" in board
    assert (FIRST in board, SECOND in board) == (True, False)
    pages = {path: path.read_text(encoding="utf-8") for path in front.parent.rglob("*.html")}
    contract = next(text for text in pages.values() if 'id="incidents"' in text)
    section = contract.partition('id="incidents"')[2].partition("</section>")[0]
    assert all(words in section for words in (FIRST, SECOND, "令和6年12月31日", "23:50", "過ぎています", "終結"))
    assert "封筒" not in section
    assert sum("終結していない漏えい等事案 1件</strong>" in text for text in pages.values()) == 2
