"""`import`: the command that takes the ledger workbook in."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from config.errors import UsageError
from config.vocabulary import Role
from lifecycle.cli.contracts import say_if_fictional
from lifecycle.cli.ledger_each import import_several
from lifecycle.cli.ledger_out import check_faults_target, write_faults
from lifecycle.cli.output import DEFAULTS, Common, leave, show_json, talk

if TYPE_CHECKING:
    from lifecycle.app import App
    from lifecycle.ledger.layout import LedgerMap
    from lifecycle.ledger.parsed import Fault
    from lifecycle.usecases.importing import Imported


def import_(
    file: Path | None = None,
    *,
    each: Annotated[
        tuple[Path, ...],
        Parameter(name="--each", consume_multiple=True, help="この台帳それぞれから、誤りのない所属だけを取り込む"),
    ] = (),
    dry_run: Annotated[bool, Parameter(name="--dry-run", help="取り込まずに結果だけ見る")] = False,
    faults: Annotated[Path | None, Parameter(name="--faults", help="誤りがあれば印をつけた写しを作る")] = None,
    map_: Annotated[Path | None, Parameter(name="--map", help="所属が作った一覧の読み方(import plan の案)")] = None,
    common: Common = DEFAULTS,
) -> None:
    """台帳(Excel・CSV)を取り込む。誤りが一つでもあれば何も記録せず、全ての誤りを示して9で終わる。

    所属が作った一覧は、列の読み方を示して端末で一度尋ねる。端末がなければ lifecycle import plan ファイル -o 案 で
    書き出し、確かめて --map 案 を付ける。
    """
    if each:
        import_several([*([file] if file else []), *each], map_, common, dry_run=dry_run)
    elif file is None:
        raise UsageError("取り込む台帳を指定してください(例 lifecycle import 台帳.xlsx)。")
    else:
        _import_one(file, map_, faults, common, dry_run=dry_run)


def _import_one(file: Path, map_: Path | None, faults: Path | None, common: Common, *, dry_run: bool) -> None:
    """Take one ledger in and show what came of it."""
    from lifecycle.app import open_app
    from lifecycle.usecases.importing import LedgerRejected, import_ledger
    from lifecycle.usecases.planning import UNSETTLED

    if faults:
        check_faults_target(faults)
    app = open_app(actor=common.actor)
    try:
        result = import_ledger(app, file, dry_run=dry_run, mapping=_mapping(app, file, map_))
    except LedgerRejected as rejected:
        if any(fault.found == UNSETTLED for fault in rejected.result.errors):
            talk(f"次にすること: lifecycle import plan {file.name} -o map.toml で書き出し、確かめて直し、")
            talk(f"  lifecycle import {file.name} --map map.toml")
        if faults:
            write_faults(file, rejected.result.errors, faults)
        if not common.json:
            raise
        show_json(_document(rejected.result))
        leave(rejected.exit_code)
    if common.json:
        show_json(_document(result))
        return
    _show(result, dry_run=dry_run)
    say_if_fictional(app)


def _show(result: "Imported", *, dry_run: bool) -> None:
    """Print what an import did, or would do."""
    head = "取り込むと次のようになります(まだ記録していません)" if dry_run else "取り込みました"
    print(f"{head}: 契約 {result.contracts}件、再委託 {result.subcontracts}件、証拠 {result.evidence}件")
    print(f"  新規 {result.created} / 訂正 {result.changed} / 変わりなし {result.unchanged}")
    for subject, code in result.cleared:
        print(f"  訂正により充足: {subject} [{code}]({Role.DIVISION_HEAD.label}に知らせます)")
    for line in _notes(result):
        talk(line)
    for line in result.remarks:
        talk(f"  {line}")
    for line in result.carried_down:
        talk(f"  上の行の値を読みました: {line}")
    for line in result.left_out:
        talk(f"  読まなかった行: {line}")
    for line in _older_lines(result):
        print(line)
    if result.ignored:
        talk(f"  読まなかったシート・列: {'、'.join(result.ignored)}")


def _mapping(app: "App", file: Path, map_: Path | None) -> "LedgerMap | None":
    """How the sheets of an office's own are read: by the file that was named, or as it is settled at the terminal."""
    from lifecycle.cli.prompt import is_interactive

    if map_:
        from lifecycle.ledger.map_file import read_map

        return read_map(map_)
    if not is_interactive():
        return None
    from lifecycle.cli.import_plans import mapping_for
    from lifecycle.ledger.workbook import WorkbookUnreadable
    from lifecycle.usecases.planning import plan

    try:
        return mapping_for(plan(app, file))
    except WorkbookUnreadable:
        return None


_AT_MOST = 20
"""The most lines of one sort that are printed of what is to be made sure of; `--json` has all."""


def _notes(result: "Imported") -> Iterator[str]:
    """The lines of what was taken in and is to be made sure of, of plans, and of words that say nothing."""
    plans, blanks = result.plans, result.placeholders
    if result.made_up:
        yield "この台帳は「架空」と書かれていますが、試用の環境ではないため、実際の台帳として扱います。"
    unsure = result.doubts
    yield from _told(f"確かめてください {len(unsure)}件(値はそのまま扱います)", unsure, len(unsure))
    yield from _told(f"予定 {len(plans)}件(今日より後の日。証拠に数えません)", plans, len(plans))
    respelled = result.respelled
    yield from _told(f"全角の文字を半角に直して読んだ宛先 {len(respelled)}件", respelled, _AT_MOST)
    yield from _told(f"内容のない記載 {len(blanks)}件(空欄と同じに扱います)", blanks, _AT_MOST)


def _told(head: str, faults: "Sequence[Fault]", at_most: int) -> Iterator[str]:
    from notifications.plain import wrap

    if faults:
        yield f"  ▲ {head}:"
    for fault in faults[:at_most]:
        yield wrap(str(fault), "    ・", "      ")
    if len(faults) > at_most:
        yield f"    ・ほか {len(faults) - at_most}件(全ては --json で見られます)"


def _older_lines(result: "Imported") -> Iterator[str]:
    """The lines on documents that were added behind later ones, and how a wrongly typed date is put right."""
    from config.wareki import short_date
    from lifecycle.cli.evidence import OLDER
    from notifications.plain import wrap
    from states.evidence import KINDS

    for one in result.older:
        day = short_date(date.fromisoformat(one.dated_on)) if one.dated_on else "日付なし"
        latest = short_date(date.fromisoformat(one.speaking_on))
        subject = f"{one.contract}/{one.subcontract}" if one.subcontract else one.contract
        told = OLDER.format(label=KINDS[one.kind].label, day=day, latest=latest)
        yield wrap(f"「{one.sheet}」{one.row}行目: {subject} {told}", "  ▲ ", "    ")
    if result.older:
        told = "取消は、その日付を入れた行の「取消」の列を「はい」にして取り込むか、lifecycle detach で行います。"
        yield wrap(told, "    ", "    ")


def _document(result: "Imported") -> dict[str, Any]:
    """The JSON of `import`."""
    document = asdict(result)
    document["cleared"] = [{"subject": subject, "code": code} for subject, code in result.cleared]
    return document
