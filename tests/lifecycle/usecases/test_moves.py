"""Moves: refused with every unmet duty and on the record, or made gate by gate in one transaction."""

import threading
from dataclasses import replace

import orjson
import pytest
from installation import (
    FOR_COMPLETION,
    FOR_PERFORMING,
    HEAD,
    ID,
    Installation,
    a_contract,
    a_subcontract,
    hand_in,
)

from config.errors import ConflictError, NotFoundError, UsageError
from config.vocabulary import Stage, Standing
from lifecycle.clock import FixedClock
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.audit import verify
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.moves import advance
from lifecycle.views.contracts import list_contracts
from lifecycle.views.history import history
from lifecycle.views.verdicts import why


def codes(installation: Installation, to: Stage | None = None) -> list[str]:
    """What stands between the contract and a stage."""
    app = installation.app()
    return [f.code for f in why(app, ID, to, AsOf(app.today())).unmet]


def test_a_refusal_is_journaled_with_every_unmet_duty(any_installation: Installation) -> None:
    """A refusal is a value with every unmet duty, never only the first, and is evidence itself."""
    a_contract(any_installation.app())
    refused = advance(any_installation.app(), ID, None)
    assert refused.entered == ()
    event = history(any_installation.app(), ID)[-1]
    assert event.kind == "advance_refused"
    told = [entry["code"] for entry in event.content["unmet"]]
    assert told == [f.code for f in refused.verdict.unmet] == codes(any_installation)
    assert {"S0-01", "S1-01", "S1-10"} <= set(told)
    assert any_installation.rows("SELECT stage FROM contract")[0].stage == "estimate"


def test_a_contract_moves_on_once_its_evidence_is_there(any_installation: Installation) -> None:
    """Refuse, cure, move."""
    a_contract(any_installation.app())
    assert not advance(any_installation.app(), ID, None).entered
    hand_in(any_installation.app(), "duty_notice", "contract_review")
    assert advance(any_installation.app(), ID, None).entered == (Stage.CONCLUDED,)
    assert any_installation.rows("SELECT stage FROM contract")[0].stage == "concluded"


def test_several_gates_are_passed_in_one_transaction(any_installation: Installation) -> None:
    """--to X runs every gate up to X; each stage is an event of its own, and a visit nobody demands is passed by."""
    a_contract(any_installation.app())
    hand_in(any_installation.app(), *FOR_PERFORMING, *FOR_COMPLETION)
    entered = advance(any_installation.app(), ID, Stage.COMPLETED).entered
    assert [s.value for s in entered] == [
        "concluded",
        "checklist_received",
        "performing",
        "completion_inspection",
        "completed",
    ]
    rows = any_installation.rows("SELECT recorded_at FROM stage_change ORDER BY number")
    assert len(rows) == 5
    assert len({row.recorded_at for row in rows}) == 1


def test_a_gate_shut_on_the_way_stops_the_whole_way(any_installation: Installation) -> None:
    """All or nothing: the stages before the shut gate are not entered either."""
    a_contract(any_installation.app())
    hand_in(any_installation.app(), *FOR_PERFORMING)
    refused = advance(any_installation.app(), ID, Stage.COMPLETED)
    assert refused.entered == ()
    assert {"S5-01", "S5-02", "S6-01"} <= {f.code for f in refused.verdict.unmet}
    assert any_installation.count("stage_change") == 0
    assert advance(any_installation.app(), ID, Stage.PERFORMING).entered[-1] is Stage.PERFORMING


def test_the_way_leads_through_the_visit_where_one_is_demanded(installation: Installation) -> None:
    """取扱件数 1,000: S3-01 demands the visit, and the stage 実地調査 is entered."""
    a_contract(installation.app(), record_count="1000")
    hand_in(installation.app(), *FOR_PERFORMING)
    assert codes(installation, Stage.PERFORMING) == ["S3-01"]
    hand_in(installation.app(), "onsite_inspection")
    assert Stage.ONSITE_INSPECTION in advance(installation.app(), ID, Stage.PERFORMING).entered


def test_a_gate_closes_again_when_facts_change(installation: Installation) -> None:
    """Guards are cumulative: records pass 1,000, the stage stays, the standing turns 要是正, the next gate shuts."""
    a_contract(installation.app())
    hand_in(installation.app(), *FOR_PERFORMING, *FOR_COMPLETION)
    advance(installation.app(), ID, Stage.PERFORMING)
    amend(installation.app(), ID, {"record_count": "1500"}, None)
    listed = list_contracts(installation.app())[0]
    assert (listed.stage, listed.standing) == (Stage.PERFORMING, Standing.NEEDS_CORRECTION)
    assert [f.code for f in advance(installation.app(), ID, None).verdict.unmet] == ["S3-01"]


def test_a_subcontract_begun_without_approval_shuts_the_gate(installation: Installation) -> None:
    """S4-03 for every subcontract already started bars 履行中; its subject is the subcontract."""
    a_contract(installation.app())
    hand_in(installation.app(), *FOR_PERFORMING)
    a_subcontract(installation.app(), handles_pi=False, core_of_work=False, started_on="2024-05-01")
    app = installation.app()
    unmet = why(app, ID, Stage.PERFORMING, AsOf(app.today())).unmet
    assert [(f.code, f.subject) for f in unmet] == [("S4-03", f"{ID}/1")]


def test_a_dry_run_moves_nothing_and_records_nothing(any_installation: Installation) -> None:
    """Neither the move, nor the refusal, nor a policy that changed since."""
    a_contract(any_installation.app())
    any_installation.settings("raise = []", 'raise = ["S2-12"]')
    before = any_installation.count("journal")
    assert not advance(any_installation.app(), ID, None, dry_run=True).verdict.allowed
    hand_in(any_installation.app(), *FOR_PERFORMING)
    after = any_installation.count("journal")
    assert advance(any_installation.app(), ID, None, dry_run=True).verdict.allowed
    assert any_installation.count("journal") == after
    assert after == before + len(FOR_PERFORMING) + 1
    assert any_installation.count("stage_change") == 0


@pytest.mark.parametrize("to", [Stage.TERMINATED, Stage.WITHDRAWN])
def test_a_way_out_is_not_taken_by_advancing(installation: Installation, to: Stage) -> None:
    """解除 and 不成立 ask for a reason on record; `advance --to` has none."""
    a_contract(installation.app())
    with pytest.raises(UsageError, match="理由"):
        advance(installation.app(), ID, to)
    assert installation.count("stage_change") == 0


@pytest.mark.parametrize("to", [Stage.ESTIMATE, Stage.CONCLUDED])
def test_no_stage_is_reached_backwards(installation: Installation, to: Stage) -> None:
    """F-03: no command sets a stage by force."""
    a_contract(installation.app())
    hand_in(installation.app(), *FOR_PERFORMING)
    advance(installation.app(), ID, Stage.CONCLUDED)
    refused = advance(installation.app(), ID, to)
    assert refused.entered == ()
    assert refused.verdict.unmet[0].code == "F-03"


def test_a_completed_contract_moves_no_further(installation: Installation) -> None:
    """完了 is final."""
    a_contract(installation.app())
    hand_in(installation.app(), *FOR_PERFORMING, *FOR_COMPLETION)
    advance(installation.app(), ID, Stage.COMPLETED)
    assert [f.code for f in advance(installation.app(), ID, None).verdict.unmet] == ["F-03"]
    assert installation.count("stage_change") == 5


def test_an_unknown_contract_is_not_found(installation: Installation) -> None:
    """No such contract: nothing is journaled under its number."""
    before = installation.count("journal")
    with pytest.raises(NotFoundError):
        advance(installation.app(), "R6-9999", None)
    assert installation.count("journal") == before


def test_two_processes_never_move_a_contract_twice(any_installation: Installation) -> None:
    """Several at once: each stage is entered once; whoever came second is refused or told of the conflict."""
    a_contract(any_installation.app())
    hand_in(any_installation.app(), *FOR_PERFORMING)
    barrier, outcomes = threading.Barrier(4, timeout=180), []

    def move() -> None:
        app = any_installation.app()
        barrier.wait()
        try:
            outcomes.append(len(advance(app, ID, Stage.CONCLUDED).entered))
        except ConflictError:
            outcomes.append(0)

    movers = [threading.Thread(target=move) for _ in range(4)]
    for mover in movers:
        mover.start()
    for mover in movers:
        mover.join()
    assert sorted(outcomes) == [0, 0, 0, 1]
    assert [row.stage for row in any_installation.rows("SELECT stage FROM stage_change")] == ["concluded"]
    assert verify(any_installation.app()).faults == []


def test_a_clock_set_back_does_not_open_a_gate_twice(installation: Installation) -> None:
    """On an earlier day the contract would stand at an earlier stage; the record of the later day wins."""
    a_contract(installation.app())
    hand_in(installation.app(), *FOR_PERFORMING)
    advance(installation.app(now="2024-06-10"), ID, Stage.PERFORMING)
    with pytest.raises(ConflictError, match="時計"):
        advance(installation.app(now="2024-06-03"), ID, Stage.PERFORMING)
    assert installation.count("stage_change") == 3


def test_a_changed_policy_is_journaled_at_the_next_write(installation: Installation) -> None:
    """An installation may raise a warning to a block (意見8 → S2-12); both are journaled, once."""
    a_contract(installation.app())
    installation.settings("raise = []", 'raise = ["S2-12"]')
    hand_in(installation.app(), "duty_notice", "contract_review", "checklist", "system_review")
    noted = installation.rows("SELECT payload FROM journal WHERE kind = 'policy_applied'")
    begins = {"S2-12": {"from": "2024-06-03", "reaches": "running_on"}}
    expected = {"raised": ["S2-12"], "lowered": [], "departures": begins}
    assert [orjson.loads(bytes(row.payload)) for row in noted] == [expected]
    assert codes(installation, Stage.PERFORMING) == ["S2-12"]
    hand_in(installation.app(), "emergency_contact")
    assert codes(installation, Stage.PERFORMING) == []
    installation.settings('raise = ["S2-12"]', "raise = []")
    hand_in(installation.app(HEAD), "inspection_plan")
    last = installation.rows("SELECT payload FROM journal WHERE kind = 'policy_applied' ORDER BY id")[-1]
    assert orjson.loads(bytes(last.payload)) == {"raised": [], "lowered": []}
    assert verify(installation.app()).faults == []


def test_the_clock_is_the_apps_own(installation: Installation) -> None:
    """One clock, passed in: what is recorded carries its moment and no other."""
    app = installation.app(now="2024-06-03T08:15:30")
    assert isinstance(app.clock, FixedClock)
    a_contract(replace(app))
    stamps = {row.recorded_at for row in installation.rows("SELECT recorded_at FROM journal WHERE subject = :s", s=ID)}
    assert stamps == {"2024-06-02T23:15:30.000000Z"}
