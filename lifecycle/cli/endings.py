"""`contract terminate / withdraw`: the two ways out."""

from typing import Annotated

from cyclopts import Parameter

from lifecycle.cli.named import Number
from lifecycle.cli.output import DEFAULTS, Common, day, show_json

_Reason = Annotated[str, Parameter(help="理由(記録に残る)")]
_On = Annotated[str | None, Parameter(name="--on", help="解除・不成立とした日(省くと今日)")]


def terminate(contract: Number, *, reason: _Reason, on: _On = None, common: Common = DEFAULTS) -> None:
    """契約を解除する({所属長})。返還・廃棄の確認(S6-01、S6-02)は残り、督促も続く。"""
    _end(contract, "terminate", reason, on, common)


def withdraw(contract: Number, *, reason: _Reason, on: _On = None, common: Common = DEFAULTS) -> None:
    """締結に至らなかった契約を不成立として閉じる({所属長})。"""
    _end(contract, "withdraw", reason, on, common)


def _end(contract: str, trigger: str, reason: str, on: str | None, common: Common) -> None:
    from lifecycle.app import open_app
    from lifecycle.usecases.endings import end

    stage = end(open_app(actor=common.actor), contract, trigger, reason, day(on, "--on"))
    if common.json:
        show_json({"contract": contract, "stage": stage})
    else:
        print(f"{contract}: {stage.label}としました。")
