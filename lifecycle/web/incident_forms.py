"""The forms of an incident: each section of its record with its files, and its close by a head."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starlette.responses import Response

from config.errors import NotFoundError, RequestFault, UsageError
from config.wareki import short_date
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.fields.questions import Question
from lifecycle.records.evidence_files import Upload
from lifecycle.records.incidents_seen import IncidentSeen
from lifecycle.usecases.incidents import close_incident, moments_apart, update_incident
from lifecycle.web import places
from lifecycle.web.doors import Door
from lifecycle.web.filed_forms import FiledForm, show_filed, take_filed
from lifecycle.web.forms import written
from lifecycle.web.incidents import seen_here
from lifecycle.web.visit import Visit
from states.columns import columns_of
from states.content import Erased
from states.documents import Column
from states.evidence import INCIDENT
from states.incident_report import IncidentReport
from states.incident_steps import SECTIONS, Section

_KNOWN = ("aware_on", "aware_at")
"""When the office knew: asked with the first section, so that it can be corrected."""
_WHEN, _WHY = "closed_on", "closed_reason"


def _section(visit: Visit) -> FiledForm:
    """The form of a section. Raises NotFoundError, RoleError."""
    seen, section = seen_here(visit), _named(visit.part("section"))
    visit.actor.must(Act.REPORT_INCIDENT, seen.division)
    names = (*_KNOWN, *section.fields) if section is SECTIONS[0] else section.fields
    columns = {column.name: column for column in columns_of(INCIDENT)}
    page = places.incident_page(seen.contract, seen.no)

    def do(app: App, given: Mapping[str, str], files: Sequence[Upload]) -> None:
        if given or files:
            update_incident(app, seen.id, given, files)

    return FiledForm(
        action=places.incident_form(seen.contract, seen.no, section.id),
        title=f"事案 {seen.id}: {section.title}",
        note="分かったものから入れてください。変えた項目だけを記録し、前の値は経過に残ります。",
        trail=(*_trail(seen), (page, f"事案 {seen.id}")),
        chain=seen.contract,
        questions=[Question(columns[name], about=_about(visit, name)) for name in names],
        after=page,
        do=do,
        stands=_stands([columns[name] for name in names], seen.incident),
        checks=_reasoned,
        spread=moments_apart,
        bound=False,
    )


def _named(id_: str) -> Section:
    section = next((one for one in SECTIONS if one.id == id_), None)
    if section is None:
        raise NotFoundError("この頁はありません。")
    return section


def _trail(seen: IncidentSeen) -> tuple[tuple[str, str], ...]:
    return (places.INCIDENTS, "漏えい等事案"), (places.contract_page(seen.contract), f"契約 {seen.contract}")


def _about(visit: Visit, name: str) -> str:
    """What a field asks, where it is a fact by which it is told whether the incident must be reported."""
    for one in visit.app.book.incidents.categories:
        if one.fact == name:
            return f"{one.label} 〔{one.source}〕"
    if name == "concealed":
        return visit.app.book.incidents.exempt
    return "事実による判断に代えて、人が決めるときだけ入れます。理由も要ります。" if name == "reportable" else ""


def _stands(columns: Sequence[Column], incident: IncidentReport) -> dict[str, str]:
    """What is on record, as the fields of the form hold it."""
    said = ((column, getattr(incident, column.name)) for column in columns)
    return {c.name: text for c, value in said if value is not None and (text := _text(c, value))}


def _text(column: Column, value: Any) -> str:
    if isinstance(value, Erased):
        return ""
    return written(column, value.isoformat() if hasattr(value, "isoformat") else value)


def _reasoned(given: Mapping[str, str]) -> Iterator[RequestFault]:
    """The fault of a decision by hand without its reason, or of a reason without what was decided."""
    columns = {column.name: column for column in columns_of(INCIDENT)}
    pair = ("reportable", "reportable_reason")
    for name, other in (pair, pair[::-1]):
        if given.get(other) and not given.get(name):
            told = f"{columns[other].label}を入れたときは、{columns[name].label}も入れてください。"
            yield RequestFault("goes_with", told, name, columns[name].label)


def _closing(visit: Visit) -> FiledForm:
    """The form of the close, with everything that lacks. Raises NotFoundError, RoleError."""
    seen = seen_here(visit)
    visit.actor.must(Act.CLOSE_INCIDENT, seen.division)
    columns = {column.name: column for column in columns_of(INCIDENT)}
    page = places.incident_page(seen.contract, seen.no)

    def do(app: App, given: Mapping[str, str], _: Sequence[Upload]) -> None:
        done = close_incident(app, seen.id, given.get(_WHEN, ""), given.get(_WHY, ""))
        if done.recorded is None:
            what = "記録の足りないものがあります。補うか、残るものがあるまま終える理由を入れてください。"
            raise UsageError(RequestFault("incident_lacks", what, _WHY, columns[_WHY].label))

    return FiledForm(
        action=places.incident_close(seen.contract, seen.no),
        title=f"事案 {seen.id}: 終結を記録する",
        note=f"終結すると、期限の連絡と完了の差止めが終わります。空けておくと、終結日は今日({short_date(visit.today)})です。",
        trail=(*_trail(seen), (page, f"事案 {seen.id}")),
        chain=seen.contract,
        questions=[Question(columns[_WHEN]), Question(columns[_WHY])],
        after=page,
        do=do,
        with_files=False,
        send="終結を記録する",
        told=("まだ記録のないもの", seen.lacking),
        bound=False,
    )


def _show_section(visit: Visit) -> Response:
    return show_filed(visit, _section(visit))


def _take_section(visit: Visit) -> Response:
    return take_filed(visit, _section(visit))


def _show_close(visit: Visit) -> Response:
    return show_filed(visit, _closing(visit))


def _take_close(visit: Visit) -> Response:
    return take_filed(visit, _closing(visit))


_ONE = f"{places.INCIDENTS}/{{id}}/{{no}}"
DOORS = (
    Door(f"{_ONE}/record/{{section}}", show=_show_section, take=_take_section),
    Door(f"{_ONE}/close", show=_show_close, take=_take_close),
)
