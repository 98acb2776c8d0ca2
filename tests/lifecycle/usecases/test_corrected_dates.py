"""A date that was mistaken is put right: the document goes on under the right one with all that it says."""

from datetime import date

import pytest
from installation import DOCUMENTS, ID, Installation, a_contract, hand_in

from config.errors import UsageError
from lifecycle.records.as_of import AsOf
from lifecycle.records.one_contract import find_contract
from lifecycle.usecases.documents import Proposal, Recorder
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.work import working
from states.facts import Contract

MISTAKEN = date(2024, 4, 10)
"""The day under which the checklist of the installation's documents stands."""


@pytest.fixture
def held(installation: Installation) -> Installation:
    """A contract whose checklist was received, as somebody typed it, on 2024-04-10."""
    a_contract(installation.app())
    hand_in(installation.app(), "checklist")
    return installation


def facts(installation: Installation) -> Contract:
    """The contract as it stands today."""
    app = installation.app()
    with app.reading() as connection:
        return find_contract(connection, ID, AsOf(app.today()))


def test_the_document_goes_on_under_the_right_date(held: Installation) -> None:
    """Nothing else that it says changes, and what it met it still meets."""
    (before,) = facts(held).checklists
    done = attach(held.app(), ID, "checklist", {"received_on": "2024-04-08"}, of=MISTAKEN)
    (after,) = facts(held).checklists
    assert done.changed
    assert after.received_on == date(2024, 4, 8)
    assert (after.answers, after.incident_manager, after.reviewed_on) == (
        before.answers, before.incident_manager, before.reviewed_on,
    )  # fmt: skip
    assert after.proof.original


def test_another_version_than_the_latest_can_be_corrected(held: Installation) -> None:
    """Without a new date, the named version keeps its own."""
    attach(held.app(), ID, "checklist", {**DOCUMENTS["checklist"], "received_on": "2024-05-10"})
    attach(held.app(), ID, "checklist", {"worker_count": "7"}, of=MISTAKEN)
    assert [c.worker_count for c in facts(held).checklists] == [7, 12]


@pytest.mark.parametrize(
    ("of", "to", "said"), [("2024-04-09", "2024-04-08", "記録がありません"), ("2024-04-10", "2024-05-10", "既に")]
)
def test_a_version_that_is_not_there_or_stands_already_is_told(held: Installation, of: str, to: str, said: str) -> None:
    """Nothing is recorded, and the version that was meant stands as it stood."""
    attach(held.app(), ID, "checklist", {**DOCUMENTS["checklist"], "received_on": "2024-05-10"})
    before = held.count("journal")
    with pytest.raises(UsageError, match=said):
        attach(held.app(), ID, "checklist", {"received_on": to}, of=date.fromisoformat(of))
    assert held.count("journal") == before


def test_a_document_without_a_date_goes_on_under_the_date_that_it_is_given(installation: Installation) -> None:
    """As a ledger without 受領日 gives it; the rest need not be typed again."""
    a_contract(installation.app())
    with working(installation.app()) as work:
        draft = Recorder(work, [ID]).draft(
            Proposal(ID, "checklist", {"inspected_on": "2024-04-05", "q1": "yes"}, "ledger")
        )
        work.record([draft] if draft else [])
    attach(installation.app(), ID, "checklist", {"received_on": "2024-04-10"})
    spoken = facts(installation).checklist
    assert spoken is not None
    assert (spoken.inspected_on, spoken.received_on) == (date(2024, 4, 5), date(2024, 4, 10))
    assert spoken.proof.via_ledger


def test_another_document_takes_nothing_over_from_one_without_a_date(installation: Installation) -> None:
    """A form that says another 点検日 is another form."""
    a_contract(installation.app())
    with working(installation.app()) as work:
        stored = {"inspected_on": "2023-04-05", "q1": "yes", "reviewed_on": "2023-04-20"}
        draft = Recorder(work, [ID]).draft(Proposal(ID, "checklist", stored, "ledger"))
        work.record([draft] if draft else [])
    hand_in(installation.app(), "checklist")
    assert facts(installation).checklists[-1].reviewed_on == date(2024, 4, 12)
