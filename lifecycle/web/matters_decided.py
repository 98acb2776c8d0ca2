"""The page of a matter that needs two persons: what will be done, and the second person's word."""

from collections.abc import Mapping

from starlette.responses import Response

from config.wareki import format_date
from lifecycle.app import App
from lifecycle.fields.questions import Question
from lifecycle.usecases import matters
from lifecycle.usecases.second_person import MATTER
from lifecycle.usecases.work import looking
from lifecycle.views.decisions import waiting_since, why_not_by
from lifecycle.web import places
from lifecycle.web.deciding import DecisionChoice, DecisionPage, shown_page, taken
from lifecycle.web.doors import Door
from lifecycle.web.visit import Visit
from states.documents import Column, ValueType

_REASON = Question(Column("reason", "見送る理由", ValueType.TEXT), True, "記録に残ります。")
_STATES = {"proposed": "", "confirmed": "確認され、実行されています。", "declined": "見送られています。"}


def _page(visit: Visit) -> DecisionPage:
    seen = matters.one_matter(visit.app, visit.part("id"))
    asked, open_ = seen.proposed, seen.proposed.status == "proposed"
    waited = waiting_since(visit.app, asked.proposed_on)
    with looking(visit.app) as work:
        mine = matters.is_proposer(work, asked)
        kind = matters.MATTERS.get(asked.matter)
        why_not = why_not_by(lambda: matters.must_be_second(work, asked, kind) if kind else None)
    changed = "申出の後に内容が変わったため、確認できません。見送って、改めて申し出てください。" if seen.changed else ""
    return DecisionPage(
        title=f"二人での確認 {asked.id}: {seen.label}",
        place=places.matter_page(asked.id),
        subject=f"{MATTER}{asked.id}",
        facts=(
            ("対象", asked.about),
            *((("所属", asked.division),) if asked.division else ()),
            ("申出", f"{format_date(asked.proposed_on)}({waited}開庁日前) {asked.proposed_by}"),
        ),
        lines=seen.lines,
        shown=seen.shown,
        if_nothing=("確認されるまで、実行されません。",) if open_ else (),
        choices=_choices(asked.id, open_=open_, may=not why_not and not seen.changed, mine=mine),
        why_not="" if mine and open_ else why_not if open_ else "",
        state=changed
        or _STATES[asked.status]
        or ("あなたが申し出たため、確認できません。別の人が確認します。" if mine else ""),
    )


def _choices(id_: str, *, open_: bool, may: bool, mine: bool) -> tuple[DecisionChoice, ...]:
    def confirm(app: App, _: Mapping[str, str], shown: str) -> None:
        matters.confirm(app, id_, shown)

    def decline(app: App, values: Mapping[str, str], _: str) -> None:
        matters.decline(app, id_, values.get("reason", ""))

    does = "上の内容のとおり、直ちに実行します。"
    left = "申出を取り下げます。" if mine else "実行せずに終えます。"
    return (
        DecisionChoice("confirm", "確認して実行する", does, "確認して実行する", confirm, offered=open_ and may),
        DecisionChoice("decline", "見送る", left, "見送る", decline, (_REASON,), second=True, offered=open_),
    )


def _show(visit: Visit) -> Response:
    return shown_page(visit, _page(visit))


def _take(visit: Visit) -> Response:
    return taken(visit, _page(visit), visit.part("choice"))


DOORS = (Door("/decisions/matters/{id}", show=_show), Door("/decisions/matters/{id}/{choice}", take=_take))
