"""Registering a contract: its number, its office, what is known of it."""

from collections.abc import Mapping

from starlette.responses import Response

from lifecycle.app import App
from lifecycle.fields.questions import Question, contract_questions
from lifecycle.fields.texts import read_contract_no
from lifecycle.usecases.contracts import REQUIRED, offices_of_the_actor, register
from lifecycle.web import places
from lifecycle.web.deed_forms import DeedForm, Foretold, asked, taken
from lifecycle.web.doors import Door
from lifecycle.web.visit import Visit
from states.documents import Column, ValueType

_NUMBER = Question(
    Column("contract", "契約番号", ValueType.TEXT), required=True, about="台帳の番号のとおり。後から変えられません。"
)


def _deed(visit: Visit) -> DeedForm:
    """The form for a contract of one's own office. Raises RoleError."""
    offices = offices_of_the_actor(visit.app)
    questions = [_NUMBER, *contract_questions(REQUIRED, offices)]
    return DeedForm(
        action=places.REGISTER,
        title="契約を登録する",
        send="登録する",
        trail=((places.BOARD, "契約"),),
        chain="",
        questions=questions,
        do=_register,
        tried=_tried,
        stands={"division": offices[0]} if len(offices) == 1 else {},
        lead="見積の段階で登録します。分からない項目は空けておき、後から補えます。",
    )


def _register(app: App, given: Mapping[str, str]) -> tuple[str, str]:
    register(app, given[_NUMBER.column.name], _facts(given))
    id_ = read_contract_no(given[_NUMBER.column.name])
    return places.contract_page(id_), id_


def _tried(app: App, given: Mapping[str, str]) -> list[Foretold]:
    notes = register(app, given[_NUMBER.column.name], _facts(given), dry_run=True)
    return [("確かめてください", notes)] if notes else []


def _facts(given: Mapping[str, str]) -> Mapping[str, str]:
    return {name: text for name, text in given.items() if name != _NUMBER.column.name}


def _show(visit: Visit) -> Response:
    return asked(visit, _deed(visit))


def _take(visit: Visit) -> Response:
    return taken(visit, _deed(visit))


DOORS = (Door(places.REGISTER, show=_show, take=_take),)
