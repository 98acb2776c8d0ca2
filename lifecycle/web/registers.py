"""What everybody reads: the time in each stage, the rules in force, what the register is; how pages are printed."""

from starlette.responses import Response

from config.wareki import format_date
from lifecycle.papers.site.rules import rules_page
from lifecycle.papers.site.seen import Frame
from lifecycle.records.flags import is_fictional, mark_of
from lifecycle.web import documents, places
from lifecycle.web.doors import Door
from lifecycle.web.site_pages import Leads, pages_of
from lifecycle.web.visit import Visit


def _stages(visit: Visit) -> Response:
    pages = pages_of(visit)
    return visit.page("stages.html", also=Leads(pages), it=pages.stages, chart=pages.chart_of_stages)


def _rules(visit: Visit) -> Response:
    """The rules need no contract: of the portfolio they ask only for the dates."""
    with visit.app.reading() as connection:
        visit.app.reader(connection)
        fictional, mark = is_fictional(connection), mark_of(connection)
    app, as_of = visit.app, visit.as_of
    frame = Frame(app, as_of, fictional, mark, whole=False)
    return visit.page("rules.html", it=rules_page(frame))


def _about(visit: Visit) -> Response:
    with visit.app.reading() as connection:
        offices = visit.app.reader(connection).offices
    return visit.page("about_register.html", offices=None if offices is None else sorted(offices))


def _print_style(visit: Visit) -> Response:
    """The foot of every printed page: the dates that it speaks of. A style of its own, as none stands in a page."""
    dates = visit.as_of
    known = f"({format_date(dates.known_by)}までの記録)" if dates.known_by else ""
    told = f"基準日 {format_date(dates.on)}{known}{' 【試用】' if visit.app.trial else ''}"
    font = '8pt "BIZ UDPGothic", sans-serif'
    style = (
        "@page { size: A4; margin: 16mm 14mm 18mm;\n"
        f'  @bottom-left {{ content: "{told}"; font: {font}; }}\n'
        f'  @bottom-right {{ content: counter(page) " / " counter(pages); font: {font}; }} }}\n'
    )
    return Response(style, media_type="text/css")


DOORS = (
    Door(places.STAGES, show=_stages, document=documents.stages),
    Door(places.RULES, show=_rules, document=documents.rules),
    Door(places.ABOUT, show=_about),
    Door(places.PRINT_STYLE, show=_print_style),
)
