"""`subcontract apply / approve / reject / amend / start / finish / list / show`: the commands for subcontracts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from config.errors import Exit
from config.place import said_here
from lifecycle.cli.as_shown import ShownCode, as_shown
from lifecycle.cli.contracts import Sets, given_fields
from lifecycle.cli.named import Number
from lifecycle.cli.options import options_of, typed_in
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, leave, show_json, show_rows, wareki
from states.columns import DECISION, SUBCONTRACT, columns_of
from states.evidence import NOTICE

if TYPE_CHECKING:
    from lifecycle.app import App
    from lifecycle.usecases.deciding import Decision
    from lifecycle.usecases.subcontracts import SubcontractSeen

GROUP_COMPANIES = "子会社・グループ会社への委託も再委託です。"
_COLUMNS = {
    "id": "番号",
    "stage": "段階",
    "subcontractor": "再委託先",
    "approved_on": "承認日",
    "started_on": "業務開始日",
    "unmet": "不足",
}
if TYPE_CHECKING:
    Application = object
else:
    # The decision is the 所属長's and has commands of its own.
    _OFFERED = (*columns_of(SUBCONTRACT), *(c for c in columns_of(NOTICE) if c.name != "document_no"))
    Application = options_of("Application", (c for c in _OFFERED if c.name not in DECISION))
NOTHING_TYPED = Application()
_Day = Annotated[str | None, Parameter(help="日付(R6.7.1 など)")]


def apply(
    contract: Number,
    *,
    fields: Application = NOTHING_TYPED,
    under: Annotated[str, Parameter(help="再々委託のとき、親の再委託番号")] = "",
    set_: Sets = (),
    from_: Annotated[Path | None, Parameter(name="--from", help="記入済みの再委託承認申請書(Excel)から読む")] = None,
    no: Annotated[Number, Parameter(name="--subcontract", help="再委託番号を入れて作った申請書のとき(--from)")] = "",
    common: Common = DEFAULTS,
) -> None:
    """再委託の申請を記録する。後から見つかったものも、業務開始日とともにありのまま記録する(無承認)。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import applications, subcontracts

    app, given = open_app(actor=common.actor), given_fields(set_, typed_in(fields))
    if from_:
        seen = applications.apply_from(app, from_, contract, no, given, under).seen
    else:
        seen = subcontracts.apply(app, contract, given, under)
    _told(seen, common, "申請を記録しました")


def approve(
    contract: Number,
    no: str,
    *,
    approval_no: Annotated[str | None, Parameter(name="--approval-no", help="承認文書番号")] = None,
    planned_visit_on: _Day = None,
    shown: ShownCode = None,
    file: Annotated[tuple[Path, ...], Parameter(name="--file", help="書面で承認したときの承認書の原本")] = (),
    approved_on: Annotated[str | None, Parameter(help="承認書の日付(--file のときだけ)")] = None,
    approved_by: Annotated[str | None, Parameter(help="承認書の承認者(--file のときだけ)")] = None,
    common: Common = DEFAULTS,
) -> None:
    """再委託を承認する({所属長})。承認日と承認者は操作した日と人になる。通知の求める四つの事項がそろわなければ5で終わる。

    書面で承認したものは --file で原本を添えて記録し、添えた人とは別の職員が review confirm で原本を確認する。
    """
    from lifecycle.app import open_app
    from lifecycle.usecases import deciding

    typed = {"approval_no": approval_no, "planned_visit_on": planned_visit_on}
    typed |= {"approved_on": approved_on, "approved_by": approved_by}
    app, given = open_app(actor=common.actor), given_fields((), typed)
    if file:
        seen = deciding.approve_on_paper(app, contract, no, given, file)
        _told(seen, common, "承認書の原本を記録しました(別の職員が原本を確認すると、承認として数えます)")
        return
    asked = deciding.to_decide(app, contract, no)
    code = as_shown(asked, shown, f"lifecycle subcontract show {contract} {no}")
    done = deciding.approve(app, contract, no, given, code)
    if common.json:
        show_json({**document(done.seen), "approved": not done.refused, "refused": done.refused, "advice": done.advice})
    else:
        _show_decision(app, done, contract, no)
    leave(Exit.REFUSED if done.refused else Exit.DONE)


def _show_decision(app: "App", done: "Decision", contract: str, no: str) -> None:
    from states.duty import basis_of

    book = app.book
    _show_weighed(done.seen)
    _show_notes(done.seen)
    for reason in done.refused:
        print(f"  ■ {reason} [{book.approval_rule.code}]")
    for advice in done.advice:
        print(f"  ▲ {advice} [{book.rule_of_step('inspect_onsite').code}]")
    refusal = f"承認できません。根拠 {basis_of(book, book.approval_rule.code, app.today()).source}"
    print(f"{done.seen.id}: {refusal if done.refused else '承認を記録しました。'}")
    if done.refused:
        print(f"次にすること: lifecycle subcontract amend {contract} {no} --set 項目=値 で補い、もう一度承認する")


def reject(
    contract: Number,
    no: str,
    *,
    reason: Annotated[str, Parameter(help="不承認の理由")],
    rejected_on: Annotated[str | None, Parameter(help="入れません(不承認日は操作した日になる)")] = None,
    shown: ShownCode = None,
    common: Common = DEFAULTS,
) -> None:
    """再委託を承認しない({所属長})。不承認日は操作した日になる。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import deciding

    app = open_app(actor=common.actor)
    given = given_fields((), {"rejected_on": rejected_on, "rejection_reason": reason})
    asked = deciding.to_decide(app, contract, no)
    code = as_shown(asked, shown, f"lifecycle subcontract show {contract} {no}")
    _told(deciding.reject(app, contract, no, given, code), common, "不承認を記録しました")


def withdraw(
    contract: Number,
    no: str,
    *,
    reason: Annotated[str, Parameter(help="取り消す理由")],
    common: Common = DEFAULTS,
) -> None:
    """承認・不承認の操作を取り消す({所属長})。申請は審査中に戻る。"""
    from lifecycle.app import open_app
    from lifecycle.usecases import deciding

    seen = deciding.withdraw_decision(open_app(actor=common.actor), contract, no, reason)
    _told(seen, common, "承認・不承認を取り消しました")


def amend(contract: Number, no: str, *, set_: Sets = (), common: Common = DEFAULTS) -> None:
    """再委託の内容を補い、改める。例: lifecycle subcontract amend R6-0012 1 --set 業務遂行能力=同種業務の実績5件"""
    _record(contract, no, given_fields(set_, {}), common, "内容を改めました")


def start(
    contract: Number,
    no: str,
    *,
    started_on: Annotated[str, Parameter(name="--on", help="業務開始日")],
    common: Common = DEFAULTS,
) -> None:
    """再委託先の業務開始を記録する。事実は拒まれない。承認の前なら無承認として残り、{所属長}に知らせる。"""
    _record(contract, no, {"started_on": started_on}, common, "業務開始を記録しました")


def finish(
    contract: Number,
    no: str,
    *,
    finished_on: Annotated[str, Parameter(name="--on", help="終了日")],
    common: Common = DEFAULTS,
) -> None:
    """再委託の終了を記録する。返還・廃棄は attach return_disposal --subcontract で記録する。"""
    _record(contract, no, {"finished_on": finished_on}, common, "終了を記録しました")


def _record(contract: str, no: str, given: dict[str, str], common: Common, words: str) -> None:
    from lifecycle.app import open_app
    from lifecycle.usecases import subcontracts

    _told(subcontracts.record(open_app(actor=common.actor), contract, no, given), common, words)


def list_(contract: Number, *, dates: Dates = ANY_DATE, common: Common = DEFAULTS) -> None:
    """契約の再委託の一覧(再々委託を含む)。"""
    seen = _seen(contract, dates, common)
    if common.json:
        show_json([document(one) for one in seen])
        return
    show_rows(_COLUMNS, [{**document(one), "stage": one.stage.label, "unmet": len(_unmet(one))} for one in seen])


def show(contract: Number, no: str | None = None, *, dates: Dates = ANY_DATE, common: Common = DEFAULTS) -> None:
    """再委託の内容と不足。番号を省くと木全体。"""
    from config.errors import NotFoundError
    from notifications.plain import wrap

    seen = [one for one in _seen(contract, dates, common) if no in (None, one.subcontract.no)]
    if no is not None and not seen:
        raise NotFoundError(f"契約 {contract} に再委託 {no} はありません。")
    codes = {} if dates.given else _codes(contract, seen, common)
    if common.json:
        documents = [{**document(one), "shown": codes.get(one.subcontract.no)} for one in seen]
        show_json(documents if no is None else documents[0])
        return
    for one in seen:
        depth = "  " * one.subcontract.no.count(".")
        print(f"{depth}{one.id}  {one.stage.label}  {one.subcontract.sheet.subcontractor}")
        _show_weighed(one, depth)
        for finding in _unmet(one):
            print(wrap(f"{finding.reason} [{finding.code}]", f"{depth}  ■ ", f"{depth}    "))
        if code := codes.get(one.subcontract.no):
            print(f"{depth}  決裁するときの符号: --shown {code}")
    print(GROUP_COMPANIES)


def _codes(contract: str, seen: list["SubcontractSeen"], common: Common) -> dict[str, str]:
    """The hash by which a decision on each undecided subcontract, as it stands now, is bound to what is shown."""
    from lifecycle.app import open_app
    from lifecycle.usecases import deciding

    app = open_app(actor=common.actor)
    return {one.subcontract.no: deciding.to_decide(app, contract, one.subcontract.no).shown for one in seen}


def _seen(contract: str, dates: Dates, common: Common) -> list["SubcontractSeen"]:
    from lifecycle.app import open_app
    from lifecycle.usecases import subcontracts

    app = open_app(actor=common.actor)
    return subcontracts.every(app, contract, dates.asked(app.today()))


def _unmet(seen: "SubcontractSeen") -> list[Any]:
    return [finding for finding in seen.findings if finding.blocking]


def _show_weighed(seen: "SubcontractSeen", margin: str = "") -> None:
    from notifications.plain import wrap

    for label, value in seen.weighed:
        print(wrap(value or "(記録なし)", f"{margin}  {label}: ", f"{margin}    "))
    sheet = seen.subcontract.sheet
    if sheet.specific_pi or sheet.sensitive_pi:
        print(f"{margin}  実地調査の予定日: {wareki(sheet.planned_visit_on)}")


def _show_notes(seen: "SubcontractSeen") -> None:
    from notifications.plain import wrap

    for note in seen.notes:
        print(wrap(note, "  ▲ 確かめてください: ", "    "))


def _told(seen: "SubcontractSeen", common: Common, words: str) -> None:
    if common.json:
        show_json(document(seen))
        return
    print(f"{seen.id}: {words}。段階 {seen.stage.label}。{GROUP_COMPANIES}")
    _show_notes(seen)
    if seen.unapproved:
        from config.loader import rule_book

        code = rule_book().approval_rule.code
        told = said_here("承認の前に業務が始まっています(無承認)。所見として残り、{所属長}に知らせます。")
        print(f"  ■ {told}[{code}]")


def document(seen: "SubcontractSeen") -> dict[str, Any]:
    """A subcontract in JSON."""
    sheet, notice = seen.subcontract.sheet, seen.subcontract.notice
    names = ("subcontractor", "handles_pi", "specific_pi", "sensitive_pi", "applied_on", "approved_on", "approval_no",
             "started_on", "finished_on", "rejected_on", "planned_visit_on")  # fmt: skip
    return {
        "id": seen.id,
        "contract": seen.contract,
        "no": seen.subcontract.no,
        "stage": seen.stage,
        "unapproved": seen.unapproved,
        **{name: getattr(sheet, name) for name in names},
        "notice_confirmed_on": notice.notice_confirmed_on if notice else None,
        "weighed": dict(seen.weighed),
        "unmet": [{"code": f.code, "reason": f.reason, "due_on": f.due_on} for f in _unmet(seen)],
        "notes": seen.notes,
    }
