"""`export`, `template`, and the marked copy of a ledger that was rejected."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from config.errors import RequestFault, UsageError
from lifecycle.cli import believed
from lifecycle.cli.books import Force
from lifecycle.cli.contracts import say_if_fictional
from lifecycle.cli.named import OfficeName
from lifecycle.cli.output import DEFAULTS, Common, show_json, talk

if TYPE_CHECKING:
    from lifecycle.ledger.parsed import Fault


def export(
    file: Path,
    *,
    division: Annotated[OfficeName | None, Parameter(help="この所属だけ")] = None,
    force: Force = False,
    common: Common = DEFAULTS,
) -> None:
    """台帳(Excel)に書き出す。氏名・連絡先を含み、本人だけが読めるファイルになる。取り込み直せば同じ記録に戻る。"""
    from lifecycle.app import open_app
    from lifecycle.papers.ledger_out.exporting import export_ledger

    app = open_app(actor=common.actor)
    result = export_ledger(app, file, division, force=force)
    if common.json:
        show_json(asdict(result))
        return
    print(f"書き出しました: {result.file}(本人だけが読めます。氏名・連絡先を含みます)")
    counts = (("所属", result.divisions), ("契約", result.contracts), ("再委託", result.subcontracts))
    print(f"  {' / '.join(f'{what} {number}件' for what, number in (*counts, ('証拠', result.evidence)))}")
    if result.left_out:
        listed = "、".join(f"{what} {number}件" for what, number in result.left_out.items())
        talk(f"  台帳に列がないなどのため、書き出さなかったもの: {listed}")
    if result.beyond:
        one_by_one = "この所属の契約を年度ごとなどに分けて" if division else "--division で所属ごとに書き出して"
        talk(f"  このままでは取り込めない大きさのブックです: {'、'.join(result.beyond)}。")
        talk(f"  取り込み直すときは、{one_by_one}、1つずつ取り込んでください。")
    say_if_fictional(app)


def template(
    file: Path,
    *,
    full: Annotated[bool, Parameter(name="--full", help="契約・再委託だけでなく、全てのシートを入れる")] = False,
    force: Force = False,
    common: Common = DEFAULTS,
) -> None:
    """空の台帳(ひな形)を作る。契約・再委託の2シート。選択肢の一覧、列ごとの説明と求める規則、記入例つき。"""
    from lifecycle.papers.books.new_file import check_target, write_new
    from lifecycle.papers.ledger_out.template import template_bytes

    check_target(file, force=force)
    write_new(file, template_bytes(believed.book(), believed.clock().now(), full=full), force=force)
    if common.json:
        show_json({"file": file.name})
        return
    print(f"ひな形を作りました: {file.name}")
    print(f"次にすること: 書き込んで lifecycle import {file.name} --dry-run")


def check_faults_target(target: Path) -> None:
    """Raises UsageError or NotFoundError where the marked copy could not be written, before anything is read."""
    from lifecycle.papers.books.new_file import EXISTS, check_target

    try:
        check_target(target)
    except UsageError as error:
        if all(fault.code != EXISTS for fault in error.faults):
            raise
        told = f"「{target.name}」は既にあります。--faults には新しいファイル名を指定してください。"
        raise UsageError(RequestFault("faults_file_exists", told, "faults")) from None


def write_faults(file: Path, faults: Sequence["Fault"], target: Path) -> None:
    """Write the marked copy of a rejected ledger, or say why there is none."""
    from lifecycle.ledger.workbook import WorkbookUnreadable
    from lifecycle.papers.books.new_file import write_new
    from lifecycle.papers.ledger_out.fault_book import fault_bytes

    try:
        data = fault_bytes(file, faults, believed.clock().now())
    except WorkbookUnreadable:
        talk("ブックとして読めないため、印をつけた写しは作りませんでした。")
        return
    write_new(target, data)
    talk(f"誤りのセルに印をつけた写しを作りました: {target.name}")
    talk("  値は元のまま。書式・数式・台帳以外のシートは写していません。")
