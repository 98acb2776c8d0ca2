"""The machines' diagrams, printed from their tables: ids ASCII, labels Japanese; as Mermaid text and as SVG."""

from collections.abc import Mapping, Sequence
from html import escape

from config.vocabulary import IncidentStage, Stage, SubcontractStage, Term
from states import contract, incident, subcontract
from states.machine import Move

TRIGGER_LABELS = {
    "conclude": "締結する",
    "receive_checklist": "チェックリストを受領する",
    "begin_onsite_inspection": "実地調査に入る",
    "start_performance": "履行を始める",
    "begin_completion_inspection": "検査に入る",
    "complete": "完了する",
    "terminate": "解除",
    "withdraw": "不成立",
    "review": "審査する",
    "discover": "承認前の開始を知る",
    "reject": "承認しない",
    "approve": "承認する",
    "confirm_duties": "周知を確認する",
    "inspect_onsite": "実地調査をする",
    "start": "業務を始める",
    "finish": "終える",
    "respond": "初期対応をする",
    "investigate": "調査に入る",
    "report_in_writing": "書面の報告を受ける",
    "close": "終結を記録する",
}

MACHINES: Mapping[str, tuple[type[Term], Sequence[Move], Sequence[str]]] = {
    "contract": (Stage, contract.MOVES, contract.FINAL),
    "subcontract": (SubcontractStage, subcontract.MOVES, [s.value for s in subcontract.FINAL]),
    "incident": (IncidentStage, incident.MOVES, [s.value for s in incident.FINAL]),
}

_BOX_WIDTH, _BOX_HEIGHT, _STEP, _TOP = 300, 44, 92, 20
_RIGHT = 60 + _BOX_WIDTH


def mermaid(machine: str = "contract") -> str:
    """A machine as a Mermaid state diagram. Raises KeyError for an unknown machine."""
    stages, moves, final = MACHINES[machine]
    members = list(stages)
    lines = ["stateDiagram-v2", "  direction LR"]
    lines += [f'  state "{stage.label}" as {stage.value}' for stage in members]
    lines.append(f"  [*] --> {members[0].value}")
    lines += [f"  {m.source} --> {m.dest}: {TRIGGER_LABELS[m.trigger]}" for m in moves]
    lines += [f"  {stage} --> [*]" for stage in final]
    return "\n".join(lines)


def svg(machine: str = "contract") -> str:
    """A machine as a standing SVG picture: stages run from top to bottom, moves are arrows, long ones bow right.

    Raises KeyError for an unknown machine.
    """
    stages, moves, final = MACHINES[machine]
    members = list(stages)
    at = {stage.value: n for n, stage in enumerate(members)}
    height = _TOP * 2 + _STEP * len(members)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 {height}" role="img" '
        'font-family="BIZ UDPGothic, Noto Sans CJK JP, sans-serif" font-size="15">',
        f"<title>{escape('段階の図' if machine == 'contract' else '再委託の段階の図')}</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0L8 4L0 8z"/></marker></defs>',
    ]
    parts += [_box(stage.label, at[stage.value], ends=stage.value in final) for stage in members]
    parts += [_arrow(move, at, n) for n, move in enumerate(moves)]
    return "\n".join([*parts, "</svg>"])


def _middle(n: int) -> int:
    return _TOP + n * _STEP + _BOX_HEIGHT // 2


def _box(label: str, n: int, *, ends: bool) -> str:
    y = _TOP + n * _STEP
    stroke = 3 if ends else 1.5
    box = f'<rect x="60" y="{y}" width="{_BOX_WIDTH}" height="{_BOX_HEIGHT}" rx="8" fill="#fff" stroke="#000"'
    text = f'<text x="{60 + _BOX_WIDTH // 2}" y="{_middle(n) + 5}" text-anchor="middle">{escape(label)}</text>'
    return f'{box} stroke-width="{stroke}"/>{text}'


def _arrow(move: Move, at: Mapping[str, int], lane: int) -> str:
    """The arrow of a move: straight down to the next stage; any other bows out to the right, each on its own lane."""
    here, there = at[str(move.source)], at[str(move.dest)]
    label = escape(TRIGGER_LABELS[move.trigger])
    line = 'fill="none" stroke="#000" stroke-width="1.2" marker-end="url(#tip)"'
    if there == here + 1:
        top, bottom = _middle(here) + _BOX_HEIGHT // 2, _middle(there) - _BOX_HEIGHT // 2
        text = f'<text x="{70 + _BOX_WIDTH // 2}" y="{(top + bottom) // 2 + 5}" font-size="12">{label}</text>'
        return f'<path d="M{60 + _BOX_WIDTH // 2} {top}V{bottom}" {line}/>{text}'
    bow = _RIGHT + 60 + 26 * lane
    start, end = _middle(here) + 6, _middle(there) - 6
    path = f"M{_RIGHT} {start}C{bow} {start} {bow} {end} {_RIGHT} {end}"
    x, y = _RIGHT + (bow - _RIGHT) * 3 // 4 + 4, (start + end) // 2 + 4
    return f'<path d="{path}" {line}/><text x="{x}" y="{y}" font-size="11">{label}</text>'
