"""An approval of a subcontract that the head signed on paper: recorded with its original, for another to confirm."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.fields.questions import Question
from lifecycle.records.evidence_files import Upload
from lifecycle.usecases.deciding import approve_on_paper
from lifecycle.usecases.subcontracts import find_subcontract
from lifecycle.views.contracts import show
from lifecycle.web import places
from lifecycle.web.doors import Door
from lifecycle.web.filed_forms import FiledForm, show_filed, take_filed
from lifecycle.web.visit import Visit
from states.columns import SUBCONTRACT, columns_of
from states.subcontract import APPROVAL

_NOTE = "添えた人とは別の職員が、確認待ちの頁で原本を確認すると、承認として数えます。"


def _deed(visit: Visit) -> FiledForm:
    """The deed for the subcontract that the address names. Raises NotFoundError, RoleError."""
    id_, no = visit.part("id"), visit.part("no")
    contract = show(visit.app, id_, visit.as_of).contract
    visit.actor.must(Act.RECORD, contract.sheet.division)
    find_subcontract(contract, no)

    def do(app: App, given: Mapping[str, str], uploads: Sequence[Upload]) -> object:
        return approve_on_paper(app, id_, no, given, uploads)

    return FiledForm(
        action=places.subcontract_form(id_, no, "paper"),
        title=f"契約 {id_} 再委託{no}: 書面の承認書を登録する",
        note=_NOTE,
        trail=((places.contract_page(id_), f"契約 {id_}"), (places.subject_link(f"{id_}/{no}"), f"再委託{no}")),
        chain=id_,
        questions=[Question(c, required=True) for c in columns_of(SUBCONTRACT) if c.name in APPROVAL],
        after=places.subject_link(f"{id_}/{no}"),
        do=do,
        with_original=True,
    )


def _show(visit: Visit) -> Response:
    return show_filed(visit, _deed(visit))


def _take(visit: Visit) -> Response:
    return take_filed(visit, _deed(visit))


DOORS = (Door("/contracts/{id}/subcontracts/{no}/paper", show=_show, take=_take),)
