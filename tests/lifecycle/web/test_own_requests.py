"""わたしの申請: what somebody asked for and what became of each, seen by that person alone."""

from installation import CHIEF, HEAD, ID, OFFICER, REASON, Installation, a_contract, hand_in
from web_visits import Visitor

from config.vocabulary import OverrideCategory
from lifecycle.usecases.overrides import Request, reject, request
from lifecycle.usecases.subcontracts import apply

PAGE = "/requests"


def test_each_request_stands_with_its_answer(installation: Installation) -> None:
    """What waits says so; a rejection says by whom and why; the latest comes first."""
    a_contract(installation.app())
    officer = Visitor(installation)
    assert "申請はまだありません" in officer.get(PAGE).text
    for code in ("S1-01", "S1-10"):
        request(installation.app(), Request(ID, (code,), OverrideCategory.OTHER, REASON, "広第6号"))
    apply(installation.app(), ID, {"subcontractor": "株式会社封入"})
    hand_in(installation.app(), "contract_review")
    reject(installation.app(HEAD), f"{ID}-E1", "代わりの手立てがあるため")
    page = officer.get(PAGE).text
    assert "わたしの申請<span" in page
    assert page.count("待っています") == 3
    assert "却下" in page
    assert "代わりの手立てがあるため" in page
    assert page.index("契約書の再確認") < page.index("再委託の申請") < page.index(f"{ID}-E2") < page.index(f"{ID}-E1")
    for link in (f"/decisions/exceptions/{ID}-E1", f"/decisions/subcontracts/{ID}/1", f"/checks/{ID}/contract_review"):
        assert officer.get(link).status_code == 200
        assert f'href="{link}"' in page


def test_nobody_sees_the_requests_of_others(installation: Installation) -> None:
    """The list is of the person who is signed in."""
    a_contract(installation.app())
    request(installation.app(OFFICER), Request(ID, ("S1-01",), OverrideCategory.OTHER, REASON, "広第6号"))
    assert f"{ID}-E1" in Visitor(installation, OFFICER).get(PAGE).text
    for actor in (HEAD, CHIEF):
        assert f"{ID}-E1" not in Visitor(installation, actor).get(PAGE).text
