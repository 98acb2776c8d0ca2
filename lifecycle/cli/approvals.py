"""`waiver` and `review`: acts of persons about documents, each bound to what was shown."""

from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from config.errors import Exit
from lifecycle.cli.as_shown import ShownCode, as_shown
from lifecycle.cli.named import Number
from lifecycle.cli.output import DEFAULTS, Common, leave, show_json

if TYPE_CHECKING:
    from lifecycle.usecases.approvals import ActAsked, ActResult

_Subcontract = Annotated[Number, Parameter(help="再委託番号")]
_Kind = Annotated[str, Parameter(help="contract_review(省いたとき)・subcontract・onsite_waiver")]
_Reason = Annotated[str, Parameter(help="取り消す理由")]


def show_waiver(contract: Number, *, subcontract: _Subcontract = "", common: Common = DEFAULTS) -> None:
    """実地調査に代わる対応の、承認の対象となる内容と符号。"""
    from config.vocabulary import ActKind

    _show(contract, ActKind.ACCEPTANCE, "onsite_waiver", subcontract, common)


def approve_waiver(
    contract: Number, *, subcontract: _Subcontract = "", shown: ShownCode = None, common: Common = DEFAULTS
) -> None:
    """実地調査に代わる対応を承認する(庁舎内・入室制限は{所属長}、{government}外・その他は{制度所管課})。

    代わる対応が理由に足りなければ5で終わる。
    """
    from config.vocabulary import ActKind
    from lifecycle.app import open_app
    from lifecycle.usecases import approvals

    app = open_app(actor=common.actor)
    asked = approvals.asked_about(app, contract, ActKind.ACCEPTANCE, "onsite_waiver", subcontract)
    code = as_shown(asked, shown, f"lifecycle waiver show {contract}")
    done = approvals.accept_substitute(app, contract, code, subcontract)
    _told(done, "実地調査に代わる対応を承認しました。", common)
    leave(Exit.REFUSED if done.refused else Exit.DONE)


def withdraw_waiver(
    contract: Number, *, reason: _Reason, subcontract: _Subcontract = "", common: Common = DEFAULTS
) -> None:
    """実地調査に代わる対応の承認の操作を取り消す。"""
    from config.vocabulary import ActKind

    _withdraw(contract, ActKind.ACCEPTANCE, "onsite_waiver", reason, subcontract, common)


def show_review(
    contract: Number, kind: _Kind = "contract_review", *, subcontract: _Subcontract = "", common: Common = DEFAULTS
) -> None:
    """二人目の職員が確認する内容と符号。"""
    from lifecycle.usecases.approvals import act_of_confirming

    _show(contract, act_of_confirming(kind), kind, subcontract, common)


def confirm(
    contract: Number,
    kind: _Kind = "contract_review",
    *,
    subcontract: _Subcontract = "",
    shown: ShownCode = None,
    common: Common = DEFAULTS,
) -> None:
    """二人目の職員として確認する。契約書の再確認、又は署名・押印のある承認の原本の確認。

    契約書は確認・記録した人、原本は添えた人には確認できない。
    """
    from config.vocabulary import ActKind
    from lifecycle.app import open_app
    from lifecycle.usecases import approvals

    app, what = open_app(actor=common.actor), approvals.act_of_confirming(kind)
    asked = approvals.asked_about(app, contract, what, kind, subcontract)
    code = as_shown(asked, shown, f"lifecycle review show {contract} {kind}")
    if what is ActKind.SECOND_CHECK:
        _told(approvals.check_again(app, contract, code), "契約書を再確認しました。", common)
    else:
        _told(approvals.confirm_original(app, contract, kind, code, subcontract), "原本を確認しました。", common)


def withdraw_review(
    contract: Number,
    kind: _Kind = "contract_review",
    *,
    reason: _Reason,
    subcontract: _Subcontract = "",
    common: Common = DEFAULTS,
) -> None:
    """二人目の職員としての確認の操作を取り消す。"""
    from lifecycle.usecases.approvals import act_of_confirming

    _withdraw(contract, act_of_confirming(kind), kind, reason, subcontract, common)


def _show(contract: str, what: Any, kind: str, subcontract: str, common: Common) -> None:
    from lifecycle.app import open_app
    from lifecycle.usecases.approvals import asked_about

    asked = asked_about(open_app(actor=common.actor), contract, what, kind, subcontract)
    if common.json:
        show_json(_document(asked))
        return
    for line in asked.lines:
        print(f"  {line}")
    print(f"符号: --shown {asked.shown}")


def _withdraw(contract: str, what: Any, kind: str, reason: str, subcontract: str, common: Common) -> None:
    from lifecycle.app import open_app
    from lifecycle.usecases.approvals import withdraw_act

    done = withdraw_act(open_app(actor=common.actor), contract, what, kind, reason, subcontract)
    _told(done, f"{what.label}の操作を取り消しました。", common)


def _told(done: "ActResult", words: str, common: Common) -> None:
    if common.json:
        unmet = [{"subject": f.subject, "code": f.code, "reason": f.reason} for f in done.unmet]
        show_json({**_document(done.asked), "refused": done.refused, "unmet": unmet})
        return
    for reason in done.refused:
        print(f"  ■ {reason}")
    print("承認できません。" if done.refused else words)
    for finding in done.unmet:
        print(f"  ■ {finding.subject} {finding.reason} [{finding.code}]")


def _document(asked: "ActAsked") -> dict[str, Any]:
    kind, no, key = asked.place
    return {
        "contract": asked.contract,
        "act": asked.act,
        "kind": kind,
        "subcontract": no or None,
        "dated_on": key or None,
        "lines": asked.lines,
        "shown": asked.shown,
    }
