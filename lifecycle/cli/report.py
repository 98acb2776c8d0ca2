"""`report`: the static site, for people who never open a terminal."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from lifecycle.cli.contracts import say_if_fictional
from lifecycle.cli.named import OfficeName
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, day, show_json, talk

Years = Annotated[tuple[str, ...], Parameter(name="--fiscal-year", help="この年度の契約だけ(繰り返し可)")]


def report(
    *,
    output: Annotated[Path, Parameter(name=("--output", "-o"), help="書き出すフォルダー(前に作ったものは置き換える)")],
    fiscal_year: Years = (),
    division: Annotated[OfficeName | None, Parameter(help="この所属だけ(省くと、見られる所属の全て)")] = None,
    compare: Annotated[Path | None, Parameter(help="表に並べる数値(tables --json と同じ形のJSON)")] = None,
    dates: Dates = ANY_DATE,
    common: Common = DEFAULTS,
) -> None:
    """契約の状況・契約ごとの頁・監査の表・例外承認・連絡・規則を、ブラウザで開く頁にする。サーバーも通信も要らない。"""
    from lifecycle.app import open_app
    from lifecycle.cli.tables import years_typed
    from lifecycle.papers.site.build import build_site
    from lifecycle.papers.tables.expected_file import read_expected

    app = open_app(actor=common.actor)
    on, known_by = day(dates.as_of, "--as-of") or app.today(), day(dates.known_by, "--known-by")
    years = years_typed(fiscal_year) or ()
    expected = read_expected(compare) if compare else None
    first = build_site(app, output, on, known_by, fiscal_years=years, division=division, expected=expected)
    if common.json:
        show_json({"folder": first.parent.as_posix(), "open": first.as_posix(), "as_of": on, "known_by": known_by})
        return
    print(f"書き出しました: {output}")
    print(f"  ブラウザで開く頁: {first}")
    talk("  氏名・連絡先・証拠のファイル名は載せていません。")
    say_if_fictional(app)
