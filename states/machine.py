"""The machines: a table of stages and moves becomes a `transitions` machine, or refuses to be built.

The machine knows no contract: it is shared, holds no state of its own, and moves a cursor handed to it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from transitions import Machine
from transitions import MachineError as TransitionRefused

from config.errors import MachineError


@dataclass(frozen=True, slots=True)
class Move:
    """One edge of a machine: its trigger, whence, where to; a `guarded` edge asks the permit before moving."""

    trigger: str
    source: str
    dest: str
    guarded: bool = True


@dataclass(slots=True)
class Cursor:
    """The place where a subject stands while moves are tried on it."""

    state: str


def check_table(states: Sequence[str], initial: str, final: Sequence[str], moves: Sequence[Move]) -> None:
    """Raises MachineError with every fault: an unknown or unreachable state, a dead end, an edge out of an end."""
    faults = [f"知らない状態です: {s}" for m in moves for s in (m.source, m.dest) if s not in states]
    reached, todo = {initial}, [initial]
    while todo:
        here = todo.pop()
        onward = {m.dest for m in moves if m.source == here} - reached
        reached |= onward
        todo.extend(onward)
    faults += [f"到達できない状態です: {s}" for s in states if s not in reached]
    leaving = {m.source for m in moves}
    faults += [f"行き止まりの状態です: {s}" for s in states if s not in leaving and s not in final]
    faults += [f"終わりの状態から出る遷移があります: {s}" for s in final if s in leaving]
    if faults:
        raise MachineError("状態機械の定義に誤りがあります。\n" + "\n".join(f"  {fault}" for fault in faults))


def build(states: Sequence[str], initial: str, final: Sequence[str], moves: Sequence[Move]) -> Machine:
    """The shared machine of a checked table, without the automatic `to_…` moves that would pass every guard."""
    check_table(states, initial, final, moves)
    machine = Machine(
        model=None, states=list(states), initial=initial, auto_transitions=False, send_event=True, queued=False
    )
    for move in moves:
        # Plain strings: the library would take an enum member by its name, not by its value.
        source, dest = str(move.source), str(move.dest)
        machine.add_transition(move.trigger, source, dest, conditions=_permitted if move.guarded else None)
    return machine


def _permitted(event: Any) -> bool:
    permit: Callable[[str], bool] = event.kwargs["permit"]
    return permit(event.transition.dest)


def fire(machine: Machine, trigger: str, cursor: Cursor, permit: Callable[[str], bool]) -> bool:
    """Try a move: True where it was made and the cursor stands at its destination, False where the permit refused it.

    `permit` is asked with the destination. Raises MachineError where the trigger leads nowhere from the cursor's place.
    `machine.events[…].trigger` is the one undocumented door of the library that is used; a test holds it.
    """
    if trigger not in machine.events:
        raise MachineError(f"知らない遷移です: {trigger}")
    # An enum member is a str too, but transitions would look it up by its Python name.
    cursor.state = str(cursor.state)
    try:
        return bool(machine.events[trigger].trigger(cursor, permit=permit))
    except TransitionRefused:
        raise MachineError(f"「{cursor.state}」から「{trigger}」はできません") from None
