"""`erase`: the personal data of contracts whose retention is over; a second person confirms it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from config.errors import UsageError
from lifecycle.cli.named import Number
from lifecycle.cli.output import DEFAULTS, Common, show_json, wareki

if TYPE_CHECKING:
    from lifecycle.usecases.erasing import Erasable


def erase(
    *contract: Number,
    retention: Annotated[bool, Parameter(help="保存期間が過ぎた全ての契約")] = False,
    dry_run: Annotated[bool, Parameter(name="--dry-run", help="保存期間が過ぎた契約を見るだけ")] = False,
    reason: Annotated[str | None, Parameter(help="満了前に消す理由(記録に残る。氏名は書かない)")] = None,
    common: Common = DEFAULTS,
) -> None:
    """個人情報(氏名・連絡先・文)の消去を申し出る。別の人が second confirm で確認すると消える。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import erasing

    if bool(contract) == (retention or dry_run):
        raise UsageError("契約番号を並べるか、保存期間が過ぎた全ての契約なら --retention を指定してください。")
    if reason is not None and not contract:
        raise UsageError("--reason は、満了前に消す契約番号とともに指定してください。")
    app = open_app(actor=common.actor)
    if dry_run:
        proposed, chosen = None, tuple(erasing.retention_over(app))
    else:
        proposed, chosen = erasing.propose_erasure(app, contract, reason)
    if common.json:
        show_json(
            {
                "matter": proposed.id if proposed else None,
                "shown": proposed.shown if proposed else None,
                "contracts": chosen,
                "left": erasing.LEFT,
            }
        )
        return
    _tell(chosen)
    if proposed is None:
        print(f"保存期間が過ぎた契約 {len(chosen)}件(試しただけで、申し出ていません)")
    else:
        print(f"消去を申し出ました(二人での確認 {proposed.id})。まだ消していません。")
        print(f"次にすること: 別の人が lifecycle second show {proposed.id}")


def _tell(chosen: "Sequence[Erasable]") -> None:
    """Say of each contract what will be erased, and what is left of all."""
    from lifecycle.usecases.erasing import LEFT

    for one in chosen:
        until = f"{wareki(one.kept_until)}まで{'(満了前)' if one.early else ''}"
        print(f"{one.contract} 終了 {wareki(one.ended_on)} 保存 {until} 消去する欄 {one.values}件")
        if one.clear:
            print(f"  版の古い記録に文が残ります(消せません): {'、'.join(f'{number}番' for number in one.clear)}")
    for line in LEFT:
        print(f"  {line}")
