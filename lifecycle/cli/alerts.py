"""`alerts`, `ack`, `snooze`: what is being told to whom, and how people answer."""

from dataclasses import asdict
from typing import Annotated, Any

from cyclopts import Parameter

from config.errors import UsageError
from config.marks import at_the_foot
from lifecycle.cli.contracts import say_if_fictional
from lifecycle.cli.listing import EVERYTHING, FIRST, Narrow, Paged, rows_of
from lifecycle.cli.named import Number
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, day, show_json, show_rows, talk, wareki

_COLUMNS = {
    "id": "連絡",
    "subject": "対象",
    "code": "規則",
    "division": "所属",
    "due_on": "期限",
    "overdue_business_days": "超過開庁日",
    "step_label": "段階",
    "told_on": "最後の連絡",
    "next_step": "次",
    "next_on": "次の日",
    "planned_on": "対応予定日",
    "resolved_on": "解消",
}


def alerts(
    *,
    narrow: Narrow = EVERYTHING,
    closed: Annotated[bool, Parameter(name="--all", negative="", help="終わったものも(終わった理由とともに)")] = False,
    paged: Paged = FIRST,
    dates: Dates = ANY_DATE,
    common: Common = DEFAULTS,
) -> None:
    """開いている連絡。誰に、どの段階まで知らせたか、次はいつか。"""
    from lifecycle.app import open_app
    from lifecycle.views.alert_register import alerts_page

    app = open_app(actor=common.actor)
    asked = dates.asked(app.today()) if dates.given else None
    sought = narrow.sought(app.book, closed=closed)
    part = rows_of(lambda page: alerts_page(app, sought, page, asked), paged, whole=common.json)
    rows = [asdict(row) for row in part.rows]
    if common.json:
        show_json(rows)
        return
    show_rows(
        {**_COLUMNS, "ended": "終わった理由"} if closed else _COLUMNS,
        rows,
        gives_way=("division", "code", "subject", "told_on", "planned_on"),
    )
    part.say()
    if foot := at_the_foot((row["due_note"] for row in rows if row["due_on"]), shown=False):
        talk(foot)
    say_if_fictional(app)


def ack(
    alert: Annotated[Number, Parameter(help="連絡の番号(lifecycle alerts の「連絡」)")],
    /,
    *,
    planned: Annotated[str | None, Parameter(help="対応予定日(不要だったときのほかは必須)")] = None,
    needless: Annotated[bool, Parameter(name="--needless", negative="", help="不要だった(月次報告に載る)")] = False,
    note: Annotated[str, Parameter(help="対応の内容、又は不要だった理由(個人名は書かない)")] = "",
    common: Common = DEFAULTS,
) -> None:
    """連絡を受け取った、又は不要だったと記録する。再通知が5開庁日止まる。次の段階への連絡は止まらない。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import alerts
    from lifecycle.views.alert_register import alert_of

    planned_on = day(planned, "--planned")
    if needless:
        if planned_on:
            raise UsageError("--needless と --planned は、どちらか一つにしてください。")
        app = open_app(actor=common.actor)
        alerts.needless(app, [alert], note)
        said = "不要だったと記録しました。義務と次の段階は変わりません。月次報告で、契機ごとに数えます。"
        _say(asdict(alert_of(app, alert)), said, as_json=common.json)
        return
    if planned_on is None:
        raise UsageError("対応予定日を --planned で指定してください(例 --planned R6.12.10)。")
    app = open_app(actor=common.actor)
    alerts.acknowledge(app, alert, planned_on, note)
    shown = asdict(alert_of(app, alert))
    _say(shown, f"受け取りました。再通知は{wareki(shown['paused_until'])}まで止まります。", as_json=common.json)


def snooze(
    alert: Annotated[Number, Parameter(help="連絡の番号(lifecycle alerts の「連絡」)")],
    /,
    *,
    reason: Annotated[str, Parameter(help="理由(必須。記録に残る)")] = "",
    common: Common = DEFAULTS,
) -> None:
    """連絡を5開庁日延ばす(2回まで、{係長}・{所属長}・{代理})。至急の連絡は延ばせない。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import alerts
    from lifecycle.views.alert_register import alert_of

    app = open_app(actor=common.actor)
    alerts.snooze(app, alert, reason)
    shown = asdict(alert_of(app, alert))
    _say(shown, f"{wareki(shown['snoozed_until'])}まで延ばしました({shown['snoozes']}回目)。", as_json=common.json)


def _say(shown: dict[str, Any], text: str, *, as_json: bool) -> None:
    if as_json:
        show_json(shown)
        return
    print(f"{shown['id']}({shown['label']}) {text}")
    if shown["next_on"]:
        print(f"次: {wareki(shown['next_on'])} {shown['next_step']}")
