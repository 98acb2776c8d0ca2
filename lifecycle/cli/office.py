"""`office show` and `office record`: the duties of the 制度所管課, and what it recorded of them."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from config.vocabulary import Status
from lifecycle.cli.contracts import Sets, given_fields
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, show_json, wareki


def show(*, dates: Dates = ANY_DATE, common: Common = DEFAULTS) -> None:
    """制度所管課の務めごとの状況。契約の関門は止めない。

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
    common: Common = DEFAULTS,
) -> None:
    """制度所管課が行ったことを記録する。種類は office show の「命令」に出る。

    例: lifecycle office record approval_guidance --set notified_on=R7.6.1 --set addressees=全所属 --set content=…
    """
    from lifecycle.app import open_app
    from lifecycle.usecases.desks import record_of_desk

    done = record_of_desk(open_app(actor=common.actor), kind, given_fields(set_, {}), file)
    if common.json:
        show_json(asdict(done))
    else:
        print(f"{done.desk}: {'記録しました。' if done.changed else '既に同じ内容が記録されています。'}")
