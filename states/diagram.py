"""The contract's diagram, printed from its table: ids ASCII, labels Japanese."""

from states.contract import MOVES
from states.vocabulary import Stage

TRIGGER_LABELS = {
    "conclude": "締結する",
    "receive_checklist": "チェックリストを受領する",
    "begin_onsite_inspection": "実地調査に入る",
    "start_performance": "履行を始める",
    "begin_completion_inspection": "検査に入る",
    "complete": "完了する",
    "terminate": "解除",
    "withdraw": "不成立",
}


def mermaid() -> str:
    """The contract's machine as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "  direction LR"]
    lines += [f'  state "{stage.label}" as {stage.value}' for stage in Stage]
    lines.append(f"  [*] --> {Stage.ESTIMATE.value}")
    lines += [f"  {m.source} --> {m.dest}: {TRIGGER_LABELS[m.trigger]}" for m in MOVES]
    lines += [f"  {stage.value} --> [*]" for stage in Stage if stage.is_final]
    return "\n".join(lines)
