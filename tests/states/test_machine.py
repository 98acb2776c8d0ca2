"""The machines: no move but those of the table, none past a refusal, and a bad table refuses with every fault."""

from itertools import pairwise

import pytest
from transitions import MachineError as TransitionRefused

from config.errors import MachineError
from config.vocabulary import Stage
from states.contract import FINAL, MACHINE, MOVES, STAGES, leads_to, next_stage, path
from states.diagram import MACHINES, TRIGGER_LABELS, mermaid
from states.machine import Cursor, Move, build, check_table, fire


def always(_: str) -> bool:
    """A permit that permits."""
    return True


def never(_: str) -> bool:
    """A permit that refuses."""
    return False


def test_the_triggers_are_exactly_those_of_the_table() -> None:
    """No automatic `to_…` passes every guard."""
    assert set(MACHINE.events) == {move.trigger for move in MOVES}
    assert not [name for name in MACHINE.events if name.startswith("to_")]


def test_the_way_to_completion_is_the_one_of_the_architecture() -> None:
    """見積 → 締結 → … → 完了, each guarded; 解除 and 不成立 from where they may be entered, unguarded."""
    guarded = {(m.trigger, m.source, m.dest) for m in MOVES if m.guarded}
    assert guarded == {
        ("conclude", "estimate", "concluded"),
        ("receive_checklist", "concluded", "checklist_received"),
        ("begin_onsite_inspection", "checklist_received", "onsite_inspection"),
        ("start_performance", "onsite_inspection", "performing"),
        ("start_performance", "checklist_received", "performing"),
        ("begin_completion_inspection", "performing", "completion_inspection"),
        ("complete", "completion_inspection", "completed"),
    }
    out = {(m.trigger, m.source) for m in MOVES if not m.guarded}
    assert out == {("withdraw", "estimate")} | {("terminate", s.value) for s in Stage if 1 <= s.order <= 5}
    assert set(FINAL) == {"completed", "terminated", "withdrawn"}


@pytest.mark.parametrize("stage", Stage)
def test_a_trigger_that_leads_nowhere_from_here_is_an_error(stage: Stage) -> None:
    """Impossible moves are the program's fault, not the contract's: MachineError, and the cursor stays."""
    for trigger in {move.trigger for move in MOVES if move.source != stage}:
        if any(move.trigger == trigger and move.source == stage for move in MOVES):
            continue
        cursor = Cursor(stage.value)
        with pytest.raises(MachineError, match=trigger):
            fire(MACHINE, trigger, cursor, always)
        assert cursor.state == stage.value


def test_an_unknown_trigger_is_an_error() -> None:
    """`to_completed` and anything else that the table does not name."""
    for trigger in ("to_completed", "jump", ""):
        with pytest.raises(MachineError, match="知らない遷移"):
            fire(MACHINE, trigger, Cursor("estimate"), always)


@pytest.mark.parametrize("move", [m for m in MOVES if m.guarded], ids=lambda m: f"{m.trigger} from {m.source}")
def test_a_false_permit_moves_nothing(move: Move) -> None:
    """A refusal is a value: False, and the cursor stays; permitted, it stands at the destination."""
    asked: list[str] = []
    cursor = Cursor(move.source)
    assert fire(MACHINE, move.trigger, cursor, lambda dest: bool(asked.append(dest))) is False
    assert cursor.state == move.source
    assert asked == [move.dest]
    assert fire(MACHINE, move.trigger, cursor, always) is True
    assert cursor.state == move.dest


@pytest.mark.parametrize("move", [m for m in MOVES if not m.guarded], ids=lambda m: f"{m.trigger} from {m.source}")
def test_the_ways_out_ask_no_permit(move: Move) -> None:
    """解除 and 不成立 are facts of the world; no missing evidence can bar them."""
    cursor = Cursor(move.source)
    assert fire(MACHINE, move.trigger, cursor, never) is True
    assert cursor.state == move.dest


def test_the_shared_machine_keeps_no_state_between_contracts() -> None:
    """One machine serves all contracts; only the cursors move."""
    first, second = Cursor("estimate"), Cursor("estimate")
    fire(MACHINE, "conclude", first, always)
    assert (first.state, second.state) == ("concluded", "estimate")
    assert not MACHINE.models


def test_the_one_undocumented_door_is_still_there() -> None:
    """`machine.events[trigger].trigger(model, …)` moves any object with a `state`, and refuses by its own error."""
    cursor = Cursor("estimate")
    assert MACHINE.events["conclude"].trigger(cursor, permit=always) is True
    assert cursor.state == "concluded"
    with pytest.raises(TransitionRefused):
        MACHINE.events["conclude"].trigger(cursor, permit=always)


def test_an_error_of_the_permit_is_not_swallowed() -> None:
    """A guard that fails is a failure, not a refusal; nothing has moved."""

    def broken(_: str) -> bool:
        raise ZeroDivisionError

    cursor = Cursor("estimate")
    with pytest.raises(ZeroDivisionError):
        fire(MACHINE, "conclude", cursor, broken)
    assert cursor.state == "estimate"


def test_a_sound_table_is_taken() -> None:
    """The smallest one: a way from the first state to the last."""
    machine = build(["a", "b"], "a", ["b"], [Move("go", "a", "b")])
    assert list(machine.events) == ["go"]


@pytest.mark.parametrize(
    ("fault", "states", "final", "moves"),
    [
        ("到達できない状態です: c", "abc", "bc", [("a", "b")]),
        ("行き止まりの状態です: b", "abc", "c", [("a", "b"), ("a", "c")]),
        ("終わりの状態から出る遷移があります: b", "ab", "b", [("a", "b"), ("b", "a")]),
        ("知らない状態です: z", "ab", "b", [("a", "b"), ("a", "z")]),
    ],
)
def test_a_badly_defined_table_is_refused(fault: str, states: str, final: str, moves: list[tuple[str, str]]) -> None:
    """Unreachable, dead end, edge out of a final stage, unknown state: the machine refuses to be built."""
    with pytest.raises(MachineError) as error:
        build(list(states), "a", list(final), [Move("go", s, d) for s, d in moves])
    assert fault in str(error.value)


def test_a_badly_defined_table_is_refused_with_every_fault_at_once() -> None:
    """Never only the first fault."""
    moves = [Move("go", "a", "b"), Move("back", "end", "a"), Move("go", "a", "nowhere")]
    with pytest.raises(MachineError) as error:
        check_table(["a", "b", "island", "end"], "a", ["end"], moves)
    for fault in (
        "知らない状態です: nowhere",
        "到達できない状態です: island",
        "到達できない状態です: end",
        "行き止まりの状態です: b",
        "行き止まりの状態です: island",
        "終わりの状態から出る遷移があります: end",
    ):
        assert fault in str(error.value)


def test_the_contracts_table_refuses_to_import_when_broken() -> None:
    """The real table with one edge taken away, or one added out of 完了."""
    without = [m for m in MOVES if m.source != "performing"]
    with pytest.raises(MachineError, match="行き止まりの状態です: performing"):
        check_table(STAGES, "estimate", FINAL, without)
    with pytest.raises(MachineError, match="終わりの状態から出る遷移があります: completed"):
        check_table(STAGES, "estimate", FINAL, [*MOVES, Move("reopen", "completed", "performing")])


def test_the_way_leads_through_the_visit_where_one_is_demanded() -> None:
    """見積 to 完了 with a visit: all six gates."""
    steps = path(Stage.ESTIMATE, Stage.COMPLETED, visit_demanded=True)
    assert [stage for _, stage in steps] == list(Stage)[1:7]
    assert ("begin_onsite_inspection", Stage.ONSITE_INSPECTION) in steps


def test_the_way_leads_around_the_visit_where_none_is_demanded() -> None:
    """Straight from チェックリスト受領 to 履行中, by the same trigger (architecture, stage table)."""
    steps = path(Stage.CHECKLIST_RECEIVED, Stage.PERFORMING, visit_demanded=False)
    assert steps == [("start_performance", Stage.PERFORMING)]
    assert next_stage(Stage.CHECKLIST_RECEIVED, visit_demanded=False) is Stage.PERFORMING
    assert next_stage(Stage.CHECKLIST_RECEIVED, visit_demanded=True) is Stage.ONSITE_INSPECTION


def test_who_asks_for_the_visit_gets_there_though_none_is_demanded() -> None:
    """A voluntary visit is no error."""
    steps = path(Stage.CONCLUDED, Stage.ONSITE_INSPECTION, visit_demanded=False)
    assert [stage for _, stage in steps] == [Stage.CHECKLIST_RECEIVED, Stage.ONSITE_INSPECTION]


@pytest.mark.parametrize("demanded", [True, False])
@pytest.mark.parametrize("target", Stage)
@pytest.mark.parametrize("stage", Stage)
def test_a_path_is_walked_by_the_machine_or_does_not_exist(stage: Stage, target: Stage, demanded: bool) -> None:
    """Every step is a move of the table and ends at the target; there is a path exactly where F-03 is silent."""
    steps = path(stage, target, visit_demanded=demanded)
    assert bool(steps) == leads_to(stage, target)
    cursor = Cursor(stage.value)
    for trigger, dest in steps:
        assert fire(MACHINE, trigger, cursor, always)
        assert cursor.state == dest
    assert not steps or cursor.state == target
    assert all(a.order < b.order for a, b in pairwise([stage, *(s for _, s in steps)]))


def test_nothing_follows_a_final_stage() -> None:
    """完了, 解除, 不成立."""
    for stage in Stage:
        if stage.is_final:
            assert next_stage(stage, visit_demanded=True) is None
            assert path(stage, Stage.COMPLETED, visit_demanded=True) == []


@pytest.mark.parametrize("name", MACHINES)
def test_the_diagram_lists_every_move_with_ascii_ids(name: str) -> None:
    """Printed from the table: each move once, labels Japanese, ids ASCII; the contract's is the default."""
    stages, moves, final = MACHINES[name]
    lines = [line.strip() for line in mermaid(name).splitlines()]
    assert lines[0] == "stateDiagram-v2"
    edges = [line.split(":")[0] for line in lines if "-->" in line]
    assert edges == [
        f"[*] --> {next(iter(stages)).value}",
        *(f"{m.source} --> {m.dest}" for m in moves),
        *(f"{stage} --> [*]" for stage in final),
    ]
    assert all(edge.isascii() for edge in edges)
    for stage in stages:
        assert f'state "{stage.label}" as {stage.value}' in lines
    assert (mermaid() == mermaid(name)) == (name == "contract")


@pytest.mark.parametrize("name", MACHINES)
def test_every_move_has_a_japanese_word_in_the_diagram(name: str) -> None:
    """What an officer reads on an edge is Japanese."""
    for move in MACHINES[name][1]:
        assert not TRIGGER_LABELS[move.trigger].isascii()
