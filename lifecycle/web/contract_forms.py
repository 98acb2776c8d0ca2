"""様式: the forms made for a contract, to download: which its duties ask for now, and every other that it may need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from config.place import said_here
from lifecycle.papers.letters.forms_out import OfferedForm, forms_of, made_form
from lifecycle.records.one_contract import find_contract
from lifecycle.web import places
from lifecycle.web.answers import book_answer
from lifecycle.web.doors import Door
from lifecycle.web.visit import Visit

_FILLED_BY: Mapping[str, str] = {"contractor": "委託先", "office": "{government}"}


@dataclass(frozen=True, slots=True)
class FormListed:
    """A form of a contract as the page lists it: its address, its title, of which subcontract, who fills it in."""

    href: str
    title: str
    subcontract: str
    filled_by: str
    codes: tuple[str, ...]


def _list(visit: Visit) -> Response:
    id_ = visit.part("id")
    offered = forms_of(visit.app, id_, visit.as_of)
    with visit.app.reading() as connection:
        title = find_contract(connection, id_, visit.as_of).sheet.title or ""
    asked, other = (_listed(id_, [one for one in offered if bool(one.codes) is asks]) for asks in (True, False))
    return visit.page("contract_forms.html", id=id_, title=title, asked=asked, other=other)


def _listed(id_: str, offered: Sequence[OfferedForm]) -> Sequence[FormListed]:
    return [
        FormListed(
            places.form_file(id_, one.kind, one.subcontract),
            one.title,
            one.subcontract,
            said_here(_FILLED_BY[one.filled_by]),
            one.codes,
        )
        for one in offered
    ]


def _hand_out(visit: Visit) -> Response:
    """The form itself, made for this request."""
    made = made_form(visit.app, visit.part("id"), visit.part("kind"), visit.as_of, visit.asked("subcontract"))
    return book_answer(made.data, made.name)


DOORS = (Door("/contracts/{id}/forms", show=_list), Door("/contracts/{id}/forms/{kind}", show=_hand_out))
