"""A transitional rule of a circular is looked through, published by two persons, and then excuses as it says."""

from datetime import date
from pathlib import Path

import pytest
from circulars import published
from installation import ADMIN, ID, OFFICER, OVERSIGHT, Installation, a_contract, hand_in
from new_edition import a_transition, circular

from config.errors import RuleDataError
from config.vocabulary import Status
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import load_contracts
from lifecycle.usecases.audit import verify
from lifecycle.usecases.rule_drafts import check_draft
from lifecycle.usecases.rule_publishing import propose_publication
from lifecycle.views.old_moves import judged_otherwise

MARCH, FIRST = "2025-03-03", "2025-04-01"
EXCUSED = """effect = "lifts"
lifts = ["S2-07"]
editions = ["checklist-R7.4.1"]
when = [{ field = "concluded_on", CONDITION }]
"""


def of_form(home: Installation) -> tuple[Status, str]:
    """What the home says of the contract's form on the first day of the new one."""
    app, on = home.app(OFFICER, FIRST), date.fromisoformat(FIRST)
    with app.reading() as connection:
        (contract,) = load_contracts(connection, [ID], AsOf(on))
    finding = next(f for f in app.assessor.assess(contract, on).findings if f.code == "S2-07")
    return finding.status, finding.reason


@pytest.mark.parametrize(
    ("condition", "status"), [("before = 2025-04-01", Status.TRANSITIONAL), ("before = 2024-04-01", Status.UNMET)]
)
def test_what_is_published_excuses_as_it_says(
    installation: Installation, tmp_path: Path, condition: str, status: Status
) -> None:
    """By the home's own book; the journal and the judgements of before stay sound."""
    a_contract(installation.app(OFFICER, MARCH), performance_end_on="2026-03-31")
    hand_in(installation.app(OFFICER, MARCH), "checklist")
    published(
        installation, circular(tmp_path / "7広900", a_transition("TR-10", EXCUSED.replace("CONDITION", condition)))
    )
    said, reason = of_form(installation)
    assert said is status
    assert ("TR-10 架空の経過措置(締結日 令和6年4月1日)" in reason) == (status is Status.TRANSITIONAL)
    assert verify(installation.app(ADMIN, FIRST)).faults == []
    assert judged_otherwise(installation.app(ADMIN, FIRST)) == []


def test_a_condition_on_nothing_is_told_with_every_other_fault(installation: Installation, tmp_path: Path) -> None:
    """By `rules check`, and nothing is proposed."""
    wrong = a_transition(
        "TR-10", EXCUSED.replace("concluded_on", "signed_on").replace("CONDITION", "before = 2025-04-01")
    )
    draft = circular(
        tmp_path / "7広900", wrong, a_transition("TR-11", 'effect = "lifts"\nlifts = ["S9-99"]\nalways = true')
    )
    app = installation.app(OVERSIGHT, MARCH)
    told = {(fault.file, fault.place) for fault in check_draft(draft, draft.name, app.today(), app.calendar).faults}
    assert {("transitions.toml", "TR-10.when"), ("transitions.toml", "TR-11")} <= told
    with pytest.raises(RuleDataError):
        propose_publication(app, draft, draft.name)
