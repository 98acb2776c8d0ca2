"""Circulars in the register: the list, one with what it changes and how each office stands, and its three forms."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from starlette.responses import Response

from config.errors import NotFoundError
from config.place import said_here
from config.rulebook import RuleBook
from config.vocabulary import FORM_LABELS, REACH_LABELS
from config.wareki import format_date
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.fields.questions import Question
from lifecycle.fields.values import parse_value
from lifecycle.records.evidence_files import Upload
from lifecycle.records.folds.circulars import CIRCULAR
from lifecycle.usecases.circulars import answer_each, publish_circular, withdraw_circular
from lifecycle.usecases.circulars_told import line_of
from lifecycle.views.circulars import OfficeReply, changes_of, listed_circulars, publishable, seen_circular
from lifecycle.web import places
from lifecycle.web.deed_forms import DeedForm, Foretold, asked, taken
from lifecycle.web.doors import Door
from lifecycle.web.filed_forms import FiledForm, show_filed, take_filed
from lifecycle.web.owed_beside import OwedShown
from lifecycle.web.visit import Visit
from states.circular import Circular
from states.documents import Column, ValueType

_TRAIL = (places.CIRCULARS, "通知")
_SHOWN = 30
_CHANGES = "changes"
_HOW = Question(
    Column("how", "周知の方法", ValueType.TEXT), about="課内会議、回覧など。周知の日を入れたときに要ります。"
)
_TO = Question(
    Column("to", "宛先の所属", ValueType.TEXT, clear=True),
    about="空けておくと、通知の宛先の種類に当たる全ての所属です。いくつかに限るときは「、」で区切って書きます。",
)
_REASON = Question(Column("reason", "理由", ValueType.TEXT), required=True, about="記録に残り、宛先に知らせます。")


def _list(visit: Visit) -> Response:
    may = visit.may(Act.PUBLISH_CIRCULAR)
    sources = publishable(visit.app) if may else []
    owed, listed = OwedShown.of(visit), listed_circulars(visit.app, visit.dates)
    return visit.page("circulars.html", listed=listed, sources=sources, owed=owed)


def _show(visit: Visit) -> Response:
    seen = seen_circular(visit.app, visit.part("id"), visit.dates)
    brings = seen.circular.first_on is not None
    # Judging all contracts of every office takes its time: whoever reads all of them asks for it.
    asks = brings and visit.may(Act.READ_ALL) and not visit.asked(_CHANGES)
    changes = None if asks else changes_of(visit.app, seen.circular)
    mine = [name for name in seen.offices if visit.may(Act.ANSWER_CIRCULAR, name) and seen.circular.stands]
    lines = [line_of(duty) for duty in changes.duties[:_SHOWN]] if changes else []
    return visit.page(
        "circular.html",
        seen=seen,
        editions=list(_editions(visit.app.book, seen.circular)),
        changes=changes,
        by_office=[(name, changes) for name in seen.offices] if changes and len(seen.offices) > 1 else (),
        ask=places.with_query(places.circular_page(seen.circular.id), **{_CHANGES: "1"}) if asks else "",
        lines=lines,
        more=len(changes.duties) - len(lines) if changes else 0,
        mine=mine,
        withdraws=visit.may(Act.PUBLISH_CIRCULAR) and seen.circular.may_be_withdrawn(visit.app.today()),
    )


def _editions(book: RuleBook, circular: Circular) -> Iterator[tuple[str, str, date, str]]:
    """The editions that a circular brings: of which form, its label, its first day, which contracts it reaches."""
    for id_ in circular.editions:
        if edition := book.asked.by_id.get(id_):
            form = said_here(FORM_LABELS[edition.form])
            yield form, edition.label, edition.issued_on, REACH_LABELS[edition.reach]


def _answer(visit: Visit) -> FiledForm:
    """A day for each question that the person may answer for the office. Raises NotFoundError, RoleError."""
    id_, office = visit.part("id"), visit.part("division")
    visit.actor.must(Act.ANSWER_CIRCULAR, office)
    seen = seen_circular(visit.app, id_)
    replies = [one for one in seen.of(office) if visit.may(_act(one), office)]
    if not replies or not seen.circular.stands:
        raise NotFoundError(f"{seen.circular.number}は{office}に宛てていないか、取りやめられています。")
    asks_how = any(one.question.asks_how for one in replies)

    def do(app: App, given: Mapping[str, str], _: Sequence[Upload]) -> object:
        days = {one.question.id: _day(given[one.question.id]) for one in replies if given.get(one.question.id)}
        return answer_each(app, seen.circular.id, office, days, given.get("how", ""))

    return FiledForm(
        action=places.circular_answer(id_, office),
        title=f"{seen.circular.number}に回答する({office})",
        note="行った日を入れたものだけを登録します。後から登録し直すと、前の内容は経過に残ります。",
        trail=(_TRAIL, (places.circular_page(id_), seen.circular.number)),
        chain=f"{CIRCULAR}{seen.circular.id}",
        questions=[*map(_question, replies), *([_HOW] if asks_how else [])],
        after=places.circular_page(id_),
        do=do,
        with_files=False,
        bound=False,
    )


def _act(one: OfficeReply) -> Act:
    return Act.READ_CIRCULAR if one.question.by_head else Act.ANSWER_CIRCULAR


def _question(one: OfficeReply) -> Question:
    stands = "登録済みです。" if one.answer else ""
    return Question(Column(one.question.id, f"{one.question.label}の日", ValueType.DATE), about=stands)


def _day(text: str) -> date:
    return date.fromisoformat(str(parse_value(Column("day", "日", ValueType.DATE), text)))


def _publish(visit: Visit) -> DeedForm:
    """The form in which the desk publishes a circular, with what it would do. Raises RoleError."""
    id_ = visit.part("id")
    visit.actor.must(Act.PUBLISH_CIRCULAR)
    source = visit.app.book.sources.get(id_)
    if source is None or source.issued_on is None:
        raise NotFoundError("発出できるその通知は、規程データの出典にありません。")

    def do(app: App, given: Mapping[str, str]) -> tuple[str, str]:
        publish_circular(app, id_, _offices(given))
        return places.circular_page(id_), f"{CIRCULAR}{id_}"

    def tried(app: App, given: Mapping[str, str]) -> list[Foretold]:
        sent = publish_circular(app, id_, _offices(given), dry_run=True)
        duties = [line_of(duty) for duty in sent.changes.duties] if sent.changes else []
        asks = [f"{one.label} {format_date(one.due_on)}まで〔仮定〕" for one in sent.circular.questions]
        shown: list[Foretold] = [("宛先の所属", sent.circular.addressees), ("各所属に尋ねること", asks)]
        return [*shown, ("初日に新たに求められるもの", duties[:_SHOWN])]

    return DeedForm(
        action=places.circular_deed(id_, "publish"),
        title=f"{source.name}を発出する",
        send="発出する",
        trail=(_TRAIL,),
        chain="",
        questions=(_TO,),
        do=do,
        tried=tried,
        lead="宛先の各所属に、自分の契約で変わることと回答の期限を知らせます。",
        grave=True,
    )


def _offices(given: Mapping[str, str]) -> list[str]:
    return [name.strip() for name in given.get("to", "").split("、") if name.strip()]


def _withdraw(visit: Visit) -> DeedForm:
    """The form in which the desk withdraws a circular. Raises RoleError, NotFoundError."""
    id_ = visit.part("id")
    visit.actor.must(Act.PUBLISH_CIRCULAR)
    seen = seen_circular(visit.app, id_)

    def do(app: App, given: Mapping[str, str]) -> tuple[str, str]:
        withdraw_circular(app, seen.circular.id, given["reason"])
        return places.circular_page(id_), f"{CIRCULAR}{seen.circular.id}"

    return DeedForm(
        action=places.circular_deed(id_, "withdraw"),
        title=f"{seen.circular.number}を取りやめる",
        send="取りやめる",
        trail=(_TRAIL, (places.circular_page(id_), seen.circular.number)),
        chain="",
        questions=(_REASON,),
        do=do,
        lead="新しい定めの初日より前に限ります。宛先の所属に知らせ、回答は求めなくなります。",
        grave=True,
    )


DOORS = (
    Door(places.CIRCULARS, show=_list),
    Door("/circulars/{id}", show=_show),
    Door(
        "/circulars/{id}/answer/{division:path}",
        show=lambda visit: show_filed(visit, _answer(visit)),
        take=lambda visit: take_filed(visit, _answer(visit)),
    ),
    Door(
        "/circulars/{id}/publish",
        show=lambda visit: asked(visit, _publish(visit)),
        take=lambda visit: taken(visit, _publish(visit)),
    ),
    Door(
        "/circulars/{id}/withdraw",
        show=lambda visit: asked(visit, _withdraw(visit)),
        take=lambda visit: taken(visit, _withdraw(visit)),
    ),
)
