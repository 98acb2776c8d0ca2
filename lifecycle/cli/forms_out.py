"""`letter list` and `letter form`: the forms that can be made for a contract, and each of them as an Excel file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from config.errors import RequestFault
from config.place import said_here
from lifecycle.cli.books import Force
from lifecycle.cli.named import Number
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, day, show_json, talk
from lifecycle.cli.wording import in_words

if TYPE_CHECKING:
    from lifecycle.app import App
    from lifecycle.papers.letters.forms_out import OfferedForm
    from lifecycle.records.as_of import AsOf

FILLED_BY = {"contractor": "委託先が記入", "office": "{government}が記入"}
WORDING = "様式の文言は文例です〔仮定〕。{government}の様式があるときは、その文言に直して使ってください。"


def list_(contract: Number, *, dates: Dates = ANY_DATE, common: Common = DEFAULTS) -> None:
    """契約と再委託のために作れる様式。今の義務が求めているものが先(規則の番号つき)。"""
    from lifecycle.papers.letters.forms_out import forms_of

    app, as_of = _asked(dates, common)
    offered = forms_of(app, contract, as_of)
    if common.json:
        show_json([_document(contract, form) for form in offered])
        return
    for form in offered:
        of = f"再委託{form.subcontract}の" if form.subcontract else ""
        codes = f" [{'・'.join(form.codes)}]" if form.codes else ""
        print(f"{'▲' if form.codes else '○'} {of}{form.title}({said_here(FILLED_BY[form.filled_by])}){codes}")
        print(f"    {_command(contract, form)}")


def form(
    contract: Number,
    kind: str,
    *,
    output: Annotated[Path, Parameter(name=("--output", "-o"), help="書き出すファイル(.xlsx)")],
    subcontract: Annotated[Number, Parameter(help="再委託番号(1、1.1 など)")] = "",
    force: Force = False,
    dates: Dates = ANY_DATE,
    common: Common = DEFAULTS,
) -> None:
    """この契約のために様式(Excel)を作る。種類は letter list で見る。様式コードが入り、記入後に読み戻せます。

    例: lifecycle letter form R6-0012 onsite_inspection -o 実地調査報告書.xlsx
    """
    from lifecycle.papers.books.new_file import check_target, write_new
    from lifecycle.papers.letters.forms_out import made_form

    app, as_of = _asked(dates, common)
    check_target(output, force=force)
    made = made_form(app, contract, kind, as_of, subcontract)
    write_new(output, made.data, force=force)
    remarks = [in_words(RequestFault(one.code, one.message, values=one.values)) for one in made.remarks]
    if common.json:
        about = {"file": output.name, "contract": made.subject, "kind": made.kind, "title": made.title}
        show_json({**about, "remarks": remarks})
        return
    print(f"様式を書き出しました: {output.name}({made.subject} {made.title})")
    for remark in remarks:
        talk(f"▲ {remark}")
    talk(said_here(WORDING))
    print(f"記入されたら: {_recorded_by(contract, made.kind, subcontract)}")


def _recorded_by(contract: str, kind: str, subcontract: str) -> str:
    """The command that records the form once it is filled in."""
    of = f" --subcontract {subcontract}" if subcontract else ""
    if kind == "subcontract":
        return f"lifecycle subcontract apply {contract}{of} --from 記入済みの様式.xlsx"
    return f"lifecycle attach {contract} {kind}{of} --from 記入済みの様式.xlsx"


def _asked(dates: Dates, common: Common) -> "tuple[App, AsOf]":
    from lifecycle.app import open_app
    from lifecycle.records.as_of import AsOf

    app = open_app(actor=common.actor)
    return app, AsOf(day(dates.as_of, "--as-of") or app.today(), day(dates.known_by, "--known-by"))


def _command(contract: str, form: "OfferedForm") -> str:
    of = f" --subcontract {form.subcontract}" if form.subcontract else ""
    return f"lifecycle letter form {contract} {form.kind}{of} -o {form.name}"


def _document(contract: str, form: "OfferedForm") -> dict[str, object]:
    subject = f"{contract}/{form.subcontract}" if form.subcontract else contract
    about = {"kind": form.kind, "title": form.title, "subject": subject, "filled_by": form.filled_by, "name": form.name}
    return {**about, "codes": list(form.codes), "command": _command(contract, form)}
