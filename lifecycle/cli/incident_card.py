"""`incident card`: one page to print and to telephone with: whom to call, what to ask, what to order, the clocks."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from lifecycle.cli.books import Force
from lifecycle.cli.incidents import Incident
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, show_json, talk

SUFFIX = ".html"


def card(
    incident: Incident,
    *,
    output: Annotated[
        Path | None, Parameter(name=("--output", "-o"), help="書き出すファイル(.html)。省くと事案の番号の名前")
    ] = None,
    force: Force = False,
    dates: Dates = ANY_DATE,
    common: Common = DEFAULTS,
) -> None:
    """電話で使う一枚(A4): 双方の連絡先、聞くこと、指示すること、期限、聞いたことを書く空欄。

    番号は、見られる職の人が今日の分を作るときだけ載り、開いたことが記録に残る。
    """
    from lifecycle.app import open_app
    from lifecycle.papers.books.new_file import check_target, write_new
    from lifecycle.papers.card.draw import CardAsked, card_html
    from lifecycle.usecases.emergency import contacts_on_card, contacts_standing
    from lifecycle.usecases.incidents import incident_place
    from lifecycle.views.incidents import show_incident

    app = open_app(actor=common.actor)
    place, as_of = incident_place(app, incident), dates.asked(app.today())
    target = output or Path(f"漏えい等事案_{place.id.replace('/', '_')}{SUFFIX}")
    seen = show_incident(app, place.contract, place.no, as_of)
    check_target(target, force=force, suffix=SUFFIX)
    of_today = as_of.on == app.today() and as_of.known_by is None
    contacts = (contacts_on_card if of_today else contacts_standing)(app, place.contract)
    asked = CardAsked("【試用】" if app.trial else "")
    write_new(target, card_html(app.book.incidents, seen, contacts, asked).encode(), force=force, suffix=SUFFIX)
    if common.json:
        show_json({"id": place.id, "file": target.name, "numbers": contacts.opened})
        return
    print(f"{place.id}: 電話で使う一枚を書き出しました: {target.name}(本人だけが読めます)")
    if contacts.opened:
        talk("  連絡先を載せ、開いたことを記録に残しました。使い終えたら消してください。")
    else:
        talk("  連絡先の番号は載せていません(今日の分を、番号を見られる職の人が作るときに載ります)。")
