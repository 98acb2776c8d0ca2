"""Circulars: published by the 制度所管課 to the offices they address, answered by each office, withdrawn in time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from config.circulars import CircularAsk
from config.citations import Source
from config.editions import Edition
from config.errors import NotFoundError, RequestFault, UsageError
from config.released import PackFiles
from config.toml_files import tables_of
from config.wareki import format_date
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.dues.circular_changes import circular_changes
from lifecycle.records.as_of import AsOf
from lifecycle.records.events.circulars import AskedOfOffices, CircularAnswered, CircularPublished
from lifecycle.records.flags import rules_added
from lifecycle.records.folds.circulars import CIRCULAR, as_published, circulars
from lifecycle.records.folds.offices import known_divisions
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.circulars_told import tell_published
from lifecycle.usecases.circulars_withdrawn import take_back_circular
from lifecycle.usecases.reasons import given_reason
from lifecycle.usecases.rule_publishing import PublishedRules, published_beside
from lifecycle.usecases.work import Work, looking, working
from states.circular import Circular, CircularChanges, OfficeQuestion


@dataclass(frozen=True, slots=True)
class CircularSent:
    """A circular as it went out, or as it would (`dry_run`), with what it changes for contracts; None: nothing."""

    circular: Circular
    changes: CircularChanges | None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class CircularReply:
    """What an office answered: the questions that changed, and those that it still owes."""

    circular: str
    division: str
    answered: tuple[str, ...]
    owed: tuple[str, ...]


@tried_again
def publish_circular(app: App, id_: str, offices: Sequence[str] = (), *, dry_run: bool = False) -> CircularSent:
    """Publish the circular that stands in the rule data under that id, to these offices or to those it addresses.

    Each office is told at once what it changes for its contracts. Raises RoleError, NotFoundError, UsageError.
    """
    with looking(app) if dry_run else working(app) as work:
        work.actor.must(Act.PUBLISH_CIRCULAR)
        source = _source(app, id_)
        standing = next(iter(circulars(work.connection, AsOf(work.today), id_)), None)
        if standing and standing.stands:
            told = f"{source.name}は{format_date(standing.published_on)}に発出しています。"
            raise UsageError(RequestFault("circular_is_out", told, "circular"))
        body = _published(work, id_, source, _addressees(work, source, offices))
        if not dry_run:
            work.note(f"{CIRCULAR}{id_}", body)
            (sent,) = circulars(work.connection, AsOf(work.today), id_)
        else:
            sent = as_published(body, work.today)
        changes = circular_changes(work.app, work.connection, sent, frozenset(sent.addressees))
        if not dry_run:
            tell_published(work, sent, changes)
        return CircularSent(sent, changes, dry_run)


@tried_again
def answer_circular(
    app: App, id_: str, asked: Sequence[str], division: str | None = None, done_on: date | None = None, how: str = ""
) -> CircularReply:
    """Record an office's answers: that these things were done on a day (today), and how.

    Raises NotFoundError, RoleError, UsageError with every fault; nothing is recorded then.
    """
    with working(app) as work:
        circular = _standing(work, id_)
        office = division or _own_office(work, circular)
        questions = [_question(circular, office, word) for word in asked] or _own(work, circular, office)
        return _record(work, circular, office, dict.fromkeys(questions, done_on or work.today), how)


@tried_again
def answer_each(app: App, id_: str, division: str, days: Mapping[str, date], how: str = "") -> CircularReply:
    """Record an office's answers, each with the day of its own. Raises as `answer_circular`."""
    with working(app) as work:
        circular = _standing(work, id_)
        answers = {_question(circular, division, word): day for word, day in days.items()}
        return _record(work, circular, division, answers, how)


def _record(
    work: Work, circular: Circular, office: str, days: Mapping[OfficeQuestion, date], how: str
) -> CircularReply:
    for one in days:
        work.actor.must(_act(one), office)
    if faults := tuple(_against(work, circular, office, days, how)):
        raise UsageError("回答を登録できません。", *faults)
    changed = []
    for one, day in days.items():
        said = how.strip() if one.asks_how else ""
        before = circular.answers.get((office, one.id))
        if before is None or (before.done_on, before.how) != (day, said):
            work.note(f"{CIRCULAR}{circular.id}", _answered(circular, office, one, day, said))
            changed.append(one.id)
    owed = tuple(one.id for one in circular.owed_by(office) if one not in days)
    return CircularReply(circular.id, office, tuple(changed), owed)


@tried_again
def withdraw_circular(app: App, id_: str, reason: str) -> Circular:
    """Withdraw a circular before the first day of what it brings; the offices are told. Raises as `publish_circular`.

    What it brought to the rules has its own way of being withdrawn; from its first day on only a later one replaces it.
    """
    reason = given_reason(app, reason, "取りやめる理由を入れてください。")
    with working(app) as work:
        work.actor.must(Act.PUBLISH_CIRCULAR)
        circular = _standing(work, id_)
        if not circular.may_be_withdrawn(work.today):
            first = format_date(circular.first_on or work.today)
            told = f"{circular.number}の初日({first})を過ぎています。後の通知で改めてください。"
            raise UsageError(RequestFault("circular_in_force", told, "circular"))
        return take_back_circular(work, circular, reason)


def _act(one: OfficeQuestion) -> Act:
    return Act.READ_CIRCULAR if one.by_head else Act.ANSWER_CIRCULAR


def _own(work: Work, circular: Circular, office: str) -> list[OfficeQuestion]:
    """What the office owes and the actor may answer. Raises RoleError."""
    work.actor.must(Act.ANSWER_CIRCULAR, office)
    return [one for one in circular.owed_by(office) if work.actor.roles_for(_act(one), office)]


def _source(app: App, id_: str) -> Source:
    source = app.book.sources.get(id_)
    if source is None or source.issued_on is None or source.number is None:
        known = "、".join(f"{one.id}({one.name})" for one in app.book.sources.values() if one.number and one.issued_on)
        told = f"通知「{id_}」は規程データの出典にありません(あるのは{known})。"
        raise NotFoundError(RequestFault("circular_unknown", told, "circular"))
    return source


def _addressees(work: Work, source: Source, offices: Sequence[str]) -> tuple[str, ...]:
    """The offices named, or those of the kinds that the circular addresses; every office where it names no kind."""
    known = known_divisions(work.connection)
    if unknown := sorted(set(offices) - known):
        raise NotFoundError(RequestFault("division_unknown", f"所属「{'、'.join(unknown)}」はありません。", "to"))
    kinds = source.addressees
    to = offices or [name for name in known if not kinds or work.app.policy.kind_of(name) in kinds]
    if not to:
        told = f"宛先の所属がありません({source.name}の宛先は{'、'.join(kinds)})。"
        raise UsageError(RequestFault("circular_to_nobody", told, "to"))
    return tuple(sorted(set(to)))


def _published(work: Work, id_: str, source: Source, to: tuple[str, ...]) -> CircularPublished:
    editions = [edition for edition in work.app.book.editions if edition.cite.source == id_]
    layer = _layer(work, id_)
    days = [edition.issued_on for edition in editions] + ([layer.first_on] if layer and layer.first_on else [])
    first = min(days, default=None)
    return CircularPublished(
        circular=id_,
        number=source.name,
        title=source.title,
        issuer=source.issuer or "",
        issued_on=source.issued_on or work.today,
        addressees=to,
        editions=tuple(edition.id for edition in editions),
        questions=tuple(_questions(work, editions, first)),
        first_on=first,
        layer=layer.key if layer else None,
    )


def _layer(work: Work, id_: str) -> PublishedRules | None:
    """The published rule data that brings the source of a circular; None where that stands in the pack."""
    bringing = {name for name, files in rules_added(work.connection).items() if _brings(files, id_)}
    return next((one for one in published_beside(work) if one.key in bringing), None)


def _brings(files: PackFiles, id_: str) -> bool:
    sources = tables_of(files.get("sources.toml", "").encode(), "sources.toml").get("source", [])
    return any(one.get("id") == id_ for one in sources)


def _questions(work: Work, editions: Sequence[Edition], first: date | None) -> Iterator[AskedOfOffices]:
    for ask in work.app.book.circulars.ask:
        if editions or not ask.with_edition:
            due = _due(work, ask, first)
            yield AskedOfOffices(ask.id, ask.label, due, ask.by_head or None, ask.asks_how or None)


def _due(work: Work, ask: CircularAsk, first: date | None) -> date:
    due = work.app.calendar.add(work.today, ask.business_days)
    return max(due, first) if ask.with_edition and first else due


def _standing(work: Work, id_: str) -> Circular:
    """The circular of that id, number or part of its number, that stands. Raises NotFoundError, UsageError."""
    every = circulars(work.connection, AsOf(work.today))
    one = next((one for one in every if id_ in (one.id, one.number)), None)
    if one is None:
        known = "、".join(f"{one.id}({one.number})" for one in every) or "まだ1件もない"
        told = f"通知「{id_}」は発出されていません(発出したのは{known})。"
        raise NotFoundError(RequestFault("circular_unknown", told, "circular"))
    if not one.stands:
        told = f"{one.number}は取りやめられています。"
        raise UsageError(RequestFault("circular_taken_back", told, "circular"))
    return one


def _own_office(work: Work, circular: Circular) -> str:
    """The office for which the actor answers: the only one of the own that is addressed. Raises UsageError."""
    own = [name for name in circular.addressees if work.actor.roles_for(Act.ANSWER_CIRCULAR, name)]
    if len(own) == 1:
        return own[0]
    work.actor.must(Act.ANSWER_CIRCULAR)
    told = f"どの所属の回答かを指定してください({'、'.join(own) or '宛先に自分の所属がない'})。"
    raise UsageError(RequestFault("division_missing", told, "division"))


def _question(circular: Circular, office: str, word: str) -> OfficeQuestion:
    one = next((one for one in circular.questions if word in (one.id, one.label)), None)
    if office not in circular.addressees:
        told = f"{circular.number}は{office}に宛てていません。"
        raise UsageError(RequestFault("not_addressed", told, "division"))
    if one is None:
        known = "、".join(f"{q.id}({q.label})" for q in circular.questions)
        told = f"「{word}」は{circular.number}で尋ねていません(尋ねているのは{known})。"
        raise UsageError(RequestFault("question_unknown", told, "asked"))
    return one


def _against(
    work: Work, circular: Circular, office: str, days: Mapping[OfficeQuestion, date], how: str
) -> Iterator[RequestFault]:
    if office not in circular.addressees:
        yield RequestFault("not_addressed", f"{circular.number}は{office}に宛てていません", "division")
    for one, day in days.items():
        if day > work.today:
            told = f"{one.label}を行った日が先の日付({format_date(day)})"
            yield RequestFault("day_ahead", told, one.id, one.label)
        elif day < circular.issued_on:
            told = f"{one.label}を行った日が通知の日({format_date(circular.issued_on)})より前"
            yield RequestFault("day_before", told, one.id, one.label)
    if any(one.asks_how for one in days) and not work.app.book.readings.is_content(how):
        labels = "、".join(one.label for one in days if one.asks_how)
        yield RequestFault("how_missing", f"{labels}の方法がない", "how")


def _answered(circular: Circular, office: str, one: OfficeQuestion, day: date, said: str) -> CircularAnswered:
    return CircularAnswered(
        circular=circular.id, division=office, question=one.id, label=one.label, done_on=day, how=said or None
    )
