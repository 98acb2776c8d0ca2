"""`configure`: the settings that verdicts depend on are put on record, and hold from then on."""

from typing import Annotated, Any

from cyclopts import Parameter

from lifecycle.cli.output import DEFAULTS, Common, show_json


def configure(
    *,
    dry_run: Annotated[bool, Parameter(name="--dry-run", help="何が変わるかを見るだけ")] = False,
    common: Common = DEFAULTS,
) -> None:
    """lifecycle.toml の設定のうち判定に関わるものを、記録に残して効かせる(管理者・制度所管課)。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import configuring

    changed = configuring.configure(open_app(actor=common.actor), dry_run=dry_run)
    if common.json:
        told = [{"name": one.name, "recorded": one.recorded, "written": one.written} for one in changed]
        show_json({"changed": told, "stored": bool(changed) and not dry_run})
        return
    for one in changed:
        print(f"{one.label}: {_words(one.recorded)} → {_words(one.written)}")
    if not changed:
        print("設定は、記録されたものと同じです。")
    elif dry_run:
        print("見ただけで、適用していません。")
    else:
        print("適用しました。次にすること: lifecycle reassess で全ての契約を判定し直してください。")


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return "、".join(f"{name}={one}" for name, one in value.items()) or "なし"
    if isinstance(value, list | tuple):
        return "、".join(map(str, value)) or "なし"
    return {None: "なし", True: "する", False: "しない"}.get(value, str(value))
