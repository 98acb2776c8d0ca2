"""`contract list / show / register / amend`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from config.errors import UsageError
from config.marks import at_the_foot
from config.vocabulary import MARK_ATTENTION, MARK_NOT_STARTED, MARK_OK, MARK_OVERDUE, Stage, Standing
from lifecycle.cli.listing import EVERYTHING, FIRST, Narrow, Paged, rows_of
from lifecycle.cli.named import NewOffice, Number
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, show_json, show_rows, talk, wareki
from lifecycle.cli.prompt import is_interactive

if TYPE_CHECKING:
    from lifecycle.app import App
    from lifecycle.views.contracts import Listed
    from states.documents import Column

_COLUMNS = {
    "mark": "",
    "id": "契約番号",
    "stage": "段階",
    "standing": "状態",
    "unmet": "不足",
    "overdue": "超過",
    "due_on": "最も早い期限",
    "division": "所属",
    "title": "業務名",
    "on_record": "残る不備",
}


def list_(
    *,
    narrow: Narrow = EVERYTHING,
    paged: Paged = FIRST,
    dates: Dates = ANY_DATE,
    common: Common = DEFAULTS,
) -> None:
    """契約の一覧。■停滞 ▲注意 ●順調 ○着手前"""
    from lifecycle.app import open_app
    from lifecycle.views.contracts import contracts_page

    app = open_app(actor=common.actor)
    asked = dates.asked(app.today()) if dates.given else None
    sought = narrow.sought(app.book)
    part = rows_of(lambda page: contracts_page(app, sought, page, asked), paged, whole=common.json)
    rows = [asdict(row) | {"mark": _mark(row)} for row in part.rows]
    if common.json:
        show_json([{k: v for k, v in row.items() if k != "mark"} for row in rows])
        return
    show_rows(_COLUMNS, rows, gives_way=("division", "on_record", "title"))
    part.say()
    if any(row.due_on for row in part.rows) and (foot := at_the_foot(app.book.due_marks, shown=False)):
        talk(foot)
    say_if_fictional(app)


def _mark(row: "Listed") -> str:
    if row.standing is Standing.NEEDS_CORRECTION:
        return MARK_OVERDUE
    if row.standing is Standing.ATTENTION:
        return MARK_ATTENTION
    return MARK_NOT_STARTED if row.stage is Stage.ESTIMATE else MARK_OK


def say_if_fictional(app: "App") -> None:
    """Say on stderr that the stored ledger is the synthetic one."""
    from lifecycle.records.flags import FICTIONAL, is_fictional

    with app.reading() as connection:
        if is_fictional(connection):
            talk(FICTIONAL)


def show(contract: Number, *, dates: Dates = ANY_DATE, common: Common = DEFAULTS) -> None:
    """契約の内容・義務・例外承認・証拠。"""
    from lifecycle.app import open_app
    from lifecycle.cli.contract_page import lines
    from lifecycle.views import contracts
    from lifecycle.views.contract_documents import contract_document

    app = open_app(actor=common.actor)
    shown = contracts.show(app, contract, dates.asked(app.today()))
    if common.json:
        show_json(contract_document(shown))
        return
    print("\n".join(lines(shown)))
    say_if_fictional(app)


def given_fields(pairs: tuple[str, ...], named: Mapping[str, str | None]) -> dict[str, str]:
    """The fields as they were typed, by --set name=value and by named options."""
    given = {name: value for name, value in named.items() if value is not None}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise UsageError(f"--set は 項目=値 の形で書いてください(「{pair}」)。")
        if name.strip() in given:
            raise UsageError(f"項目「{name.strip()}」が二度指定されています。")
        given[name.strip()] = value
    return given


Sets = Annotated[tuple[str, ...], Parameter(name="--set", help="項目=値(繰り返し可。項目は英語名か台帳の列名)")]


def register(
    contract: Number,
    *,
    division: Annotated[NewOffice | None, Parameter(help="所属")] = None,
    title: Annotated[str | None, Parameter(help="業務名")] = None,
    contractor: Annotated[str | None, Parameter(help="委託先")] = None,
    fiscal_year: Annotated[str | None, Parameter(name="--fiscal-year", help="年度(R6)")] = None,
    set_: Sets = (),
    common: Common = DEFAULTS,
) -> None:
    """契約を見積の段階で登録する。ほかの項目は --set 見積徴取日=R6.3.1 のように入れる。端末では一つずつ尋ねる。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import contracts

    named = {"division": division, "title": title, "contractor": contractor, "fiscal_years": fiscal_year}
    given = given_fields(set_, named)
    app = open_app(actor=common.actor)
    if not given and is_interactive():
        given = _asked(app, contract)
    notes = contracts.register(app, contract, given)
    if common.json:
        show_json({"contract": contract, "stage": "estimate", "notes": notes})
    else:
        _talk_notes(notes)
        print(f"{contract} を登録しました。次に: lifecycle why {contract}")


def _asked(app: "App", contract: str) -> dict[str, str]:
    """Ask a person at the terminal for a contract's fields, once it is sure that the contract could be registered."""
    from lifecycle.cli.prompt import ask, confirm
    from lifecycle.fields.questions import contract_questions
    from lifecycle.usecases.contracts import REQUIRED, offices_for_a_new
    from states.columns import CONTRACT, columns_of

    title = f"契約 {contract} を登録します"
    answers = ask(title, contract_questions(REQUIRED, offices_for_a_new(app, contract)))
    confirm(title, answers, columns_of(CONTRACT))
    return answers


def amend(
    contract: Number,
    *,
    concluded_on: Annotated[str | None, Parameter(name="--concluded-on", help="締結日")] = None,
    performance_start_on: Annotated[str | None, Parameter(name="--performance-start-on", help="履行開始日")] = None,
    performance_end_on: Annotated[str | None, Parameter(name="--performance-end-on", help="履行期限")] = None,
    record_count: Annotated[str | None, Parameter(name="--record-count", help="取扱件数")] = None,
    reason: Annotated[str | None, Parameter(help="改める理由(記録に残る)")] = None,
    set_: Sets = (),
    common: Common = DEFAULTS,
) -> None:
    """契約の事実を改める。義務はその場で判定し直される。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import contracts
    from notifications.plain import wrap
    from states.columns import CONTRACT, columns_of

    named = {
        "concluded_on": concluded_on,
        "performance_start_on": performance_start_on,
        "performance_end_on": performance_end_on,
        "record_count": record_count,
    }
    app = open_app(actor=common.actor)
    done = contracts.amend(app, contract, given_fields(set_, named), reason)
    if common.json:
        appeared, met = ([{"subject": f.subject, "code": f.code} for f in fs] for fs in (done.appeared, done.met))
        answer = {"contract": contract, "changes": done.changes, "appeared": appeared, "met": met}
        show_json({**answer, "notes": done.notes})
        return
    columns = {c.name: c for c in columns_of(CONTRACT)}
    for name, (old, new) in done.changes.items():
        print(f"{columns[name].label}: {_text(columns[name], old)} → {_text(columns[name], new)}")
    for mark, findings in (("■ 新たな不足", done.appeared), ("● 充足・対象外", done.met)):
        for finding in findings:
            note = app.book.due_mark(finding.code) if finding.due_on else ""
            print(wrap(f"{finding.reason} [{finding.code}] 期限 {wareki(finding.due_on)}{note}", f"  {mark} ", "    "))
    _talk_notes(done.notes)
    print(f"次に: lifecycle why {contract}" if done.changes else "変わりはありません。")


def _talk_notes(notes: Sequence[str]) -> None:
    """Say on stderr what is to be made sure of in the dates that were recorded."""
    from notifications.plain import wrap

    for note in notes:
        talk(wrap(note, "▲ 確かめてください: ", "  "))


def _text(column: "Column", stored: Any) -> str:
    from lifecycle.fields.values import stored_text

    return "(空欄)" if stored is None else stored_text(column, stored)
