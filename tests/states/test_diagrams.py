"""Diagrams: drawn from the machines themselves, every stage and every move in words, as XML that can be read."""

from itertools import pairwise
from unittest.mock import patch
from xml.etree import ElementTree

import pytest

from states.diagram import MACHINES, TRIGGER_LABELS, mermaid, svg
from states.machine import Move

_SVG = "{http://www.w3.org/2000/svg}"
BOTH = sorted(MACHINES)


def texts(machine: str) -> list[str]:
    """Every word in a picture."""
    root = ElementTree.fromstring(svg(machine))  # noqa: S314 - our own picture
    return [found.text or "" for found in root.iter(f"{_SVG}text")]


@pytest.mark.parametrize("machine", BOTH)
def test_the_picture_holds_every_stage_once_and_every_move(machine: str) -> None:
    """One box per stage of the machine, one labelled arrow per move."""
    stages, moves, _ = MACHINES[machine]
    labels = [stage.label for stage in stages]
    found = texts(machine)
    assert sorted(found) == sorted([*labels, *(TRIGGER_LABELS[move.trigger] for move in moves)])
    root = ElementTree.fromstring(svg(machine))  # noqa: S314 - our own picture
    assert len(list(root.iter(f"{_SVG}rect"))) == len(labels)
    arrows = [path for path in root.iter(f"{_SVG}path") if path.get("marker-end")]
    assert len(arrows) == len(moves)


@pytest.mark.parametrize("machine", BOTH)
def test_nothing_is_drawn_outside_the_picture(machine: str) -> None:
    """The boxes and the words lie within the view, no box over another."""
    root = ElementTree.fromstring(svg(machine))  # noqa: S314 - our own picture
    width, height = (float(side) for side in str(root.get("viewBox")).split()[2:])
    for word in root.iter(f"{_SVG}text"):
        size = float(word.get("font-size", root.get("font-size", "0")))
        room = len(word.text or "") * size / (2 if word.get("text-anchor") == "middle" else 1)
        assert float(str(word.get("x"))) + room <= width, word.text
        assert float(str(word.get("y"))) <= height
    tops = sorted(float(str(box.get("y"))) for box in root.iter(f"{_SVG}rect"))
    assert all(below - above >= 44 for above, below in pairwise(tops))


@pytest.mark.parametrize("machine", BOTH)
def test_the_mermaid_text_has_ascii_ids_and_japanese_labels(machine: str) -> None:
    """Ids that any renderer takes; every stage and move there."""
    stages, moves, final = MACHINES[machine]
    lines = mermaid(machine).splitlines()
    assert lines[0] == "stateDiagram-v2"
    for stage in stages:
        assert stage.value.isascii()
        assert f'  state "{stage.label}" as {stage.value}' in lines
    for move in moves:
        assert f"  {move.source} --> {move.dest}: {TRIGGER_LABELS[move.trigger]}" in lines
    assert sum("--> [*]" in line for line in lines) == len(final)
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("draw", [mermaid, svg])
def test_a_move_without_a_word_fails_rather_than_leave_an_edge_out(draw: object) -> None:
    """A trigger that the diagram has no label for."""
    stages, moves, final = MACHINES["subcontract"]
    leaping = {"subcontract": (stages, (*moves, Move("leap", "applied", "finished")), final)}
    with patch("states.diagram.MACHINES", leaping), pytest.raises(KeyError):
        draw("subcontract")  # type: ignore[operator]


def test_there_is_no_diagram_of_what_is_no_machine() -> None:
    """KeyError for an unknown one."""
    with pytest.raises(KeyError):
        svg("office")
