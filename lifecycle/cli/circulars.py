"""`circular publish`, `list`, `show`, `status`, `confirm`, `withdraw`: from the desk to the offices and back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from config.place import said_here
from lifecycle.cli.named import OfficeName
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, day, show_json, show_rows, wareki

if TYPE_CHECKING:
    from states.circular import Circular, CircularChanges

CircularName = Annotated[str, Parameter(help="通知のID又は番号(circular list の「ID」「番号」)")]
_LISTED = {
    "id": "ID",
    "number": "番号",
    "published_on": "発出",
    "first_on": "初日",
    "offices": "宛先",
    "waiting": "未回答の所属",
    "late": "期限超過の所属",
    "title": "件名",
    "withdrawn_on": "取りやめ",
}
_REPLIES = {
    "division": "所属",
    "question": "尋ねたこと",
    "state": "状況",
    "due_on": "期限〔仮定〕",
    "done_on": "行った日",
    "how": "方法",
    "recorded_on": "登録",
}
_SHOWN = 20


def publish(
    circular: Annotated[str, Parameter(help="規程データの出典(sources.toml)のID")],
    *,
    to: Annotated[tuple[OfficeName, ...], Parameter(help="宛先の所属(繰り返し可)。省くと出典の宛先の種類の全て")] = (),
    dry_run: Annotated[bool, Parameter(negative="", help="記録も連絡もせず、宛先・期限・影響だけを示す")] = False,
    common: Common = DEFAULTS,
) -> None:
    """通知を宛先の所属に発出する({制度所管課})。各所属に、自分の契約で変わることと回答の期限を知らせる。

    例: lifecycle circular publish 5kou1237 --dry-run
    """
    from lifecycle.app import open_app
    from lifecycle.usecases.circulars import publish_circular

    sent = publish_circular(open_app(actor=common.actor), circular, to, dry_run=dry_run)
    if common.json:
        show_json({**_told(sent.circular), "dry_run": sent.dry_run, "changes": _counted(sent.changes)})
        return
    one = sent.circular
    done = "します(試し。何も記録していません)" if dry_run else "しました"
    print(f"{one.number} を{len(one.addressees)}所属に発出{done}。")
    _print_questions(one)
    _print_changes(sent.changes)


def list_(*, dates: Dates = ANY_DATE, common: Common = DEFAULTS) -> None:
    """発出した通知の一覧。自分の所属に宛てたもの({制度所管課}・{監査委員事務局}は全て)。"""
    from lifecycle.app import open_app
    from lifecycle.views.circulars import listed_circulars

    app = open_app(actor=common.actor)
    every = listed_circulars(app, dates.asked(app.today()))
    rows = [{**_told(o.circular), "offices": o.offices, "waiting": o.waiting, "late": o.late} for o in every]
    if common.json:
        show_json(rows)
    else:
        show_rows(_LISTED, rows)


def show(circular: CircularName, *, common: Common = DEFAULTS) -> None:
    """通知の内容と、自分の所属の契約で変わること。"""
    from lifecycle.app import open_app
    from lifecycle.views.circulars import changes_of, seen_circular

    app = open_app(actor=common.actor)
    seen = seen_circular(app, circular)
    changes = changes_of(app, seen.circular)
    if common.json:
        duties = [asdict(one) for one in changes.duties] if changes else []
        show_json({**_told(seen.circular), "changes": _counted(changes), "duties": duties})
        return
    one = seen.circular
    print(f"{one.number} {one.title}")
    print(f"  {one.issuer} {wareki(one.issued_on)}。発出 {wareki(one.published_on)}、宛先 {len(one.addressees)}所属")
    if one.first_on:
        print(f"  新しい定めの初日 {wareki(one.first_on)}({'、'.join(one.editions)})")
    if not one.stands:
        print(f"  {wareki(one.withdrawn_on)}に取りやめ。理由: {one.withdrawn_because}")
    _print_questions(one)
    _print_changes(changes)


def status(
    circular: CircularName,
    *,
    division: Annotated[OfficeName | None, Parameter(help="この所属だけ")] = None,
    open_: Annotated[bool, Parameter(name="--open", negative="", help="回答のないものだけ")] = False,
    dates: Dates = ANY_DATE,
    common: Common = DEFAULTS,
) -> None:
    """所属ごとの状況: 受領・閲読・周知・差替えの済んだ所属と、まだの所属。"""
    from lifecycle.app import open_app
    from lifecycle.views.circulars import seen_circular

    app = open_app(actor=common.actor)
    seen = seen_circular(app, circular, dates.asked(app.today()), division)
    rows = [
        {
            "division": reply.division,
            "question": reply.question.label,
            "state": reply.state,
            "due_on": reply.question.due_on,
            "done_on": reply.answer.done_on if reply.answer else None,
            "how": reply.answer.how if reply.answer else "",
            "recorded_on": reply.answer.recorded_on if reply.answer else None,
            "id": reply.question.id,
        }
        for reply in (seen.owed() if open_ else seen.replies)
    ]
    if common.json:
        waiting = sorted({reply.division for reply in seen.owed()})
        show_json({**_told(seen.circular), "waiting": waiting, "replies": rows})
    else:
        show_rows(_REPLIES, rows, keys=("division",))


def confirm(
    circular: CircularName,
    *asked: Annotated[str, Parameter(help="答えること(received、職員への周知 など)。省くと残りの全て")],
    division: Annotated[OfficeName | None, Parameter(help="所属(自分の所属が一つなら要らない)")] = None,
    on: Annotated[str | None, Parameter(help="行った日(省くと今日)")] = None,
    how: Annotated[str, Parameter(help="周知の方法(課内会議、回覧など)")] = "",
    common: Common = DEFAULTS,
) -> None:
    """通知への回答を登録する: 受領、{所属長}の閲読({所属長})、職員への周知、様式の差替え。

    例: lifecycle circular confirm 5kou1237 received told --how 課内会議で説明
    """
    from lifecycle.app import open_app
    from lifecycle.usecases.circulars import answer_circular

    app = open_app(actor=common.actor)
    done = answer_circular(app, circular, asked, division, day(on, "--on"), how)
    if common.json:
        show_json(asdict(done))
        return
    told = f"{len(done.answered)}件を登録しました" if done.answered else "既に同じ内容が登録されています"
    print(f"{done.division}: {told}(残り {len(done.owed)}件)。")


def withdraw(
    circular: CircularName,
    *,
    reason: Annotated[str, Parameter(help="理由(必須。記録に残り、宛先に知らせる)")] = "",
    common: Common = DEFAULTS,
) -> None:
    """誤って発出した通知を、初日より前に取りやめる({制度所管課})。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.circulars import withdraw_circular

    done = withdraw_circular(open_app(actor=common.actor), circular, reason)
    if common.json:
        show_json(_told(done))
    else:
        print(f"{done.number} を取りやめました。宛先の{len(done.addressees)}所属に知らせます。")
        if name := done.rules_name:
            print(f"▲ 規程データ「{name}」は公布されたままで、初日から効きます。")
            print(f"次にすること: 取り下げるときは lifecycle rules withdraw {name} --reason …(二人で)")


def _told(one: "Circular") -> Mapping[str, Any]:
    fields = asdict(one)
    del fields["answers"]
    return fields


def _counted(changes: "CircularChanges | None") -> Mapping[str, Any] | None:
    if changes is None:
        return None
    rules = [{"code": code, "label": label, "count": n} for (code, label), n in changes.by_rule().items()]
    contracts, ended = sum(changes.live.values()), sum(changes.ended.values())
    return {
        "on": changes.on,
        "contracts": contracts,
        "ended_before": ended,
        "duties": len(changes.duties),
        "rules": rules,
    }


def _print_questions(one: "Circular") -> None:
    for asked in one.questions:
        who = said_here("({所属長})") if asked.by_head else ""
        print(f"  {asked.label}{who}: {wareki(asked.due_on)}まで〔仮定〕")


def _print_changes(changes: "CircularChanges | None") -> None:
    if changes is None:
        return
    contracts, ended = sum(changes.live.values()), sum(changes.ended.values())
    print(f"  初日に新たに求められるもの {len(changes.duties)}件(対象 {contracts}件、初日の前に終わる契約 {ended}件)")
    for (code, label), count in changes.by_rule().items():
        print(f"    {code} {label}: {count}件")
    for duty in changes.duties[:_SHOWN]:
        until = f" {wareki(duty.due_on)}まで〔仮定〕" if duty.due_on else ""
        print(f"    {duty.division} {duty.subject} {duty.label}{until}")
    if len(changes.duties) > _SHOWN:
        print(f"    ほか{len(changes.duties) - _SHOWN}件(--json には全てあります)")
