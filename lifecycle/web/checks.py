"""確認待ち: what a second person checks, declared beside the originals; confirmed, or sent back with remarks."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from config.errors import RoleError
from config.vocabulary import ActKind
from lifecycle.app import App
from lifecycle.fields.questions import Question
from lifecycle.records.hands import act_stands
from lifecycle.usecases import approvals
from lifecycle.usecases.approvals import ActAsked, RecordAbout
from lifecycle.usecases.originals import ListedOriginal, originals
from lifecycle.usecases.sending_back import send_back
from lifecycle.usecases.work import looking
from lifecycle.views.checks import awaited_checks
from lifecycle.views.contracts import show
from lifecycle.views.decided import checked_lately
from lifecycle.views.decisions import why_not_by
from lifecycle.views.sent_back import SentBackSeen, sent_back_of
from lifecycle.web import places
from lifecycle.web.deciding import DecisionChoice, DecisionPage, about_contract, shown_page, taken
from lifecycle.web.doors import Door
from lifecycle.web.visit import Visit
from states.columns import columns_of
from states.documents import Column, ValueType
from states.evidence import KINDS

WHOLE = "whole"
"""The name of the remark that is on no single item."""
_REASON = Question(Column("reason", "取り消す理由", ValueType.TEXT), True, "記録に残ります。")


def remark_on_all(label: str = "全体について直すこと") -> Question:
    """The question for a remark that is on no single item."""
    return Question(Column(WHOLE, label, ValueType.TEXT), about="記録に残り、記録した人に見えます。")


def remarks_in(values: Mapping[str, str]) -> dict[str, str]:
    """Typed remarks by the names of the record's fields; that on the whole under the blank name."""
    return {"" if name == WHOLE else name: words for name, words in values.items()}


def _list(visit: Visit) -> Response:
    checks = awaited_checks(visit.app)
    waiting = [(places.check_page(c.contract, c.kind, c.subcontract), c) for c in checks.waiting]
    mine = [(place, one) for place, one in waiting if not one.why_not and not one.sent_back]
    others = [(place, one) for place, one in waiting if one.why_not and not one.sent_back]
    lately = [
        (places.check_page(one.id.partition("/")[0], one.kind, one.id.partition("/")[2]), one)
        for one in checked_lately(visit.app)
    ]
    return visit.page(
        "checks.html", lately=lately, mine=mine[:50], others=others[:50], counts=(len(mine), len(others)), checks=checks
    )


def _page(visit: Visit) -> DecisionPage:
    id_, kind, no = visit.part("id"), visit.part("kind"), visit.request.path_params.get("no", "")
    what = approvals.act_of_confirming(kind)
    asked = approvals.asked_about(visit.app, id_, what, kind, no)
    with looking(visit.app) as work:
        about = RecordAbout(work, id_, what, kind, no)
        why_not = why_not_by(about.must_be_free)
        stands = act_stands(work.connection, id_, what, asked.place)
    sent = [one for one in sent_back_of(visit.app, id_) if one.place == (id_, what, *asked.place)]
    label = KINDS[kind].label if kind in KINDS else "再委託の承認"
    of = f" 再委託{no}" if no else ""
    head = f"{label}の再確認" if what is ActKind.SECOND_CHECK else f"{label}の原本の確認"
    return DecisionPage(
        title=f"{head} {id_}{of}",
        place=places.check_page(id_, kind, no),
        subject=id_,
        contract=id_,
        facts=(about_contract(show(visit.app, id_, visit.as_of).contract),),
        lines=asked.lines,
        shown=asked.shown,
        lacking=tuple(_told(one) for one in sent),
        choices=_choices(asked, stands=stands),
        why_not=why_not,
        state="確認の操作が記録されています。" if stands else "",
        originals=True,
        crumbs=((places.CHECKS, "確認待ち"),),
        then=places.CHECKS,
        template="check.html",
        papers=_papers(visit, asked),
    )


def _told(sent: SentBackSeen) -> str:
    remarks = "、".join(f"{label}: {words}" if label else words for label, words in sent.remarks)
    return f"{sent.by}が差し戻し、まだ直されていません。{remarks}"


def _papers(visit: Visit, asked: ActAsked) -> tuple[ListedOriginal, ...]:
    """The originals of the record, where the reader may open them."""
    try:
        listed = originals(visit.app, asked.contract)
    except RoleError:
        return ()
    return tuple(one for one in listed if (one.kind, one.subcontract, one.key) == asked.place)


def _choices(asked: ActAsked, *, stands: bool) -> tuple[DecisionChoice, ...]:
    id_, what, (kind, no, _) = asked.contract, asked.act, asked.place

    def confirm(app: App, _: Mapping[str, str], shown: str) -> Sequence[str] | None:
        if what is ActKind.SECOND_CHECK:
            return approvals.check_again(app, id_, shown).refused
        return approvals.confirm_original(app, id_, kind, shown, no).refused

    def back(app: App, values: Mapping[str, str], shown: str) -> None:
        send_back(app, id_, what, kind, shown, remarks_in(values), no)

    def withdraw(app: App, values: Mapping[str, str], _: str) -> None:
        approvals.withdraw_act(app, id_, what, kind, values.get("reason", ""), no)

    does = "上の内容を、あなたが今日、二人目として確認したものとして記録します。"
    returns = "直すところを書いて記録した人に戻します。直されるまで、確認待ちから外れます。"
    items = tuple(Question(Column(c.name, f"{c.label}について直すこと", ValueType.TEXT)) for c in columns_of(kind))
    return (
        DecisionChoice("confirm", "確認した", does, "確認した", confirm, offered=not stands),
        DecisionChoice(
            "send-back",
            "差し戻す",
            returns,
            "差し戻す",
            back,
            (*items, remark_on_all()),
            second=True,
            offered=not stands,
        ),
        DecisionChoice(
            "withdraw",
            "確認を取り消す",
            "確認の操作を取り消します。",
            "取り消す",
            withdraw,
            (_REASON,),
            second=True,
            offered=stands,
        ),
    )


def _show(visit: Visit) -> Response:
    return shown_page(visit, _page(visit))


def _take(visit: Visit) -> Response:
    return taken(visit, _page(visit), visit.part("choice"))


DOORS = (
    Door(places.CHECKS, show=_list),
    Door("/checks/{id}/{kind}", show=_show),
    Door("/checks/{id}/{kind}/of/{no}", show=_show),
    Door("/checks/{id}/{kind}/of/{no}/{choice}", take=_take),
    Door("/checks/{id}/{kind}/{choice}", take=_take),
)
