"""Holds (廃棄の留保): placed on a contract and lifted again, each by a decision on record."""

from collections.abc import Mapping
from datetime import date

from starlette.responses import Response

from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.fields.questions import Question
from lifecycle.fields.values import parse_value
from lifecycle.usecases.retention import Decided, lift_hold, place_hold, the_hold
from lifecycle.views.contracts import division_of
from lifecycle.web import places
from lifecycle.web.deed_forms import DeedForm, Foretold, asked, taken
from lifecycle.web.doors import Door
from lifecycle.web.visit import Visit
from states.documents import Column, ValueType

_ON = Column("approved_on", "決裁日", ValueType.DATE)
_QUESTIONS = (
    Question(
        Column("reason", "理由", ValueType.TEXT), required=True, about="記録に残ります。氏名は書かないでください。"
    ),
    Question(Column("approved_by", "決裁した職", ValueType.TEXT), required=True, about="職名だけを書きます。"),
    Question(Column("document_no", "決裁の文書番号", ValueType.TEXT), required=True),
    Question(_ON, required=True),
)
_PLACED = "解除するまで、保存期間が過ぎても、この契約の氏名・連絡先・文は消去できません。"
_LIFTED = "ほかに留保がなければ、保存期間の満了の後に消去できるようになります。ひとりでに消えるものはありません。"


def _deed(visit: Visit) -> DeedForm:
    """The form of a hold, or of the lifting of the one that the address names. Raises NotFoundError, RoleError."""
    id_, hold = visit.part("id"), visit.request.path_params.get("hold", "")
    visit.actor.must(Act.HOLD, division_of(visit.app, id_))
    if hold:
        the_hold(visit.app, id_, hold)
    means = _LIFTED if hold else _PLACED

    def act(app: App, given: Mapping[str, str], *, dry_run: bool) -> None:
        by = _decided(given)
        if hold:
            lift_hold(app, id_, hold, by, dry_run=dry_run)
        else:
            place_hold(app, id_, by, dry_run=dry_run)

    def do(app: App, given: Mapping[str, str]) -> tuple[str, str]:
        act(app, given, dry_run=False)
        return places.contract_page(id_), id_

    def tried(app: App, given: Mapping[str, str]) -> list[Foretold]:
        act(app, given, dry_run=True)
        return [("この記録の意味", [means])]

    return DeedForm(
        action=places.hold_form(id_, hold),
        title=f"契約 {id_}: 廃棄の留保{f' {hold} を解除する' if hold else ''}",
        send="留保の解除を記録する" if hold else "廃棄の留保を記録する",
        trail=((places.contract_page(id_), f"契約 {id_}"),),
        chain=id_,
        questions=_QUESTIONS,
        do=do,
        tried=tried,
        lead=means,
    )


def _decided(given: Mapping[str, str]) -> Decided:
    """The decision that was typed. Raises ValueError."""
    on = date.fromisoformat(str(parse_value(_ON, given["approved_on"])))
    return Decided(given["reason"], given["approved_by"], given["document_no"], on)


def _show(visit: Visit) -> Response:
    return asked(visit, _deed(visit))


def _take(visit: Visit) -> Response:
    return taken(visit, _deed(visit))


DOORS = tuple(Door(path, show=_show, take=_take) for path in ("/contracts/{id}/hold", "/contracts/{id}/holds/{hold}"))
