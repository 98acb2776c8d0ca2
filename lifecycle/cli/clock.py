"""`clock show / accept`: the clock against the last record."""

from lifecycle.cli.output import DEFAULTS, Common, show_json, talk


def show(*, common: Common = DEFAULTS) -> None:
    """時計が最後の記録より戻っていないか。"""
    from lifecycle.app import open_app
    from lifecycle.records.recording import clock_behind, in_words, moment_of

    app = open_app(actor=common.actor)
    with app.reading() as connection:
        last = clock_behind(connection, app.clock.now())
    now = app.clock.now()
    if common.json:
        show_json({"now": now.isoformat(), "behind": last is not None, "last_recorded_at": last})
        return
    print(f"今の時計 {in_words(now)}")
    if last:
        print(f"時計が戻っています。最後の記録は{in_words(moment_of(last))}です。")
        print("次にすること: 時計を直す。今の時計が正しいときは lifecycle clock accept")


def accept(*, common: Common = DEFAULTS) -> None:
    """戻った時計を受け入れる申出をする。別の人が lifecycle second confirm で確認すると、記録を続けられる。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.clock import accept_clock

    asked = accept_clock(open_app(actor=common.actor))
    if common.json:
        show_json({"id": asked.id, "shown": asked.shown, "status": asked.status})
        return
    talk("申し出ました。まだ受け入れていません。")
    print(f"次にすること: 別の人が lifecycle second show {asked.id} で内容を確かめ、確認する")
