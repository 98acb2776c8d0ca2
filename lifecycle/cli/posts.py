"""`staff posts / give / end / inspector`: posts outside the offices, further officers, the inspector of a contract."""

from typing import Annotated

from cyclopts import Parameter

from config.vocabulary import Role
from lifecycle.cli.named import Number, OfficeName
from lifecycle.cli.output import DEFAULTS, Common, day, show_json, show_rows

Login = Annotated[str, Parameter(help="サインインする名前(OS又はウェブ)")]
From = Annotated[str | None, Parameter(name="--from", help="この日から(省くと今日)")]
_SECOND = "自分の職になるので、まだ登録していません。別の人に確認を頼んでください: lifecycle second show {}"
_COLUMNS = {"post": "職", "division": "所属", "login": "ログイン", "from": "この日から", "until": "この日まで"}


def posts(*, common: Common = DEFAULTS) -> None:
    """所属の外の職と、所属シートのほかに加えた{担当者}・{係長}。"""
    from datetime import date

    from lifecycle.app import open_app
    from lifecycle.usecases.assigning import given

    rows = [
        {
            "post": p.role if common.json else p.role.label,
            "division": p.division,
            "login": p.person,
            "from": None if p.begins_on == date.min else p.begins_on,
            "until": p.ends_on,
        }
        for p in given(open_app(actor=common.actor))
    ]
    if common.json:
        show_json(rows)
    else:
        show_rows(_COLUMNS, rows, ("login",))


def give(
    post: Annotated[str, Parameter(help="oversight_office / audit_office / admin、所属の officer / section_chief")],
    *,
    login: Login,
    division: Annotated[OfficeName | None, Parameter(help="{担当者}・{係長}を加える所属")] = None,
    from_: From = None,
    until: Annotated[str | None, Parameter(help="この日まで(省くと期限なし)")] = None,
    common: Common = DEFAULTS,
) -> None:
    """所属の外の職を与える。又は、所属シートの一人のほかに{担当者}・{係長}を加える。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import assigning

    role, begins, ends = _role(post), day(from_, "--from"), day(until, "--until")
    asked = assigning.give(open_app(actor=common.actor), role, login, division, begins, ends)
    if common.json:
        second = {"second_person": asked.id} if asked else {}
        show_json({"post": role, "login": login, "division": division, "from": begins, "until": ends, **second})
    else:
        print(_SECOND.format(asked.id) if asked else f"{division or ''}{role.label}の職を登録しました。")


def end(
    post: Annotated[str, Parameter(help="終える職")],
    *,
    login: Login,
    division: Annotated[OfficeName | None, Parameter(help="{担当者}・{係長}を加えた所属")] = None,
    until: Annotated[str | None, Parameter(help="最後の日(省くと昨日。今日から職がない)")] = None,
    common: Common = DEFAULTS,
) -> None:
    """与えた職を終える。最後の日の翌日から、権限がない。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import assigning

    role, last = _role(post), day(until, "--until")
    assigning.end(open_app(actor=common.actor), role, login, division, last)
    if common.json:
        show_json({"post": role, "login": login, "division": division, "until": last})
    else:
        print(f"{division or ''}{role.label}の職を終えました。")


def inspector(
    contract: Number,
    *,
    login: Login,
    until: Annotated[str | None, Parameter(help="この日まで(省くと期限なし)")] = None,
    common: Common = DEFAULTS,
) -> None:
    """契約の{検査員}を指定する({所属長})。{検査員}は、その契約の検査を記録し、原本を開ける。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.inspectors import appoint

    ends = day(until, "--until")
    appoint(open_app(actor=common.actor), contract, login, ends)
    if common.json:
        show_json({"contract": contract, "login": login, "until": ends})
    else:
        print(f"{contract} の{Role.INSPECTOR.label}を指定しました。")


def _role(post: str) -> Role:
    from lifecycle.fields.terms import term_named

    return term_named(post, Role, "職", "post_unknown", "post")
