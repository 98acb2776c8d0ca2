"""`staff list / assign / absent / move`: the commands for handover, deputies and contracts moved between offices."""

from typing import Annotated

from cyclopts import Parameter

from config.errors import UsageError
from config.vocabulary import Role
from lifecycle.cli.named import NewOffice, Number, OfficeName
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, day, show_json, show_rows, talk, wareki

_SECOND = "自分の職になるので、まだ登録していません。別の人に確認を頼んでください: lifecycle second show {}"
_COLUMNS = {"division": "所属", "post": "職", "name": "氏名", "reachable": "連絡", "next_from": "次の発令"}


def list_(
    division: OfficeName | None = None,
    *,
    on: Annotated[str | None, Parameter(name="--on", help="この日の職(--as-of と同じ)")] = None,
    dates: Dates = ANY_DATE,
    common: Common = DEFAULTS,
) -> None:
    """所属の職と氏名、連絡がつくか、次に代わる日。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.staff import posts

    if on is not None and dates.as_of is not None:
        raise UsageError("--on と --as-of は同じ意味です。どちらか一つにしてください。")
    app = open_app(actor=common.actor)
    asked = (Dates(on, dates.known_by) if on is not None else dates).asked(app.today())
    rows = [
        {
            "division": p.division,
            "post": p.post.label,
            "name": p.name,
            "reachable": p.reachable,
            "next_from": p.next_from,
        }
        for p in posts(app, division, asked)
    ]
    if common.json:
        show_json([{k: v for k, v in row.items() if k != "name"} | {"held": row["name"] is not None} for row in rows])
    else:
        told = [{**row, "reachable": "可" if row["reachable"] else "不可"} for row in rows]
        show_rows(_COLUMNS, told, (), ("next_from",))


def assign(
    division: OfficeName,
    post: Annotated[str, Parameter(help="officer / section_chief / division_head / deputy(日本語の名でも可)")],
    *,
    name: Annotated[str, Parameter(help="氏名")],
    mail: Annotated[str | None, Parameter(help="メールアドレス")] = None,
    login: Annotated[str | None, Parameter(help="サインインする名前(OS又はウェブ)。職の権限はこの名前に付く")] = None,
    from_: Annotated[str | None, Parameter(name="--from", help="この日から(省くと今日)")] = None,
    until: Annotated[str | None, Parameter(help="{代理}の終わりの日")] = None,
    common: Common = DEFAULTS,
) -> None:
    """人を職に就ける。4月1日付けの異動は前もって入れておける。{代理}は期間を切れる。"""
    from lifecycle.acts import OFFICE_POSTS
    from lifecycle.app import open_app
    from lifecycle.fields.terms import term_named
    from lifecycle.fields.texts import is_full_width
    from lifecycle.usecases import staff

    role = term_named(post, OFFICE_POSTS, "職", "post_unknown", "post")
    begins, ends = day(from_, "--from"), day(until, "--until")
    asked = staff.assign(open_app(actor=common.actor), division, role, name, mail, begins, ends, login)
    if mail and mail.strip() and is_full_width(mail):
        talk("メールアドレスの全角の文字は、半角に直して登録します。")
    if common.json:
        second = {"second_person": asked.id} if asked else {}
        show_json({"division": division, "post": role, "from": begins, "until": ends, **second})
    elif asked:
        print(_SECOND.format(asked.id))
    else:
        print(f"{division} の{role.label}を登録しました。")


def absent(
    division: OfficeName,
    *,
    from_: Annotated[str | None, Parameter(name="--from", help="この日から(省くと今日)")] = None,
    until: Annotated[str | None, Parameter(help="この日まで(省くと期限なし)")] = None,
    common: Common = DEFAULTS,
) -> None:
    """{所属長}の不在を登録する。その間の連絡は{代理}に届き、{代理}もなければ次の段階へ直ちに進む。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import staff

    app = open_app(actor=common.actor)
    begins, ends = day(from_, "--from") or app.today(), day(until, "--until")
    staff.absent(app, division, begins, ends)
    if common.json:
        show_json({"division": division, "from": begins, "until": ends})
    else:
        days = f"{wareki(begins)}から{wareki(ends) if ends else '期限なし'}"
        print(f"{division} の{Role.DIVISION_HEAD.label}の不在を登録しました({days})。")


def move(
    source: OfficeName,
    target: NewOffice,
    *,
    contract: Annotated[tuple[Number, ...], Parameter(name="--contract", help="この契約だけ(繰り返し可)")] = (),
    reason: Annotated[str, Parameter(help="理由(記録に残る)")] = "",
    common: Common = DEFAULTS,
) -> None:
    """契約を所属から所属へ移す(組織改編)。履歴はそのまま続く。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import staff

    moved = staff.move(open_app(actor=common.actor), source, target, contract, reason)
    if common.json:
        show_json({"from": source, "to": target, "contracts": moved})
    else:
        print(f"{len(moved)}件の契約を {source} から {target} へ移しました。")
