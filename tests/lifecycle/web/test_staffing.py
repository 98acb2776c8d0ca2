"""職・代理・不在 in a browser: the head says so alone, what would be one's own post waits for a second person."""

import pytest
from installation import ADMIN, HEAD, ID, OFFICE, OFFICER, OTHER_HEAD, OVERSIGHT, Installation, a_contract
from web_visits import Visitor

from lifecycle.usecases.audit import verify
from lifecycle.web import places

PAGE, POSTS = places.staff_page(OFFICE), places.DESK_STAFF


def recorded(home: Installation, kind: str) -> int:
    """How many events of a kind are on record, beside those that founded the home."""
    found = "SELECT 1 FROM journal WHERE kind = :kind AND recorded_at > '2024-04-02'"
    return len(home.rows(found, kind=kind))


def test_a_head_says_when_away_and_who_stands_in(installation: Installation) -> None:
    """Both from and to a day in 和暦; the page says it, and the deputy may decide from that day on."""
    head = Visitor(installation, HEAD)
    form = head.form(PAGE, f"{PAGE}/absent") | {"absent-from": "R6.6.10", "absent-until": "R6.6.14"}
    assert [head.send(f"{PAGE}/absent", form).status_code for _ in range(2)] == [303, 303]
    deputy = {"assign-post": "代理", "assign-name": "広報課代理", "assign-from": "R6.6.10", "assign-until": "R6.6.14"}
    assert head.fill(PAGE, action=f"{PAGE}/assign", **deputy).status_code == 303
    page = head.get(PAGE).text
    assert "所属長の不在: 令和6年6月10日から令和6年6月14日まで" in page
    assert "代理が立つ期間: 令和6年6月10日から令和6年6月14日まで" in page
    assert recorded(installation, "division_recorded") == 2
    assert Visitor(installation, "広報課代理", "2024-06-11").get("/decisions").status_code == 200
    assert verify(installation.app(ADMIN)).faults == []


@pytest.mark.parametrize(
    ("choice", "given", "field"),
    [
        ("absent", {"from": "R6.6.10", "until": "R6.6.9"}, "until"),
        ("absent", {"from": "らいしゅう"}, "from"),
        ("assign", {"post": "代理"}, "name"),
        ("assign", {"name": "広報課代理"}, "post"),
        ("assign", {"post": "係長", "name": "某", "until": "R6.6.30"}, "until"),
        ("assign", {"post": "代理", "name": "某", "mail": "a@example.jp, b@example.jp"}, "mail"),
        ("assign", {"post": "代理", "name": "某", "mail": "なし"}, "mail"),
        ("assign", {"post": "代理", "name": "某", "mail": "a..b@example.jp."}, "mail"),
        ("give", {"post": "担当者"}, "login"),
        ("end", {"post": "担当者", "login": "nobody"}, ""),
    ],
)
def test_a_fault_stands_beside_its_field(
    installation: Installation, choice: str, given: dict[str, str], field: str
) -> None:
    """Nothing is recorded, what was typed stays."""
    head = Visitor(installation, HEAD)
    fields = {f"{choice}-{name}": text for name, text in given.items()}
    answer = head.fill(PAGE, action=f"{PAGE}/{choice}", **fields)
    assert answer.status_code in (404, 422)
    assert not field or f'href="#f-{choice}-{field}"' in answer.text
    assert recorded(installation, "division_recorded") == recorded(installation, "post_given") == 0


def test_what_would_be_ones_own_post_waits_for_a_second_person(installation: Installation) -> None:
    """A head who makes himself the deputy too is led to the matter, and told that another confirms it."""
    head = Visitor(installation, HEAD)
    own = {"assign-post": "代理", "assign-name": HEAD}
    answer = head.fill(PAGE, action=f"{PAGE}/assign", **own)
    assert answer.headers["location"].startswith("/decisions/matters/M1")
    assert "あなたが申し出たため" in head.get(answer.headers["location"]).text
    assert recorded(installation, "division_recorded") == 0


def test_what_another_recorded_meanwhile_is_shown_first(installation: Installation) -> None:
    """Two who hand over one post at once: the later sees what the earlier has recorded, and nothing is lost."""
    head = Visitor(installation, HEAD)
    form = head.form(PAGE, f"{PAGE}/absent") | {"absent-from": "R6.6.10"}
    Visitor(installation, OVERSIGHT).fill(PAGE, action=f"{PAGE}/absent", **{"absent-from": "R6.6.20"})
    late = head.send(f"{PAGE}/absent", form)
    assert late.status_code == 409
    assert "所属長の不在: 令和6年6月20日から期限なし" in late.text
    assert recorded(installation, "division_recorded") == 1


def test_others_see_why_not(installation: Installation) -> None:
    """An officer reads the posts; another office's head sees nothing of it; neither is taken."""
    officer = Visitor(installation)
    page = officer.get(PAGE).text
    assert "職と不在を登録できるのは" in page
    assert f'action="{PAGE}' not in page
    assert officer.send(f"{PAGE}/absent", {"form_key": "k", "form_number": "0"}).status_code in (403, 409)
    assert Visitor(installation, OTHER_HEAD).get(PAGE).status_code == 403
    assert "所属の外の職を登録できるのは" in officer.get(POSTS).text
    assert recorded(installation, "division_recorded") == 0


def test_posts_outside_the_offices_are_given_and_ended(installation: Installation) -> None:
    """By the desk or 管理者; a post of the giver's own waits."""
    desk = Visitor(installation, OVERSIGHT)
    given = {"give-post": "監査委員事務局", "give-login": "kansa2", "give-from": "R6.5.1"}
    assert desk.fill(POSTS, action=f"{POSTS}/give", **given).status_code == 303
    assert "監査委員事務局: kansa2(令和6年5月1日から)" in desk.get(POSTS).text
    ended = {"end-post": "監査委員事務局", "end-login": "kansa2"}
    assert desk.fill(POSTS, action=f"{POSTS}/end", **ended).status_code == 303
    assert "kansa2" not in desk.get(POSTS).text


def test_the_head_chooses_the_inspector_of_a_contract(installation: Installation) -> None:
    """Who was chosen may open the originals' list; an officer is told who chooses."""
    a_contract(installation.app())
    place = f"/contracts/{ID}/inspectors"
    head = Visitor(installation, HEAD)
    assert head.fill(place, action=f"{place}/appoint", **{"appoint-login": "kensa"}).status_code == 303
    assert "検査員: kensa" in head.get(place).text
    assert "検査員を指定できるのは" in Visitor(installation, OFFICER).get(place).text
    assert Visitor(installation, "kensa").get(f"/contracts/{ID}/originals").status_code == 200
