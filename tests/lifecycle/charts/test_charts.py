"""Charts: static SVG from specifications that are data, with a name and a description, legible without colour."""

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from lifecycle.papers import charts
from lifecycle.papers.charts.draw import HATCH, draw, specification

SPECIFICATIONS = sorted(path.name.removesuffix(".vl.json") for path in Path(*charts.__path__).glob("*.vl.json"))
ROWS = {
    "table_row": [
        {"year": "令和6年度", "part": "実施済", "count": 30, "order": 1, "kind": "fine"},
        {"year": "令和6年度", "part": "理由あり", "count": 27, "order": 2, "kind": "middle"},
        {"year": "令和6年度", "part": "理由なし", "count": 26, "order": 3, "kind": "finding"},
    ],
    "findings_by_year": [{"table": "表5", "year": "R6", "age": 0, "rate": 31.3, "label": "R6 31.3%(26/83)"}],
    "time_in_stage": [{"stage": "履行中", "median": 245, "longest": 976, "label": "245/976日"}],
    "overdue_by_division": [
        {"division": "税務課", "kind": "finding", "order": 0, "count": 5},
        {"division": "税務課", "kind": "middle", "order": 1, "count": 2},
    ],
    "override_rate": [{"division": "税務課", "rate": 10.0, "label": "10.0%(1/10)"}],
}
SVG = "{http://www.w3.org/2000/svg}"


def test_every_specification_is_drawn_here() -> None:
    """A specification nobody tests, or a test of none, would go unseen."""
    assert sorted(ROWS) == SPECIFICATIONS


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_a_chart_is_read_out_by_name_and_description(name: str) -> None:
    """WCAG 1.1.1: role, title and description, ids of its own; its words are text in BIZ UDPGothic, no script."""
    drawn = draw(name, ROWS[name], key="k1", title="題 <&>", description="説明")
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own drawing
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "k1-t k1-d"
    assert [root.find(f"{SVG}{tag}").text for tag in ("title", "desc")] == ["題 <&>", "説明"]
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    assert all(id_.startswith("k1-") for id_ in ids)
    words = list(root.iter(f"{SVG}text"))
    assert words
    assert all("BIZ UDPGothic" in element.attrib["font-family"] for element in words)
    assert "script" not in drawn
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]+"', "", drawn)


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_the_numbers_are_written_in_the_chart(name: str) -> None:
    """Colour and length never stand alone: the number of each bar is written beside or in it."""
    drawn = ElementTree.fromstring(draw(name, ROWS[name], key="k", title="t", description="d"))  # noqa: S314
    words = {element.text for element in drawn.iter(f"{SVG}text")}
    totals = {"overdue_by_division": {"7"}, "table_row": {"30", "27", "26"}}
    assert totals.get(name, {row.get("label") for row in ROWS[name]}) <= words


@pytest.mark.parametrize("name", ["table_row", "overdue_by_division"])
def test_three_kinds_differ_without_colour(name: str) -> None:
    """Black and white: light, hatched, dark; their grey values are far apart."""
    drawn = draw(name, ROWS[name], key="k", title="t", description="d")
    assert "url(#k-hatch)" in drawn
    assert HATCH not in drawn
    spec = json.loads(specification(name))
    fills = (layer["encoding"]["fill"] for layer in spec["layer"] if "fill" in layer["encoding"])
    fine, _, finding = next(fills)["scale"]["range"]
    assert _grey(fine) - _grey(finding) > 0.5


def _grey(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_the_same_rows_draw_the_same_chart() -> None:
    """Deterministic: a rebuilt site differs in nothing."""
    drawn = [draw("table_row", ROWS["table_row"], key="k", title="t", description="d") for _ in range(2)]
    assert drawn[0] == drawn[1]
