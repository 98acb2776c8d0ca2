"""The contract's machine as a table, and the way from one stage to another."""

from transitions import Machine

from config.vocabulary import Stage
from states.machine import Move, build

STAGES = tuple(stage.value for stage in Stage)
FINAL = tuple(stage.value for stage in Stage if stage.is_final)

_UNDER_CONTRACT = (
    Stage.CONCLUDED,
    Stage.CHECKLIST_RECEIVED,
    Stage.ONSITE_INSPECTION,
    Stage.PERFORMING,
    Stage.COMPLETION_INSPECTION,
)

MOVES = (
    Move("conclude", Stage.ESTIMATE, Stage.CONCLUDED),
    Move("receive_checklist", Stage.CONCLUDED, Stage.CHECKLIST_RECEIVED),
    Move("begin_onsite_inspection", Stage.CHECKLIST_RECEIVED, Stage.ONSITE_INSPECTION),
    Move("start_performance", Stage.ONSITE_INSPECTION, Stage.PERFORMING),
    # The move straight from チェックリスト受領 where no rule demands a visit; the path chooses it, the gate still asks.
    Move("start_performance", Stage.CHECKLIST_RECEIVED, Stage.PERFORMING),
    Move("begin_completion_inspection", Stage.PERFORMING, Stage.COMPLETION_INSPECTION),
    Move("complete", Stage.COMPLETION_INSPECTION, Stage.COMPLETED),
    *(Move("terminate", stage, Stage.TERMINATED, guarded=False) for stage in _UNDER_CONTRACT),
    Move("withdraw", Stage.ESTIMATE, Stage.WITHDRAWN, guarded=False),
)

MACHINE: Machine = build(STAGES, Stage.ESTIMATE, FINAL, MOVES)


def next_stage(stage: Stage, *, visit_demanded: bool) -> Stage | None:
    """The stage that follows on the way to 完了; None where nothing follows.

    実地調査 is passed by where no rule demands a visit.
    """
    if stage.is_final:
        return None
    if stage is Stage.CHECKLIST_RECEIVED and not visit_demanded:
        return Stage.PERFORMING
    return list(Stage)[stage.order + 1]


def is_way_out(stage: Stage) -> bool:
    """Whether the stage is 解除 or 不成立: a contract enters it from where it stands, through no gate."""
    return stage in (Stage.TERMINATED, Stage.WITHDRAWN)


def leads_to(stage: Stage, target: Stage) -> bool:
    """Whether a stage can be reached from another: a later one on the way to 完了, or a way out from there (F-03)."""
    if is_way_out(target):
        return _trigger(stage, target) is not None
    return not stage.is_final and stage.order < target.order


def _trigger(stage: Stage, target: Stage) -> str | None:
    """The trigger that leads straight from a stage to another."""
    return next((m.trigger for m in MOVES if m.source == stage and m.dest == target), None)


def path(stage: Stage, target: Stage, *, visit_demanded: bool) -> list[tuple[str, Stage]]:
    """The triggers from a stage to a later one, each with the stage it leads into; empty where there is no way."""
    if is_way_out(target):
        out = _trigger(stage, target)
        return [(out, target)] if out else []
    steps: list[tuple[str, Stage]] = []
    here = stage
    while here is not target:
        onward = next_stage(here, visit_demanded=visit_demanded or target is Stage.ONSITE_INSPECTION)
        if onward is None or onward.order > target.order:
            return []
        steps.append((next(m.trigger for m in MOVES if m.source == here and m.dest == onward), onward))
        here = onward
    return steps
