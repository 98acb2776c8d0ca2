"""`init`, `doctor`, `diagram`: keeping the installation in order."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from config.errors import Exit, UsageError, reason_of
from lifecycle.cli.output import DEFAULTS, Common, day, leave, refuse_undeclared, show_json, talk
from lifecycle.cli.wording import CHECKS

if TYPE_CHECKING:
    from lifecycle.app import App


def init(
    *,
    trial: Annotated[
        bool,
        Parameter(help="試用の環境を作る。操作する人(--actor)と時計(LIFECYCLE_NOW)を名乗れる。後から本番にはできない"),
    ] = False,
    identity: Annotated[
        Literal["os_user", "declared"] | None,
        Parameter(help="古い言い方: declared は --trial と同じ / os_user: OSの利用者(省いたとき)"),
    ] = None,
    cut_over: Annotated[
        str | None, Parameter(help="全ての所属の切替日(省けば、所属ごとに最初の取込・登録の日)")
    ] = None,
    group: Annotated[
        str | None, Parameter(help="このフォルダーを一緒に使うOSのグループ(省けば、本人だけ又は前のまま)")
    ] = None,
    pack: Annotated[
        Path | None,
        Parameter(help="規程データのフォルダー(省けば同梱のもの)。全てを検査してから環境に写す。後から替えられない"),
    ] = None,
    database_role: Annotated[
        str | None,
        Parameter(help="PostgreSQL: ふだん使う役割(表の持ち主とは別に作っておく)。記録に足すだけの権利を与える"),
    ] = None,
    common: Common = DEFAULTS,
) -> None:
    """初めに一度: フォルダー・データベース・注釈つきの lifecycle.toml を作る。今のOS利用者が{管理者}になる。"""
    from config.settings import SETTINGS_FILE
    from lifecycle.app import home_folder
    from lifecycle.usecases.installation import initialise

    if trial and identity == "os_user":
        raise UsageError("--trial と --identity os_user は一緒には使えません。")
    stood = (home_folder() / SETTINGS_FILE).exists()
    kind, starts_on = "declared" if trial else identity or "os_user", day(cut_over, "--cut-over")
    app = initialise(
        home_folder(), kind, actor=common.actor, cut_over=starts_on, group=group, pack=pack, database_role=database_role
    )
    _tell_of(app, stood=stood, pack=pack is not None, as_json=common.json)


def _tell_of(app: "App", *, stood: bool, pack: bool, as_json: bool) -> None:
    """Say where the home stands and what to do next."""
    if as_json:
        made = {"home": str(app.home), "database": app.engine.dialect.name, "identity": app.identity}
        show_json({**made, "trial": app.trial, "rules": len(app.book.rules), "pack": app.book.digest})
        return
    if stood:
        talk(f"既にある設定はそのままです(identity = {app.identity})。")
    print(f"用意ができました: {app.home}")
    print(f"  設定 {app.home / 'lifecycle.toml'}(identity = {app.identity})")
    if pack:
        print(f"  規程データ {app.home / 'pack'}(規則 {len(app.book.rules)}件を検査して写しました)")
    print("次にすること: lifecycle import 台帳.xlsx")


def doctor(*, common: Common = DEFAULTS) -> None:
    """設定・連絡先・記録を点検する。直すところがあれば3で終わる。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.installation import examine

    app = open_app(actor=common.actor)
    refuse_undeclared(app)
    checks = examine(app)
    if common.json:
        show_json([{"name": c.name, "fine": c.fine, "detail": c.detail} for c in checks])
    else:
        for check in checks:
            typed = "" if check.fine else CHECKS.get(check.name, "")
            print(f"{'●' if check.fine else '■'} {check.name}: {check.detail}{typed}")
    bad = sum(not check.fine for check in checks)
    if bad:
        talk(f"直すところが{bad}件あります。")
    leave(Exit.FINDINGS if bad else Exit.DONE)


def diagram(
    machine: Annotated[
        Literal["contract", "subcontract", "incident"],
        Parameter(help="contract: 契約(省いたとき) / subcontract: 再委託 / incident: 漏えい等事案"),
    ] = "contract",
    *,
    svg: Annotated[Path | None, Parameter(help="SVGの図をこのファイルに書く")] = None,
    common: Common = DEFAULTS,
) -> None:
    """段階の図(Mermaid、SVG)。段階の移り変わりの定義そのものから描く。"""
    from states import diagram

    if svg:
        try:
            svg.write_text(diagram.svg(machine), encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{svg.name} に書けません({reason_of(error)})。") from None
    text = diagram.mermaid(machine)
    if common.json:
        show_json({"machine": machine, "mermaid": text})
    else:
        print(f"{svg.name} に書きました。" if svg else text)


def completion(shell: Literal["bash", "zsh", "fish"], *, common: Common = DEFAULTS) -> None:
    """命令の補完。例: lifecycle completion bash > ~/.local/share/bash-completion/completions/lifecycle"""
    from lifecycle.cli.main import build

    script = build().generate_completion(prog_name="lifecycle", shell=shell)
    if common.json:
        show_json({"shell": shell, "script": script})
    else:
        print(script)
