"""The page of a contract: each duty ends in what cures it, the next gate says what it asks, a refusal says all."""

import pytest
from installation import AUDITOR, ID, OVERSIGHT, Installation, a_contract, hand_in
from web_visits import Visitor

PAGE, ADVANCE = f"/contracts/{ID}", f"/contracts/{ID}/advance"
CURE = f'href="/contracts/{ID}/evidence/contract_review#f-reviewed_on"'


@pytest.fixture
def officer(installation: Installation) -> Visitor:
    """The officer of the office that has a contract."""
    a_contract(installation.app())
    return Visitor(installation)


def test_a_duty_ends_in_the_form_that_cures_it(officer: Visitor) -> None:
    """The link stands with the gate and with the duty, at the field that lacks first."""
    page = officer.get(PAGE).text
    assert page.count(CURE) >= 2
    assert "次の段階「締結」へ" in page
    assert "契約を解除する" not in page
    assert "不成立として閉じる(行うのは所属長、代理)" in page


def test_who_only_reads_is_offered_nothing(installation: Installation, officer: Visitor) -> None:
    """監査 and 制度所管課 see what lacks and who does it, and no form for it; a page of another day is for reading."""
    for actor in (AUDITOR, OVERSIGHT):
        page = Visitor(installation, actor).get(PAGE).text
        assert CURE not in page
        assert "担当者、係長、所属長、代理が行う" in page
        assert f'action="{ADVANCE}"' not in page
    before = officer.get(f"{PAGE}?as_of=R6.6.3").text
    assert CURE not in before
    assert f'action="{ADVANCE}"' not in before


def test_names_are_for_the_staff_of_the_office(installation: Installation, officer: Visitor) -> None:
    """Who checked the contract is told to those who work with it, and to nobody else."""
    hand_in(installation.app(), "contract_review", reviewed_by="広報課担当")
    assert "確認者 広報課担当" in officer.get(PAGE).text
    audited = Visitor(installation, AUDITOR).get(PAGE).text
    assert "確認者 広報課担当" not in audited
    assert "記録あり(表示しない): 確認者" in audited


def test_a_refused_move_says_all_that_lacks_and_is_on_record(installation: Installation, officer: Visitor) -> None:
    """The page of the refusal names every duty with its cure; nothing moves; the attempt stays in the history."""
    answer = officer.send(ADVANCE, officer.form(PAGE, ADVANCE))
    assert answer.status_code == 422
    assert "「締結」へは進められません" in answer.text
    assert CURE in answer.text
    (event,) = installation.rows("SELECT payload FROM journal WHERE kind = 'advance_refused'")
    lacking = event.payload.decode().count('"code":')
    assert lacking
    assert f"足りないものが {lacking}件 あります" in answer.text
    assert "■ 止められた: " in officer.get(PAGE).text


def test_a_move_is_done_once_and_only_on_what_was_shown(installation: Installation, officer: Visitor) -> None:
    """An open gate lets the contract through; sent again it is the same move; a form of before moves nothing."""
    late = officer.form(PAGE, ADVANCE)
    hand_in(installation.app(), "duty_notice", "contract_review")
    assert officer.send(ADVANCE, late).status_code == 409
    assert "求められることは、全てそろっています" in officer.get(ADVANCE).text
    form = officer.form(PAGE, ADVANCE)
    answers = [officer.send(ADVANCE, form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert "記録しました: " in officer.get(answers[0].headers["location"]).text
    moves = installation.rows("SELECT kind FROM journal WHERE kind IN ('contract_concluded', 'advance_refused')")
    assert [move.kind for move in moves] == ["contract_concluded"]
