"""`pack` and `pack verify`: the audit file of one contract, and its check on another machine."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from config.errors import Exit
from lifecycle.cli.books import Force
from lifecycle.cli.named import Number
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, day, leave, show_json, talk

if TYPE_CHECKING:
    from lifecycle.papers.pack.check import Checked


def pack(
    contract: Number,
    *,
    output: Annotated[Path, Parameter(name=("--output", "-o"), help="書き出すファイル(.zip)")],
    accounts: Annotated[
        Path | None, Parameter(help="操作した人の利用者名の控え(.json)を別に書き出す。調書には職だけが載る")
    ] = None,
    force: Force = False,
    dates: Dates = ANY_DATE,
    common: Common = DEFAULTS,
) -> None:
    """監査調書: 証拠の原本・経緯・判定と規則の本文・連絡を一つのzipにまとめる。

    入れられない原本があれば調書にそう書き、3で終わる。
    確かめるのは lifecycle pack verify ファイル(記録のない機械でもよい)。
    """
    from lifecycle.app import open_app
    from lifecycle.papers.pack import gather
    from lifecycle.records.as_of import AsOf

    app = open_app(actor=common.actor)
    as_of = AsOf(day(dates.as_of, "--as-of") or app.today(), day(dates.known_by, "--known-by"))
    done = gather.pack(app, contract, output, as_of, accounts=accounts, force=force)
    if common.json:
        show_json(asdict(done))
    else:
        print(f"監査調書を書き出しました: {done.file}(本人だけが読めます)")
        print(f"  経緯 {done.events}件 / 原本 {done.evidence}件 / ファイル {done.files}件")
        print(f"  照合値 {done.content_digest}")
        print("  この値は表紙にもあります。別の場所に控えてください。")
        for missing in done.missing:
            talk(f"■ 入れられなかった原本: {missing}")
        if done.fictional:
            talk("架空の台帳による調書です。")
    leave(Exit.FINDINGS if done.missing else Exit.DONE)


def verify(
    file: Path,
    *,
    digest: Annotated[str | None, Parameter(help="控えておいた照合値(表紙や作成時の表示)")] = None,
    accounts: Annotated[Path | None, Parameter(help="利用者名の控え。あれば記録のハッシュを全て計算し直す")] = None,
    common: Common = DEFAULTS,
) -> None:
    """監査調書が作られたときのままかを、ファイルだけから確かめる。食い違いがあれば3で終わる。"""
    from lifecycle.papers.pack.check import check

    checked = check(file, accounts, digest)
    if common.json:
        show_json(asdict(checked))
    else:
        print("\n".join(_lines(checked)))
    leave(Exit.FINDINGS if checked.faults else Exit.DONE)


def _lines(checked: "Checked") -> list[str]:
    """The lines of the check: what it found, as an auditor reads it."""
    from notifications.plain import wrap

    if checked.faults:
        shown = [wrap(fault, "  ■ ", "    ") for fault in checked.faults[:50]]
        return [f"■ {checked.file}: 作られたときのままではありません(食い違い {len(checked.faults)}件)", *shown]
    hashes = (
        "全てのハッシュを計算し直して一致"
        if checked.hashes
        else "番号・つながり・末尾が一致(内容のハッシュの再計算には、利用者名の控え --accounts が要ります)"
    )
    lines = [
        f"● {checked.file}: 作られたときのままです",
        f"  契約 {checked.contract} / ファイル {checked.files}件 / 記録 {checked.events}件",
        wrap(hashes, "  記録の連鎖: ", "    "),
        f"  照合値 {checked.content_digest}",
        "  表紙や控えの値と同じかを確かめてください(--digest 値 でも比べられます)。",
    ]
    if not checked.same_release:
        lines.append("  別の版で作られたため、画面(HTML)の作り直しによる照合は省きました。")
    return lines
