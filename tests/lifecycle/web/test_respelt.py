"""A number typed into the address in another letter case leads to the page of the contract."""

from installation import ID, OFFICER, Installation, a_contract
from web_visits import Visitor


def test_a_number_in_another_letter_case_leads_to_its_page(installation: Installation) -> None:
    """r6-… typed by hand; what else the address asks stays."""
    a_contract(installation.app())
    visitor = Visitor(installation, OFFICER)
    assert ID.lower() != ID
    found = visitor.get(f"/contracts/{ID.lower()}?as_of=R6.6.1")
    assert found.status_code in (200, 303)
    assert found.headers.get("location", str(found.url)).endswith(f"/contracts/{ID}?as_of=R6.6.1")


def test_a_number_that_nobody_knows_is_not_found(installation: Installation) -> None:
    """404, as before."""
    a_contract(installation.app())
    assert Visitor(installation, OFFICER).get("/contracts/r6-9999").status_code == 404
