"""`inbox scan`: the forms that came back into a drop folder, recorded where they belong."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from config.errors import Exit
from lifecycle.cli.output import DEFAULTS, Common, day, leave, show_json, talk

if TYPE_CHECKING:
    from lifecycle.usecases.inbox import InboxItem


def scan(
    folder: Path,
    *,
    received_on: Annotated[
        str | None, Parameter(name="--received-on", help="様式に受領日がないときの受領日。既定は今日")
    ] = None,
    dry_run: Annotated[bool, Parameter(name="--dry-run", help="記録せずに、どう照合されるかだけ見る")] = False,
    move_to: Annotated[Path | None, Parameter(name="--move-to", help="記録したファイルを移すフォルダー")] = None,
    common: Common = DEFAULTS,
) -> None:
    """受け取った様式を置いたフォルダーを見て、様式コードで契約と照合し、記録する。

    同じファイルは一度だけ記録し、指定がなければ動かさない。照合できないファイルがあれば、理由を示して3で終わる。
    例: lifecycle inbox scan 受付 --received-on R6.4.12
    """
    from lifecycle.app import open_app
    from lifecycle.usecases import inbox

    app = open_app(actor=common.actor)
    items = inbox.scan(app, folder, received_on=day(received_on, "--received-on"), dry_run=dry_run)
    moved = inbox.put_away(items, move_to) if move_to and not dry_run else []
    if common.json:
        show_json({"folder": str(folder), "dry_run": dry_run, **_document(items), "moved": [str(p) for p in moved]})
    else:
        _show(items, dry_run=dry_run)
        if moved:
            talk(f"{len(moved)}件のファイルを移しました。")
    if any(item.fate is inbox.Fate.UNMATCHED for item in items):
        leave(Exit.FINDINGS)


def _show(items: "Sequence[InboxItem]", *, dry_run: bool) -> None:
    from config.wareki import short_date
    from lifecycle.usecases.inbox import Fate

    heads = {
        Fate.TAKEN: "記録できるもの(まだ記録していません)" if dry_run else "記録したもの",
        Fate.KNOWN: "既に記録されているもの",
        Fate.UNMATCHED: "照合できず、そのままにしたもの",
    }
    for fate, head in heads.items():
        own = [item for item in items if item.fate is fate]
        if own:
            print(f"{head}: {len(own)}件")
        for item in own:
            print(f"  {item.path.name}" + (f" → {item.about}" if item.about else ""))
            if item.received:
                print(f"      受領日は{short_date(item.received)}としました。")
            for line in item.reason.splitlines():
                print(f"      {line.strip()}")
            for note in item.done.notes if item.done else ():
                print(f"      ▲ 確かめてください: {note}")
    if not items:
        talk("フォルダーにファイルはありません。")


def _document(items: "Sequence[InboxItem]") -> dict[str, list[dict[str, Any]]]:
    """The JSON of a scan: what was recorded, what was before, and what was left, with the reason."""
    from lifecycle.usecases.inbox import Fate

    return {fate.value: [_item(item) for item in items if item.fate is fate] for fate in Fate}


def _item(item: "InboxItem") -> dict[str, Any]:
    kind, contract, subcontract = item.place or (None, None, None)
    done = item.done
    return {
        "file": item.path.name,
        "contract": contract,
        "subcontract": subcontract or None,
        "kind": kind,
        "reason": item.reason or None,
        "received_on": item.received,
        "dated_on": done.dated_on if done else None,
        "met": [{"subject": f.subject, "code": f.code} for f in done.met] if done else [],
        "notes": list(done.notes) if done else [],
    }
