"""`import --each`: several ledgers at once; of each the offices without fault are taken in, and the rest is told."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.errors import InputRejectedError
from lifecycle.cli.contracts import say_if_fictional
from lifecycle.cli.output import Common, leave, show_json, talk

if TYPE_CHECKING:
    from lifecycle.ledger.parsed import Fault
    from lifecycle.usecases.import_each import EachLedger

_AT_MOST = 20
"""The most faults of one file that are printed; `--json` has all."""


def import_several(files: Sequence[Path], map_: Path | None, common: Common, *, dry_run: bool) -> None:
    """Take in what is clean of every file; ends with 9 where anything was left. `map_` says how own lists are read."""
    from lifecycle.app import open_app
    from lifecycle.ledger.map_file import read_map
    from lifecycle.usecases.import_each import import_each

    app = open_app(actor=common.actor)
    done = import_each(app, files, dry_run=dry_run, mapping=read_map(map_) if map_ else None)
    left = sum(bool(one.errors) for one in done)
    if common.json:
        show_json({"files": [_document(one) for one in done], "left": left})
    else:
        for one in done:
            _show(one, dry_run=dry_run)
        head = "取り込むと次のようになります(まだ記録していません)" if dry_run else "取り込みました"
        told = f"。{left}冊に、誤りのため見送った所属があります" if left else ""
        print(f"{head}: {len(done)}冊のうち {sum(one.imported is not None for one in done)}冊{told}")
        say_if_fictional(app)
    if left:
        leave(InputRejectedError.exit_code)


def _show(one: "EachLedger", *, dry_run: bool) -> None:
    if one.imported:
        rows = f"契約 {one.imported.contracts}件、再委託 {one.imported.subcontracts}件、証拠 {one.imported.evidence}件"
        print(f"● {one.file}: {rows}{'(まだ記録していません)' if dry_run else ''}")
        _some("確かめてください", one.imported.doubts)
        _some("読まなかった行", one.imported.left_out)
    if one.errors:
        whose = "、".join(one.left) if one.left else "この台帳の全て"
        talk(f"■ {one.file}: 誤り{len(one.errors)}件のため、取り込まなかったもの: {whose}")
        _some("誤り", one.errors)


def _some(what: str, every: "Sequence[Fault | str]") -> None:
    from notifications.plain import wrap

    for one in every[:_AT_MOST]:
        talk(wrap(f"{what}: {one}", "    ・", "      "))
    if len(every) > _AT_MOST:
        talk(f"    ・{what} ほか {len(every) - _AT_MOST}件(全ては --json で見られます)")


def _document(one: "EachLedger") -> dict[str, Any]:
    imported = one.imported
    return {
        "file": one.file,
        "stored": imported is not None and imported.stored,
        "left": list(one.left),
        "errors": [asdict(fault) for fault in one.errors],
        "imported": asdict(imported) if imported else None,
    }
