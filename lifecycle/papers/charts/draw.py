"""Draws a chart from its specification and rows of data, as static SVG that screen readers can read, for any page."""

import html
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from config.errors import SetupError

FOLDER = Path(__file__).parent
HATCH = "#767672"
"""The colour that a specification writes where the drawing is hatched, so that black and white tells it too."""

_NO_LIBRARY = (
    "図を描く部品(vl-convert-python)が入っていません。頁には表と同じ数値の図を添えるため、これなしでは作れません。\n"
    '次にすること: pip install "lifecycle[report]" で入れてから、もう一度実行してください。'
)
_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_VERSION = "5.21"


@cache
def specification(name: str) -> str:
    """The specification of that name as it stands in its file `NAME.vl.json`."""
    return (FOLDER / f"{name}.vl.json").read_text(encoding="utf-8")


def require_library() -> None:
    """Raises SetupError where the part that draws is not installed."""
    try:
        import vl_convert  # noqa: F401
    except ImportError:
        raise SetupError(_NO_LIBRARY) from None


def draw(name: str, rows: Sequence[Mapping[str, Any]], *, key: str, title: str, description: str) -> str:
    """The chart as an SVG element. `key` keeps its ids apart from other charts of a page.

    Title and description are what a screen reader says; the numbers stand in the table beside it. Raises SetupError.
    """
    require_library()
    import vl_convert

    spec = json.loads(specification(name))
    spec["data"] = {"values": [dict(row) for row in rows]}
    drawn: str = vl_convert.vegalite_to_svg(json.dumps(spec, ensure_ascii=False), vl_version=_VERSION)
    return _accessible(drawn, key, title, description)


def _accessible(svg: str, key: str, title: str, description: str) -> str:
    """The drawing with a name of its own and ids of its own, and without the roles of its parts."""
    opening, _, body = _ROLES.sub("", svg).partition(">")
    body = re.sub(r'\bid="([^"]+)"', rf'id="{key}-\1"', body)
    body = re.sub(r"url\(#([^)]+)\)", rf"url(#{key}-\1)", body)
    body = body.replace(f'"{HATCH}"', f'"url(#{key}-hatch)"')
    width, height = (re.search(rf'{side}="([\d.]+)"', opening) for side in ("width", "height"))
    box = f"0 0 {width[1] if width else 0} {height[1] if height else 0}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{key}-t {key}-d" class="chart" '
        f'viewBox="{box}" width="{width[1] if width else 0}">'
        f'<title id="{key}-t">{html.escape(title)}</title><desc id="{key}-d">{html.escape(description)}</desc>'
        f'<defs><pattern id="{key}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
        '<line x1="0" y1="0" x2="0" y2="6" stroke="#5a5a55" stroke-width="3"/></pattern></defs>'
        f"{body}"
    )
