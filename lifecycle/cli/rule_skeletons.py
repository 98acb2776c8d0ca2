"""`rules draft`: the few lines that a new circular needs, written into the home to be filled in."""

from typing import Annotated

from cyclopts import Parameter

from lifecycle.cli import believed
from lifecycle.cli.output import DEFAULTS, Common, day, show_json


def draft(
    name: Annotated[str, Parameter(help="案の名前(文字・数字・-・_)。HOME/rules にこの名前のフォルダーを作る")],
    *,
    from_: Annotated[
        tuple[str, ...],
        Parameter(name="--from", help="引き継ぐ版(版のID、又は template・special_provisions・checklist)"),
    ] = (),
    first_on: Annotated[str | None, Parameter(name="--first-on", help="初日(指定しなければ次の4月1日)")] = None,
    issued_on: Annotated[str | None, Parameter(name="--issued-on", help="通知の発出日(指定しなければ今日)")] = None,
    number: Annotated[str, Parameter(help="通知の番号")] = "",
    title: Annotated[str, Parameter(help="通知の件名")] = "",
    wording: Annotated[
        bool, Parameter(name="--wording", negative="", help="資料で失われた項目の文言だけを書く案")
    ] = False,
    common: Common = DEFAULTS,
) -> None:
    """新しい通知の案のひな形を作る。前の版と違うところだけを書けばよい。効くのは、公布してから。"""
    from lifecycle.app import home_folder
    from lifecycle.papers.letters.own_wording import written_before
    from lifecycle.usecases import rule_skeletons

    book, home, today = believed.book(), home_folder(), believed.clock().today()
    if wording:
        files = rule_skeletons.wording_skeleton(book, written_before(book, home))
    else:
        begins = day(first_on, "--first-on") or rule_skeletons.first_of_next_year(today)
        issued = day(issued_on, "--issued-on") or today
        circular = rule_skeletons.CircularNamed(number, title, issued, begins)
        files = rule_skeletons.skeleton(book, name, circular, rule_skeletons.succeeded(book, from_))
    folder = rule_skeletons.write_draft(home, name, files)
    if common.json:
        show_json({"draft": name, "folder": str(folder), "files": sorted(files)})
        return
    print(f"案のひな形を作りました: {folder}")
    for file in sorted(files):
        print(f"  {file}")
    print(f"次にすること: 〔 〕のところを書き替えて lifecycle rules check {name}")
