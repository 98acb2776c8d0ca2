"""`retention list`, `retention hold`, `retention lift`: until when contracts are kept, and holds on them."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from config.errors import UsageError
from lifecycle.cli.named import Number, OfficeName
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, day, show_json, show_rows, talk, wareki

if TYPE_CHECKING:
    from lifecycle.records.folds.holds import ErasureHold, HoldDecision
    from lifecycle.usecases.retention import Decided
    from lifecycle.views.retention import Keeping

_COLUMNS = {
    "contract": "契約番号",
    "division": "所属",
    "ended_on": "終了",
    "kept_until": "保存の満了",
    "state": "状態",
    "values": "消す欄",
}
_Reason = Annotated[str, Parameter(help="理由(記録に残る。氏名は書かない)")]
_By = Annotated[str, Parameter(name="--approved-by", help="決裁した職(氏名は書かない)")]
_No = Annotated[str, Parameter(name="--document-no", help="決裁の文書番号")]
_On = Annotated[str, Parameter(name="--approved-on", help="決裁日(R6.12.2)")]


def list_(
    *,
    division: Annotated[OfficeName | None, Parameter(help="この所属だけ")] = None,
    all_: Annotated[bool, Parameter(name="--all", negative="", help="まだ満了していない、終わった契約も")] = False,
    dates: Dates = ANY_DATE,
    common: Common = DEFAULTS,
) -> None:
    """保存期間が満了した契約と、廃棄を留保している契約。ひとりでに消えるものはない。"""
    from lifecycle.app import open_app
    from lifecycle.views.retention import keeping

    app = open_app(actor=common.actor)
    asked = keeping(app, dates.asked(app.today()), division, every=all_)
    if common.json:
        show_json({"rule": asdict(asked.rule), "on": asked.on, "contracts": [asdict(one) for one in asked.contracts]})
        return
    show_rows(_COLUMNS, [{**asdict(one), "state": _state(one)} for one in asked.contracts], gives_way=("division",))
    for hold in (hold for one in asked.contracts for hold in one.holds):
        print(hold_line(hold))
    talk(f"保存期間: {asked.rule.said}({wareki(asked.on)}現在)。消すには erase で申し出て、別の人が確認します。")


def hold(
    contract: Number,
    *,
    reason: _Reason,
    approved_by: _By,
    document_no: _No,
    approved_on: _On,
    common: Common = DEFAULTS,
) -> None:
    """契約の廃棄を留保する({所属長}、{制度所管課})。解除するまで、保存期間が過ぎても消去できない。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.retention import place_hold

    by = _decided(reason, approved_by, document_no, approved_on)
    _told(place_hold(open_app(actor=common.actor), contract, by), common)


def lift(
    contract: Number,
    hold: Annotated[str, Parameter(help="留保の番号(H1)")],
    /,
    *,
    reason: _Reason,
    approved_by: _By,
    document_no: _No,
    approved_on: _On,
    common: Common = DEFAULTS,
) -> None:
    """廃棄の留保を、決裁のうえ解除する。保存期間は元のとおり数える。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.retention import lift_hold

    by = _decided(reason, approved_by, document_no, approved_on)
    _told(lift_hold(open_app(actor=common.actor), contract, hold.upper(), by), common)


def _decided(reason: str, approved_by: str, document_no: str, approved_on: str) -> "Decided":
    from lifecycle.usecases.retention import Decided

    on = day(approved_on, "--approved-on")
    if on is None:
        raise UsageError("決裁日を --approved-on で指定してください(例 --approved-on R6.12.2)。")
    return Decided(reason, approved_by, document_no, on)


def _told(one: "ErasureHold", common: Common) -> None:
    if common.json:
        show_json(asdict(one))
    else:
        print(f"{one.contract}: 廃棄を留保しました。" if one.stands else f"{one.contract}: 廃棄の留保を解除しました。")
        print(hold_line(one))


def hold_line(one: "ErasureHold") -> str:
    """A hold in one line: since when, by which decision and why; where it is lifted, how."""
    by, over = one.placed, one.lifted
    told = f"  ■ 廃棄の留保 {one.contract} {one.id} {wareki(by.recorded_on)}から({_decision(by)})。理由: {by.reason}"
    if over:
        told = (
            told.replace("■", "・", 1) + f" / 解除 {wareki(over.recorded_on)}({_decision(over)})。理由: {over.reason}"
        )
    return told


def _decision(by: "HoldDecision") -> str:
    return f"{by.document_no} {by.approved_by} {wareki(by.approved_on)}決裁"


def _state(one: "Keeping") -> str:
    if one.holds:
        return f"留保中({'、'.join(hold.id for hold in one.holds)})"
    if not one.over:
        return "保存中"
    return "満了" if one.values else "消去済"
