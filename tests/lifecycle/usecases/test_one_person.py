"""Whom a text names is one person, however it is spelled or by what it leads there (docs/semantics.md §8)."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from installation import (
    ADMIN,
    CHIEF,
    HEAD,
    ID,
    OFFICE,
    OTHER_HEAD,
    REASON,
    Installation,
    a_contract,
    hand_in,
    real,
)

from config.errors import RoleError
from config.loader import rule_book
from config.vocabulary import OverrideCategory, Role, Status
from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.records.one_contract import find_contract
from lifecycle.usecases.overrides import Request, approve, reject, request
from lifecycle.usecases.staff import assign

NAMES = rule_book().readings.person_names
ASKED = Request(ID, ("S1-01",), OverrideCategory.EMERGENCY, REASON, "広第1号")
FAMILY, GIVEN = "高崎辺斎沢島広浜富田中山川", "花子太郎一美真"


@given(st.text(FAMILY, min_size=1, max_size=3), st.text(GIVEN, min_size=1, max_size=3), st.data())
def test_every_spelling_of_a_name_is_one_person(family: str, given_name: str, data: st.DataObject) -> None:
    """Variants of characters, widths of blanks, titles before and behind, brackets: the same person."""
    groups = {group[0]: group for group in NAMES.variants}
    drawn = "".join(data.draw(st.sampled_from(groups.get(c, c))) for c in family)
    blank = data.draw(st.sampled_from(["", " ", "\u3000", "  "]))
    before = data.draw(st.sampled_from(["", "主事 ", "広報課 係長\u3000", "係長"]))
    behind = data.draw(st.sampled_from(["", " 係長", "(主査)", "(主事)"]))
    assert NAMES.one(f"{family}{given_name}", f"{before}{drawn}{blank}{given_name}{behind}")


@given(st.text(FAMILY + GIVEN, min_size=2, max_size=6), st.text(FAMILY + GIVEN, min_size=2, max_size=6))
def test_two_names_are_two_persons(name: str, other: str) -> None:
    """What differs in more than its spelling is not taken to be one; a post alone is not cut to nothing."""
    assert NAMES.one(name, other) is (name == other)
    assert not NAMES.one(f"{name}課長", f"{other}係長")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("髙橋花子", "髙橋\u3000花子"),
        ("高橋花子", "髙橋 花子"),
        ("係長 山﨑太郎", "山崎太郎"),
        ("ﾀﾅｶ", "タナカ"),
        (CHIEF, "pr-chief@example.lg.jp"),
        ("PR-HEAD@example.lg.jp", HEAD),
        ("渡邉一", "渡邊 一(主査)"),
    ],
)
def test_the_second_check_by_the_same_person_is_none(installation: Installation, first: str, second: str) -> None:
    """Opinion 1: 確認者 and 再確認者 are two persons, not two spellings; whichever comes first."""
    app = a_review(installation, first, second)
    assert s1_09(app) is not Status.MET
    hand_in(app, "contract_review", reviewed_by=second, rechecked_by=first)
    assert s1_09(app) is not Status.MET
    hand_in(app, "contract_review", reviewed_by=first, rechecked_by="別の職員")
    assert s1_09(app) is Status.MET


def a_review(installation: Installation, first: str, second: str) -> App:
    """The call of an officer who recorded a review by these two."""
    app = installation.app()
    a_contract(app)
    hand_in(app, "contract_review", reviewed_by=first, rechecked_by=second)
    return app


def s1_09(app: App) -> Status:
    """What the rule on the second check says today."""
    with app.reading() as connection:
        facts = find_contract(connection, ID, AsOf(app.today()))
    findings = app.assessor.assess(facts, app.today()).findings
    return next(f.status for f in findings if f.code == "S1-09")


@pytest.mark.parametrize("other", ["pr-head@example.lg.jp", "広報 課長", "PR-HEAD@EXAMPLE.LG.JP"])
@pytest.mark.parametrize("asks_as_other", [True, False])
def test_a_head_under_another_name_is_the_requester_still(
    installation: Installation, other: str, asks_as_other: bool
) -> None:
    """Four eyes compare persons: a name and the mail address that leads to it are one, whichever asks."""
    a_contract(installation.app())
    asks, decides = (other, HEAD) if asks_as_other else (HEAD, other)
    asked = request(installation.app(asks), ASKED)
    for deed in (
        lambda: approve(installation.app(decides), asked.id, ID),
        lambda: reject(installation.app(decides), asked.id, "否"),
    ):
        with pytest.raises(RoleError, match="F-04"):
            deed()
    assert installation.rows("SELECT status FROM override")[0].status == "requested"


def test_a_login_given_since_is_the_person_who_had_none(installation: Installation) -> None:
    """The key becomes the login; what the name asked for before, its holder does not decide on."""
    a_contract(installation.app())
    asked = request(installation.app(HEAD), ASKED)
    assign(installation.app(ADMIN), OFFICE, Role.DIVISION_HEAD, HEAD, None, login="kacho")
    with pytest.raises(RoleError, match="F-04"):
        approve(installation.app("kacho"), asked.id, ID)


def test_two_persons_of_one_office_are_four_eyes(tmp_path: Path) -> None:
    """In a real home the chief asks and the head approves; the head of another office does not."""
    home = real(tmp_path / "home")
    a_contract(home.app())
    asked = request(home.app(CHIEF), ASKED)
    with pytest.raises(RoleError):
        approve(home.app(OTHER_HEAD), asked.id, ID)
    assert approve(home.app(HEAD), asked.id, ID).status == "approved"


@pytest.mark.parametrize("behind", ["koho-kacho", "koho-kakari"])
def test_whoever_stands_behind_sudo_counts_in_four_eyes(tmp_path: Path, behind: str) -> None:
    """The head who asks by the chief's login, and the chief who decides by the head's, is one pair of eyes."""
    home = real(tmp_path / "home")
    a_contract(home.app())
    asks, decides = (CHIEF, HEAD) if behind == "koho-kacho" else (HEAD, CHIEF)
    app = home.app(asks)
    assert app.front
    sudo = replace(app, front=replace(app.front, how=f"os sudo:{behind}"))
    asked = request(sudo if asks == CHIEF else app, ASKED)
    with pytest.raises(RoleError, match="F-04"):
        approve(home.app(decides), asked.id, ID)
