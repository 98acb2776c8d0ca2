"""漏えいの一報: three fields, from every page: which contract, when it was known, what happened."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from config.errors import ConflictError, NotFoundError, RequestFault, RoleError, UsageError
from config.vocabulary import Role
from config.wareki import parse_date
from lifecycle.acts import ACTS, OFFICE_POSTS, Act
from lifecycle.fields.questions import Question
from lifecycle.usecases.evidence import attach
from lifecycle.views.contracts import show
from lifecycle.web import places
from lifecycle.web.answers import was_sent
from lifecycle.web.doors import Door
from lifecycle.web.forms import FormShown, fields_shown, typed
from lifecycle.web.visit import Visit
from states.columns import columns_of
from states.documents import Column, ValueType

_KIND, _KNOWN, _TOLD = "incident_report", "aware_on", "summary"
_CONTRACT = Question(Column("contract", "契約番号", ValueType.TEXT), required=True, about="例 R6-0012")
_ABOUT = {
    _KNOWN: "県の職員が漏えい等を知った日",
    _TOLD: "いつ、何が、どうなったか。氏名・連絡先は書かないでください",
}


def _questions() -> list[Question]:
    columns = {column.name: column for column in columns_of(_KIND)}
    return [_CONTRACT, *(Question(columns[name], required=True, about=about) for name, about in _ABOUT.items())]


def _show(visit: Visit) -> Response:
    return _page(visit, {_CONTRACT.column.name: visit.asked("contract")})


def _page(visit: Visit, values: Mapping[str, str], faults: Sequence[RequestFault] = (), status: int = 200) -> Response:
    fields = fields_shown(_questions(), values, faults)
    form = FormShown(places.FIRST_REPORT, visit.version(""), fields, places.TODAY, tuple(faults))
    posts = [role.label for role in Role if role in OFFICE_POSTS and role in ACTS[Act.RECORD].own]
    may = visit.may(Act.RECORD)
    return visit.page("first_report.html", status=status, form=form, faults=form.faults, may=may, who="、".join(posts))


def _take(visit: Visit) -> Response:
    visit.actor.must(Act.RECORD)
    given = typed(visit, _questions())
    id_ = given.get(_CONTRACT.column.name, "")
    faults = _faults(given)
    try:
        if not faults:
            faults = _told_before(visit, id_, given)
        if not faults:
            fields = {name: given[name] for name in _ABOUT}
            attach(visit.sending(), id_, _KIND, fields)
    except ConflictError as error:
        if not was_sent(error):
            raise
    except (NotFoundError, RoleError) as error:
        faults = [RequestFault("contract_unknown", str(error), _CONTRACT.column.name, _CONTRACT.column.label)]
    except UsageError as error:
        faults = list(error.faults)
    if faults:
        return _page(visit, given, faults, 422)
    return visit.done(places.contract_page(id_), id_)


def _faults(given: Mapping[str, str]) -> list[RequestFault]:
    """What is wrong with the fields by themselves, each beside its field."""
    faults = []
    for question in _questions():
        try:
            question.read(given.get(question.column.name, ""))
        except ValueError as error:
            faults.append(RequestFault("field", str(error), question.column.name, question.column.label))
    return faults


def _told_before(visit: Visit, id_: str, given: Mapping[str, str]) -> list[RequestFault]:
    """The fault of a day of which an incident is on record: a second report would write over what the first says.

    The same form sent again is no second report. Raises NotFoundError, RoleError.
    """
    questions = {question.column.name: question for question in _questions()}
    day, told = parse_date(given[_KNOWN]), questions[_TOLD].read(given[_TOLD])
    standing = [one for one in show(visit.app, id_, visit.as_of).contract.incidents if one.aware_on == day]
    if not standing or any(one.summary == told for one in standing):
        return []
    words = "この日の漏えい等事案が既に登録されています。続きは、契約の頁から書き足してください"
    return [RequestFault("told_before", words, _KNOWN, questions[_KNOWN].column.label)]


DOORS = (Door(places.FIRST_REPORT, show=_show, take=_take),)
