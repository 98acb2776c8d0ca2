"""`rules publish / withdraw / published`: rule data beside the pack, which binds everybody from its first day on."""

from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from lifecycle.cli.output import DEFAULTS, Common, show_json, show_rows, talk, wareki
from lifecycle.cli.rule_drafts import DraftName, checked_draft, folder_of, told_lines

if TYPE_CHECKING:
    from lifecycle.usecases.second_person import Proposed

_COLUMNS = {
    "name": "名前",
    "number": "番号",
    "published_on": "公布日",
    "first_on": "初日",
    "status": "状態",
    "withdrawn_on": "取下げ日",
    "digest": "符号",
}
_STATUS = {"ahead": "初日の前", "in_force": "施行", "withdrawn": "取下げ"}
_SHOWN = 12


def publish(
    draft: DraftName,
    *,
    confirm: Annotated[
        bool, Parameter(name="--confirm", negative="", help="公布を申し出る(付けなければ見るだけ)")
    ] = False,
    common: Common = DEFAULTS,
) -> None:
    """案の公布を申し出る({制度所管課})。別の人が second confirm で確認すると公布され、その初日から効く。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.rule_publishing import propose_publication

    if not confirm:
        checked = checked_draft(draft)
        checked.sound()
        if common.json:
            show_json({"draft": checked.name, "digest": checked.digest, "first_on": checked.first_on, "stored": False})
            return
        print("\n".join(told_lines(checked)))
        talk("見ただけで、申し出ていません。公布を申し出るには --confirm を付けてください。")
        return
    folder = folder_of(draft)
    _tell(propose_publication(open_app(actor=common.actor), folder, folder.name), common)


def withdraw(name: str, *, reason: Annotated[str, Parameter(help="取り下げる理由")], common: Common = DEFAULTS) -> None:
    """公布した規程データの取下げを、その初日の前に申し出る({制度所管課})。別の人が確認すると取り下げられる。

    その規程データで発出した通知も、一緒に取りやめになる。
    """
    from lifecycle.app import open_app
    from lifecycle.usecases.matters import one_matter
    from lifecycle.usecases.rule_publishing import propose_withdrawal

    app = open_app(actor=common.actor)
    asked = propose_withdrawal(app, name, reason)
    if not common.json:
        print("\n".join(one_matter(app, asked.id).lines))
    _tell(asked, common)


def published(*, common: Common = DEFAULTS) -> None:
    """公布した規程データの一覧。取り下げたものも。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.rule_publishing import published_rules

    rows = published_rules(open_app(actor=common.actor))
    documents: list[dict[str, Any]] = [{name: getattr(row, name) for name in (*_COLUMNS, "files")} for row in rows]
    if common.json:
        show_json(documents)
        return
    days = ("published_on", "first_on", "withdrawn_on")
    shown = [
        {**one, **{d: wareki(one[d]) for d in days}, "status": _STATUS[one["status"]], "digest": one["digest"][:_SHOWN]}
        for one in documents
    ]
    show_rows(_COLUMNS, shown, ("name",), ("digest", "number"))


def _tell(asked: "Proposed", common: Common) -> None:
    if common.json:
        show_json({"id": asked.id, "name": asked.about, "shown": asked.shown, "status": asked.status})
        return
    talk("申し出ました。まだ効いていません。")
    print(f"次にすること: 別の人が lifecycle second show {asked.id} で内容を確かめ、確認する")
