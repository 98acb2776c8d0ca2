"""Rule data is published beside the pack, or withdrawn before its first day: by the 制度所管課 and a second person.

What is published is the text that the second person was shown, not what lies in the folder by then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from config.errors import NotFoundError, RequestFault, RuleDataError, UsageError
from config.loader import book_with
from config.released import PackFiles, digest_of_pack
from config.wareki import format_date
from lifecycle.acts import Act
from lifecycle.app import App, reopened
from lifecycle.dues.obligations import refresh
from lifecycle.identity import SYSTEM
from lifecycle.records.events.rules import OfRules, RulesPublished, RulesWithdrawn
from lifecycle.records.facts import contract_ids
from lifecycle.records.flags import rules_added
from lifecycle.records.journal import events_of, only
from lifecycle.records.own_rules import pack_of
from lifecycle.records.people import values_of
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.circulars_withdrawn import circulars_of_rules, take_back_circular
from lifecycle.usecases.reasons import given_reason
from lifecycle.usecases.rule_drafts import DraftChecked, check_draft, is_draft_name, name_fault
from lifecycle.usecases.second_person import Matter, Proposed, propose
from lifecycle.usecases.work import Work, looking, working

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class PublishedRules:
    """Rule data that was published: its name and number, since when it stands, its first day, how it stands now.

    `status` is `ahead` (its first day is to come), `in_force` or `withdrawn`. Without a first day it holds from when it
    was published.
    """

    name: str
    number: int
    published_on: date
    first_on: date | None
    digest: str
    files: tuple[str, ...]
    status: str
    withdrawn_on: date | None = None

    @property
    def key(self) -> str:
        """Its number and name, by which it stands beside the pack."""
        return f"{self.number:04}-{self.name}"


def published_rules(app: App) -> list[PublishedRules]:
    """Everything that was published beside the pack, in order, what was withdrawn too. Raises RoleError."""
    with looking(app) as work:
        app.reader(work.connection)
        return published_beside(work)


@tried_again
def propose_publication(app: App, folder: Path, name: str) -> Proposed:
    """Propose to publish a draft; a second person of the 制度所管課 confirms it.

    Raises RoleError, NotFoundError, UsageError (a name that can't be used), RuleDataError with every fault.
    """
    with working(app) as work:
        work.actor.must(Act.PUBLISH_RULES)
        _must_be_a_name(work, name)
        draft = check_draft(folder, name, work.today, app.calendar)
        draft.sound()
        terms = {"name": name, "files": dict(draft.files), "first_on": draft.first_on and draft.first_on.isoformat()}
        return propose(work, RULES_PUBLISHED, name, terms)


@tried_again
def propose_withdrawal(app: App, name: str, reason: str) -> Proposed:
    """Propose to withdraw what was published under a name, before its first day; a second person confirms it.

    The circulars that came with it are withdrawn with it, and the offices told.

    Raises RoleError, NotFoundError, UsageError where it holds already, or where another that was published needs it.
    """
    reason = given_reason(app, reason, "取り下げる理由を入れてください。")
    with working(app) as work:
        work.actor.must(Act.PUBLISH_RULES)
        standing = _standing(work, name)
        if problem := _why_it_stays(work, standing):
            raise UsageError(RequestFault("rules_stay", problem, "name"))
        told = work.people.reference(SYSTEM, reason)
        work.people.flush()
        return propose(work, RULES_WITHDRAWN, name, {"name": name, "number": standing.number, "reason": told})


def _must_be_a_name(work: Work, name: str) -> None:
    if not is_draft_name(name):
        raise name_fault()
    if any(one.name == name and one.status != "withdrawn" for one in published_beside(work)):
        told = f"「{name}」という名前の規程データは既に公布されています。別の名前のフォルダーにしてください。"
        raise UsageError(RequestFault("rules_name_taken", told, "name"))


def published_beside(work: Work) -> list[PublishedRules]:
    """The same within a work; whoever calls has asked whether it may be read."""
    rows: dict[int, PublishedRules] = {}
    for event, body in only(events_of(work.connection, SYSTEM), OfRules):
        if isinstance(body, RulesPublished):
            rows[body.number] = PublishedRules(
                name=body.name,
                number=body.number,
                published_on=event.occurred_on,
                first_on=body.first_on,
                digest=digest_of_pack(body.files),
                files=tuple(sorted(body.files)),
                status="ahead" if body.first_on and body.first_on > work.today else "in_force",
            )
        elif isinstance(body, RulesWithdrawn) and (was := rows.get(body.number)):
            rows[body.number] = replace(was, status="withdrawn", withdrawn_on=event.occurred_on)
    return list(rows.values())


def _standing(work: Work, name: str) -> PublishedRules:
    for one in published_beside(work):
        if one.name == name and one.status != "withdrawn":
            return one
    raise NotFoundError(
        RequestFault("rules_unknown", f"「{name}」という名前で公布した規程データはありません。", "name")
    )


def _why_it_stays(work: Work, standing: PublishedRules) -> str:
    """Why what was published can't be withdrawn any more; empty where it can."""
    if standing.status != "ahead":
        since = f"{format_date(standing.first_on)}に" if standing.first_on else "公布したときに"
        told = f"「{standing.name}」は{since}効力を生じたため、取り下げられません"
        return f"{told}。後の通知(別の規程データ)で改めてください。"
    others = {name: files for name, files in rules_added(work.connection).items() if name != standing.key}
    try:
        book_with(pack_of(work.app.home), others)
    except RuleDataError as error:
        named = "、".join(str(fault) for fault in error.faults)
        return f"「{standing.name}」を取り下げると、後に公布した規程データが成り立ちません({named})。"
    return ""


def _draft(work: Work, asked: Proposed) -> DraftChecked:
    files: PackFiles = asked.terms["files"]
    return check_draft(files, str(asked.terms["name"]), work.today, work.app.calendar)


def _lines_of_publication(work: Work, asked: Proposed) -> Sequence[str]:
    return list(_told(_draft(work, asked)))


def _told(draft: DraftChecked) -> Iterator[str]:
    """What a second person is shown; a draft that has become faulty since shows its faults, and can't be confirmed."""
    first = f"初日 {format_date(draft.first_on)}" if draft.first_on else "初日はなく、公布したときから効きます"
    yield f"規程データ「{draft.name}」(符号 {draft.digest[:_SHOWN]})を公布します。{first}。"
    for fault in draft.faults:
        yield f"誤り {fault}"
    for edit in draft.laid.edits if draft.laid else ():
        yield f"{edit.noun} {edit.id}({'、'.join(edit.fields) or '新設'})"
    yield from draft.remarks
    yield "公布した規程データは消せません。初日の前に限り、二人の確認で取り下げられます。"


def _publish(work: Work, asked: Proposed) -> None:
    draft = _draft(work, asked)
    draft.sound()
    name = str(asked.terms["name"])
    _must_be_a_name(work, name)
    number = 1 + max((one.number for one in published_beside(work)), default=0)
    work.note(SYSTEM, RulesPublished(name=name, number=number, files=draft.files, first_on=draft.first_on))


def _lines_of_withdrawal(work: Work, asked: Proposed) -> Sequence[str]:
    name = str(asked.terms["name"])
    standing = [one for one in published_beside(work) if one.number == asked.terms["number"]]
    reference = asked.terms["reason"]["ref"]
    reason = values_of(work.connection, [reference]).get(reference) or "消去済"
    stays = [_why_it_stays(work, one) for one in standing if one.status != "withdrawn"] or [
        "既に取り下げられています。"
    ]
    first = format_date(standing[0].first_on) if standing and standing[0].first_on else "なし"
    circulars = [line for one in standing for line in circulars_of_rules(work, one.key).lines()]
    head = f"公布した規程データ「{name}」(初日 {first})を取り下げます。"
    return [head, f"理由: {reason}", *circulars, *filter(None, stays)]


def _withdraw(work: Work, asked: Proposed) -> None:
    standing = _standing(work, str(asked.terms["name"]))
    if problem := _why_it_stays(work, standing):
        raise UsageError(RequestFault("rules_stay", problem, "name"))
    reference = asked.terms["reason"]["ref"]
    reason = values_of(work.connection, [reference]).get(reference) or ""
    for one in circulars_of_rules(work, standing.key).with_it:
        take_back_circular(work, one, reason)
    work.note(SYSTEM, RulesWithdrawn(name=standing.name, number=standing.number, reason=reason))


def _judge_anew(app: App) -> None:
    """Judge every contract by the rules as they stand now, so that nothing stands that the old ones said."""
    with working(reopened(app)) as work:
        refresh(work.connection, work.app.assessor, contract_ids(work.connection), work.today)


RULES_PUBLISHED = Matter(
    "publish_rules", "規程データの公布", Act.PUBLISH_RULES, _lines_of_publication, _publish, _judge_anew
)
"""The matter of rule data that is published beside the pack."""
RULES_WITHDRAWN = Matter(
    "withdraw_rules", "規程データの取下げ", Act.PUBLISH_RULES, _lines_of_withdrawal, _withdraw, _judge_anew
)
"""The matter of published rule data that is withdrawn before its first day."""
