"""One head, one digest, five contracts: what is amiss is told by weight and not by how old it is."""

import re

import pytest
from installation import ADMIN, FOR_PERFORMING, Installation, a_contract, a_subcontract, hand_in
from supervised import supervised

CLAUSE, VISIT, FORM, UNAPPROVED, COUNTED = "R6-0001", "R6-0002", "R6-0003", "R6-0004", "R6-0005"


@pytest.fixture
def late(installation: Installation) -> Installation:
    """An old clause (the oldest), a visit and a checklist that are missing, a subcontract begun last, many records."""
    app = installation.app(now="2024-04-01")
    changed = {VISIT: {"sensitive_pi": "はい"}, COUNTED: {"record_count": "1000"}}
    for number in (CLAUSE, VISIT, FORM, UNAPPROVED, COUNTED):
        a_contract(app, number, **changed.get(number, {}))
        kinds = [kind for kind in FOR_PERFORMING if (number, kind) != (FORM, "checklist")]
        old = {"template_edition": "R5.10.10"} if number == CLAUSE else {}
        hand_in(app, *(kind for kind in kinds if kind != "contract_review"), id_=number)
        hand_in(app, "contract_review", id_=number, **old)
    a_subcontract(installation.app(now="2024-05-20"), id_=UNAPPROVED, subcontractor="乙社", handles_pi=False,
                  started_on="2024-05-17")  # fmt: skip
    return installation


def digest_of(installation: Installation) -> tuple[str, str]:
    """Subject and body of the head's latest digest."""
    row = installation.rows(
        "SELECT subject, body FROM outbox WHERE topic LIKE 'digest%' AND post = 'division_head' ORDER BY id DESC"
    )[0]
    return row.subject, row.body


def test_the_heads_digest_goes_by_weight(late: Installation) -> None:
    """無承認の再委託, 要配慮 without a visit, 1,000 records without a visit, no checklist, an old clause."""
    for day in ("2024-07-01", "2024-07-03"):
        supervised(late.app(ADMIN, day))
    subject, body = digest_of(late)
    assert re.findall(r"^\d+\. (R6-\d+)", body, re.M) == [UNAPPROVED, VISIT, COUNTED, FORM, CLAUSE]
    assert f"({UNAPPROVED}ほか)" in subject
    assert f"まず {UNAPPROVED}" in body.replace("\n  ", "")
