"""The form in which the facts of a contract are amended."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from config.errors import ConflictError, RequestFault, UsageError
from lifecycle.acts import Act
from lifecycle.fields.questions import Question
from lifecycle.usecases.contracts import REQUIRED, amend
from lifecycle.views.contracts import show
from lifecycle.web import places
from lifecycle.web.answers import was_changed, was_sent
from lifecycle.web.doors import Door
from lifecycle.web.forms import FormShown, fields_shown, stale, typed, was, written
from lifecycle.web.visit import Visit
from states.columns import CONTRACT, columns_of
from states.documents import Column, ValueType

_REASON = Question(Column("amend_reason", "改める理由", ValueType.TEXT))


def _questions() -> list[Question]:
    return [*(Question(c, c.name in REQUIRED) for c in columns_of(CONTRACT)), _REASON]


def _stands(visit: Visit, id_: str) -> Mapping[str, str]:
    """What stands now, as the fields show it. Raises NotFoundError, RoleError."""
    shown = show(visit.app, id_, visit.as_of)
    visit.actor.must(Act.RECORD, shown.contract.sheet.division)
    sheet = next(record.fields for record in shown.records if record.kind == CONTRACT)
    return {c.name: written(c, v) for c in columns_of(CONTRACT) if (v := sheet.get(c.name)) is not None}


def _form(visit: Visit, values: Mapping[str, str], faults: Sequence[RequestFault] = ()) -> FormShown:
    id_ = visit.part("id")
    page = places.contract_page(id_)
    shown = was(visit) if visit.form else None
    fields = fields_shown(_questions(), values, faults)
    return FormShown(f"{page}/amend", visit.version(id_), fields, page, tuple(faults), shown)


def _show(visit: Visit) -> Response:
    return _page(visit, _form(visit, _stands(visit, visit.part("id"))))


def _take(visit: Visit) -> Response:
    id_, before = visit.part("id"), was(visit)
    given = typed(visit, _questions())
    reason = given.pop(_REASON.column.name, "")
    changed = {name: text for name, text in given.items() if before.get(name, "") != text}
    try:
        amend(visit.sending(), id_, changed, reason)
    except ConflictError as error:
        if was_sent(error):
            return visit.done(places.contract_page(id_), id_)
        if not was_changed(error):
            raise
        return stale(visit, _form(visit, given), before, _stands(visit, id_))
    except UsageError as error:
        return _page(visit, _form(visit, {**given, _REASON.column.name: reason}, error.faults), 422)
    return visit.done(places.contract_page(id_), id_)


def _page(visit: Visit, form: FormShown, status: int = 200) -> Response:
    return visit.page("amend.html", status=status, id=visit.part("id"), form=form, faults=form.faults)


DOORS = (Door("/contracts/{id}/amend", show=_show, take=_take),)
