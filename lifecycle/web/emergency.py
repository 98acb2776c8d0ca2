"""The emergency contacts of a contract: how they can be relied on, the numbers on request, the call that tries them."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from config.errors import ConflictError, RequestFault, UsageError
from config.place import said_here
from config.vocabulary import CallOutcome
from config.wareki import parse_date, short_date
from lifecycle.acts import Act
from lifecycle.fields.questions import Question
from lifecycle.usecases.emergency import (
    ARRANGEMENT,
    GUIDANCE,
    KIND,
    EmergencyContacts,
    check_contacts,
    contacts_standing,
    open_contacts,
)
from lifecycle.web import places
from lifecycle.web.answers import was_sent
from lifecycle.web.doors import Door
from lifecycle.web.forms import FormShown, faults_in, fields_shown, typed
from lifecycle.web.visit import Visit
from lifecycle.web.ways import doers_of
from states.evidence import KINDS

_DAY, _THEIRS, _OURS, _REMARKS = "checked_on", "contractor_outcome", "office_outcome", "remarks"
_ABOUT = {
    _DAY: "電話して確かめた日",
    _THEIRS: "{government}から委託先の連絡先に電話した結果",
    _OURS: "委託先から{government}の連絡先に電話してもらった結果",
    _REMARKS: "つながらなかったときにしたことなど。番号は書かない",
}


def _questions() -> list[Question]:
    columns = {column.name: column for column in KINDS[KIND].columns}
    return [Question(columns[name], required=name == _DAY, about=said_here(about)) for name, about in _ABOUT.items()]


def _show(visit: Visit) -> Response:
    return _page(visit, contacts_standing(visit.app, visit.part("id")), {_DAY: short_date(visit.today)})


def _take(visit: Visit) -> Response:
    id_, given = visit.part("id"), typed(visit, _questions())
    faults: Sequence[RequestFault] = list(faults_in(_questions(), given))
    try:
        if not faults:
            check_contacts(
                visit.sending(),
                id_,
                _outcome(given, _THEIRS),
                _outcome(given, _OURS),
                parse_date(given[_DAY]),
                given.get(_REMARKS, ""),
            )
    except ConflictError as error:
        if not was_sent(error):
            raise
    except UsageError as error:
        faults = error.faults or (RequestFault("refused", str(error)),)
    if faults:
        return _page(visit, contacts_standing(visit.app, id_), given, faults, 422)
    return visit.done(places.contacts_page(id_), id_)


def _outcome(given: Mapping[str, str], name: str) -> CallOutcome | None:
    return CallOutcome.from_label(given[name]) if name in given else None


def _opened(visit: Visit) -> Response:
    """The page with the numbers, of which no browser keeps a copy; that they were shown is on record."""
    visit.sending()
    answer = _page(visit, open_contacts(visit.app, visit.part("id")), {_DAY: short_date(visit.today)})
    answer.headers["cache-control"] = "no-store"
    return answer


def _page(
    visit: Visit,
    it: EmergencyContacts,
    values: Mapping[str, str],
    faults: Sequence[RequestFault] = (),
    status: int = 200,
) -> Response:
    id_ = it.contract
    fields = fields_shown(_questions(), values, faults)
    form = FormShown(
        places.contacts_page(id_), visit.version(id_), fields, places.contract_page(id_), tuple(faults), {}
    )
    writes = visit.may(Act.RECORD, it.division)
    links = [
        (places.evidence_form(id_, kind), f"{KINDS[kind].label}を登録する・改める")
        for kind in (ARRANGEMENT, GUIDANCE)
        if writes and kind in KINDS
    ]
    return visit.page(
        "contacts.html",
        status=status,
        it=it,
        form=form,
        may_call=visit.may(Act.CALL, it.division),
        numbers=f"{form.action}/numbers",
        callers=doers_of((Act.CALL,)),
        writes=writes,
        links=links,
    )


DOORS = (
    Door("/contracts/{id}/contacts", show=_show, take=_take),
    Door("/contracts/{id}/contacts/numbers", take=_opened),
)
