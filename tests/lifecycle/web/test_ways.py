"""Every command that cures a duty, of every rule, guard and alert, has a page of the register that does the same."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import unquote

import pytest
from scenarios.reader import scenarios, told
from starlette.routing import Match, Route

from config.calendar import BusinessCalendar
from config.loader import rule_book
from config.vocabulary import Stage, Status
from config.wareki import parse_date
from lifecycle.web.application import DOORS
from lifecycle.web.ways import way_of
from states.assessment import Assessor
from states.desk_duties import desk_duties
from states.duty import Duties
from states.on_record import recorded_in_part

NUMBERS = {"id": "R6-0012", "no": "1.1", "subject": "R6-0012-E1"}
CURED = {"edition": "R6.3.1", "articles": "8・9", "remaining": "なし"}


def of_the_data() -> Iterator[str]:
    """The commands of the rules, of their cures and of the occasions of alerts."""
    book = rule_book()
    for rule in book.rules.values():
        yield from filter(None, (rule.command, *(cure.command for cure in rule.cures)))
    yield from filter(None, (kind.command for kind in book.alerts.values()))
    yield from (duty.command for duty in desk_duties(book, {}, date(2025, 6, 30)))


def of_the_guards() -> Iterator[str]:
    """The commands of every finding in every dated case, of what is recorded in part, and of what nothing cures."""
    book = rule_book()
    for scenario in scenarios():
        file = told(scenario.given)
        contract = file.contract(Stage.from_label(scenario.when.get("at", "見積")))
        assessor = Assessor(book, file.installed(), BusinessCalendar())
        on = parse_date(scenario.when.get("on", "令和6年5月10日"))
        duties = Duties(assessor, on)
        asking = (f for f in assessor.assess(contract, on).findings if f.status is not Status.NOT_APPLICABLE)
        yield from (duties.of(contract.id, contract.stage, finding).command for finding in asking)
        yield from (one.command for one in recorded_in_part(contract))


def commands() -> list[str]:
    """Every command, its numbers filled in, one line each."""
    filled = (text.format(**NUMBERS, **CURED) for text in (*of_the_data(), *of_the_guards()))
    return sorted({line for text in filled for line in text.split("\n") if line})


def test_every_command_has_a_way() -> None:
    """None is left that a page only names; each says what it is called and who may do it."""
    every = commands()
    assert len({command.split(" --")[0] for command in every}) > 40
    lost = [command for command in every if (way := way_of(command)) is None or not way.title or not way.doers]
    assert not lost


@pytest.mark.parametrize(
    ("command", "href"),
    [
        (
            "lifecycle attach R6-0012 checklist --subcontract 1 --of R6.4.1 --set doubt=いいえ",
            "/contracts/R6-0012/evidence/checklist?subcontract=1&of=2024-04-01#f-doubt",
        ),
        (
            "lifecycle attach R6-0012 incident_report --set aware_on=R6.4.1 --set closed_on=…",
            "/contracts/R6-0012#incidents",
        ),
        ("lifecycle contract amend R6-0012 --concluded-on …", "/contracts/R6-0012/amend#f-concluded_on"),
        ("lifecycle advance R6-0012 --to 締結", "/contracts/R6-0012/advance?to=concluded"),
        (
            "lifecycle override request R6-0012 --rule S4-03 --subcontract 1 --category incurable --reason …",
            "/contracts/R6-0012/exception?rule=S4-03&subcontract=1&category=incurable",
        ),
        ("lifecycle subcontract approve R6-0012 1 --file … --approved-on …", "/contracts/R6-0012/subcontracts/1/paper"),
        ("lifecycle attach R6 12 hearing --set held_on=…", "/contracts/R6%2012/evidence/hearing#f-held_on"),
        ("lifecycle waiver approve R6-0012 --subcontract 1", "/decisions/substitutes/R6-0012/of/1"),
        ("lifecycle review confirm R6-0012 subcontract --subcontract 1", "/checks/R6-0012/subcontract/of/1"),
    ],
)
def test_a_way_leads_to_the_form_and_its_field(command: str, href: str) -> None:
    """The subcontract, the version and the first field that lacks are carried along; a number may hold a blank."""
    way = way_of(command)
    assert way
    assert way.href == href


def test_every_way_leads_to_a_door() -> None:
    """The address of every cure is one that the register answers with a page."""
    routes = [Route(door.path, lambda _: None, methods=["GET"]) for door in DOORS if door.show]
    ways = {way.href.partition("#")[0].partition("?")[0] for command in commands() if (way := way_of(command))}
    scopes = {href: {"type": "http", "method": "GET", "path": unquote(href)} for href in ways}
    assert not [href for href, scope in scopes.items() if not any(r.matches(scope)[0] is Match.FULL for r in routes)]
