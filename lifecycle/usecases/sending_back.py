"""A record is sent back by who was to check, confirm or approve it: with a remark on each item to be put right."""

from collections.abc import Mapping

from config.errors import RequestFault, UsageError
from config.vocabulary import ActKind
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.events.acts import ItemRemark, RecordSentBack
from lifecycle.usecases.acting import digest_at
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.approvals import RecordAbout, reasons_of_post
from lifecycle.usecases.shown import digest_of, must_be_as_shown
from lifecycle.usecases.work import Work, working
from states.columns import columns_of
from states.guards.case import Case


@tried_again
def send_back(
    app: App, id_: str, what: ActKind, kind: str, shown: str, remarks: Mapping[str, str], subcontract: str = ""
) -> None:
    """Send a record back instead of acting on it: who may act, may. It waits for the act once it was put right.

    `remarks` are by the names of the record's fields, under the blank name of the whole. Raises RoleError,
    ConflictError, NotFoundError, UsageError where nothing is remarked.
    """
    with working(app) as work:
        about = RecordAbout(work, id_, what, kind, subcontract)
        must_be_one_who_acts(work, about)
        must_be_as_shown(shown, about.asked.lines)
        said = _said(app, kind, remarks)
        document, no, key = about.asked.place
        sha256 = digest_at(work, id_, what, about.asked.place)
        body = RecordSentBack(
            act=what,
            document=document,
            subcontract=no,
            key=key,
            shown=digest_of(about.asked.lines),
            record_sha256=sha256,
            remarks=said,
        )
        work.note(id_, body)


def must_be_one_who_acts(work: Work, about: RecordAbout) -> None:
    """Raises RoleError where the actor may not do the act that a record waits for, nor so send it back."""
    facts, what = about.contract, about.asked.act
    if what in (ActKind.SECOND_CHECK, ActKind.ORIGINAL):
        about.must_be_free()
    elif what is ActKind.ACCEPTANCE:
        sub = next((one for one in facts.subcontracts if one.no == about.asked.place[1]), None)
        case = Case(facts, work.today, work.app.book, sub)
        if case.subject.waiver:
            reasons_of_post(work.actor, case, case.subject.waiver)
    else:
        work.actor.must(Act.DECIDE_SUBCONTRACT, facts.sheet.division)


def _said(app: App, kind: str, remarks: Mapping[str, str]) -> tuple[ItemRemark, ...]:
    """The remarks that say something, in the order of the record's fields. Raises UsageError."""
    says, named = app.book.readings.is_content, {"": "全体", **{c.name: c.label for c in columns_of(kind)}}
    if unknown := [name for name in remarks if name not in named]:
        raise UsageError(RequestFault("remark_unknown", f"項目「{unknown[0]}」はありません。", unknown[0]))
    empty = [name for name, words in remarks.items() if words.strip() and not says(words)]
    if empty:
        told = "内容のある言葉で書いてください。"
        raise UsageError(*(RequestFault("remark_empty", told, name, named[name]) for name in empty))
    said = tuple(ItemRemark(name, words) for name in named if (words := remarks.get(name, "").strip()))
    if not said:
        raise UsageError(RequestFault("remark_missing", "どこをどう直すかを、一つ以上書いてください。"))
    return said
