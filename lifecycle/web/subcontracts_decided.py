"""The page of one application of a subcontract: what is weighed, and the 所属長's decision on it."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from config.errors import NotFoundError, RequestFault
from config.place import said_here
from config.vocabulary import ActKind, Role
from config.wareki import format_date
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.fields.questions import Question
from lifecycle.usecases import deciding
from lifecycle.usecases.sending_back import send_back
from lifecycle.usecases.subcontracts import SubcontractSeen, every
from lifecycle.views.contracts import show
from lifecycle.views.decisions import waiting_since, why_not_by
from lifecycle.views.rules_asked import rules_asked
from lifecycle.web import places
from lifecycle.web.checks import remark_on_all, remarks_in
from lifecycle.web.deciding import DecisionChoice, DecisionPage, about_contract, shown_page, taken
from lifecycle.web.doors import Door
from lifecycle.web.visit import Visit
from states.columns import SUBCONTRACT, columns_of
from states.documents import Column, ValueType
from states.hands import standing
from states.undecided import is_undecided

_COLUMNS = {column.name: column for column in columns_of(SUBCONTRACT)}
_NUMBER = Question(_COLUMNS["approval_no"], True, "承認を通知する文書の番号。")
_VISIT = Question(
    _COLUMNS["planned_visit_on"], about="特定個人情報・要配慮個人情報を取り扱う再委託では入れてください(意見7)。"
)
_REASON = Question(_COLUMNS["rejection_reason"], True)
_WITHDRAWN = Question(Column("reason", "取り消す理由", ValueType.TEXT), True, "記録に残ります。")

_RETURNS = "承認も不承認もせず、直すところを書いて{担当者}に戻します。申請は決裁待ちのままです。"


def _seen(visit: Visit) -> SubcontractSeen:
    id_, no = visit.part("id"), visit.part("no")
    for one in every(visit.app, id_, visit.as_of):
        if one.subcontract.no == no:
            return one
    told = f"契約 {id_} に再委託 {no} はありません。"
    raise NotFoundError(RequestFault("subcontract_unknown", told, "no", values={"contract": id_}))


def _page(visit: Visit) -> DecisionPage:
    seen = _seen(visit)
    id_, no, sheet = seen.contract, seen.subcontract.no, seen.subcontract.sheet
    contract = show(visit.app, id_, visit.as_of).contract
    division = contract.sheet.division or ""
    asked = deciding.to_decide(visit.app, id_, no)
    open_ = is_undecided(seen.subcontract, visit.today)
    waited = waiting_since(visit.app, sheet.applied_on)
    applied = f"{format_date(sheet.applied_on)}({waited}開庁日前)" if sheet.applied_on else "未記録"
    return DecisionPage(
        title=f"再委託の承認 {seen.id}",
        place=places.subcontract_decision(id_, no),
        subject=id_,
        contract=id_,
        facts=(
            about_contract(contract),
            ("申請", applied),
            ("今の段階", seen.stage.label),
        ),
        lines=asked.lines,
        shown=asked.shown,
        lacking=tuple(
            f"{matter}が記録されていないため、承認できません。" for matter, value in seen.weighed if not value
        ),
        rules=rules_asked(visit.app, seen.id, [visit.app.book.approval_rule.code]),
        if_nothing=_if_nothing(visit, seen) if open_ else (),
        choices=_choices(seen, open_=open_),
        why_not=why_not_by(lambda: visit.actor.must(Act.DECIDE_SUBCONTRACT, division)),
        state="" if open_ else f"この再委託は今「{seen.stage.label}」で、決裁を待っていません。",
        originals=True,
    )


def _if_nothing(visit: Visit, seen: SubcontractSeen) -> tuple[str, ...]:
    applied, kind = seen.subcontract.sheet.applied_on, visit.app.book.occasion("undecided_application")
    if applied is None:
        return ()
    due = visit.app.calendar.add(applied, kind.days or 0)
    day = f"{format_date(due)}(申請から{kind.days}開庁日〔{kind.standing}〕)"
    late = f"決める日の{day}を過ぎています。決まるまで、{Role.DIVISION_HEAD.label}と、上の職に知らせ続けます。"
    soon = f"{day}までに決まらないと、{Role.DIVISION_HEAD.label}に知らせ、決まるまで続けます。"
    return (
        "承認の前に業務が始まると「承認のない再委託」になり、後からの承認では直りません。",
        late if due < visit.today else soon,
        *(f"▲ {finding.reason}" for finding in seen.findings if finding.noted),
    )


def _choices(seen: SubcontractSeen, *, open_: bool) -> tuple[DecisionChoice, ...]:
    id_, no, acts = seen.contract, seen.subcontract.no, seen.subcontract.proof.acts
    stands = any(standing(acts, kind) for kind in (ActKind.APPROVAL, ActKind.REJECTION))

    def approve(app: App, values: Mapping[str, str], shown: str) -> Sequence[str]:
        return deciding.approve(app, id_, no, values, shown).refused

    def reject(app: App, values: Mapping[str, str], shown: str) -> None:
        deciding.reject(app, id_, no, values, shown)

    def withdraw(app: App, values: Mapping[str, str], _: str) -> None:
        deciding.withdraw_decision(app, id_, no, values.get("reason", ""))

    def back(app: App, values: Mapping[str, str], shown: str) -> None:
        send_back(app, id_, ActKind.APPROVAL, SUBCONTRACT, shown, remarks_in(values), no)

    approves = "上の内容を、あなたが今日承認したものとして記録します。承認日と承認者は入力しません。"
    rejects = "この申請を、今日不承認としたものとして記録します。理由は契約の履歴に残ります。"
    undone = "承認又は不承認の操作を取り消し、申請を決裁待ちに戻します。"
    undecided = open_ or not stands
    return (
        DecisionChoice("approve", "承認する", approves, "承認する", approve, (_NUMBER, _VISIT), offered=undecided),
        DecisionChoice(
            "reject", "不承認とする", rejects, "不承認とする", reject, (_REASON,), second=True, offered=open_
        ),
        DecisionChoice(
            "send-back",
            "差し戻す",
            said_here(_RETURNS),
            "差し戻す",
            back,
            (remark_on_all("直すこと"),),
            second=True,
            offered=open_,
        ),
        DecisionChoice(
            "withdraw", "決裁を取り消す", undone, "取り消す", withdraw, (_WITHDRAWN,), second=True, offered=stands
        ),
    )


def _show(visit: Visit) -> Response:
    return shown_page(visit, _page(visit))


def _take(visit: Visit) -> Response:
    return taken(visit, _page(visit), visit.part("choice"))


DOORS = (
    Door("/decisions/subcontracts/{id}/{no}", show=_show),
    Door("/decisions/subcontracts/{id}/{no}/{choice}", take=_take),
)
