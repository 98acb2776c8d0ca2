"""Emergency contacts are shown with their numbers to those who may call, on record; a call tries them (監査意見8)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from installation import (
    ADMIN,
    AUDITOR,
    CHIEF,
    HEAD,
    ID,
    OFFICER,
    OTHER_OFFICER,
    OVERSIGHT,
    Installation,
    a_contract,
    hand_in,
    real,
)

from config.errors import RoleError, UsageError
from config.vocabulary import CallOutcome, Coverage
from lifecycle.usecases.emergency import (
    check_contacts,
    contacts_standing,
    numbers_in,
    open_contacts,
)
from lifecycle.usecases.evidence import attach
from lifecycle.views.history import history

OURS, THEIRS = "0742-00-2222", "0742-00-1111"
REACHED, UNREACHED = CallOutcome.REACHED, CallOutcome.UNREACHED


@pytest.fixture
def arranged(installation: Installation) -> Installation:
    """A contract whose checklist and arrangement name numbers, confirmed on 2024-04-12."""
    a_contract(installation.app())
    hand_in(installation.app(), "checklist", "emergency_contact")
    return installation


@pytest.mark.parametrize("actor", [OFFICER, CHIEF, HEAD, OVERSIGHT])
def test_who_may_call_sees_both_sides_and_is_on_record(arranged: Installation, actor: str) -> None:
    """The event says that they were shown and holds no number; the checklist's responsible persons are there too."""
    opened = open_contacts(arranged.app(actor), ID)
    assert [side.numbers for side in opened.sides] == [(THEIRS,), (OURS,)]
    assert [(one.post, one.name, one.numbers) for one in opened.named] == [
        ("責任者", "委託先の責任者", ("0742-00-0000",)),
        ("事故時責任者", "事故時の責任者", (THEIRS,)),
    ]
    (event,) = [one for one in history(arranged.app(AUDITOR), ID) if one.kind == "contacts_opened"]
    assert (event.actor, event.content) == (actor, {"on_card": False})


@pytest.mark.parametrize("actor", [OTHER_OFFICER, AUDITOR, ADMIN])
def test_nobody_else_sees_a_number_and_nothing_is_recorded(arranged: Installation, actor: str) -> None:
    """Staff of another office, the auditors and the administrator see how it stands at most (semantics §9)."""
    before = arranged.count("journal")
    with pytest.raises(RoleError):
        open_contacts(arranged.app(actor), ID)
    assert arranged.count("journal") == before
    standing = contacts_standing(arranged.app(AUDITOR), ID)
    assert [(side.has_number, side.numbers) for side in standing.sides] == [(True, ()), (True, ())]
    assert not standing.named


def test_a_clock_set_back_keeps_nobody_from_the_numbers(arranged_real: Installation) -> None:
    """Whom to call can't wait for a clock to be set right."""
    assert open_contacts(arranged_real.app(now="2024-05-01"), ID).sides[0].numbers == (THEIRS,)


@pytest.fixture
def arranged_real(tmp_path: Path) -> Iterator[Installation]:
    """The same in a home that is not for trial."""
    installation = real(tmp_path / "home")
    a_contract(installation.app())
    hand_in(installation.app(), "emergency_contact")
    yield installation
    installation.engine.dispose()


def test_a_call_is_recorded_with_who_made_it_and_when_the_next_is_due(arranged: Installation) -> None:
    """Both sides count from their last call that got through; six months are assumed."""
    assert contacts_standing(arranged.app(), ID).test_due_on == date(2024, 10, 12)
    assert check_contacts(arranged.app(), ID, REACHED, REACHED).changed
    standing = contacts_standing(arranged.app(), ID)
    assert [(side.called_on, side.outcome) for side in standing.sides] == [(date(2024, 6, 3), REACHED)] * 2
    assert standing.test_due_on == date(2024, 12, 3)
    opened = open_contacts(arranged.app(), ID)
    assert opened.test_due_on == standing.test_due_on
    rows = arranged.rows("SELECT p.value FROM person p WHERE p.value LIKE '%担当者 %'")
    assert [row.value for row in rows] == [f"担当者 {OFFICER}"]


def test_a_side_that_was_not_called_keeps_its_own_day(arranged: Installation) -> None:
    """A call to one side says nothing of the other."""
    check_contacts(arranged.app(), ID, REACHED, None)
    first, second = contacts_standing(arranged.app(), ID).sides
    assert (first.outcome, second.outcome) == (REACHED, None)
    assert contacts_standing(arranged.app(), ID).test_due_on == date(2024, 10, 12)


def test_a_call_that_failed_is_due_at_once_until_it_is_arranged_anew(arranged: Installation) -> None:
    """A new confirmation of the numbers, or a call that gets through, ends it."""
    check_contacts(arranged.app(), ID, UNREACHED, REACHED)
    standing = contacts_standing(arranged.app(), ID)
    assert (standing.sides[0].fails, standing.test_due_on) == (True, date(2024, 6, 3))
    assert "委託先につながらなかった" in standing.test_reason
    later = "2024-06-05"
    attach(arranged.app(now=later), ID, "emergency_contact", {"contractor_contact": "000-1", "confirmed_on": later})
    again = contacts_standing(arranged.app(now=later), ID)
    assert (again.sides[0].fails, again.test_due_on) == (False, date(2024, 12, 5))


def test_a_call_without_a_result_or_of_a_day_to_come_is_refused(arranged: Installation) -> None:
    """Nothing is recorded of either."""
    before = arranged.count("journal")
    with pytest.raises(UsageError, match="少なくとも一方"):
        check_contacts(arranged.app(), ID, None, None)
    with pytest.raises(UsageError, match="まだ来ていない日"):
        check_contacts(arranged.app(), ID, REACHED, REACHED, date(2024, 6, 4))
    assert arranged.count("journal") == before


def test_hours_are_recorded_and_what_is_left_uncovered_is_named(arranged: Installation) -> None:
    """常時 leaves no gap; several numbers of one side stand one below another, brackets kept together."""
    fields = {
        "contractor_contact": "0742-00-1111(平日、代表)、0742-00-3333(休日、当番)",
        "contractor_covers": "平日日中、休日日中",
        "office_covers": "常時",
    }
    attach(arranged.app(), ID, "emergency_contact", fields)
    first, second = open_contacts(arranged.app(), ID).sides
    assert first.numbers == ("0742-00-1111(平日、代表)", "0742-00-3333(休日、当番)")
    assert (first.gaps, second.gaps) == ((Coverage.WEEKDAY_NIGHT, Coverage.HOLIDAY_NIGHT), ())


def test_numbers_are_told_apart_however_they_are_parted() -> None:
    """Commas of any kind, and lines; nothing is lost and nothing empty is made."""
    assert numbers_in("1-1, 2-2;3-3\n4-4、") == ("1-1", "2-2", "3-3", "4-4")
