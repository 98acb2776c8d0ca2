"""`letter request` and `letter reminder`: the letters to the contractor, in Word, ready for 決裁."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from config.errors import RequestFault, RoleError, UsageError
from config.place import said_here
from lifecycle.cli.books import Force
from lifecycle.cli.named import Number
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, day, show_json, talk
from lifecycle.cli.wording import in_words

if TYPE_CHECKING:
    from lifecycle.app import App
    from lifecycle.papers.letters.write import Written
    from lifecycle.records.as_of import AsOf

Output = Annotated[Path, Parameter(name=("--output", "-o"), help="書き出すファイル(.docx)")]
OfSubcontract = Annotated[Number, Parameter(help="再委託番号(1、1.1 など)")]
Due = Annotated[str | None, Parameter(help="提出期限")]
WORDING = (
    "文面はこの仕組みの文例です〔仮定〕。{government}の通知文例は資料で省略されており未入手です。"
    "起案・決裁の上で送ってください。"
)


def request(
    contract: Number,
    *,
    output: Output,
    form: Annotated[Path | None, Parameter(help="チェックリストの様式(.xlsx)。既定は依頼文の隣")] = None,
    agreed: Annotated[tuple[str, ...], Parameter(help="取り決めた遵守事項。項目=内容(3・16・19、繰り返し可)")] = (),
    due: Due = None,
    subcontract: OfSubcontract = "",
    force: Force = False,
    dates: Dates = ANY_DATE,
    common: Common = DEFAULTS,
) -> None:
    """自己点検の依頼文(Word)と、この契約に合わせて斜線を引いたチェックリスト(Excel)を作る。

    --subcontract を付けると、再委託先の自己点検を委託先に依頼する文書と、再委託先の様式を作ります。

    例: lifecycle letter request R6-0012 -o 依頼文.docx --agreed 3=保管庫の施錠 --due R6.4.19
    """
    from lifecycle.papers.letters import write

    app, as_of = _asked(dates, common)
    beside = form or output.with_name(f"{output.stem}_チェックリスト.xlsx")
    promised, due_on = _agreed(agreed), day(due, "--due")
    done = write.request(
        app, contract, output, beside, as_of, agreed=promised, due_on=due_on, force=force, subcontract=subcontract
    )
    kept = not subcontract and _kept(app, contract, promised)
    if common.json:
        show_json({**_document(done), "kept": kept})
        return
    print(f"依頼文を書き出しました: {done.file}")
    struck = f"斜線 {'・'.join(map(str, done.struck))}" if done.struck else "斜線なし"
    print(f"  様式: {done.form}({struck})")
    _say_kept(kept, bool(promised), subcontract)
    _talk(done)
    _next_steps(contract, subcontract, due)


def _say_kept(kept: bool, promised: bool, subcontract: str) -> None:
    """Say whether the agreed items went on record; a subcontractor's form leaves the contract's record as it is."""
    if kept:
        print("  遵守事項: 取り決めた項目を記録しました。")
    elif promised:
        kept_already = "既に同じ内容があるか、記録できる職ではありません"
        talk(f"▲ 遵守事項は記録していません({'契約の記録は改めません' if subcontract else kept_already})。")


def _next_steps(contract: str, subcontract: str, due: str | None) -> None:
    if due and not subcontract:
        record = f"lifecycle contract amend {contract} --set チェックリストの提出期限={due}"
        print(f"次にすること: 送ったら {record}(督促の文書に、この期限が載ります)")
    of = f" --subcontract {subcontract}" if subcontract else ""
    print(f"受け取ったら: lifecycle attach {contract} checklist{of} --from 記入済みの様式.xlsx")


def reminder(
    contract: Number,
    *,
    output: Output,
    due: Due = None,
    told_due: Annotated[str | None, Parameter(help="先の依頼文で示した提出期限(記録がないとき)")] = None,
    force: Force = False,
    dates: Dates = ANY_DATE,
    common: Common = DEFAULTS,
) -> None:
    """督促の文書(Word): 委託先からまだ届いていないものを、契約上の根拠とともに。なければ6で終わる。

    期限の欄に載るのは、依頼文で委託先に示した日だけです(契約の「チェックリストの提出期限」か --told-due)。
    """
    from lifecycle.papers.letters import write

    app, as_of = _asked(dates, common)
    done = write.reminder(
        app, contract, output, as_of, due_on=day(due, "--due"), told_on=day(told_due, "--told-due"), force=force
    )
    if common.json:
        show_json(_document(done))
        return
    print(f"督促の文書を書き出しました: {done.file}")
    for item in done.items:
        print(f"  ・{item}")
    _talk(done)


def _kept(app: "App", contract: str, agreed: dict[int, list[str]]) -> bool:
    """Whether the agreed items went on record; who may only read writes the letter all the same."""
    from lifecycle.usecases.agreed import keep_agreed

    try:
        return keep_agreed(app, contract, agreed)
    except RoleError:
        return False


def _asked(dates: Dates, common: Common) -> "tuple[App, AsOf]":
    from lifecycle.app import open_app
    from lifecycle.records.as_of import AsOf

    app = open_app(actor=common.actor)
    return app, AsOf(day(dates.as_of, "--as-of") or app.today(), day(dates.known_by, "--known-by"))


def _agreed(given: tuple[str, ...]) -> dict[int, list[str]]:
    """The agreed items as typed, by their number. Raises UsageError."""
    kinds_of_article: dict[int, list[str]] = {}
    wrong = []
    for text in given:
        number, _, content = text.partition("=")
        if not number.strip().isdecimal() or not content.strip():
            wrong.append(f"「{text}」")
        else:
            kinds_of_article.setdefault(int(number), []).append(content.strip())
    if wrong:
        raise UsageError(f"--agreed は 項目=内容 の形で指定してください: {'、'.join(wrong)}")
    return kinds_of_article


def _document(done: "Written") -> dict[str, Any]:
    """The JSON of `letter request` and `letter reminder`."""
    return {**asdict(done), "remarks": _remarks(done)}


def _remarks(done: "Written") -> list[str]:
    return [in_words(RequestFault(remark.code, remark.message, values=remark.values)) for remark in done.remarks]


def _talk(done: "Written") -> None:
    for remark in _remarks(done):
        talk(f"▲ {remark}")
    talk(said_here(WORDING))
