"""Forms to download: every form of a contract from its list, and at the duty that asks for it."""

import re

import pytest
from installation import HEAD, ID, OTHER_OFFICER, Installation, a_contract, a_subcontract
from web_visits import Visitor
from workbooks import sheets_of

FORMS = f"/contracts/{ID}/forms"


@pytest.fixture
def officer(installation: Installation) -> Visitor:
    """The officer of an office with one contract and a subcontract of it."""
    a_contract(installation.app(), specific_pi="はい")
    a_subcontract(installation.app(), subcontractor="丙社", handles_pi=True, applied_on="2024-05-01")
    return Visitor(installation)


def forms_on(page: str) -> list[str]:
    """The addresses of the forms that a page leads to."""
    return re.findall(rf'href="({FORMS}/[^"]+)"', page)


def test_every_form_that_is_listed_is_made_for_the_contract(officer: Visitor) -> None:
    """A workbook with the contract's number in it, and of a subcontract its own number."""
    listed = forms_on(officer.get(FORMS).text)
    assert len(listed) > 5
    assert any("subcontract=1" in address for address in listed)
    for address in listed:
        answer = officer.get(address)
        assert answer.status_code == 200, address
        assert "attachment" in answer.headers["content-disposition"]
        cells = [str(cell) for rows in sheets_of(answer.content).values() for row in rows for cell in row]
        assert any(ID in cell for cell in cells), address
        if "subcontract=1" in address:
            assert any(f"{ID}/1" in cell or "再委託1" in cell or cell == "1" for cell in cells), address


def test_the_form_stands_at_the_duty_that_asks_for_it(officer: Visitor) -> None:
    """On the page of the contract and in the work of today; what is asked for now comes first in the list."""
    for page in (f"/contracts/{ID}", "/"):
        assert f"{FORMS}/checklist" in forms_on(officer.get(page).text), page
    text = officer.get(FORMS).text
    asked = text[text.index('id="asked"') : text.index('id="other"')]
    assert f"{FORMS}/checklist" in forms_on(asked)
    assert "[S2-04]" in asked


def test_a_form_of_another_office_is_not_handed_out(installation: Installation, officer: Visitor) -> None:
    """Its number alone would tell what the office has let out."""
    assert officer.get(f"{FORMS}/no_such_kind").status_code == 422
    other = Visitor(installation, OTHER_OFFICER)
    assert (other.get(FORMS).status_code, other.get(f"{FORMS}/checklist").status_code) == (403, 403)
    assert Visitor(installation, HEAD).get(f"{FORMS}/checklist").status_code == 200
