"""連絡: an alert on a page of its own; received with a planned day, several at once; held back with a reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from starlette.responses import Response

from config.errors import ConflictError, RequestFault, UsageError
from config.place import said_here
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.fields.questions import Question
from lifecycle.usecases.alerts import acknowledge_several, needless, snooze
from lifecycle.views.alert_register import AlertShown, alerts_page, one_alert
from lifecycle.views.paging import Paging
from lifecycle.views.rules_asked import RuleAsked, rules_asked
from lifecycle.views.seeking import ALL
from lifecycle.web import places
from lifecycle.web.answers import was_sent
from lifecycle.web.doors import Door
from lifecycle.web.forms import FormShown, fields_shown, typed
from lifecycle.web.visit import Visit
from states.documents import Column, ValueType

_CHOSEN = "alert"
_PLANNED = Question(
    Column("planned_on", "対応予定日", ValueType.DATE),
    about="必ず入れてください(不要だったときを除く)。この日までに対応します。再通知は止まりますが、次の段階は待ちません。",
)
_NOTE = Question(Column("note", "覚え", ValueType.TEXT), about="何をするか。なくても構いません。")
_NEEDLESS = Question(
    Column("needless", "不要だった", ValueType.YES_NO),
    about="「はい」なら対応予定日は要りません。義務は変わらず、月次報告に契機ごとの数が載ります。",
)
_ANSWERS = (_PLANNED, _NEEDLESS, _NOTE)
_REASON = Question(Column("reason", "延期の理由", ValueType.TEXT), True, "記録に残ります。")


def _division_of(alert: AlertShown) -> str | None:
    """The office whose people answer; an alert about an office itself is anybody's who may acknowledge for any."""
    return None if alert.contract.startswith("division:") else alert.division


def _about(alert: AlertShown) -> str:
    """The page of what an alert is about: of a matter or an exception the page of its decision, else the contract's."""
    if alert.contract.startswith("matter:"):
        return places.matter_page(alert.subject)
    if alert.contract.startswith("circular:"):
        return places.circular_page(alert.contract.partition(":")[2])
    if alert.subject.startswith(f"{alert.contract}-E"):
        return places.exception_page(alert.subject)
    return places.subject_link(alert.subject)


def _show(visit: Visit) -> Response:
    return _page(visit, one_alert(visit.app, visit.part("id")))


def _page(visit: Visit, alert: AlertShown, tried: FormShown | None = None, status: int = 200) -> Response:
    forms = {
        places.ACKNOWLEDGE: _form(visit, places.ACKNOWLEDGE, alert.id, _ANSWERS),
        places.SNOOZE: _form(visit, places.SNOOZE, alert.id, (_REASON,)),
    }
    if tried:
        forms[tried.action] = tried
    office = _division_of(alert)
    content: dict[str, Any] = {
        "alert": alert,
        "about": _about(alert),
        "forms": forms,
        "tried": tried,
        "faults": tried.faults if tried else (),
        "rules": _rules(visit.app, alert),
        "may_acknowledge": visit.may(Act.ACKNOWLEDGE, office),
        "why_no_snooze": _why_no_snooze(visit, alert, office),
    }
    return visit.page("alert.html", status=status, **content)


def _rules(app: App, alert: AlertShown) -> Sequence[RuleAsked]:
    if alert.code not in app.book.rules or alert.contract.startswith("division:"):
        return ()
    return rules_asked(app, alert.subject, [alert.code])


def _why_no_snooze(visit: Visit, alert: AlertShown, office: str | None) -> str:
    """Why the reader can't hold the alert back; empty where that is possible."""
    limit = visit.app.book.escalation.snooze_limit
    if alert.urgent:
        return "至急の連絡は延期できません。"
    if alert.snoozes >= limit:
        return f"延期は{limit}回までです(既に{alert.snoozes}回)。"
    return "" if visit.may(Act.SNOOZE, office) else said_here("延期ができるのは、所属の{係長}・{所属長}・{代理}です。")


def _form(
    visit: Visit,
    action: str,
    back: str,
    questions: Sequence[Question],
    values: Mapping[str, str] | None = None,
    faults: Sequence[RequestFault] = (),
) -> FormShown:
    fields = fields_shown(questions, values or {}, faults)
    return FormShown(
        action, visit.version(""), fields, places.alert_page(back) if back else places.ALERTS, tuple(faults)
    )


def _chosen(visit: Visit) -> list[str]:
    several = visit.form.getlist(_CHOSEN) if visit.form else visit.request.query_params.getlist(_CHOSEN)
    return list(dict.fromkeys(one for one in several if isinstance(one, str)))


def _several(visit: Visit) -> Response:
    return _list(visit, set(_chosen(visit)))


def _list(visit: Visit, chosen: set[str], tried: FormShown | None = None, status: int = 200) -> Response:
    """The alerts that were chosen elsewhere, else the open ones of the reader's offices, to be received together."""
    number = visit.asked("page")
    paging = Paging(int(number) if number.isascii() and number.isdigit() and int(number) else 1)
    page = None if chosen and not tried else alerts_page(visit.app, ALL, paging)
    rows = page.rows if page else [one_alert(visit.app, id_) for id_ in sorted(chosen)]
    shown = [(one, visit.may(Act.ACKNOWLEDGE, _division_of(one)) and not one.resolved_on) for one in rows]
    form = tried or _form(visit, places.ACKNOWLEDGE, "", _ANSWERS)
    content: dict[str, Any] = {"alerts": shown, "chosen": chosen, "form": form, "faults": form.faults, "listed": page}
    return visit.page("acknowledge.html", status=status, **content)


def _acknowledge(visit: Visit) -> Response:
    ids, values = _chosen(visit), typed(visit, _ANSWERS)

    def deed() -> None:
        if _says_yes(values):
            needless(visit.sending(), ids, values.get("note", ""))
            return
        acknowledge_several(visit.sending(), ids, _day(values), values.get("note", ""))

    def again(faults: Sequence[RequestFault]) -> Response:
        alone = ids[0] if len(ids) == 1 and not visit.sent("several") else ""
        form = _form(visit, places.ACKNOWLEDGE, alone, _ANSWERS, values, faults)
        if alone:
            return _page(visit, one_alert(visit.app, alone), form, 422)
        return _list(visit, set(ids), form, 422)

    return _answered(visit, ids, deed, again)


def _snooze(visit: Visit) -> Response:
    id_, values = visit.sent(_CHOSEN), typed(visit, (_REASON,))

    def again(faults: Sequence[RequestFault]) -> Response:
        form = _form(visit, places.SNOOZE, id_, (_REASON,), values, faults)
        return _page(visit, one_alert(visit.app, id_), form, 422)

    return _answered(visit, [id_], lambda: snooze(visit.sending(), id_, values.get("reason", "")), again)


def _answered(
    visit: Visit, ids: Sequence[str], deed: Callable[[], None], again: Callable[[Sequence[RequestFault]], Response]
) -> Response:
    try:
        deed()
    except ConflictError as error:
        if not was_sent(error):
            raise
    except UsageError as error:
        return again(error.faults or (RequestFault("refused", str(error)),))
    alert = one_alert(visit.app, ids[0])
    return visit.done(places.alert_page(alert.id) if len(ids) == 1 else places.ALERTS, alert.contract)


def _says_yes(values: Mapping[str, str]) -> bool:
    """Whether it is answered that the message was of no use. Raises UsageError for what is neither はい nor いいえ."""
    return bool(_read(_NEEDLESS, values))


def _day(values: Mapping[str, str]) -> date:
    """The planned day as typed. Raises UsageError."""
    day = _read(replace(_PLANNED, required=True), values)
    return date.fromisoformat(str(day))


def _read(question: Question, values: Mapping[str, str]) -> object:
    column = question.column
    try:
        return question.read(values.get(column.name, ""))
    except ValueError as error:
        raise UsageError(RequestFault("day_unreadable", str(error), column.name, column.label)) from None


DOORS = (
    Door(f"{places.ALERTS}/of/{{id:path}}", show=_show),
    Door(places.ACKNOWLEDGE, show=_several, take=_acknowledge),
    Door(places.SNOOZE, take=_snooze),
)
