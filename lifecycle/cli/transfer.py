"""`transfer`: the installation is moved from SQLite to PostgreSQL, or back."""

from typing import Annotated

from cyclopts import Parameter

from lifecycle.cli.output import DEFAULTS, Common, show_json


def transfer(
    *,
    to: Annotated[str, Parameter(help="移す先: 空の PostgreSQL の URL(表の持ち主)、又は sqlite(この環境のファイル)")],
    database_role: Annotated[
        str | None, Parameter(help="PostgreSQL: ふだん使う役割。記録に足すだけの権利を与える")
    ] = None,
    common: Common = DEFAULTS,
) -> None:
    """全ての記録を別の種類のデータベースに移す。web と serve を止めてから行う。元は検証だけができる。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import transferring

    done = transferring.transfer(open_app(actor=common.actor, moved_too=True), to, database_role)
    if common.json:
        show_json({"database": done.database, "rows": done.rows})
        return
    count = f"({done.rows}行)" if done.rows is not None else "(前に写したもの)"
    print(f"{done.database} に移しました{count}。元のデータベースはそのまま残り、検証のほかには使えません。")
    if done.database == "sqlite":
        print("次にすること: LIFECYCLE_DATABASE_URL を外し、lifecycle verify")
    else:
        print("次にすること: LIFECYCLE_DATABASE_URL に移した先(ふだんの役割)を書き、lifecycle verify")
