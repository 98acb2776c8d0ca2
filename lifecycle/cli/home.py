"""`home settle / restored`: what a home of an earlier version is; that an older copy was put back."""

from typing import Annotated, Literal

from cyclopts import Parameter

from lifecycle.cli.output import DEFAULTS, Common, show_json, talk


def settle(kind: Literal["real", "trial"], *, common: Common = DEFAULTS) -> None:
    """古い版で申告の操作者を信じていた環境を、本番(real)か試用(trial)に決める申出をする。別の人が確認すると決まる。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.home_kind import settle_home

    asked = settle_home(open_app(actor=common.actor), trial=kind == "trial")
    if common.json:
        show_json({"id": asked.id, "shown": asked.shown, "status": asked.status})
        return
    talk("申し出ました。まだ決まっていません。")
    print(f"次にすること: 別の人が lifecycle second show {asked.id} で内容を確かめ、確認する")


def restored(
    *,
    reason: Annotated[str, Parameter(help="理由(いつの、どの控えに戻したか)")],
    common: Common = DEFAULTS,
) -> None:
    """データベースを古い控えに手で戻したことを承知し、記録に残す。点検と送信がまたできる。送信待ちの連絡は留め置く。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.taken_up import acknowledge

    held = acknowledge(open_app(actor=common.actor), reason)
    if common.json:
        show_json({"held": held})
        return
    print(f"控えに戻したことを記録しました。送信待ちの連絡 {held}通は、送った後かもしれないため留め置きました。")
    print(
        "次にすること: lifecycle seal。連絡は lifecycle deliver --dry-run で確かめ、"
        "送るなら lifecycle deliver --force-send"
    )
