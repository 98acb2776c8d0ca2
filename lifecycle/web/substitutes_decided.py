"""The page of what was done instead of a visit: whether it is accepted for the reasons given."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from config.errors import RoleError, UsageError
from config.place import said_here
from config.vocabulary import ActKind
from lifecycle.app import App
from lifecycle.fields.questions import Question
from lifecycle.records.hands import act_stands
from lifecycle.usecases import approvals
from lifecycle.usecases.sending_back import send_back
from lifecycle.usecases.work import looking
from lifecycle.views.contracts import show
from lifecycle.views.decisions import in_own_words
from lifecycle.views.own_requests import SUBSTITUTE
from lifecycle.views.rules_asked import rules_asked, rules_of_visits
from lifecycle.web import places
from lifecycle.web.checks import remark_on_all, remarks_in
from lifecycle.web.deciding import DecisionChoice, DecisionPage, about_contract, shown_page, taken
from lifecycle.web.doors import Door
from lifecycle.web.visit import Visit
from states.documents import Column, ValueType

_WITHDRAWN = Question(Column("reason", "取り消す理由", ValueType.TEXT), True, "記録に残ります。")

_RETURNS = "承認せず、直すところを書いて{担当者}に戻します。"


def _page(visit: Visit) -> DecisionPage:
    id_, no = visit.part("id"), visit.request.path_params.get("no", "")
    subject = f"{id_}/{no}" if no else id_
    asked = approvals.asked_about(visit.app, id_, ActKind.ACCEPTANCE, SUBSTITUTE, no)
    contract = show(visit.app, id_, visit.as_of).contract
    with looking(visit.app) as work:
        stands = act_stands(work.connection, id_, ActKind.ACCEPTANCE, asked.place)
    why_not, refused = _standing(visit.app, id_, no)
    rules = rules_asked(visit.app, subject, rules_of_visits(visit.app, subject))
    state = "承認の操作が記録されています。内容が変わったときは、改めて承認できます。" if stands else ""
    return DecisionPage(
        title=f"実地調査に代わる対応の承認 {subject}",
        place=places.substitute_decision(subject),
        subject=id_,
        contract=id_,
        facts=(
            about_contract(contract),
            *((("再委託", no),) if no else ()),
        ),
        lines=asked.lines,
        shown=asked.shown,
        lacking=refused,
        rules=rules,
        if_nothing=("代わる対応は数えられず、実地調査が済んでいないままになります。",) if rules and not stands else (),
        choices=_choices(id_, no, stands=stands),
        why_not=why_not,
        state=state
        or ("" if rules else "今、この契約に実地調査の不足はありません。承認を待っているものではありません。"),
        originals=True,
    )


def _standing(app: App, id_: str, no: str) -> tuple[str, tuple[str, ...]]:
    """Why the reader may not accept, and why what was done would not answer the reasons that are the reader's."""
    try:
        return "", approvals.why_not_acceptable(app, id_, no)
    except (RoleError, UsageError) as error:
        return in_own_words(error), ()


def _choices(id_: str, no: str, *, stands: bool) -> tuple[DecisionChoice, ...]:
    def accept(app: App, _: Mapping[str, str], shown: str) -> Sequence[str]:
        return approvals.accept_substitute(app, id_, shown, no).refused

    def withdraw(app: App, values: Mapping[str, str], _: str) -> None:
        approvals.withdraw_act(app, id_, ActKind.ACCEPTANCE, SUBSTITUTE, values.get("reason", ""), no)

    def back(app: App, values: Mapping[str, str], shown: str) -> None:
        send_back(app, id_, ActKind.ACCEPTANCE, SUBSTITUTE, shown, remarks_in(values), no)

    does = "上の代わる対応が理由に足りると、あなたが今日承認したものとして記録します。承認日と承認者は入力しません。"
    undone = "承認の操作を取り消します。実地調査が済んでいないことになります。"
    return (
        DecisionChoice("accept", "承認する", does, "承認する", accept),
        DecisionChoice(
            "send-back", "差し戻す", said_here(_RETURNS), "差し戻す", back, (remark_on_all("直すこと"),), second=True
        ),
        DecisionChoice(
            "withdraw", "承認を取り消す", undone, "取り消す", withdraw, (_WITHDRAWN,), second=True, offered=stands
        ),
    )


def _show(visit: Visit) -> Response:
    return shown_page(visit, _page(visit))


def _take(visit: Visit) -> Response:
    return taken(visit, _page(visit), visit.part("choice"))


DOORS = (
    Door("/decisions/substitutes/{id}", show=_show),
    Door("/decisions/substitutes/{id}/of/{no}", show=_show),
    Door("/decisions/substitutes/{id}/of/{no}/{choice}", take=_take),
    Door("/decisions/substitutes/{id}/{choice}", take=_take),
)
