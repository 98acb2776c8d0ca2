"""解除 and 不成立: the two ways out, with their reasons; after 解除 the return of the data is still pursued."""

from datetime import date

import pytest
from installation import (
    ADMIN,
    FOR_COMPLETION,
    FOR_PERFORMING,
    HEAD,
    ID,
    NOW,
    OFFICER,
    OTHER_HEAD,
    Installation,
    a_contract,
    hand_in,
)

from config.errors import NotFoundError, RoleError, UsageError
from config.vocabulary import Stage, Standing
from lifecycle.records.as_of import AsOf
from lifecycle.records.told import told
from lifecycle.usecases.audit import verify
from lifecycle.usecases.endings import end
from lifecycle.usecases.moves import advance
from lifecycle.views.contracts import show
from lifecycle.views.history import history
from lifecycle.views.owed import owed
from lifecycle.watch.sweep import sweep

REASON = "委託先が特記事項に違反したため"
UNDER_CONTRACT = (
    Stage.CONCLUDED,
    Stage.CHECKLIST_RECEIVED,
    Stage.ONSITE_INSPECTION,
    Stage.PERFORMING,
    Stage.COMPLETION_INSPECTION,
)


def bring(installation: Installation, stage: Stage) -> None:
    """A contract that is visited, at that stage today."""
    a_contract(installation.app(), record_count="1500")
    hand_in(installation.app(), *FOR_PERFORMING, "onsite_inspection", *FOR_COMPLETION)
    if stage is not Stage.ESTIMATE:
        assert advance(installation.app(), ID, stage).entered[-1] is stage


def open_alerts(installation: Installation) -> list[str]:
    """The rules of which an alert is open."""
    return [r.code for r in installation.rows("SELECT code FROM alert WHERE resolved_on IS NULL ORDER BY code")]


@pytest.mark.parametrize("stage", UNDER_CONTRACT)
def test_a_contract_may_be_terminated_wherever_it_stands(installation: Installation, stage: Stage) -> None:
    """No gate bars a fact; the reason is kept and the history says it."""
    bring(installation, stage)
    assert end(installation.app(HEAD), ID, "terminate", REASON, None) is Stage.TERMINATED
    assert told(history(installation.app(), ID)[-1]) == f"「{stage.label}」から「解除」とした。理由: {REASON}"
    assert advance(installation.app(), ID, None).entered == ()
    assert verify(installation.app()).faults == []


@pytest.mark.parametrize("stage", [*UNDER_CONTRACT, Stage.COMPLETED])
def test_only_an_estimate_may_be_withdrawn(installation: Installation, stage: Stage) -> None:
    """不成立 is of a contract that never was."""
    bring(installation, stage)
    with pytest.raises(UsageError, match="F-03"):
        end(installation.app(HEAD), ID, "withdraw", REASON, None)


@pytest.mark.parametrize("stage", [Stage.ESTIMATE, Stage.COMPLETED])
def test_what_is_not_under_contract_can_not_be_terminated(installation: Installation, stage: Stage) -> None:
    """解除 is of a contract that is."""
    bring(installation, stage)
    with pytest.raises(UsageError, match="F-03"):
        end(installation.app(HEAD), ID, "terminate", REASON, None)


def test_an_estimate_is_withdrawn_and_then_owes_nothing(installation: Installation) -> None:
    """After 不成立 no alert goes out, and open ones are resolved."""
    a_contract(installation.app(now="2024-04-01"))
    sweep(installation.app(ADMIN, "2024-05-01"))
    assert open_alerts(installation)
    assert end(installation.app(HEAD, "2024-05-01"), ID, "withdraw", "入札が不調", None) is Stage.WITHDRAWN
    sweep(installation.app(ADMIN, "2024-05-02"))
    assert open_alerts(installation) == []
    with pytest.raises(UsageError):
        end(installation.app(HEAD, "2024-05-02"), ID, "withdraw", "もう一度", None)


@pytest.mark.parametrize("actor", [OFFICER, OTHER_HEAD, ADMIN])
def test_only_the_head_ends_a_contract(installation: Installation, actor: str) -> None:
    """解除・不成立 is decided by the 所属長 of the office."""
    a_contract(installation.app())
    with pytest.raises(RoleError):
        end(installation.app(actor), ID, "withdraw", REASON, None)
    assert show(installation.app(), ID, AsOf(date(2024, 6, 3))).contract.stage is Stage.ESTIMATE


def test_an_end_has_a_reason_and_a_day_that_has_come(installation: Installation) -> None:
    """Nothing is recorded otherwise."""
    a_contract(installation.app())
    for reason, on in ((" ", None), (REASON, date(2024, 6, 4))):
        with pytest.raises(UsageError):
            end(installation.app(HEAD), ID, "withdraw", reason, on)
    with pytest.raises(NotFoundError):
        end(installation.app(HEAD), "R6-9999", "withdraw", REASON, None)
    assert end(installation.app(HEAD), ID, "withdraw", REASON, date(2024, 6, 3)) is Stage.WITHDRAWN


def test_after_a_termination_the_return_of_the_data_is_pursued_until_it_is_confirmed(
    installation: Installation,
) -> None:
    """semantics §6: after 解除 S6-01 and S6-02 stay open and escalate, counted from that day; nothing else does."""
    a_contract(installation.app(now="2024-04-01"))
    hand_in(installation.app(), *FOR_PERFORMING)
    advance(installation.app(), ID, Stage.PERFORMING)
    end(installation.app(HEAD), ID, "terminate", REASON, None)
    dues = {o.duty.code: o.duty.due_on for o in owed(installation.app()) if o.duty.code.startswith("S6")}
    assert dues == {"S6-01": date(2024, 6, 21), "S6-02": date(2024, 6, 21)}
    sweep(installation.app(ADMIN, "2024-06-13"))
    assert open_alerts(installation) == []
    sweep(installation.app(ADMIN, "2025-06-02"))
    assert open_alerts(installation) == ["S6-01", "S6-02"]
    assert installation.rows("SELECT subject FROM outbox WHERE topic = 'digest'")
    hand_in(installation.app(now="2025-06-03"), "return_disposal")
    sweep(installation.app(ADMIN, "2025-06-03"))
    assert open_alerts(installation) == []


def test_a_terminated_contract_stands_needing_correction_until_the_data_is_back(installation: Installation) -> None:
    """It is not forgotten on the list."""
    bring(installation, Stage.PERFORMING)
    end(installation.app(HEAD), ID, "terminate", REASON, None)
    assert show(installation.app(), ID, AsOf(date(2024, 6, 3))).assessment.standing is not Standing.NEEDS_CORRECTION
    a_contract(installation.app(), "R6-0002")
    hand_in(installation.app(), *FOR_PERFORMING, id_="R6-0002")
    advance(installation.app(), "R6-0002", Stage.PERFORMING)
    end(installation.app(HEAD, NOW), "R6-0002", "terminate", REASON, None)
    assert show(installation.app(), "R6-0002", AsOf(date(2024, 6, 3))).assessment.standing is Standing.NEEDS_CORRECTION
