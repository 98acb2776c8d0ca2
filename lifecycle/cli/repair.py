"""`rebuild`, `reassess`: the commands that replay the journal and judge every contract again."""

from config.errors import Exit
from lifecycle.cli.output import DEFAULTS, Common, leave, show_json


def rebuild(*, common: Common = DEFAULTS) -> None:
    """記録(ジャーナル)を再生して写しの表を作り直す。件数が前と違えば3で終わる。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import repair

    done = repair.rebuild(open_app(actor=common.actor))
    same = done.before == done.after
    if common.json:
        show_json({"events": done.events, "before": done.before, "after": done.after, "equal": same})
    else:
        print(
            f"出来事 {done.events}件を再生しました。"
            + ("写しは前と同じ件数です。" if same else "写しの件数が変わりました:")
        )
        for name, count in done.after.items():
            if count != done.before[name]:
                print(f"  表 {name}: {done.before[name]} → {count}")
    leave(Exit.DONE if same else Exit.FINDINGS)


def reassess(*, common: Common = DEFAULTS) -> None:
    """全ての契約の義務を今日の規程で判定し直し、変わったところを示す。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import repair

    reassessed = repair.reassess(open_app(actor=common.actor))
    if common.json:
        show_json(
            {
                "contracts": reassessed.contracts,
                "appeared": dict(reassessed.appeared),
                "vanished": dict(reassessed.vanished),
                "standings": {id_: {"from": old, "to": new} for id_, (old, new) in reassessed.standings.items()},
            }
        )
        return
    print(f"契約 {reassessed.contracts}件を判定し直しました。")
    for title, counts in (("新たな不足", reassessed.appeared), ("なくなった不足", reassessed.vanished)):
        for code, count in sorted(counts.items()):
            print(f"  {title} [{code}] {count}件")
    if not (reassessed.appeared or reassessed.vanished):
        print("  義務に変わりはありません。")
