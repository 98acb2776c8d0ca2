"""The same answers for the office's other tools: each a document in JSON, as the command line prints it; read only."""

from dataclasses import asdict
from typing import Any

from starlette.responses import Response

from config.errors import NotFoundError
from config.wareki import format_fiscal_year
from lifecycle.papers.books.owed_calendar import MEDIA_TYPE, CalendarAsked, calendar_of
from lifecycle.papers.site.side_by_side import COLUMNS, OfficeRow
from lifecycle.papers.tables import table_json
from lifecycle.papers.tables.count import drill
from lifecycle.views import contracts, history, verdicts
from lifecycle.views.contract_documents import contract_document
from lifecycle.views.owed import owed
from lifecycle.views.register_documents import event_document, owed_document
from lifecycle.views.rule_documents import rule_document, rule_summary
from lifecycle.views.verdict_documents import proof_document, verdict_document
from lifecycle.web import places
from lifecycle.web.answers import away_to, file_answer
from lifecycle.web.doors import Door
from lifecycle.web.site_pages import pages_of
from lifecycle.web.visit import Visit

STRUCTURE = "F"
"""The stage of the rules of this machinery, which a list of rules leaves out."""


def tables(visit: Visit) -> dict[str, Any]:
    """The twelve tables, as `tables --json`."""
    return table_json.as_json(pages_of(visit).portfolio.tables)


def behind_table(visit: Visit) -> list[dict[str, Any]]:
    """The contracts behind a table's cells, as `tables --drill`."""
    typed = visit.part("number")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    counted = pages_of(visit).portfolio.tables
    return [
        {
            "fiscal_year": format_fiscal_year(behind.fiscal_year),
            "column": behind.column,
            "subject": behind.subject,
            "division": behind.division,
            "title": behind.title,
            "missing": list(behind.missing),
            "proofs": [proof_document(one) for one in behind.backed],
        }
        for behind in drill(visit.app, visit.as_of, counted, number)
    ]


def of_offices(rows: tuple[OfficeRow, ...]) -> list[dict[str, Any]]:
    """The offices side by side; a rate is a share between 0 and 1."""
    return [{"division": row.name, **{column.id: column.number(row) for column in COLUMNS}} for row in rows]


def owed_by_office(visit: Visit) -> list[dict[str, Any]]:
    """What an office owes, as `due --division`."""
    return [owed_document(one) for one in owed(visit.app, visit.part("name"), None, visit.dates)]


def visits(visit: Visit) -> list[dict[str, Any]]:
    """The visits not made, by the kind of their reason; of one office where the address names it."""
    office = visit.asked("office")
    return [
        {
            "reason": group.reason,
            "subjects": [_without_place(asdict(one)) for one in group.subjects if office in ("", one.division)],
        }
        for group in pages_of(visit).visits.groups
    ]


def stages(visit: Visit) -> list[dict[str, Any]]:
    """The time in each stage, in calendar days."""
    return [asdict(one) for one in pages_of(visit).stages.times]


def rules(visit: Visit) -> list[dict[str, Any]]:
    """The rules, as `rules list`, for whoever may open their page. Raises RoleError."""
    _must_read(visit)
    book, on = visit.app.book, visit.as_of.on
    return [rule_summary(book, rule, on) for rule in book.rules.values() if rule.stage != STRUCTURE]


def contract(visit: Visit) -> dict[str, Any]:
    """A contract, as `contract show`."""
    return contract_document(contracts.show(visit.app, visit.part("id"), visit.as_of))


def _without_place(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name != "href"}


def _must_read(visit: Visit) -> None:
    """Raises RoleError where the person may read nothing."""
    with visit.app.reading() as connection:
        visit.app.reader(connection)


def _rule(visit: Visit) -> dict[str, Any]:
    code = visit.part("code").upper()
    rule = visit.app.book.rules.get(code)
    _must_read(visit)
    if rule is None:
        raise NotFoundError(f"規則 {code} はありません。")
    return rule_document(visit.app.book, rule, visit.as_of.on)


def _history(visit: Visit) -> list[dict[str, Any]]:
    return [event_document(event) for event in history.history(visit.app, visit.part("id"), visit.dates)]


def _verdict(visit: Visit) -> dict[str, Any]:
    return verdict_document(visit.app, verdicts.why(visit.app, visit.part("id"), None, visit.as_of))


def _due(visit: Visit) -> list[dict[str, Any]]:
    asked = visit.asked("office") or None
    return [owed_document(one) for one in owed(visit.app, asked, None, visit.dates)]


def _calendar(visit: Visit) -> Response:
    """The calendar of an office: what a program for appointments reads again from time to time."""
    name = visit.part("name")
    rows = owed(visit.app, name, None, visit.dates)
    site = (visit.app.settings.web.url or str(visit.request.base_url)).rstrip("/") + places.division_page(name)
    asked = CalendarAsked(f"個人情報の委託監督 {name}", visit.app.clock.now(), site)
    return file_answer(calendar_of(rows, asked), f"due_{name}.ics", MEDIA_TYPE)


def _to_contract(visit: Visit) -> Response:
    """The page that shows to people what this document tells."""
    return away_to(visit.to(places.contract_page(visit.part("id"))))


def _to_today(_: Visit) -> Response:
    return away_to(places.TODAY)


DOORS = (
    Door("/contracts/{id}/history", show=_to_contract, document=_history),
    Door("/contracts/{id}/verdict", show=_to_contract, document=_verdict),
    Door(
        f"{places.RULES}/{{code}}", show=lambda v: away_to(f"{places.RULES}#{v.part('code').upper()}"), document=_rule
    ),
    Door(places.DUE, show=_to_today, document=_due),
    Door(f"{places.DIVISIONS}/{{name:path}}/due.ics", show=_calendar),
)
