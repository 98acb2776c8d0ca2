"""`second list / show / confirm / decline`: what needs two persons (二人での確認)."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from config.errors import CancelledError, UsageError
from lifecycle.cli.named import Number
from lifecycle.cli.output import DEFAULTS, Common, show_json, show_rows, wareki

if TYPE_CHECKING:
    from lifecycle.usecases.matters import MatterSeen

_COLUMNS = {
    "id": "番号",
    "label": "事項",
    "about": "対象",
    "division": "所属",
    "status": "状態",
    "proposed_on": "申出日",
}
_STATUS = {"proposed": "確認待ち", "confirmed": "確認済", "declined": "見送り"}
_YES = ("はい", "y", "yes")


def list_(*, common: Common = DEFAULTS) -> None:
    """二人での確認の一覧。確認待ちのものが先に並ぶ。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.matters import every_matter

    documents = [_document(seen) for seen in every_matter(open_app(actor=common.actor))]
    if common.json:
        show_json(documents)
        return
    show_rows(_COLUMNS, [{**one, "status": _STATUS[one["status"]]} for one in documents])


def show(matter: Number, *, common: Common = DEFAULTS) -> None:
    """二人での確認の内容。確認すると何が起きるか。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.matters import one_matter

    seen = one_matter(open_app(actor=common.actor), matter)
    if common.json:
        show_json(_document(seen))
        return
    print(f"二人での確認 {matter}  {seen.label}({_STATUS[seen.proposed.status]})")
    print(f"  申出 {wareki(seen.proposed.proposed_on)}")
    for line in seen.lines:
        print(f"  {line}")
    if seen.changed:
        print("  申出の後に内容が変わりました。見送って、改めて申し出てください。")
    elif seen.proposed.status == "proposed":
        print(f"次にすること: 申し出た人とは別の人が lifecycle second confirm {matter} --shown {seen.shown}")


def confirm(
    matter: Number,
    *,
    shown: Annotated[str | None, Parameter(help="確かめた内容の符号(second show が示す。端末がないとき)")] = None,
    common: Common = DEFAULTS,
) -> None:
    """二人目として確認し、実行する。申し出た人にはできない。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import matters

    app = open_app(actor=common.actor)
    if shown is None:
        if not sys.stdin.isatty():
            raise UsageError("端末がないところでは、lifecycle second show が示す符号を --shown で指定してください。")
        seen = matters.one_matter(app, matter)
        sys.stderr.write("\n".join((f"{seen.label}({matter})", *(f"  {line}" for line in seen.lines), "")))
        sys.stderr.write("この内容を確認し、実行しますか(はい/いいえ): ")
        try:
            answer = input().strip().lower()
        except EOFError:
            answer = ""
        if answer not in _YES:
            raise CancelledError("確認しませんでした。")
        shown = seen.shown
    done = matters.confirm(app, matter, shown)
    if common.json:
        show_json(_document(done))
    else:
        print(f"{done.label}({matter})を確認し、実行しました。")


def decline(matter: Number, *, reason: Annotated[str, Parameter(help="見送る理由")], common: Common = DEFAULTS) -> None:
    """見送る。申し出た人が取り下げるときにも使う。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import matters

    done = matters.decline(open_app(actor=common.actor), matter, reason)
    if common.json:
        show_json(_document(done))
    else:
        print(f"{done.label}({matter})を見送りました。")


def _document(seen: "MatterSeen") -> dict[str, Any]:
    asked = seen.proposed
    return {
        "id": asked.id,
        "matter": asked.matter,
        "label": seen.label,
        "about": asked.about,
        "division": asked.division,
        "status": asked.status,
        "proposed_on": asked.proposed_on,
        "decided_on": asked.decided_on,
        "lines": seen.lines,
        "shown": seen.shown or None,
        "changed": seen.changed,
    }
