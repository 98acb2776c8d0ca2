"""Asking for an exception: which unmet duty, why, on what paper; with what it would open, and who decides."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from starlette.responses import Response

from config.vocabulary import OverrideCategory, Status
from config.wareki import with_weekday
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.fields.questions import Question
from lifecycle.fields.values import parse_value
from lifecycle.usecases.overrides import MIN_REASON, Preview, Request, request
from lifecycle.views.contracts import Shown, show
from lifecycle.web import places
from lifecycle.web.deed_forms import DeedForm, Foretold, asked, taken
from lifecycle.web.doors import Door
from lifecycle.web.visit import Visit
from states.documents import Column, ValueType
from states.duty import Duties, Duty

_NO_RULE = "規程に例外を認める定めはありません。関門を一時開くだけで、所見・表・履歴に残ります。"


def _deed(visit: Visit) -> DeedForm:
    """The form of a request. Raises NotFoundError, RoleError."""
    id_, no = visit.part("id"), visit.asked("subcontract")
    shown = show(visit.app, id_, visit.as_of)
    visit.actor.must(Act.REQUEST_EXCEPTION, shown.contract.sheet.division)
    rules = {_called(duty): duty.code for duty in _waivable(visit.app, shown, f"{id_}/{no}" if no else id_)}

    def do(app: App, given: Mapping[str, str]) -> tuple[str, str]:
        request(app, _asks(app, id_, no, rules, given))
        return places.REQUESTS, id_

    def tried(app: App, given: Mapping[str, str]) -> Sequence[Foretold]:
        return _told(request(app, _asks(app, id_, no, rules, given), dry_run=True))

    return DeedForm(
        action=places.exception_form(id_, subcontract=no),
        title=f"{f'契約 {id_} 再委託{no}' if no else f'契約 {id_}'}: 例外承認を申請する",
        send="申請する",
        trail=((places.contract_page(id_), f"契約 {id_}"),),
        chain=id_,
        questions=_questions(visit.app, tuple(rules)),
        do=do,
        tried=tried,
        named=_asked_for(visit, rules),
        lead=_NO_RULE if rules else "今、例外承認を申請できる不足はありません。" + _NO_RULE,
        beside=tuple(_others(visit.app, shown, no)),
    )


def _asks(app: App, id_: str, no: str, rules: Mapping[str, str], given: Mapping[str, str]) -> Request:
    """The request that was typed; `rules` gives the code of each as it is called."""
    category = next(c for c in OverrideCategory if c.label == given["category"])
    until = parse_value(_expires(app).column, given["expires"]) if "expires" in given else None
    expires_on = date.fromisoformat(str(until)) if until else None
    codes = (rules.get(given["rule"], given["rule"]),)
    return Request(id_, codes, category, given["reason"], given["document_no"], expires_on, no)


def _others(app: App, shown: Shown, no: str) -> Iterator[tuple[str, str]]:
    """The forms for the other subjects of the contract of which something is unmet that may be excepted."""
    id_ = shown.contract.id
    for other in ("", *(sub.no for sub in shown.contract.subcontracts)):
        if other != no and _waivable(app, shown, f"{id_}/{other}" if other else id_):
            called = f"再委託{other}" if other else "契約そのもの"
            yield places.exception_form(id_, subcontract=other), f"{called}についての例外承認を申請する"


def _waivable(app: App, shown: Shown, subject: str) -> list[Duty]:
    duties = Duties(app.assessor, shown.assessment.on).by_status(shown.assessment, Status.UNMET)
    return list({d.code: d for d in duties if d.subject == subject and d.waivable}.values())


def _called(duty: Duty) -> str:
    return f"{duty.code} {duty.label}"


def _questions(app: App, rules: tuple[str, ...]) -> list[Question]:
    categories = tuple(category.label for category in OverrideCategory)
    return [
        Question(Column("rule", "例外とする規則", ValueType.TEXT), True, among=rules),
        Question(Column("category", "区分", ValueType.TEXT), True, among=categories),
        Question(Column("reason", "理由", ValueType.TEXT), True, about=f"{MIN_REASON}字以上。記録に残ります。"),
        Question(Column("document_no", "てん末書・伺の文書番号", ValueType.TEXT), True),
        _expires(app),
    ]


def _expires(app: App) -> Question:
    longest = app.settings.overrides.max_days
    about = f"今日から{longest}日以内。空けておくと{longest}日後になります。"
    return Question(Column("expires", "期限", ValueType.DATE), about=about)


def _asked_for(visit: Visit, rules: Mapping[str, str]) -> dict[str, str]:
    """What the link that led here says: the rule, and the category."""
    rule = next((called for called, code in rules.items() if code == visit.asked("rule").upper()), "")
    category = next((c.label for c in OverrideCategory if c.value == visit.asked("category")), "")
    return {name: text for name, text in (("rule", rule), ("category", category)) if text}


def _told(preview: Preview) -> Sequence[Foretold]:
    """What the exception would open, by which source, who decides, who will be told."""
    told: list[Foretold] = [
        ("承認されると開くもの", [f"{d.reason}[{d.code}] 根拠 {d.source}" for d in preview.lifted]),
        ("決裁する人", [f"{preview.approver.label}(申請した本人はできません)"]),
        ("承認されたとき知らせる先", list(dict.fromkeys(preview.told))),
        ("期限", [f"{with_weekday(preview.expires_on)}まで。過ぎると関門はまた閉じます。"]),
    ]
    return [("確かめてください", preview.notes), *told] if preview.notes else told


def _show(visit: Visit) -> Response:
    return asked(visit, _deed(visit))


def _take(visit: Visit) -> Response:
    return taken(visit, _deed(visit))


DOORS = (Door("/contracts/{id}/exception", show=_show, take=_take),)
