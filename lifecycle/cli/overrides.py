"""`override request / approve / reject / revoke / show / list`: the commands for exceptions, which stay on record."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from config.errors import CancelledError, UsageError
from lifecycle.cli.listing import EVERYTHING, FIRST, Narrow, Paged, Part, rows_of
from lifecycle.cli.named import Number
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, day, show_json, show_rows, wareki

if TYPE_CHECKING:
    from sqlalchemy import Row

    from config.vocabulary import OverrideCategory
    from lifecycle.usecases.overrides import Preview

_COLUMNS = {
    "id": "番号",
    "subject": "対象",
    "codes": "規則",
    "status": "状態",
    "expires_on": "期限",
    "document_no": "文書番号",
}
_STATUS = {"requested": "申請中", "approved": "適用", "rejected": "却下", "revoked": "取消"}


def request(
    contract: Number,
    *,
    rule: Annotated[tuple[str, ...], Parameter(name="--rule", help="規則コード(繰り返し可)")],
    category: Annotated[str, Parameter(help="incurable / emergency / legacy / other(日本語の名でも可)")],
    reason: Annotated[str, Parameter(help="理由(20字以上)")],
    document_no: Annotated[str, Parameter(name="--document-no", help="てん末書・伺の文書番号")],
    expires: Annotated[str | None, Parameter(help="期限(既定は90日後)")] = None,
    subcontract: Annotated[Number, Parameter(help="再委託番号")] = "",
    dry_run: Annotated[bool, Parameter(name="--dry-run", help="何が開くか、誰に知らせるかを見るだけ")] = False,
    common: Common = DEFAULTS,
) -> None:
    """例外承認を申請する。承認できるのは別の人(S3-01・S4-03 は{制度所管課}、ほかは{所属長})。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import overrides

    app = open_app(actor=common.actor)
    codes = tuple(dict.fromkeys(code.upper() for code in rule))
    until = day(expires, "--expires")
    asked = overrides.Request(contract, codes, _category(category), reason, document_no, until, subcontract)
    preview = overrides.request(app, asked, dry_run=dry_run)
    if common.json:
        show_json(_preview_document(preview, dry_run=dry_run))
    else:
        print("\n".join(_preview_lines(preview, dry_run=dry_run)))


def _preview_document(preview: "Preview", *, dry_run: bool) -> dict[str, Any]:
    """The JSON of `override request`."""
    return {
        "id": preview.id,
        "subject": preview.subject,
        "dry_run": dry_run,
        "lifts": [{"code": d.code, "reason": d.reason, "source": d.source} for d in preview.lifted],
        "approver": preview.approver,
        "told": preview.told,
        "expires_on": preview.expires_on,
        "notes": preview.notes,
    }


def _preview_lines(preview: "Preview", *, dry_run: bool) -> Iterator[str]:
    """The lines of a preview: what an exception would open, by which source, who decides and who will be told."""
    from notifications.plain import wrap

    yield f"例外承認 {preview.id} " + ("(試しただけで、申請していません)" if dry_run else "を申請しました。")
    yield f"  対象 {preview.subject} / 期限 {wareki(preview.expires_on)} / 決裁 {preview.approver.label}"
    for duty in preview.lifted:
        yield wrap(f"[{duty.code}] {duty.reason}", "  開く規則 ", "    ")
        yield wrap(duty.source, "    根拠 ", "      ")
    yield wrap("、".join(dict.fromkeys(preview.told)), "  承認されたとき知らせる先 ", "    ")
    yield "  例外承認は関門を開くだけです(規程上の例外ではない)。所見・表・履歴に残ります。"
    for note in preview.notes:
        yield wrap(note, "  確かめること ", "    ")
    if not dry_run:
        yield f"次にすること: {preview.approver.label}が lifecycle override approve {preview.id}"


def _category(text: str) -> "OverrideCategory":
    from config.vocabulary import OverrideCategory
    from lifecycle.fields.terms import term_named

    return term_named(text, OverrideCategory, "区分", "category_unknown", "category")


def approve(
    override: Number,
    *,
    confirm: Annotated[str | None, Parameter(help="契約番号(端末がないとき)")] = None,
    common: Common = DEFAULTS,
) -> None:
    """申請された例外承認を承認する。契約番号を入力して確かめる。"""
    from lifecycle.app import open_app
    from lifecycle.records.one_contract import may_read_of
    from lifecycle.usecases import overrides

    app = open_app(actor=common.actor)
    if confirm is None:
        if not sys.stdin.isatty():
            raise UsageError("端末がないところでは、契約番号を --confirm で指定してください。")
        with app.reading() as connection:
            row = overrides.find(connection, override)
            may_read_of(connection, row.contract, app.reader(connection).must)
        sys.stderr.write(
            f"{row.subject} の {row.codes} を {wareki(row.expires_on)}まで開きます。契約番号を入力してください: "
        )
        try:
            confirm = input().strip()
        except EOFError:
            raise CancelledError("承認しませんでした。") from None
    _settled(overrides.approve(app, override, confirm), "承認しました", common)


def reject(
    override: Number,
    *,
    reason: Annotated[str, Parameter(help="却下の理由")],
    common: Common = DEFAULTS,
) -> None:
    """申請された例外承認を却下する。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import overrides

    _settled(overrides.reject(open_app(actor=common.actor), override, _stated(reason)), "却下しました", common)


def revoke(
    override: Number,
    *,
    reason: Annotated[str, Parameter(help="取り消す理由")],
    common: Common = DEFAULTS,
) -> None:
    """適用中の例外承認を取り消す。関門は今日から閉じる。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import overrides

    _settled(overrides.revoke(open_app(actor=common.actor), override, _stated(reason)), "取り消しました", common)


def _stated(reason: str) -> str:
    """The reason, which must say something. Raises UsageError."""
    if not reason.strip():
        raise UsageError("理由を書いてください(記録に残ります)。")
    return reason.strip()


def _settled(row: "Row[Any]", words: str, common: Common) -> None:
    if common.json:
        from lifecycle.views.register_documents import exception_document

        show_json(exception_document(dict(row._mapping)))
    else:
        until = f"期限 {wareki(row.expires_on)}" if row.status == "approved" else ""
        print(f"例外承認 {row.id}({row.subject} {row.codes})を{words}。{until}")


def show(override: Number, *, dates: Dates = ANY_DATE, common: Common = DEFAULTS) -> None:
    """例外承認の内容。"""
    from lifecycle.app import open_app
    from lifecycle.views.override_register import entry_of

    app = open_app(actor=common.actor)
    entry = entry_of(app, override, dates.asked(app.today()) if dates.given else None)
    if common.json:
        from lifecycle.views.register_documents import exception_document

        show_json(exception_document(entry))
        return
    print(f"例外承認 {entry['id']}  {_STATUS[entry['status']]}(規程上の例外ではない)")
    print(f"  対象 {entry['subject']} / 規則 {entry['codes']} / 期限 {wareki(entry['expires_on'])}")
    print(f"  理由 {entry['reason']}\n  文書番号 {entry['document_no']}")
    print(f"  申請 {wareki(entry['requested_on'])} / 決裁 {wareki(entry['decided_on'])}")


def list_(
    contract: Number | None = None,
    *,
    narrow: Narrow = EVERYTHING,
    paged: Paged = FIRST,
    dates: Dates = ANY_DATE,
    common: Common = DEFAULTS,
) -> None:
    """例外承認の一覧。契約番号を省くと、見られる契約の全て。"""
    from lifecycle.app import open_app
    from lifecycle.views.override_register import exceptions_page, register

    app = open_app(actor=common.actor)
    asked = dates.asked(app.today()) if dates.given else None
    if contract is None:
        sought = narrow.sought(app.book)
        part = rows_of(lambda page: exceptions_page(app, sought, page, asked), paged, whole=common.json)
    else:
        part = Part(register(app, contract, asked))
    if common.json:
        from lifecycle.views.register_documents import exception_document

        show_json([exception_document(entry) for entry in part.rows])
        return
    show_rows(_COLUMNS, [{**entry, "status": _STATUS[entry["status"]]} for entry in part.rows])
    part.say()
