"""漏えい等事案: the list of them, and the page of one: its stage, its clocks, what to do next and where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.responses import HTMLResponse, Response

from config.errors import RequestFault, UsageError
from config.vocabulary import IncidentStage
from lifecycle.acts import Act
from lifecycle.papers.card.draw import CardAsked, card_html
from lifecycle.records.incidents_seen import IncidentSeen
from lifecycle.usecases.begun import was_sent_before
from lifecycle.usecases.emergency import contacts_on_card, contacts_standing
from lifecycle.usecases.incidents import acknowledge_incident, incident_place
from lifecycle.usecases.papers_kept import KeptPaper, papers_of
from lifecycle.views.incidents import (
    fact_text,
    facts_on_record,
    incident_document,
    incidents_of,
    list_incidents,
    show_incident,
)
from lifecycle.web import places
from lifecycle.web.answers import faults_of
from lifecycle.web.doors import Door
from lifecycle.web.visit import KEY, Visit
from lifecycle.web.ways import doers_of
from states.columns import columns_of
from states.documents import Column, ValueType
from states.evidence import INCIDENT
from states.incident import stage_of_incident
from states.incident_steps import SECTIONS

ALL, OFFICE = "all", "office"
"""What the address of the list asks for: the closed ones too, those of one office."""
NOTE = Column("note", "添える言葉", ValueType.TEXT)
DONE, HERE, AHEAD, PASSED_BY = "済", "現在", "未", "経ていない"


@dataclass(frozen=True, slots=True)
class StepOffered:
    """A thing to do next: what, the form in which it is recorded; `doers` where somebody else records it."""

    words: str
    href: str
    title: str
    doers: str


@dataclass(frozen=True, slots=True)
class SectionShown:
    """A section of the record: its heading, the form that adds to it, what is on record of it, what is blank."""

    title: str
    href: str
    facts: Sequence[tuple[str, str]]
    blank: Sequence[str]


def seen_here(visit: Visit) -> IncidentSeen:
    """The incident that the address names. Raises NotFoundError, RoleError."""
    place = incident_place(visit.app, f"{visit.part('id')}/{visit.part('no')}")
    return show_incident(visit.app, place.contract, place.no, visit.as_of)


def _list(visit: Visit) -> Response:
    every = list_incidents(visit.app, visit.as_of, closed=True)
    office = visit.asked(OFFICE)
    offices = sorted({seen.division for seen in every} | ({office} if office else set()))
    some = [seen for seen in every if office in ("", seen.division)]
    rows = [seen for seen in some if seen.is_open or visit.asked(ALL)]
    counts = [(name, *_counted([seen for seen in every if seen.division == name])) for name in offices]
    return visit.page(
        "incidents.html",
        rows=rows,
        counts=counts,
        whole=_counted(every),
        offices=offices,
        office=office,
        every=bool(visit.asked(ALL)),
    )


def _counted(every: Sequence[IncidentSeen]) -> tuple[int, int, int]:
    """How many are open, closed, and open with a clock that passed."""
    still = [seen for seen in every if seen.is_open]
    return len(still), len(every) - len(still), sum(seen.is_late for seen in still)


def _listed(visit: Visit) -> list[dict[str, Any]]:
    """The incidents, as `incident list`; with `all=1` those too that ended."""
    asked = visit.asked(OFFICE) or None
    every = list_incidents(visit.app, visit.as_of, asked, closed=bool(visit.asked(ALL)))
    return [incident_document(seen) for seen in every]


def _show(visit: Visit) -> Response:
    return page_of_incident(visit, seen_here(visit))


def page_of_incident(
    visit: Visit, seen: IncidentSeen, faults: Sequence[RequestFault] = (), status: int = 200
) -> Response:
    """The page of an incident."""
    offered = visit.dates is None
    rules = visit.app.book.incidents
    return visit.page(
        "incident.html",
        status=status,
        it=seen,
        line=list(_line(seen)),
        steps=list(_steps(visit, seen)) if offered else [StepOffered(one.words, "", "", "") for one in seen.steps],
        sections=list(_sections(visit, seen, offered=offered)),
        rules=rules,
        files=[file for paper in _papers(visit, seen) for file in paper.files],
        others=[one for one in incidents_of(visit.app, seen.contract, visit.as_of) if one.no != seen.no],
        offered=offered,
        may_note=offered and visit.may(Act.ANSWER_INCIDENT, seen.division),
        may_close=offered and visit.may(Act.CLOSE_INCIDENT, seen.division),
        noters=doers_of((Act.ANSWER_INCIDENT,)),
        closers=doers_of((Act.CLOSE_INCIDENT,)),
        recorders=doers_of((Act.REPORT_INCIDENT,)),
        version=visit.version(""),
        faults=faults,
        note=NOTE,
    )


def _line(seen: IncidentSeen) -> Iterator[tuple[str, IncidentStage]]:
    """The stages from the first word to the close, each with its state."""
    stages = list(IncidentStage)
    reached = stages.index(stage_of_incident(replace(seen.incident, closed_on=None)))
    for n, stage in enumerate(stages):
        if stage is seen.stage:
            yield HERE, stage
        elif not seen.is_open:
            yield DONE if n <= reached else PASSED_BY, stage
        else:
            yield DONE if n < reached else AHEAD, stage


def _steps(visit: Visit, seen: IncidentSeen) -> Iterator[StepOffered]:
    titles, id_ = {section.id: section.title for section in SECTIONS}, seen.contract
    elsewhere = {
        "close": (Act.CLOSE_INCIDENT, places.incident_close(id_, seen.no), "終結を記録する"),
        "visit": (Act.RECORD, places.evidence_form(id_, "onsite_inspection"), "実地調査を登録する"),
        "terminate": (Act.END, places.ending_form(id_, "terminate"), "契約を解除する"),
    }
    for step in seen.steps:
        if step.section in elsewhere:
            act, href, title = elsewhere[step.section]
        else:
            act, href = Act.REPORT_INCIDENT, places.incident_form(seen.contract, seen.no, step.section)
            title = f"「{titles[step.section]}」に記録する"
        may = visit.may(act, seen.division)
        yield StepOffered(step.words, href if may else "", title, "" if may else doers_of((act,)))


def _sections(visit: Visit, seen: IncidentSeen, *, offered: bool) -> Iterator[SectionShown]:
    said = {column.name: fact_text(column, value) for column, value in facts_on_record(seen.incident)}
    labels = {column.name: column.label for column in columns_of(INCIDENT)}
    may = offered and visit.may(Act.REPORT_INCIDENT, seen.division)
    for section in SECTIONS:
        href = places.incident_form(seen.contract, seen.no, section.id) if may else ""
        names = ("aware_on", "aware_at", *section.fields) if section.id == SECTIONS[0].id else section.fields
        facts = [(labels[name], said[name]) for name in names if name in said]
        yield SectionShown(section.title, href, facts, [labels[name] for name in names if name not in said])


def _papers(visit: Visit, seen: IncidentSeen) -> list[KeptPaper]:
    """The record of the incident with its files; one of an older version has no number and is known by its day."""
    own = [paper for paper in papers_of(visit.app, seen.contract) if paper.kind.id == INCIDENT]
    number = seen.incident.no
    return [p for p in own if (p.fields.get("no") == number if number else p.dated_on == seen.incident.aware_on)]


def _note(visit: Visit) -> Response:
    seen = seen_here(visit)
    page = places.incident_page(seen.contract, seen.no)
    visit.actor.must(Act.ANSWER_INCIDENT, seen.division)
    if was_sent_before(visit.app, visit.sent(KEY)):
        return visit.done(page, seen.contract)
    try:
        acknowledge_incident(visit.sending(), seen.id, visit.sent(NOTE.name))
    except UsageError as error:
        return page_of_incident(visit, seen, faults_of(error) or (RequestFault("refused", str(error)),), 422)
    return visit.done(page, seen.contract)


def _card(visit: Visit) -> Response:
    """The card: with numbers for who may see them, which is recorded; without on a card of another day."""
    seen = seen_here(visit)
    contacts = (contacts_standing if visit.dates else contacts_on_card)(visit.app, seen.contract)
    mark = "【試用】" if visit.app.trial else ""
    page = places.incident_page(seen.contract, seen.no)
    asked = CardAsked(mark, places.CARD_STYLE, page)
    return HTMLResponse(card_html(visit.app.book.incidents, seen, contacts, asked))


_ONE = f"{places.INCIDENTS}/{{id}}/{{no}}"
DOORS = (
    Door(places.INCIDENTS, show=_list, document=_listed),
    Door(_ONE, show=_show, document=lambda visit: incident_document(seen_here(visit))),
    Door(f"{_ONE}/acknowledge", take=_note),
    Door(f"{_ONE}/card", show=_card),
)
