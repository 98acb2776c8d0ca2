"""Subcontracts as an office applies for them and approves them, for the installation's contract."""

from collections.abc import Mapping

from installation import ID

from config.vocabulary import SubcontractStage
from lifecycle.app import App
from lifecycle.usecases.deciding import Decision, approve, reject, to_decide
from lifecycle.usecases.subcontracts import SubcontractSeen, apply, every

APPLICATION: Mapping[str, str] = {
    "subcontractor": "サンプル情報サービス株式会社",
    "applied_on": "2024-05-20",
    "reason": "専用の読取装置を持つのは同社だけであるため",
    "scope": "調査票の読取り",
    "capability": "同種の業務の実績5件",
    "core_of_work": "いいえ",
    "handles_pi": "はい",
    "specific_pi": "いいえ",
    "sensitive_pi": "いいえ",
}
"""An application that leaves nothing open."""

APPROVAL: Mapping[str, str] = {"approval_no": "広第21号"}
"""What the head types of an approval: the day and the person are those of the act."""


def applied(app: App, under: str = "", **changed: str) -> SubcontractSeen:
    """An application recorded; a field given as an empty text is left out."""
    fields = {name: value for name, value in {**APPLICATION, **changed}.items() if value}
    return apply(app, ID, fields, under)


def approved(app: App, no: str = "1", **changed: str) -> SubcontractSeen:
    """An application that the head approves."""
    done = decided(app, no, **changed)
    assert not done.refused, done.refused
    return done.seen


def decided(app: App, no: str = "1", **changed: str) -> Decision:
    """The head looks at an application and decides on what he sees."""
    given = {name: value for name, value in {**APPROVAL, **changed}.items() if value}
    return approve(app, ID, no, given, to_decide(app, ID, no).shown)


def rejected(app: App, no: str = "1", reason: str = "再委託の必要がない") -> SubcontractSeen:
    """The head looks at an application and does not approve it."""
    given = {"rejection_reason": reason} if reason else {}
    return reject(app, ID, no, given, to_decide(app, ID, no).shown)


def stages(app: App) -> dict[str, SubcontractStage]:
    """The stage of each subcontract as it stands today, by number."""
    from lifecycle.records.as_of import AsOf

    return {seen.subcontract.no: seen.stage for seen in every(app, ID, AsOf(app.today()))}
