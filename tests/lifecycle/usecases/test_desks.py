"""制度所管課の務め: recorded by the desk alone, judged as of a day, on no contract's list."""

from datetime import date

import pytest
from installation import ADMIN, HEAD, ID, OVERSIGHT, Installation, a_contract

from config.errors import RoleError, UsageError
from config.loader import rule_book
from config.vocabulary import Status
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.audit import verify
from lifecycle.usecases.desks import record_of_desk
from lifecycle.usecases.repair import rebuild
from lifecycle.views.desks import duties_of_desks
from lifecycle.views.verdicts import why

GIVEN = {"notified_on": "2024-05-20", "addressees": "全所属", "content": "通知で意義を説明"}


def status_on(installation: Installation, code: str, day: str, known_by: str | None = None) -> Status:
    """What a duty of a desk was on a day."""
    asked = AsOf(date.fromisoformat(day), date.fromisoformat(known_by) if known_by else None)
    return next(duty.status for duty in duties_of_desks(installation.app(), asked) if duty.code == code)


def test_the_desk_records_its_guidance_and_it_counts_from_its_day(installation: Installation) -> None:
    """意見5: the day before the notice the duty is not met, on the day it is."""
    record_of_desk(installation.app(OVERSIGHT), "approval_guidance", GIVEN)
    assert status_on(installation, "X-09", "2024-05-19") is Status.WARNING
    assert status_on(installation, "X-09", "2024-05-20") is Status.MET
    assert status_on(installation, "X-09", "2024-06-03", known_by="2024-06-02") is Status.WARNING
    assert not verify(installation.app(ADMIN)).faults
    rebuild(installation.app(ADMIN))
    assert status_on(installation, "X-09", "2024-05-20") is Status.MET


def test_a_record_in_part_does_not_meet_the_duty_until_the_rest_is_given(installation: Installation) -> None:
    """意見8: the content of the notice is asked for; recorded again for the same day it completes the first."""
    app = installation.app(OVERSIGHT)
    record_of_desk(app, "contact_guidance", {"notified_on": "2024-05-20"})
    assert status_on(installation, "X-10", "2024-06-03") is Status.WARNING
    record_of_desk(
        app, "contact_guidance", {"notified_on": "2024-05-20", "addressees": "全所属", "content": "携帯番号"}
    )
    assert status_on(installation, "X-10", "2024-06-03") is Status.MET
    assert not record_of_desk(app, "contact_guidance", {"notified_on": "2024-05-20", "addressees": "全所属"}).changed


@pytest.mark.parametrize("actor", [HEAD, ADMIN])
def test_nobody_else_records_for_the_desk(installation: Installation, actor: str) -> None:
    """管理者 keeps the house and approves nothing; an office records its own contracts."""
    with pytest.raises(RoleError):
        record_of_desk(installation.app(actor), "approval_guidance", GIVEN)


def test_a_record_without_its_date_or_of_a_contracts_kind_is_refused(installation: Installation) -> None:
    """The refusal names what is missing."""
    with pytest.raises(UsageError, match="周知日"):
        record_of_desk(installation.app(OVERSIGHT), "approval_guidance", {"content": "通知"})
    with pytest.raises(UsageError, match="checklist"):
        record_of_desk(installation.app(OVERSIGHT), "checklist", GIVEN)


def test_a_contracts_verdict_holds_no_duty_of_a_desk(installation: Installation) -> None:
    """It says that they do not apply, neither warns of them nor lists them as 記録欄なし."""
    a_contract(installation.app())
    found = why(installation.app(), ID, None, AsOf(date(2024, 6, 3)))
    codes = {code for code, rule in rule_book().rules.items() if rule.subject == "office" and rule.recorded}
    assert codes <= set(found.not_applicable)
    assert not codes & {*found.unrecorded, *(f.code for f in (*found.warnings, *found.unmet))}
    assert len(found.unrecorded) <= 20
