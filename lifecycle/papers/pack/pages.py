"""The pages of the audit file: HTML that follows from its JSON alone, so that the check can make and compare it."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.marks import at_the_foot, beside_a_count
from config.place import here
from config.unseen import visible
from config.wareki import format_date
from lifecycle.papers.pack.told import JsonObject

if TYPE_CHECKING:
    from jinja2 import Environment

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TRIAL = "【試用】試用の環境の記録による調書です。実際の契約の調書ではありません。"
_TEMPLATES = Path(__file__).with_name("templates")


def page(name: str, *, trial: bool, **documents: JsonObject) -> bytes:
    """A page from its template (`cover`, `history`, `verdicts`); it is self-contained: no script, no network.

    `trial`: the audit file comes from a home made for trial, and the page says so.
    """
    mark = _TRIAL if trial else ""
    return visible(_environment().get_template(f"{name}.html").render(mark=mark, **documents)).encode()


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    from config.local_templates import local_source

    made = Environment(
        loader=FunctionLoader(local_source(_TEMPLATES)), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.filters.update(w=in_wareki, beside_a_count=beside_a_count, at_the_foot=at_the_foot)
    made.globals.update(here=here)
    return made


def in_wareki(value: Any) -> str:
    """A value as people read it: a day in 和暦, a missing value as a dash, a list joined with 、."""
    if value in (None, "", []):
        return "—"
    if isinstance(value, list):
        return "、".join(in_wareki(one) for one in value)
    text = str(value)
    return format_date(date.fromisoformat(text)) if _DAY.fullmatch(text) else text
