"""漏えいの一報: three fields that become an incident on record at once: which contract, when known, what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response

from config.errors import ConflictError, NotFoundError, RequestFault, RoleError, UsageError
from config.place import said_here
from config.wareki import short_date
from lifecycle.acts import Act
from lifecycle.clock import JAPAN
from lifecycle.fields.questions import Question
from lifecycle.fields.texts import read_contract_no
from lifecycle.usecases.begun import was_sent_before
from lifecycle.usecases.incidents import moments_apart, report_incident
from lifecycle.views.incidents import incidents_of
from lifecycle.views.spelling import number_on_record
from lifecycle.web import places
from lifecycle.web.answers import was_sent
from lifecycle.web.doors import Door
from lifecycle.web.forms import FieldShown, FormShown, fields_shown, typed
from lifecycle.web.visit import KEY, Visit
from lifecycle.web.ways import doers_of
from states.columns import columns_of
from states.documents import Column, ValueType
from states.evidence import INCIDENT

_KNOWN, _TOLD = "aware_on", "summary"
_CONTRACT = Question(Column("contract", "契約番号", ValueType.TEXT), required=True, about="例 R6-0012")
_ABOUT = {
    _KNOWN: "{government}の職員が漏えい等(おそれを含む)を最初に知った日時",
    _TOLD: "いつ、何が、どうなったか。氏名・連絡先は書かないでください",
}
ANOTHER = "another"
"""The box that says that it is another incident than the one of that day that stands."""


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """What the page shows: what was typed, what is wrong with it, the incidents of that day that stand."""

    values: Mapping[str, str]
    faults: Sequence[RequestFault] = ()
    standing: Sequence[str] = ()
    another: bool = False


def _questions() -> list[Question]:
    columns = {column.name: column for column in columns_of(INCIDENT)}
    return [
        _CONTRACT,
        *(Question(columns[name], required=True, about=said_here(about)) for name, about in _ABOUT.items()),
    ]


def _show(visit: Visit) -> Response:
    return _page(visit, ReportAsked({_CONTRACT.column.name: visit.asked("contract")}))


def _page(visit: Visit, asked: ReportAsked, status: int = 200) -> Response:
    fields = tuple(_as_asked(visit, one) for one in fields_shown(_questions(), asked.values, asked.faults))
    form = FormShown(places.FIRST_REPORT, visit.version(""), fields, places.TODAY, tuple(asked.faults))
    may, who = visit.may(Act.REPORT_INCIDENT), doers_of((Act.REPORT_INCIDENT,))
    return visit.page("first_report.html", status=status, form=form, faults=form.faults, may=may, who=who, asked=asked)


def _as_asked(visit: Visit, field: FieldShown) -> FieldShown:
    """A field as it is asked for here: a day with its time of day in one, what happened in a box of several lines."""
    if field.name == _KNOWN:
        now = visit.app.clock.now().astimezone(JAPAN)
        return replace(field, hint=f"例 R6.12.31 23:50(時刻は省けます)。今は {short_date(visit.today)} {now:%H:%M}")
    return replace(field, kind="long") if field.name == _TOLD else field


def _take(visit: Visit) -> Response:
    visit.actor.must(Act.REPORT_INCIDENT)
    given = typed(visit, _questions())
    another = bool(visit.sent(ANOTHER))
    faults = _faults(given)
    standing: tuple[str, ...] = ()
    if not faults:
        try:
            return _recorded(visit, given, another=another)
        except (NotFoundError, RoleError) as error:
            faults = [RequestFault("contract_unknown", str(error), _CONTRACT.column.name, _CONTRACT.column.label)]
        except UsageError as error:
            faults = list(error.faults) or [RequestFault("refused", str(error))]
            standing = _standing(visit, given) if any(one.code == "told_before" for one in faults) else ()
    return _page(visit, ReportAsked(given, faults, standing, another), 422)


def _recorded(visit: Visit, given: Mapping[str, str], *, another: bool) -> Response:
    """Record the incident and go on to its page; the same form sent again is led there too."""
    id_ = _number(visit, given)
    told = {name: given[name] for name in _ABOUT}
    if was_sent_before(visit.app, visit.sent(KEY)):
        return visit.done(_page_of(visit, id_, given[_TOLD]), id_)
    try:
        place, _ = report_incident(visit.sending(), id_, told, another=another)
    except ConflictError as error:
        if not was_sent(error):
            raise
        return visit.done(_page_of(visit, id_, given[_TOLD]), id_)
    return visit.done(places.incident_page(place.contract, place.no), id_)


def _number(visit: Visit, given: Mapping[str, str]) -> str:
    """The contract's number as it is on record, in whatever letter case it was typed."""
    typed_no = read_contract_no(given[_CONTRACT.column.name])
    with visit.app.reading() as connection:
        return number_on_record(connection, typed_no)


def _page_of(visit: Visit, id_: str, told: str) -> str:
    """The page of the incident of which that was told; that of the contract where it says something else by now."""
    every = [seen for seen in incidents_of(visit.app, id_, visit.as_of) if seen.incident.summary == told]
    return places.incident_page(id_, every[-1].no) if every else places.contract_page(id_)


def _faults(given: Mapping[str, str]) -> list[RequestFault]:
    """What is wrong with the fields by themselves, each beside its field."""
    faults, apart = [], moments_apart(given)
    for question in _questions():
        try:
            question.read(apart.get(question.column.name, ""))
        except ValueError as error:
            faults.append(RequestFault("field", str(error), question.column.name, question.column.label))
    return faults


def _standing(visit: Visit, given: Mapping[str, str]) -> tuple[str, ...]:
    """The open incidents of the day that was typed, which may be the same one."""
    id_ = _number(visit, given)
    day = next(q for q in _questions() if q.column.name == _KNOWN).read(moments_apart(given)[_KNOWN])
    every = incidents_of(visit.app, id_, visit.as_of)
    return tuple(
        seen.id for seen in every if seen.is_open and seen.incident.aware_on and str(seen.incident.aware_on) == day
    )


DOORS = (Door(places.FIRST_REPORT, show=_show, take=_take),)
