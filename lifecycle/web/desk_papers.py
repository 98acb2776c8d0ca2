"""The duties of the desks (制度所管課), and the form for what a desk did for the offices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from config.errors import NotFoundError
from config.place import said_here
from config.vocabulary import Status
from lifecycle.acts import ACTS, Act
from lifecycle.app import App
from lifecycle.fields.questions import evidence_questions
from lifecycle.records.evidence_files import Upload
from lifecycle.usecases.desks import chain_of_desk, record_of_desk
from lifecycle.views.desks import duties_of_desks
from lifecycle.web import places
from lifecycle.web.doors import Door
from lifecycle.web.filed_forms import FiledForm, show_filed, take_filed
from lifecycle.web.visit import Visit
from lifecycle.web.ways import way_of
from states.desk_duties import DeskDuty, kinds_of_offices
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


def _kind(visit: Visit, office: str | None) -> Kind:
    """The kind that the address names, for whoever may record it. Raises NotFoundError, RoleError."""
    visit.actor.must(Act.RECORD_OF_OFFICE if office else Act.RECORD_OF_DESK, office)
    kind = OFFICE_KINDS.get(visit.part("kind"))
    if kind is None or (kind.id in kinds_of_offices(visit.app.book)) is (office is None):
        raise NotFoundError("その種類の記録はありません。")
    return kind


def _deed(visit: Visit, office: str | None = None) -> FiledForm:
    kind = _kind(visit, office)

    def do(app: App, given: Mapping[str, str], uploads: Sequence[Upload]) -> object:
        return record_of_desk(app, kind.id, given, uploads, office)

    return FiledForm(
        action=places.office_form(kind.id, office) if office else places.desk_form(kind.id),
        title=f"{kind.label}を記録する",
        note="同じ日付の記録があるときは、入れた項目だけが置き換わり、前の値は経過に残ります。",
        trail=((places.CIRCULARS, "通知と所属の務め") if office else (places.DESK, said_here("{制度所管課}の務め")),),
        chain=chain_of_desk(visit.app, kind, office),
        questions=evidence_questions(kind, visit.app.book),
        after=places.CIRCULARS if office else places.DESK,
        do=do,
    )


def _show(visit: Visit) -> Response:
    return show_filed(visit, _deed(visit))


def _take(visit: Visit) -> Response:
    return take_filed(visit, _deed(visit))


def _show_office(visit: Visit) -> Response:
    return show_filed(visit, _deed(visit, visit.part("division")))


def _take_office(visit: Visit) -> Response:
    return take_filed(visit, _deed(visit, visit.part("division")))


DOORS = (
    Door(places.DESK, show=_list),
    Door("/desk/{kind}", show=_show, take=_take),
    Door("/desk/{kind}/of/{division:path}", show=_show_office, take=_take_office),
)
