"""Builds the site: each contract is read once, its page made at once, the site written whole or not at all."""

import os
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment
from sqlalchemy import Connection

from config.marks import at_the_foot
from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.papers.charts.draw import require_library
from lifecycle.papers.site import audit, board, duties, figures, links, rules
from lifecycle.papers.site.contract import contract_page
from lifecycle.papers.site.offices import OfficePage
from lifecycle.papers.site.overview import Overview
from lifecycle.papers.site.render import ASSETS, environment, page
from lifecycle.papers.site.seen import ContractsAsked, Frame, asked_for, walked
from lifecycle.papers.site.write import check_folder, write_site
from lifecycle.papers.tables.expected_file import Expected, read_expected
from lifecycle.papers.tables.table_notes import table_notes
from lifecycle.records.as_of import AsOf
from lifecycle.records.progress import begins, counted
from notifications import whole_office

PRINTED = Path(__file__).parent.parent.parent / "demo" / "audit_r6_expected.json"
ALERTS_PER_PAGE = 500


def build_site(
    app: App,
    folder: Path,
    as_of: date,
    known_by: date | None = None,
    *,
    fiscal_years: Collection[int] = (),
    division: str | None = None,
    expected: Expected | None = None,
) -> Path:
    """Build the site as of a date into the folder; gives the page to open first.

    `expected` are figures to set beside ours; without them the report's printed figures stand beside the sample
    ledger's, which was made after them. Raises UsageError, NotFoundError, RoleError, SetupError; nothing is half built.
    """
    require_library()
    target = Path(os.path.abspath(folder))
    check_folder(target)
    with app.reading() as connection:
        asked = asked_for(app, connection, AsOf(as_of, known_by), fiscal_years, division)
        if expected is None and asked.frame.fictional and asked.frame.whole:
            expected = read_expected(PRINTED)
        if expected is not None and fiscal_years:
            expected = expected.only(fiscal_years)
        write_site(target, pages(connection, asked, expected), app.home)
    return target / links.BOARD


def pages(connection: Connection, asked: ContractsAsked, expected: Expected | None) -> Iterator[tuple[str, str]]:
    """Every page of the site by its path: those of the contracts while they are walked, then those over all of them."""
    templates, overview = _templates(asked.frame), Overview(asked)
    contract = templates.get_template("contract.html")
    for one in counted(walked(connection, asked), "契約の頁を書いています", len(asked.ids)):
        duties_of_one = duties.lacking_of(asked.frame, one)
        overview.add(one, duties_of_one)
        path = links.contract_page(one.id)
        yield path, page(templates, contract, path, it=contract_page(asked.frame, one, duties_of_one))
    begins("全体の頁を書いています")
    every = overview.offices()
    yield from _board(templates, overview)
    yield from _offices(templates, every)
    yield from _tables(templates, overview, expected)
    yield from _registers(templates, asked.frame, overview, every)
    for path in (links.STYLE, links.SCRIPT):
        yield path, (ASSETS / Path(path).name).read_text(encoding="utf-8")


def _templates(frame: Frame) -> Environment:
    """The templates with what every page shows under this frame."""
    steps = {step.id: step.label for step in frame.book.escalation.every_step}
    shared = {
        "as_of": frame.as_of.on,
        "known_by": frame.as_of.known_by,
        "mark": frame.mark,
        "printed_mark": frame.printed_mark,
        "step_label": lambda step: steps.get(step, step),
        "post_label": lambda post: next((r.label for r in Role if r.value == post), post),
        "needs_correction_means": whole_office.NEEDS_CORRECTION,
        "stalled_means": whole_office.STALLED,
        "ended_amiss_means": whole_office.ENDED_AMISS,
        "due_foot": at_the_foot(frame.book.due_marks, shown=False),
        "urgency": duties.urgency,
        "duty_mark": duties.mark,
        "rule_label": lambda code: frame.book.rules[code].label if code in frame.book.rules else "",
    }
    return environment(shared)


def _board(templates: Environment, overview: Overview) -> Iterator[tuple[str, str]]:
    whole = overview.cards.board()
    yield links.BOARD, page(templates, "board.html", links.BOARD, board=whole)
    for part in board.parts(whole):
        path = part.pages[part.number - 1]
        yield path, page(templates, "board_part.html", path, part=part, board=whole)


def _offices(templates: Environment, every: Sequence[OfficePage]) -> Iterator[tuple[str, str]]:
    chart = figures.overdue_by_division(every)
    yield links.DIVISIONS, page(templates, "divisions.html", links.DIVISIONS, offices=every, chart=chart)
    for office in every:
        yield office.href, page(templates, "division.html", office.href, it=office)


def _tables(templates: Environment, overview: Overview, expected: Expected | None) -> Iterator[tuple[str, str]]:
    counted_tables = overview.tables.tables()
    tables = [audit.table_page(table, expected, None) for table in counted_tables.tables]
    shared: dict[str, Any] = {
        "notes": table_notes(),
        "printed_on": expected.as_of if expected else None,
        "counted": counted_tables,
        "tables": tables,
    }
    summary = expected.summary if expected else {}
    chart = figures.findings_by_year(counted_tables)
    front = page(templates, "tables.html", links.TABLES, summary=summary, chart=chart, **shared)
    yield links.TABLES, front
    for table in counted_tables.tables:
        path, whole = links.table_page(table.number), audit.table_page(table, expected, overview.behind)
        yield path, page(templates, "table.html", path, it=whole, chart=figures.of_table(whole), **shared)


def _registers(
    templates: Environment, frame: Frame, overview: Overview, every: Sequence[OfficePage]
) -> Iterator[tuple[str, str]]:
    """The pages of the time in stage, the exceptions, the alerts and the rules, and of what the site is."""
    stays = overview.stays.page()
    chart = figures.time_in_stage(stays)
    yield links.STAGES, page(templates, "stages.html", links.STAGES, it=stays, chart=chart)
    register = {"offices": every, "register": overview.exceptions, "chart": figures.override_rate(every)}
    yield links.EXCEPTIONS, page(templates, "overrides.html", links.EXCEPTIONS, **register)
    yield from _alerts(templates, overview, every)
    yield links.RULES, page(templates, "rules.html", links.RULES, it=rules.rules_page(frame, overview.bound))
    counts = {"contracts": overview.contracts, "events": overview.events}
    yield links.ABOUT, page(templates, "about.html", links.ABOUT, **counts)


def _alerts(templates: Environment, overview: Overview, every: Sequence[OfficePage]) -> Iterator[tuple[str, str]]:
    """The pages of the open alerts, the oldest due date first, so many to a page; resolved alerts are counted."""
    standing = overview.alerts()
    count = max(1, -(-len(standing) // ALERTS_PER_PAGE))
    parts = tuple(links.part(links.ALERTS, n + 1) for n in range(count))
    for n, path in enumerate(parts):
        content = {
            "alerts": standing[n * ALERTS_PER_PAGE : (n + 1) * ALERTS_PER_PAGE],
            "standing": len(standing),
            "resolved": overview.resolved,
            "offices": every if n == 0 else (),
            "number": n + 1,
            "parts": parts,
        }
        yield path, page(templates, "alerts.html", path, **content)
