"""The page of one exception (例外承認): what was asked, and the decision on it."""

from collections.abc import Mapping

from starlette.responses import Response

from config.place import said_here
from config.vocabulary import OverrideCategory
from config.wareki import format_date
from lifecycle.app import App
from lifecycle.fields.questions import Question
from lifecycle.records.awaiting import decided_exceptions
from lifecycle.records.folds.overrides import APPROVED, REJECTED, REQUESTED, REVOKED
from lifecycle.usecases import overrides
from lifecycle.usecases.work import looking
from lifecycle.views.contracts import show
from lifecycle.views.decisions import waiting_since, why_not_by
from lifecycle.views.override_register import Entry, entry_of
from lifecycle.views.rules_asked import RuleAsked, rules_asked
from lifecycle.web import places
from lifecycle.web.deciding import DecisionChoice, DecisionPage, about_contract, shown_page, taken
from lifecycle.web.doors import Door
from lifecycle.web.visit import Visit
from states.documents import Column, ValueType

_STATES = {REQUESTED: "決裁待ち", APPROVED: "承認済(適用)", REJECTED: "却下済", REVOKED: "取消済"}
_NUMBER = Question(
    Column("contract", "契約番号", ValueType.TEXT),
    True,
    "確かめのため、この例外承認の対象の契約番号を入力してください。",
)
_WHY_REJECTED = Question(Column("reason", "却下の理由", ValueType.TEXT), True, "記録に残り、申請した人に見えます。")
_WHY_REVOKED = Question(Column("reason", "取り消す理由", ValueType.TEXT), True, "記録に残ります。")


def _page(visit: Visit) -> DecisionPage:
    entry = entry_of(visit.app, visit.part("id"))
    contract = show(visit.app, entry["contract"], visit.as_of).contract
    division, status = contract.sheet.division or "", entry["status"]
    rules = rules_asked(visit.app, entry["subject"], entry["codes"].split(","))
    with looking(visit.app) as work:
        row = overrides.find(work.connection, entry["id"])
        why_not = why_not_by(lambda: overrides.must_be_decider(work, row))
        counts = decided_exceptions(work.connection, division)
    expired = status == REQUESTED and entry["expires_on"] < visit.today
    return DecisionPage(
        title=f"例外承認の申請 {entry['id']}",
        place=places.exception_page(entry["id"]),
        subject=entry["contract"],
        contract=entry["contract"],
        facts=(
            about_contract(contract),
            *_asked(visit.app, entry),
            ("この所属の例外承認", "、".join(f"{label} {counts.get(kept, 0)}件" for kept, label in _STATES.items())),
        ),
        rules=rules,
        if_nothing=tuple(_if_nothing(entry, rules)) if status == REQUESTED else (),
        choices=_choices(entry, expired=expired),
        why_not=why_not if status in (REQUESTED, APPROVED) else "",
        state=_state(entry, expired=expired),
    )


def _asked(app: App, entry: Entry) -> list[tuple[str, str]]:
    waited = waiting_since(app, entry["requested_on"])
    asked_on = format_date(entry["requested_on"]) + (f"({waited}開庁日前)" if waited else "")
    decided = [("決裁", f"{format_date(entry['decided_on'])} {entry['decided_by']}")] if entry["decided_on"] else []
    return [
        ("対象", entry["subject"]),
        ("区分", OverrideCategory(entry["category"]).label),
        ("理由", entry["reason"]),
        ("文書番号", entry["document_no"]),
        ("申請", f"{asked_on} {entry['requested_by']}"),
        ("例外の期限", format_date(entry["expires_on"])),
        *decided,
    ]


def _state(entry: Entry, *, expired: bool) -> str:
    if expired:
        return "例外の期限が過ぎているため、承認できません。却下して、要れば改めて申請してもらってください。"
    return "" if entry["status"] == REQUESTED else f"この申請は{_STATES[entry['status']]}です。"


def _if_nothing(entry: Entry, rules: tuple[RuleAsked, ...]) -> list[str]:
    said = [f"関門は閉じたままです。{format_date(entry['expires_on'])}を過ぎると承認できず、改めて申請が要ります。"]
    for rule in rules:
        if rule.unmet is None:
            said.append(f"{rule.code} は、今は不足ではありません(申請の後に満たされたか、当たらなくなりました)。")
        elif rule.unmet.bars:
            said.append(f"{rule.code}: {rule.unmet.bars}。")
    return said


def _choices(entry: Entry, *, expired: bool) -> tuple[DecisionChoice, ...]:
    id_, until = entry["id"], format_date(entry["expires_on"])
    waits = entry["status"] == REQUESTED

    def approve(app: App, values: Mapping[str, str], _: str) -> None:
        overrides.approve(app, id_, values.get("contract", ""))

    def reject(app: App, values: Mapping[str, str], _: str) -> None:
        overrides.reject(app, id_, values.get("reason", ""))

    def revoke(app: App, values: Mapping[str, str], _: str) -> None:
        overrides.revoke(app, id_, values.get("reason", ""))

    opens = f"{until}まで{entry['subject']}の{entry['codes'].replace(',', '・')}の関門が開きます。"
    told = said_here("規程上の例外ではなく、所見・表・履歴に残ります。{所属長}と{制度所管課}に知らせます。")
    shuts = "関門は閉じたままです。理由は、申請した人の「わたしの申請」と契約の履歴に残ります。"
    return (
        DecisionChoice(
            "approve", "承認する", opens + told, "承認する", approve, (_NUMBER,), offered=waits and not expired
        ),
        DecisionChoice("reject", "却下する", shuts, "却下する", reject, (_WHY_REJECTED,), second=True, offered=waits),
        DecisionChoice(
            "revoke",
            "承認を取り消す",
            "関門は今日から閉じます。承認したことと取り消したことは履歴に残ります。",
            "取り消す",
            revoke,
            (_WHY_REVOKED,),
            second=True,
            offered=entry["status"] == APPROVED,
        ),
    )


def _show(visit: Visit) -> Response:
    return shown_page(visit, _page(visit))


def _take(visit: Visit) -> Response:
    return taken(visit, _page(visit), visit.part("choice"))


DOORS = (Door("/decisions/exceptions/{id}", show=_show), Door("/decisions/exceptions/{id}/{choice}", take=_take))
