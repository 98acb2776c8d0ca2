"""An incident stays with the contractor: whoever selects it again is shown it by the records (5広第824号 記2)."""

from datetime import date

from installation import ID, OTHER_OFFICE, OTHER_OFFICER, Installation, a_contract

from lifecycle.records.as_of import AsOf
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.withdrawing import take_back
from lifecycle.views.contracts import show
from states.past_incidents import PastIncident

OTHER = "R5-0007"


def seen(installation: Installation, on: date, known_by: date | None = None) -> tuple[PastIncident, ...]:
    """What the contract knows of the contractor's other contracts."""
    return show(installation.app(), ID, AsOf(on, known_by)).contract.past_incidents


def test_an_incident_of_another_office_is_known_from_the_day_it_was_known(installation: Installation) -> None:
    """By the contractor's name in whatever widths; not of another contractor, not before its day, not once undone."""
    a_contract(installation.app())
    other = installation.app(OTHER_OFFICER)
    a_contract(other, OTHER, division=OTHER_OFFICE, contractor="株式会社 サンプル", title="封入")
    a_contract(other, "R5-0008", division=OTHER_OFFICE, contractor="別の会社")
    for id_ in (OTHER, "R5-0008"):
        attach(other, id_, "incident_report", {"aware_on": "2024-05-20", "summary": "書類の紛失"})
    known = PastIncident(OTHER, "封入", date(2024, 5, 20))
    assert seen(installation, date(2024, 6, 3)) == (known,)
    assert seen(installation, date(2024, 5, 19)) == ()
    assert seen(installation, date(2024, 6, 3), date(2024, 6, 3)) == (known,)
    take_back(other, OTHER, "incident_report", date(2024, 5, 20), "別の契約の事案")
    assert seen(installation, date(2024, 6, 3)) == ()
