"""The duties of the desks (制度所管課), and the form for what a desk did for the offices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from config.errors import ConflictError, InputRejectedError, NotFoundError, RequestFault, UsageError
from config.vocabulary import Status
from lifecycle.acts import ACTS, Act
from lifecycle.fields.questions import Question, evidence_questions
from lifecycle.records.evidence_files import Upload
from lifecycle.usecases.desks import chain_of_desk, record_of_desk
from lifecycle.views.desks import duties_of_desks
from lifecycle.web import places
from lifecycle.web.answers import faults_of, was_sent
from lifecycle.web.doors import Door
from lifecycle.web.evidence import FILE, FILE_LABEL
from lifecycle.web.forms import FormShown, faults_in, fields_shown, typed
from lifecycle.web.visit import Visit
from lifecycle.web.ways import way_of
from states.desk_duties import DeskDuty
from states.evidence import OFFICE_KINDS, Kind


@dataclass(frozen=True, slots=True)
class DeskDutyShown:
    """A duty of a desk with its mark and the form that meets it; `href` is empty where nothing is to be recorded."""

    duty: DeskDuty
    mark: str
    state: str
    href: str


_STATES = {
    Status.MET: ("●", "済"),
    Status.WARNING: ("▲", "記録がありません"),
    Status.UNRECORDED: ("○", "記録欄がありません"),
}


def _list(visit: Visit) -> Response:
    may = visit.may(Act.RECORD_OF_DESK)
    shown = [_shown(duty) for duty in duties_of_desks(visit.app, visit.dates)]
    doers = "、".join(role.label for role in ACTS[Act.RECORD_OF_DESK].posts)
    return visit.page("desk.html", duties=shown, kinds=list(OFFICE_KINDS.values()), may=may, doers=doers)


def _shown(duty: DeskDuty) -> DeskDutyShown:
    mark, state = _STATES.get(duty.status, ("○", duty.status.label))
    way = way_of(duty.command) if duty.command else None
    return DeskDutyShown(duty, mark, state, way.href if way else "")


def _kind(visit: Visit) -> Kind:
    """The kind that the address names, for whoever may record of a desk. Raises NotFoundError, RoleError."""
    visit.actor.must(Act.RECORD_OF_DESK)
    kind = OFFICE_KINDS.get(visit.part("kind"))
    if kind is None:
        raise NotFoundError("その種類の記録はありません。")
    return kind


def _questions(visit: Visit, kind: Kind) -> list[Question]:
    return evidence_questions(kind, visit.app.book)


def _show(visit: Visit) -> Response:
    return _form_page(visit, _kind(visit), {})


def _form_page(
    visit: Visit, kind: Kind, given: Mapping[str, str], faults: Sequence[RequestFault] = (), status: int = 200
) -> Response:
    version = visit.version(chain_of_desk(visit.app, kind))
    fields = fields_shown(_questions(visit, kind), given, faults)
    form = FormShown(places.desk_form(kind.id), version, fields, places.DESK, tuple(faults), {})
    return visit.page(
        "desk_form.html",
        status=status,
        kind=kind,
        form=form,
        faults=faults,
        beside={fault.field: fault.message for fault in faults},
        limit=visit.app.settings.evidence.max_megabytes,
    )


def _take(visit: Visit) -> Response:
    kind = _kind(visit)
    questions = _questions(visit, kind)
    given, chain = typed(visit, questions), chain_of_desk(visit.app, kind)
    if faults := list(faults_in(questions, given)):
        return _form_page(visit, kind, given, faults, 422)
    uploads = [Upload(one.filename or "", one.file) for one in visit.files(FILE)]
    try:
        record_of_desk(visit.sending(), kind.id, given, uploads)
    except ConflictError as error:
        if not was_sent(error):
            return _form_page(visit, kind, given, faults_of(error) or [RequestFault("conflict", str(error))], 409)
    except UsageError as error:
        return _form_page(visit, kind, given, faults_of(error) or [RequestFault("refused", str(error))], 422)
    except InputRejectedError as error:
        return _form_page(visit, kind, given, [RequestFault("file_rejected", str(error), FILE, FILE_LABEL)], 422)
    return visit.done(places.DESK, chain)


DOORS = (Door(places.DESK, show=_list), Door("/desk/{kind}", show=_show, take=_take))
