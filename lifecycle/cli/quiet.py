"""`quiet begin`, `quiet end`, `quiet list`: days on which the ladder tells nobody, always with an end."""

from dataclasses import asdict
from typing import Annotated

from cyclopts import Parameter

from config.errors import UsageError
from lifecycle.cli.named import Number, OfficeName
from lifecycle.cli.output import DEFAULTS, Common, day, show_json, show_rows, wareki

_COLUMNS = {"id": "番号", "division": "所属", "starts_on": "始まり", "ends_on": "終わり", "reason": "理由"}


def begin(
    *,
    division: Annotated[OfficeName | None, Parameter(help="この所属だけ")] = None,
    all_: Annotated[bool, Parameter(name="--all", negative="", help="全ての所属({制度所管課})")] = False,
    from_: Annotated[str | None, Parameter(name="--from", help="この日から(省くと今日)")] = None,
    until: Annotated[str | None, Parameter(help="この日まで(必須)")] = None,
    reason: Annotated[str, Parameter(help="理由(必須。記録に残る)")] = "",
    common: Common = DEFAULTS,
) -> None:
    """督促を休む期間を登録する。至急の連絡は止まらず、終わると段階を飛ばさずに送る。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.quiet import begin_quiet

    if (division is None) is not all_:
        raise UsageError("--division 所属 か --all の、どちらか一つを指定してください。")
    ends_on = day(until, "--until")
    if ends_on is None:
        raise UsageError("休止の終わりの日を --until で指定してください(例 --until R7.1.6)。")
    app = open_app(actor=common.actor)
    period = begin_quiet(app, division, day(from_, "--from") or app.today(), ends_on, reason)
    if common.json:
        show_json(asdict(period))
        return
    days = f"{wareki(period.starts_on)}から{wareki(period.ends_on)}まで"
    print(f"{period.id} {period.division or '全ての所属'}の督促を休みます({days})。")


def end(
    quiet: Annotated[Number, Parameter(help="休止期間の番号(lifecycle quiet list の「番号」)")],
    /,
    *,
    common: Common = DEFAULTS,
) -> None:
    """休止を今日で取りやめる。次の点検から督促を送る。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.quiet import end_quiet

    period = end_quiet(open_app(actor=common.actor), quiet)
    if common.json:
        show_json(asdict(period))
    else:
        print(f"{period.id} {period.division or '全ての所属'}の休止を取りやめました。")


def list_(*, common: Common = DEFAULTS) -> None:
    """休止期間の一覧。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.quiet import listed_quiet

    rows = [asdict(period) for period in listed_quiet(open_app(actor=common.actor))]
    if common.json:
        show_json(rows)
    else:
        show_rows(_COLUMNS, [{**row, "division": row["division"] or "全ての所属"} for row in rows])
