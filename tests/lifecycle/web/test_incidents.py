"""The page of an incident: its stage, what to do next and where, clocks, 要否 fact by fact, forms, ack, close."""

from pathlib import Path

import pytest
from installation import (
    AUDITOR,
    HEAD,
    ID,
    OFFICE,
    OTHER_HEAD,
    OTHER_OFFICER,
    OVERSIGHT,
    Installation,
    a_contract,
)
from web_visits import Visitor

from lifecycle.usecases.incidents import close_incident, report_incident, update_incident
from lifecycle.web.ways import way_of
from states.incident_steps import SECTIONS

PAGE = f"/incidents/{ID}/J1"
FIRST, CATEGORIES = f"{PAGE}/record/first", f"{PAGE}/record/categories"
FACTS = {
    "sensitive": "いいえ",
    "property_damage": "いいえ",
    "wrongful_purpose": "いいえ",
    "ordinance_sensitive": "いいえ",
    "specific_pi": "いいえ",
}


@pytest.fixture
def officer(installation: Installation) -> Visitor:
    """The officer of an office with an incident of late on the last evening of a year, told the day after."""
    a_contract(installation.app(now="2024-12-01"))
    report_incident(
        installation.app(now="2025-01-01"), ID, {"aware_on": "R6.12.31 23:50", "summary": "名簿の入った封筒を紛失"}
    )
    return Visitor(installation, now="2025-01-06")


def test_the_page_says_the_stage_the_clocks_and_what_to_do_next(officer: Visitor) -> None:
    """Days count from 12-31 as day 1; each clock has its source and how far it was checked; each step has its form."""
    page = officer.get(PAGE).text
    assert 'aria-current="step"><span class="state">● 現在</span>一報' in page
    assert "令和6年12月31日" in page
    assert "23:50" in page
    assert "令和7年1月2日〜令和7年1月4日が目安" in page
    assert "令和7年1月29日まで" in page
    assert "過ぎています" in page
    assert "個人情報保護法第68条第1項" in page
    assert "事務対応ガイド4-4-1(7)の本文は未確認" in page
    for href in (FIRST, CATEGORIES, f"{PAGE}/record/reports", f"{PAGE}/record/inquiry"):
        assert f'<a class="cure" href="{href}">' in page


@pytest.mark.parametrize(("persons", "holds"), [("100", False), ("101", True)])
def test_facts_say_one_by_one_whether_it_must_be_reported(officer: Visitor, persons: str, holds: bool) -> None:
    """100 persons are not more than 100; the reason names the fact that holds."""
    answer = officer.fill(CATEGORIES, **FACTS, persons=persons)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, PAGE)
    page = officer.get(PAGE).text
    assert ("当たる類型: 本人の数が100人を超える" in page) is holds
    assert ("どの類型にも当たらない" in page) is not holds
    assert f"{persons}人(100人を{'超える' if holds else '超えない'})" in page


def test_a_decision_by_hand_needs_its_reason(officer: Visitor) -> None:
    """Without one it is refused beside the field; with one it goes before the facts, and the page says so."""
    bare = officer.fill(CATEGORIES, **FACTS, persons="3", reportable="はい")
    assert (bare.status_code, 'href="#f-reportable_reason"' in bare.text) == (422, True)
    given = officer.on(bare, CATEGORIES)
    assert (given["persons"], given["reportable"]) == ("3", "はい")
    officer.send(CATEGORIES, {**given, "reportable_reason": "社会的な影響が大きいため"})
    page = officer.get(PAGE).text
    assert "人が決めた" in page
    assert "社会的な影響が大きいため" in page


def test_every_fault_of_a_section_stands_at_once_and_what_was_typed_stays(officer: Visitor, tmp_path: Path) -> None:
    """Three faults are three links; nothing is recorded until all is well, then the file is kept with it."""
    wrong = {"noticed_on": "R6.13.1", "first_reported_on": "きのう", "first_reported_at": "25:99", "measures": "探した"}
    answer = officer.fill(FIRST, **wrong)
    assert (answer.status_code, "直すところが3件あります" in answer.text) == (422, True)
    assert all(text in answer.text for text in wrong.values())
    assert "探した" not in officer.get(PAGE).text
    right = {"noticed_on": "R6.12.28 8:30", "first_reported_on": "R6.12.31", "measures": "封筒を探した"}
    fields = {**officer.on(answer, FIRST), **right, "first_reported_at": "23:40"}
    done = officer.send(FIRST, fields, [("file", ("一報.txt", b"note"))])
    assert done.status_code == 303
    page = officer.get(done.headers["location"]).text
    assert all(words in page for words in ("令和6年12月28日", "08:30", "封筒を探した", "一報.txt", "ファイル"))
    assert "● 現在</span>初期対応" in page


def test_a_section_opened_before_somebody_else_wrote_is_not_recorded(
    installation: Installation, officer: Visitor
) -> None:
    """The answer shows both values; an emptied field is told to be none."""
    form = officer.form(FIRST)
    update_incident(installation.app(now="2025-01-06"), f"{ID}/J1", {"measures": "施錠した"})
    late = officer.send(FIRST, {**form, "measures": "回収した"})
    assert (late.status_code, "施錠した" in late.text, "回収した" in late.text) == (409, True, True)
    emptied = officer.fill(FIRST, measures="")
    assert (emptied.status_code, "空欄にできません" in emptied.text) == (422, True)


def test_a_person_takes_note_once(installation: Installation, officer: Visitor) -> None:
    """The officer is told who does it; the head does, and the desk that comes later is told that it was done."""
    assert "確認するのは所属長、代理、制度所管課です" in officer.get(PAGE).text
    head, desk = (Visitor(installation, who, "2025-01-06") for who in (HEAD, OVERSIGHT))
    waiting = desk.form(PAGE, f"{PAGE}/acknowledge")
    assert head.fill(PAGE, action=f"{PAGE}/acknowledge", note="電話で確認").status_code == 303
    late = desk.send(f"{PAGE}/acknowledge", waiting)
    assert (late.status_code, "確認済みです" in late.text) == (422, True)
    assert "令和7年1月6日に所属長が確認しました" in officer.get(PAGE).text
    assert len(installation.rows("SELECT 1 FROM journal WHERE kind = 'incident_acknowledged'")) == 1


def test_a_head_closes_with_a_reason_where_something_lacks(installation: Installation, officer: Visitor) -> None:
    """What lacks stands on the form; without the reason it is refused there; then the line ends in 終結."""
    assert officer.get(f"{PAGE}/close").status_code == 403
    head = Visitor(installation, HEAD, "2025-01-06")
    form = head.get(f"{PAGE}/close").text
    assert "応急措置" in form
    bare = head.fill(f"{PAGE}/close")
    assert (bare.status_code, 'href="#f-closed_reason"' in bare.text) == (422, True)
    assert head.fill(f"{PAGE}/close", closed_reason="封筒は庁舎内で見付かった").status_code == 303
    page = officer.get(PAGE).text
    assert "● 現在</span>終結" in page
    assert "− 経ていない</span>調査" in page
    assert "封筒は庁舎内で見付かった" in page
    assert "次にすること" not in page


def test_an_open_incident_stands_on_every_page_that_one_begins_with(
    installation: Installation, officer: Visitor
) -> None:
    """The work of today, the contract, the office: a line in red with the way there, gone after the close."""
    pages = ("/", "/contracts", f"/contracts/{ID}", f"/offices/{OFFICE}")
    link = f'href="{PAGE}"'
    for page in pages:
        text = officer.get(page).text
        assert "終結していない漏えい等事案 1件" in text, page
        assert link in text, page
        assert '<a href="/first-report"' in text, page
    close_incident(installation.app(HEAD, now="2025-01-07"), f"{ID}/J1", "", "見付かった")
    later = Visitor(installation, now="2025-01-07")
    assert not [page for page in pages if "終結していない漏えい等事案" in later.get(page).text]
    assert link in later.get(f"/contracts/{ID}").text


def test_the_list_narrows_and_counts(installation: Installation, officer: Visitor) -> None:
    """Open ones first; closed ones when asked; another office sees none of them; the document is the command's."""
    close_incident(installation.app(HEAD, now="2025-01-07"), f"{ID}/J1", "", "見付かった")
    report_incident(installation.app(now="2025-01-07"), ID, {"aware_on": "R7.1.7", "summary": "誤送付"})
    desk = Visitor(installation, OVERSIGHT, "2025-01-07")
    assert (f"{ID}/J1" in desk.get("/incidents").text, f"{ID}/J2" in desk.get("/incidents").text) == (False, True)
    assert f"{ID}/J1" in desk.get("/incidents?all=1").text
    assert "終結していないもの1件" in desk.get("/incidents").text
    assert [one["id"] for one in desk.json("/incidents?all=1").json()] == [f"{ID}/J2", f"{ID}/J1"]
    assert desk.json(f"/incidents/{ID}/J2").json()["stage"] == "first_report"
    other = Visitor(installation, OTHER_OFFICER, "2025-01-07")
    assert (f"{ID}/J2" in other.get("/incidents").text, other.get(PAGE).status_code) == (False, 403)
    assert other.json("/incidents").json() == []


def test_who_may_not_record_sees_why(installation: Installation, officer: Visitor) -> None:
    """The audit office reads everything and is told who records and who closes; another office reads nothing."""
    page = Visitor(installation, AUDITOR, "2025-01-06").get(PAGE).text
    assert "記録するのは、契約の所属の担当者、係長、所属長、代理、制度所管課です" in page
    assert "終結を記録するのは、契約の所属の所属長、代理です" in page
    assert "/record/" not in page
    assert Visitor(installation, OTHER_HEAD, "2025-01-06").get(PAGE).status_code == 403
    assert officer.get(f"/incidents/{ID}/J9").status_code == 404


def test_every_command_about_incidents_has_its_page(officer: Visitor) -> None:
    """Each command's way leads to a page that is there, at the section that holds its field."""
    fields = {field: section.id for section in SECTIONS for field in section.fields}
    for field, section in fields.items():
        option = field.replace("_", "-")
        way = way_of(f"lifecycle incident update {ID}/J1 --{option} …")
        assert way
        assert way.href == f"{PAGE}/record/{section}#f-{field}"
        assert f'id="f-{field}' in officer.get(way.href.partition("#")[0]).text
    for command, to in {"close": f"{PAGE}/close", "ack": PAGE, "show": PAGE, "update": PAGE}.items():
        way = way_of(f"lifecycle incident {command} {ID}/J1")
        assert way
        assert way.href == to
    report, named = way_of(f"lifecycle incident report {ID} --aware …"), way_of(f"lifecycle incident update {ID}")
    assert report
    assert named
    assert (report.href, named.href) == (f"/first-report?contract={ID}", f"/contracts/{ID}#incidents")
    assert 'id="incidents"' in officer.get(named.href).text
