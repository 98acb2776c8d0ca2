"""The two ways out of a contract: 解除, which leaves what must be handed back, and 不成立."""

from collections.abc import Mapping
from datetime import date

from starlette.responses import Response

from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.fields.questions import Question
from lifecycle.fields.values import parse_value
from lifecycle.usecases.endings import end
from lifecycle.views.contracts import division_of
from lifecycle.web import places
from lifecycle.web.deed_forms import DeedForm, Foretold, asked, taken
from lifecycle.web.doors import Door
from lifecycle.web.visit import Visit
from states.documents import Column, ValueType

_AFTER = "解除の後も、返還・廃棄の確認と督促は続きます。段階は元に戻せません。"
WAYS_OUT: Mapping[str, tuple[str, str, str]] = {
    "terminate": (
        "契約を解除する",
        "解除を記録する",
        _AFTER,
    ),
    "withdraw": ("不成立として閉じる", "不成立を記録する", "締結に至らなかった契約を閉じます。段階は元に戻せません。"),
}
"""Each way out by its trigger: what it is called, what its button says, what it means."""
_REASON = Question(Column("reason", "理由", ValueType.TEXT), required=True, about="記録に残ります。")
_ON = Question(Column("on", "日付", ValueType.DATE), about="空けておくと今日になります。")


def _deed(visit: Visit) -> DeedForm:
    """The form of a way out. Raises NotFoundError, RoleError."""
    id_, trigger = visit.part("id"), visit.request.url.path.rpartition("/")[2]
    visit.actor.must(Act.END, division_of(visit.app, id_))
    title, send, means = WAYS_OUT[trigger]

    def do(app: App, given: Mapping[str, str]) -> tuple[str, str]:
        end(app, id_, trigger, given["reason"], _day(given))
        return places.contract_page(id_), id_

    def tried(app: App, given: Mapping[str, str]) -> list[Foretold]:
        end(app, id_, trigger, given["reason"], _day(given), dry_run=True)
        return [("この記録の意味", [means])]

    return DeedForm(
        action=places.ending_form(id_, trigger),
        title=f"契約 {id_}: {title}",
        send=send,
        trail=((places.contract_page(id_), f"契約 {id_}"),),
        chain=id_,
        questions=(_REASON, _ON),
        do=do,
        tried=tried,
        lead=means,
        grave=True,
    )


def _day(given: Mapping[str, str]) -> date | None:
    """The day that was typed; None for today. Raises ValueError."""
    return date.fromisoformat(str(parse_value(_ON.column, given["on"]))) if "on" in given else None


def _show(visit: Visit) -> Response:
    return asked(visit, _deed(visit))


def _take(visit: Visit) -> Response:
    return taken(visit, _deed(visit))


DOORS = tuple(Door(f"/contracts/{{id}}/{trigger}", show=_show, take=_take) for trigger in WAYS_OUT)
