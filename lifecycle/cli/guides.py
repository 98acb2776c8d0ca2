"""`guide`: the guides that come with the product, also where there is no checkout and no home yet."""

from typing import Annotated

from cyclopts import Parameter

from lifecycle.cli.output import DEFAULTS, Common, show_json, show_rows

_COLUMNS = {"name": "手引き", "about": "書いてあること"}


def guide(
    name: Annotated[str | None, Parameter(help="手引きの名前(省くと一覧)")] = None, *, common: Common = DEFAULTS
) -> None:
    """手引きの一覧。名前を付けると、その手引きを示す。例: lifecycle guide はじめる前に"""
    from lifecycle.views.guides import guide_called, guides

    if name is not None:
        one = guide_called(name)
        if common.json:
            show_json({"name": one.name, "text": one.text})
        else:
            print(one.text, end="")
        return
    rows = [{"name": one.name, "about": one.about} for one in guides()]
    if common.json:
        show_json(rows)
    else:
        show_rows(_COLUMNS, rows, keys=("name",))
