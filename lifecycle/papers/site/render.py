"""Renders pages from templates: undefined names are errors, every value is escaped, dates are 和暦."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template

from config.local_templates import local_source
from config.place import here
from config.wareki import format_date, short_date
from lifecycle.papers.site import links

TEMPLATES = Path(__file__).parent / "templates"
ASSETS = Path(__file__).parent / "assets"


def wareki(value: date | None) -> str:
    """A date as people read it; a dash where there is none."""
    return format_date(value) if value else "—"


def short(value: date | None) -> str:
    """A date in the short form of a table's cell: R6.4.1; a dash where there is none."""
    return short_date(value) if value else "—"


def environment(shared: Mapping[str, Any]) -> Environment:
    """The templates with our filters; `shared` is what every page shows."""
    jinja = Environment(
        loader=FunctionLoader(local_source(TEMPLATES)),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters.update(wareki=wareki, short=short, number=lambda value: f"{value:,}")
    jinja.globals.update(
        links=links,
        here=here,
        contract_page=links.contract_page,
        division_page=links.division_page,
        subject_link=links.subject_link,
        **shared,
    )
    return jinja


def page(templates: Environment, template: str | Template, path: str, **content: Any) -> str:
    """One page at its path; the links within it are relative to that path."""

    def to(target: str) -> str:
        return links.way(path, target)

    return templates.get_template(template).render(path=path, to=to, **content)
