"""`home settle`: what a home of an earlier version is, whose actors had declared themselves."""

from typing import Literal

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
