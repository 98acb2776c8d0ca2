"""`evidence list / open / save`: the originals of a contract, for whoever may open them."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

from cyclopts import Parameter

from lifecycle.cli.named import Number
from lifecycle.cli.output import DEFAULTS, Common, show_json, talk, wareki

if TYPE_CHECKING:
    from lifecycle.usecases.originals import ListedOriginal

_Which = Annotated[str, Parameter(help="evidence list の番号、又はハッシュの初めの8字以上")]
_BLOCK = 1 << 20


def list_(contract: Number, *, common: Common = DEFAULTS) -> None:
    """契約の証拠に添えられた原本の一覧(番号、どの記録の原本か、ファイル名、ハッシュ)。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.originals import originals

    listed = originals(open_app(actor=common.actor), contract)
    if common.json:
        show_json([_document(contract, one) for one in listed])
        return
    for one in listed:
        day = f"({wareki(one.dated_on)})" if one.dated_on else ""
        of = f"再委託{one.subcontract}の" if one.subcontract else ""
        print(f"{one.number:>3} {of}{one.label}{day}  {one.name or '(消去済)'}")
        print(f"      {one.type} {one.size}バイト  {one.sha256}")
    if not listed:
        talk(f"{contract} に原本はありません。")


def open_(contract: Number, original: _Which, *, common: Common = DEFAULTS) -> None:
    """原本を、本人だけが読める一時フォルダーに写して、その場所を示す。開いた人と日時は記録に残る。"""
    from lifecycle.app import open_app
    from lifecycle.papers.books.new_file import write_new
    from lifecycle.usecases.originals import opened_original

    with opened_original(open_app(actor=common.actor), contract, original) as (one, source):
        suffix = one.suffix
        path = Path(tempfile.mkdtemp(prefix="lifecycle-")) / f"{one.sha256[:12]}{suffix}"
        write_new(path, _blocks(source), suffix=suffix)
    if common.json:
        show_json({**_document(contract, one), "path": str(path)})
        return
    print(path)
    talk("  見終わったら、写しを消してください。開いたことは記録に残しました。")


def save(
    contract: Number,
    original: _Which,
    *,
    output: Annotated[Path, Parameter(name=("--output", "-o"), help="書き出すファイル")],
    force: Annotated[bool, Parameter(help="既にあるファイルを置き換える")] = False,
    common: Common = DEFAULTS,
) -> None:
    """原本の写しをファイルに書き出す。書き出した人と日時は記録に残る。"""
    from lifecycle.app import open_app
    from lifecycle.papers.books.new_file import check_target, write_new
    from lifecycle.usecases.originals import opened_original

    suffix = output.suffix.lower()
    check_target(output, force=force, suffix=suffix)
    with opened_original(open_app(actor=common.actor), contract, original) as (one, source):
        write_new(output, _blocks(source), force=force, suffix=suffix)
    if common.json:
        show_json({**_document(contract, one), "path": str(output)})
        return
    print(f"書き出しました: {output}({one.label}、{one.sha256[:12]}…)")
    talk("  書き出したことは記録に残しました。")


def _blocks(source: BinaryIO) -> Iterator[bytes]:
    while block := source.read(_BLOCK):
        yield block


def _document(contract: str, one: "ListedOriginal") -> dict[str, object]:
    return {
        "contract": contract,
        "number": one.number,
        "kind": one.kind,
        "subcontract": one.subcontract,
        "dated_on": one.dated_on,
        "name": one.name,
        "type": one.type,
        "size": one.size,
        "sha256": one.sha256,
    }
