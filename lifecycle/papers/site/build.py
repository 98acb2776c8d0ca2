"""Builds the site: everything is gathered once, every page rendered from it, the site written whole or not at all."""

import os
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment

from config.marks import at_the_foot
from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.papers.charts.draw import require_library
from lifecycle.papers.site import audit, board, duties, figures, links, offices, rules, stages
from lifecycle.papers.site.contract import contract_page
from lifecycle.papers.site.render import ASSETS, environment, page
from lifecycle.papers.site.seen import Portfolio, gather
from lifecycle.papers.site.write import check_folder, write_site
from lifecycle.papers.tables.expected_file import Expected, read_expected
from lifecycle.papers.tables.table_notes import table_notes
from lifecycle.records.as_of import AsOf
from lifecycle.records.folds.alerts import AlertSeen
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
    portfolio = gather(app, AsOf(as_of, known_by), fiscal_years, division)
    if expected is None and portfolio.fictional and portfolio.whole:
        expected = read_expected(PRINTED)
    if expected is not None and fiscal_years:
        expected = expected.only(fiscal_years)
    begins("頁を書いています")
    write_site(target, pages(portfolio, expected), app.home)
    return target / links.BOARD


def pages(portfolio: Portfolio, expected: Expected | None) -> Iterator[tuple[str, str]]:
    """Every page of the site by its path."""
    steps = {step.id: step.label for step in portfolio.book.escalation.every_step}
    shared = {
        "as_of": portfolio.as_of.on,
        "known_by": portfolio.as_of.known_by,
        "mark": portfolio.mark,
        "printed_mark": portfolio.printed_mark,
        "step_label": lambda step: steps.get(step, step),
        "post_label": lambda post: next((r.label for r in Role if r.value == post), post),
        "needs_correction_means": whole_office.NEEDS_CORRECTION,
        "stalled_means": whole_office.STALLED,
        "ended_amiss_means": whole_office.ENDED_AMISS,
        "due_foot": at_the_foot(portfolio.book.due_marks, shown=False),
        "urgency": duties.urgency,
        "duty_mark": duties.mark,
        "rule_label": lambda code: portfolio.book.rules[code].label if code in portfolio.book.rules else "",
    }
    templates = environment(shared)
    lacking = duties.lacking(portfolio)
    every = offices.offices(portfolio, lacking)
    yield from _board(templates, portfolio, lacking)
    yield from _offices(templates, every)
    yield from _tables(templates, portfolio, lacking, expected)
    yield from _registers(templates, portfolio, every)
    for one in counted(portfolio.seen, "契約の頁を書いています", len(portfolio.seen)):
        path = links.contract_page(one.id)
        yield path, page(templates, "contract.html", path, it=contract_page(portfolio, one, lacking[one.id]))
    for path in (links.STYLE, links.SCRIPT):
        yield path, (ASSETS / Path(path).name).read_text(encoding="utf-8")


def _board(
    templates: Environment, portfolio: Portfolio, lacking: duties.LackingByContract
) -> Iterator[tuple[str, str]]:
    whole = board.board(portfolio, [board.card(portfolio, one, lacking[one.id]) for one in portfolio.seen])
    yield links.BOARD, page(templates, "board.html", links.BOARD, board=whole)
    for part in board.parts(whole):
        path = part.pages[part.number - 1]
        yield path, page(templates, "board_part.html", path, part=part, board=whole)


def _offices(templates: Environment, every: Sequence[offices.OfficePage]) -> Iterator[tuple[str, str]]:
    chart = figures.overdue_by_division(every)
    yield links.DIVISIONS, page(templates, "divisions.html", links.DIVISIONS, offices=every, chart=chart)
    for office in every:
        yield office.href, page(templates, "division.html", office.href, it=office)


def _tables(
    templates: Environment, portfolio: Portfolio, lacking: duties.LackingByContract, expected: Expected | None
) -> Iterator[tuple[str, str]]:
    tables = audit.table_pages(portfolio, lacking, expected)
    shared: dict[str, Any] = {
        "notes": table_notes(),
        "printed_on": expected.as_of if expected else None,
        "counted": portfolio.tables,
        "tables": tables,
    }
    summary = expected.summary if expected else {}
    chart = figures.findings_by_year(portfolio.tables)
    front = page(templates, "tables.html", links.TABLES, summary=summary, chart=chart, **shared)
    yield links.TABLES, front
    for table in tables:
        path = links.table_page(table.number)
        yield path, page(templates, "table.html", path, it=table, chart=figures.of_table(table), **shared)


def _registers(
    templates: Environment, portfolio: Portfolio, every: Sequence[offices.OfficePage]
) -> Iterator[tuple[str, str]]:
    """The pages of the time in stage, the exceptions, the alerts and the rules, and of what the site is."""
    stays = stages.stages_page(portfolio)
    chart = figures.time_in_stage(stays)
    yield links.STAGES, page(templates, "stages.html", links.STAGES, it=stays, chart=chart)
    exceptions = [(one, e) for one in portfolio.seen for e in one.exceptions]
    rate = figures.override_rate(every)
    register = {"offices": every, "register": exceptions, "chart": rate}
    yield links.EXCEPTIONS, page(templates, "overrides.html", links.EXCEPTIONS, **register)
    yield from _alerts(templates, portfolio, every)
    yield links.RULES, page(templates, "rules.html", links.RULES, it=rules.rules_page(portfolio))
    counts = {"contracts": len(portfolio.seen), "events": sum(len(one.events) for one in portfolio.seen)}
    yield links.ABOUT, page(templates, "about.html", links.ABOUT, **counts)


def _alerts(
    templates: Environment, portfolio: Portfolio, every: Sequence[offices.OfficePage]
) -> Iterator[tuple[str, str]]:
    """The pages of the open alerts, the oldest due date first, so many to a page; resolved alerts are counted."""
    known = [a for one in portfolio.seen for a in one.alerts]
    standing = sorted((a for a in known if a.resolved_on is None), key=_oldest_first)
    count = max(1, -(-len(standing) // ALERTS_PER_PAGE))
    parts = tuple(links.part(links.ALERTS, n + 1) for n in range(count))
    for n, path in enumerate(parts):
        content = {
            "alerts": standing[n * ALERTS_PER_PAGE : (n + 1) * ALERTS_PER_PAGE],
            "standing": len(standing),
            "resolved": len(known) - len(standing),
            "offices": every if n == 0 else (),
            "number": n + 1,
            "parts": parts,
        }
        yield path, page(templates, "alerts.html", path, **content)


def _oldest_first(alert: AlertSeen) -> tuple[date, str, str]:
    return alert.due_on or date.max, alert.subject, alert.code
