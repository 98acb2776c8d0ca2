"""`backup` and `restore`: the whole installation in one file, and back from it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from config.errors import Exit
from lifecycle.cli.books import Force
from lifecycle.cli.output import DEFAULTS, Common, leave, show_json, talk

if TYPE_CHECKING:
    from lifecycle.records.backup_file import Manifest
    from lifecycle.usecases.restore import Restored

_NAMED = 5


def backup(file: Path, *, force: Force = False, common: Common = DEFAULTS) -> None:
    """使いながら、ある一時点の全て(データベース・原本・規程データ・秘密を除いた設定)を一つのファイル(.tar)に写す。

    氏名・連絡先を含み、本人だけが読めるファイルになる。先に記録を封印する。
    """
    from lifecycle.app import open_app
    from lifecycle.papers.books.new_file import check_target, write_new
    from lifecycle.records.backup_file import SUFFIX
    from lifecycle.usecases.backup import back_up

    check_target(file, force=force, suffix=SUFFIX)
    made = back_up(open_app(actor=common.actor), file)
    write_new(file, made.pieces(), force=force, suffix=SUFFIX)
    made.stands()
    manifest = made.finished
    if common.json:
        show_json({"file": str(file), "seal": str(made.value), **_document(manifest)})
    else:
        print(
            f"控えを作りました: {file}({_megabytes(file.stat().st_size)}。本人だけが読めます。氏名・連絡先を含みます)"
        )
        _tell(manifest)
        print(f"  封印 {made.value}(この値を文書などに控えてください)")
        talk(f"  控えに入っていないもの(別に保管してください): {'、'.join(manifest.left_out)}")
    _tell_lost(manifest)
    leave(Exit.FINDINGS if manifest.lost else Exit.DONE)


def restore(
    file: Path,
    *,
    check: Annotated[bool, Parameter(name="--check", help="控えを検査するだけで、復元しない")] = False,
    common: Common = DEFAULTS,
) -> None:
    """控えから、空の環境(LIFECYCLE_HOME。PostgreSQLなら空のデータベースも)に全てを戻し、検証する。

    控えに誤りがあれば何も戻さない。控えの時に送信待ちだった連絡は、その後に送ったかもしれないため留め置く。
    """
    from lifecycle.app import home_folder
    from lifecycle.usecases.restore import looked_at, restored

    if check:
        manifest = looked_at(file)
        if common.json:
            show_json({"file": str(file), **_document(manifest)})
            return
        print(f"控え {file} に誤りはありません。")
        _tell(manifest)
        return
    done = restored(home_folder(), file, actor=common.actor)
    if common.json:
        told = {"home": str(done.home), "held": done.held, "migrated_from": done.migrated_from, "faults": done.faults}
        show_json({**_document(done.manifest), **told})
    else:
        print(f"控えから復元しました: {done.home}")
        _tell(done.manifest)
        print(f"  検証: {f'食い違い {len(done.faults)}件' if done.faults else '矛盾なし'}")
        _tell_next(done)
    leave(Exit.FINDINGS if done.faults else Exit.DONE)


def _tell_next(done: "Restored") -> None:
    """Say what was found, what was kept back, and what is to be put back by hand."""
    for fault in done.faults[:_NAMED]:
        talk(f"  ■ {fault}")
    if done.migrated_from:
        print(f"  データベースを版 {done.migrated_from} から移行しました。")
    if done.held:
        print(f"  控えの時に送信待ちだった連絡 {done.held}通は、送った後かもしれないため留め置きました。")
        print("  次にすること: lifecycle deliver --dry-run で確かめ、送るなら lifecycle deliver --force-send")
    talk(f"  別に戻すもの: {'、'.join(done.manifest.left_out)}")
    talk("  控えの後の記録・消去は失われています。グループで使うときは lifecycle init --group")
    if done.manifest.database == "postgresql":
        talk("  ふだんの役割に権利を渡すときは、データベースの所有者で lifecycle init --database-role 役割の名前")


def _tell(manifest: "Manifest") -> None:
    counts = manifest.counts
    print(f"  出来事 {manifest.events}件 / 契約 {counts['contract']}件 / 原本 {manifest.originals}件", end="")
    others = len(manifest.members) - manifest.originals - 1
    print(f" / そのほかのファイル {others}件 / データベースの版 {manifest.schema}({manifest.database})")


def _tell_lost(manifest: "Manifest") -> None:
    if manifest.lost:
        named = "、".join(f"{one[:12]}…" for one in manifest.lost[:_NAMED])
        more = f" ほか{len(manifest.lost) - _NAMED}件" if len(manifest.lost) > _NAMED else ""
        talk(f"■ 失われたか内容が違う原本 {len(manifest.lost)}件は入っていません: {named}{more}(lifecycle verify)")


def _document(manifest: "Manifest") -> dict[str, object]:
    said = {"release": manifest.release, "schema": manifest.schema, "database": manifest.database}
    return {
        **said,
        "made_at": manifest.made_at,
        "trial": manifest.trial,
        "events": manifest.events,
        "root": manifest.root,
        "counts": manifest.counts,
        "originals": manifest.originals,
        "members": len(manifest.members),
        "size": manifest.size,
        "lost": list(manifest.lost),
        "left_out": list(manifest.left_out),
    }


def _megabytes(size: int) -> str:
    return f"{size / (1 << 20):.1f}MB"
