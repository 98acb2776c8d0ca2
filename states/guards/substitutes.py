"""What was done instead of a visit: which reasons for no visit are given, and what answers each (意見4)."""

from config.readings import Acceptable
from config.vocabulary import ActKind, Role, Status, VisitReason
from config.wareki import format_date
from states.content import reasons_in
from states.guards.case import Case, listed
from states.guards.hands import why_act_is_missing
from states.guards.recording import attach, in_turn
from states.guards.s2_checklist import NO_ORIGINAL
from states.hands import standing
from states.labels import label
from states.verdict import Note, Outcome
from states.visit_documents import OnsiteWaiver

_KIND, _WHY, _SORT = (label(OnsiteWaiver, name) for name in ("substitute_kind", "reason", "reason_kinds"))
NO_PAPER = f"代わる対応の{NO_ORIGINAL}"
_APPROVAL_IS_ASSUMED = "承認を求めるのは〔仮定〕"


def reasons_given(case: Case, waiver: OnsiteWaiver) -> tuple[VisitReason, ...]:
    """The reasons for no visit that a record gives: by 未実施の理由の区分, else as its text is read; none where both
    are blank."""
    if waiver.reason_kinds:
        return waiver.reason_kinds
    return reasons_in(case.book.readings, waiver.reason) if case.says(waiver, "reason") else ()


def why_substitute_is_refused(case: Case, waiver: OnsiteWaiver, reason: VisitReason) -> str:
    """Why what was done does not answer a reason, or nobody who may has accepted it; empty where all is well.

    That the approver and the day are asked for is an assumption: the report asks for 十分な対応.
    """
    if told := why_it_does_not_answer(case, waiver, reason):
        return told
    done = case.lacks(waiver, "substitute_on")
    approved = [] if _accepting(case, waiver, reason) else case.lacks(waiver, "approved_by", "approved_on")
    assumed = f"({_APPROVAL_IS_ASSUMED})" if approved else ""
    if done or approved:
        return f"{listed([*done, *approved])}が空欄{assumed}"
    return why_not_accepted(case, waiver, reason)


def why_it_does_not_answer(case: Case, waiver: OnsiteWaiver, reason: VisitReason) -> str:
    """Why the kind of what was done does not answer a reason, whoever accepts it; empty where it does."""
    reading = case.book.readings.reason(reason)
    fitting = [way for way in reading.answered_by if way.kind in (waiver.substitute_kind or ())]
    answering = [way for way in fitting if not way.needs_circumstances or _has_circumstances(case, waiver)]
    if not answering:
        return _what_would_answer(case, waiver, reading.insufficient, reading.answered_by, fitting)
    if reason is VisitReason.OTHER and not case.says(waiver, "reason"):
        return f"{_SORT}が「{reason.label}」なのに、{listed(case.lacks(waiver, 'reason'))}が空欄"
    return ""


def _accepting(case: Case, waiver: OnsiteWaiver, reason: VisitReason) -> bool:
    """Whether one of the posts that accept what answers the reason has done so here, whatever became of it."""
    posts = posts_accepting(case, reason)
    return any(act.post in posts for act in standing(waiver.proof.acts, ActKind.ACCEPTANCE))


def posts_accepting(case: Case, reason: VisitReason) -> tuple[str, ...]:
    """The posts that accept what was done instead of a visit, for a reason; a head's deputy acts for the head."""
    post = case.book.readings.reason(reason).accepted_by
    return (post.value, Role.DEPUTY.value) if post is Role.DIVISION_HEAD else (post.value,)


def why_not_accepted(case: Case, waiver: OnsiteWaiver, reason: VisitReason) -> str:
    """Why nobody who may has accepted what answers a reason; empty where somebody has."""
    posts = posts_accepting(case, reason)
    lack = why_act_is_missing(case, waiver.proof, ActKind.ACCEPTANCE, waiver.approved_on, posts)
    return f"代わる対応({reason.label})の承認は{lack}" if lack else ""


def awaiting_acceptance(case: Case, waiver: OnsiteWaiver) -> tuple[VisitReason, ...]:
    """The reasons that what was done answers, and for which nobody who may has accepted it yet."""
    if case.lacks(waiver, "substitute_on"):
        return ()
    answered = (reason for reason in reasons_given(case, waiver) if not why_it_does_not_answer(case, waiver, reason))
    return tuple(reason for reason in answered if why_not_accepted(case, waiver, reason))


def waits_for(case: Case, waiver: OnsiteWaiver) -> str:
    """The post whose acceptance is all that a recorded substitute still lacks; empty where something else lacks."""
    open_ = [reason for reason in reasons_given(case, waiver) if why_substitute_is_refused(case, waiver, reason)]
    if not open_ or any(not why_not_accepted(case, waiver, reason) for reason in open_):
        return ""
    return posts_accepting(case, open_[0])[0] if all(_is_only_unaccepted(case, waiver, r) for r in open_) else ""


def _is_only_unaccepted(case: Case, waiver: OnsiteWaiver, reason: VisitReason) -> bool:
    return why_substitute_is_refused(case, waiver, reason) == why_not_accepted(case, waiver, reason)


def accepting(case: Case) -> str:
    """The command by which the recorded substitute is accepted."""
    return "lifecycle waiver approve {id}" + (" --subcontract {no}" if case.subcontract else "")


def _has_circumstances(case: Case, waiver: OnsiteWaiver) -> bool:
    """Whether 追加の事情 says more than the reason itself."""
    return case.says(waiver, "circumstances") and waiver.circumstances != waiver.reason


def _what_would_answer(
    case: Case, waiver: OnsiteWaiver, insufficient: str, ways: tuple[Acceptable, ...], fitting: list[Acceptable]
) -> str:
    """Why nothing that was done answers a reason, and what would."""
    wanted = "又は".join(
        f"{label(OnsiteWaiver, 'circumstances')}を添えた{way.kind.label}" if way.needs_circumstances else way.kind.label
        for way in ways
    )
    if fitting:
        lacking = case.lacks(waiver, "circumstances") or [f"{label(OnsiteWaiver, 'circumstances')}(理由と同じ文)"]
        return f"{insufficient}({listed(lacking)}が空欄)"
    head = f"{insufficient}。" if insufficient else ""
    return f"{head}{_KIND}が{wanted}でない"


def refusals(case: Case, waiver: OnsiteWaiver, *, needs_original: bool) -> list[str]:
    """Every reason why the recorded substitute is not accepted, each once; empty where it is."""
    told = [why for reason in reasons_given(case, waiver) if (why := why_substitute_is_refused(case, waiver, reason))]
    if not told and needs_original and not _is_proved(case, waiver):
        told = [NO_PAPER]
    return list(dict.fromkeys(told))


def _is_proved(case: Case, waiver: OnsiteWaiver) -> bool:
    return case.on_trust(waiver, waiver.substitute_on) or case.has_original(waiver)


def completing(case: Case, waiver: OnsiteWaiver) -> str:
    """The command that completes a record so that every reason it gives is answered, by the measure named last for it.

    All measures stand in one record, so the command names those on record too.
    """
    kinds, needed = list(waiver.substitute_kind or ()), False
    for reason in reasons_given(case, waiver):
        ways = case.book.readings.reason(reason).answered_by
        way = next((w for w in ways if w.kind in kinds), ways[-1])
        kinds += [] if way.kind in kinds else [way.kind]
        needed = needed or way.needs_circumstances
    names = ["circumstances"] if needed and not _has_circumstances(case, waiver) else []
    names += case.unfilled(waiver, "substitute_on")
    head = attach(case, "onsite_waiver", recorded_on=waiver.recorded_on)
    chosen = "、".join(kind.label for kind in kinds)
    chosen = "" if tuple(kinds) == waiver.substitute_kind else f" --set substitute_kind={chosen}"
    paper = "" if _is_proved(case, waiver) else " --file …"
    sets = chosen + "".join(f" --set {name}=…" for name in names) + paper
    unaccepted = any(why_not_accepted(case, waiver, reason) for reason in reasons_given(case, waiver))
    return in_turn(head + sets if sets else "", accepting(case) if unaccepted or not sets else "")


def substituted(waiver: OnsiteWaiver) -> Outcome:
    """The outcome where the recorded substitute stands in for the visit."""
    kinds = "・".join(kind.label for kind in waiver.substitute_kind or ())
    day = format_date(waiver.substitute_on) if waiver.substitute_on else ""
    return Outcome(Status.SUBSTITUTED, f"実地調査に代わる対応({kinds}、{day})が承認されている")


def text_says_more(case: Case, waiver: OnsiteWaiver) -> tuple[Note, ...]:
    """The note that 未実施の理由 gives a reason which 未実施の理由の区分 leaves out."""
    if not waiver.reason_kinds or not case.says(waiver, "reason"):
        return ()
    read = reasons_in(case.book.readings, waiver.reason)
    more = [reason.label for reason in read if reason not in waiver.reason_kinds and reason is not VisitReason.OTHER]
    if not more:
        return ()
    told = f"{_WHY}の文は「{listed(more)}」とも読めるのに、{_SORT}にない"
    remedy = f"{_SORT}に加えるか、{_WHY}の文を改めてください。"
    command = attach(case, "onsite_waiver", ["reason_kinds"], recorded_on=waiver.recorded_on)
    return (Note(told, remedy, command),)
