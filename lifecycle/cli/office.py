"""`office show` and `office record`: the duties of the 制度所管課, and what it recorded of them."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from config.vocabulary import Role, Status
from lifecycle.cli.contracts import Sets, given_fields
from lifecycle.cli.named import OfficeName
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, day, show_json, show_rows, wareki

_OWED = {
    "division": "所属",
    "about": "務め",
    "label": "求めるもの",
    "due_on": "期限〔仮定〕",
    "code": "規則",
    "command": "命令",
}


def show(*, dates: Dates = ANY_DATE, common: Common = DEFAULTS) -> None:
    """{制度所管課}の務めごとの状況。契約の関門は止めない。

    例: lifecycle office show --as-of R7.6.30
    """
    from lifecycle.app import open_app
    from lifecycle.views.desks import duties_of_desks
    from notifications.plain import wrap

    app = open_app(actor=common.actor)
    duties = duties_of_desks(app, dates.asked(app.today()))
    if common.json:
        show_json([{**asdict(duty), "status": duty.status.value} for duty in duties])
        return
    marks = {Status.MET: "●", Status.WARNING: "▲"}
    for duty in duties:
        print(wrap(f"{duty.desk} {duty.label}({duty.strength}) [{duty.code}]", f"{marks.get(duty.status, '○')} ", "  "))
        if duty.status is Status.UNRECORDED:
            print(wrap(duty.reason, "    記録欄なし: ", "    "))
        elif duty.status is Status.MET and duty.dated_on:
            print(f"    {wareki(duty.dated_on)}に記録あり")
        else:
            print(wrap(duty.reason, "    ", "    "))
            print(wrap(duty.remedy, "    対応: ", "    "))
            print(wrap(duty.command, "    命令: ", "          "))
        print(wrap(duty.source, "    根拠: ", "    "))


def record(
    kind: str,
    *,
    set_: Sets = (),
    file: Annotated[tuple[Path, ...], Parameter(name="--file", help="原本のファイル(繰り返し可)")] = (),
    division: Annotated[OfficeName | None, Parameter(help="所属(研修の受講など、所属の務めの記録のとき)")] = None,
    common: Common = DEFAULTS,
) -> None:
    """{制度所管課}又は所属が行ったことを記録する。種類は office show と office owed の「命令」に出る。

    例: lifecycle office record approval_guidance --set notified_on=R7.6.1 --set addressees=全所属 --set content=…
    """
    from lifecycle.app import open_app
    from lifecycle.usecases.desks import record_of_desk

    done = record_of_desk(open_app(actor=common.actor), kind, given_fields(set_, {}), file, division)
    if common.json:
        show_json(asdict(done))
    else:
        print(f"{done.desk}: {'記録しました。' if done.changed else '既に同じ内容が記録されています。'}")


def owed(*, common: Common = DEFAULTS) -> None:
    """所属と{制度所管課}が、契約とは別に負っているもの: 通知への回答、研修の受講、定期の確認など。期限の早い順。"""
    from lifecycle.app import open_app
    from lifecycle.views.desks import owed_by_offices

    rows = [asdict(due) for due in owed_by_offices(open_app(actor=common.actor)).dues]
    if common.json:
        show_json(rows)
    else:
        show_rows(_OWED, rows, keys=("division",))


def cut_over(
    division: OfficeName,
    *,
    set_to: Annotated[str | None, Parameter(name="--set", help="切替日(R8.4.1 など)。省くと今の日を見る")] = None,
    common: Common = DEFAULTS,
) -> None:
    """所属の切替日: その日以後の承認などは、申告でなく操作によって記録する。

    {制度所管課}は一人で、{所属長}は二人目の職員の確認を得て決める。例: lifecycle office cut-over 広報課 --set R8.4.1
    """
    from lifecycle.app import open_app
    from lifecycle.usecases.cut_over import cut_over_day, set_cut_over

    app, wanted = open_app(actor=common.actor), day(set_to, "--set")
    done = set_cut_over(app, division, wanted) if wanted else cut_over_day(app, division)
    if common.json:
        show_json({**asdict(done), "proposed": done.proposed or None})
        return
    if done.proposed:
        told = f"{Role.DEPUTY.label}又は{Role.OVERSIGHT_OFFICE.label}が lifecycle second show {done.proposed}"
        print(f"切替日の決定を申し出ました。次にすること: {told}")
    print(f"{division}の切替日: {wareki(done.starts_on)}(申告を記録する期限 {wareki(done.declared_until)})")
