"""An approval that was signed on paper, recorded in a browser with its original."""

import pytest
from installation import ID, OTHER_OFFICER, Installation, a_contract, a_subcontract
from web_visits import Visitor

from states.subcontract import APPROVAL

PAGE = f"/contracts/{ID}/subcontracts/1/paper"
GIVEN = {"approved_on": "R6.5.20", "approved_by": "広報課長", "approval_no": "広第7号"}
PAPER = [("file", ("承認書.pdf", b"%PDF-1.7 x"))]


@pytest.fixture
def officer(installation: Installation) -> Visitor:
    """The officer of an office whose contract has a subcontract applied for."""
    a_contract(installation.app())
    a_subcontract(installation.app(), applied_on="2024-05-10", subcontractor="株式会社再委託先")
    return Visitor(installation)


def approvals(installation: Installation) -> list[bytes]:
    """What was recorded of the subcontract since it was there."""
    rows = installation.rows("SELECT payload FROM journal WHERE kind = 'subcontract_corrected'")
    return [bytes(row.payload) for row in rows]


def test_it_is_recorded_once_with_its_original(installation: Installation, officer: Visitor) -> None:
    """A double click is one record."""
    form = officer.form(PAGE) | {name: GIVEN.get(name, "") for name in APPROVAL}
    for _ in range(2):
        answer = officer.send(PAGE, form, PAPER)
        assert answer.status_code == 303, answer.text
    (payload,) = approvals(installation)
    assert b'"approved_on":"2024-05-20"' in payload
    assert b'"type":"pdf"' in payload


def test_without_the_signed_paper_nothing_is_recorded(installation: Installation, officer: Visitor) -> None:
    """Each field and the file are asked for, all at once."""
    answer = officer.fill(PAGE)
    assert answer.status_code == 422
    assert 'id="f-file-told"' in answer.text
    for name in APPROVAL:
        assert f'id="f-{name}-told"' in answer.text
    assert not approvals(installation)


def test_only_the_office_records_it(installation: Installation, officer: Visitor) -> None:
    """Another office gets neither page nor record, and no file of it is kept."""
    form = officer.form(PAGE) | GIVEN
    other = Visitor(installation, OTHER_OFFICER)
    assert other.get(PAGE).status_code == 403
    assert other.send(PAGE, form, PAPER).status_code == 403
    assert not approvals(installation)
    assert not [path for path in (installation.home / "evidence").rglob("*") if path.is_file()]
    assert officer.get(f"/contracts/{ID}/subcontracts/9/paper").status_code == 404
