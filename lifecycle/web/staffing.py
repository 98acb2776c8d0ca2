"""職: who holds which post of an office, who is away and who stands in; posts outside the offices; inspectors."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from starlette.responses import Response

from config.errors import RequestFault, UsageError
from config.place import said_here
from config.vocabulary import Role
from config.wareki import format_date
from lifecycle.acts import OFFICE_POSTS, Act
from lifecycle.app import App
from lifecycle.fields.questions import Question
from lifecycle.records.folds.posts import PEOPLE, GivenPost
from lifecycle.usecases.assigning import DESK_POSTS, end, give, given
from lifecycle.usecases.inspectors import INSPECTORS, appoint, appointed
from lifecycle.usecases.second_person import MATTER, Proposed
from lifecycle.usecases.staff import AwayPeriod, absent, assign, away_periods, posts
from lifecycle.views.contracts import show
from lifecycle.web import places
from lifecycle.web.deciding import DecisionChoice, DecisionPage, RecordedElsewhere, about_contract, shown_page, taken
from lifecycle.web.doors import Door
from lifecycle.web.visit import Visit
from states.documents import Column, ValueType

_FURTHER = (Role.OFFICER, Role.SECTION_CHIEF)


def _day(name: str, label: str, about: str = "", *, required: bool = False) -> Question:
    return Question(Column(name, label, ValueType.DATE), required, about)


def _post(among: tuple[Role, ...]) -> Question:
    return Question(Column("post", "職", ValueType.TEXT), True, among=tuple(role.label for role in among))


_FROM = _day("from", "この日から", "空けると今日から。")
_AWAY_UNTIL = _day("until", "この日まで", "空けると、終わりを決めずに不在とします。")
_LAST = _day("until", "最後の日", "空けると昨日まで(今日から職がない)。")
_ENDS = _day("until", "この日まで", "空けると期限なし。")
_NAME = Question(Column("name", "氏名", ValueType.TEXT), True)
_MAIL = Question(
    Column("mail", "メールアドレス", ValueType.TEXT), about="連絡の届け先。1件だけ。全角の文字は半角に直します。"
)
_LOGIN = Question(Column("login", "サインインする名前", ValueType.TEXT), about="職の権限はこの名前に付きます。")
_ITS_LOGIN = Question(Column("login", "サインインする名前", ValueType.TEXT), True)


def _read(question: Question, values: Mapping[str, str]) -> date | None:
    """A day as typed. Raises UsageError."""
    column = question.column
    try:
        day = question.read(values.get(column.name, ""))
    except ValueError as error:
        raise UsageError(RequestFault("day_unreadable", str(error), column.name, column.label)) from None
    return date.fromisoformat(str(day)) if day else None


def _needed(values: Mapping[str, str], *questions: Question) -> None:
    """Raises UsageError with every answer that is missing."""
    missing = [q.column for q in questions if q.required and not values.get(q.column.name, "").strip()]
    if missing:
        raise UsageError(*(RequestFault("field_missing", "必ず入れてください。", c.name, c.label) for c in missing))


def _role(values: Mapping[str, str], among: tuple[Role, ...]) -> Role:
    role = next((role for role in among if role.label == values.get("post")), None)
    if role is None:
        raise UsageError(RequestFault("post_missing", "職を選んでください。", "post", "職"))
    return role


def _second(asked: Proposed | None) -> RecordedElsewhere | None:
    """Where to go on where a second person must confirm."""
    return RecordedElsewhere(f"{MATTER}{asked.id}", places.matter_page(asked.id)) if asked else None


def _offices(visit: Visit) -> Response:
    """The offices whose posts the reader may see; where it is one alone, its page."""
    held = posts(visit.app)
    names = list(dict.fromkeys(one.division for one in held))
    if len(names) == 1:
        return _show_office(visit, names[0])
    return visit.page("staff_offices.html", names=names, may=visit.may(Act.STAFF_OF_DESK))


def _office_page(visit: Visit, office: str) -> DecisionPage:
    absence, deputy = away_periods(visit.app, office)
    further = [one for one in given(visit.app) if one.division == office and one.role is not Role.INSPECTOR]
    lines = [
        *(_post_line(one.post, one.name, one.next_from, reachable=one.reachable) for one in posts(visit.app, office)),
        *(f"{Role.DEPUTY.label}が立つ期間: {text}" for text in _period(deputy)),
        *(f"{Role.DIVISION_HEAD.label}の不在: {text}" for text in _period(absence)),
        *(_given_line(one) for one in further),
    ]
    why = (
        ""
        if visit.may(Act.STAFF, office)
        else said_here("職と不在を登録できるのは、この所属の{所属長}・{代理}、{制度所管課}、{管理者}です。")
    )
    return DecisionPage(
        title=f"{office}の職・{Role.DEPUTY.label}・不在",
        place=places.staff_page(office),
        subject=f"division:{office}",
        bound=f"division:{office}",
        lines=tuple(lines),
        choices=_office_choices(office),
        why_not=why,
        crumbs=((places.STAFF, said_here("職・{代理}・不在")),),
        then=places.staff_page(office),
        template="staff.html",
    )


def _post_line(post: Role, name: str | None, next_from: date | None, *, reachable: bool) -> str:
    held = f"{name or '空席'}" + ("" if reachable or not name else "(使えるメールアドレスなし: 連絡が届きません)")
    return f"{post.label}: {held}" + (f"、{format_date(next_from)}に交代" if next_from else "")


def _period(period: AwayPeriod) -> list[str]:
    if period.begins is None:
        return []
    return [f"{format_date(period.begins)}から" + (f"{format_date(period.ends)}まで" if period.ends else "期限なし")]


def _given_line(post: GivenPost) -> str:
    begins = "初めから" if post.begins_on == date.min else f"{format_date(post.begins_on)}から"
    until = f"{format_date(post.ends_on)}まで" if post.ends_on else ""
    return f"{post.role.label}: {post.person}({begins}{until})"


def _office_choices(office: str) -> tuple[DecisionChoice, ...]:
    def away(app: App, values: Mapping[str, str], _: str) -> None:
        absent(app, office, _read(_FROM, values) or app.today(), _read(_AWAY_UNTIL, values))

    def put(app: App, values: Mapping[str, str], _: str) -> RecordedElsewhere | None:
        _needed(values, _NAME)
        begins, ends, login = _read(_FROM, values), _read(_ENDS, values), values.get("login")
        role = _role(values, OFFICE_POSTS)
        return _second(assign(app, office, role, values["name"], values.get("mail"), begins, ends, login))

    only = said_here("{代理}だけ。空けると期限なし。")
    told = said_here("その間の連絡は{代理}に届きます。{代理}もいなければ、次の段階へ直ちに進みます。")
    own = "自分の職になるときは、別の人の確認を待ちます。"
    return (
        DecisionChoice(
            "absent", said_here("{所属長}の不在を登録する"), told, "不在を登録する", away, (_FROM, _AWAY_UNTIL)
        ),
        DecisionChoice(
            "assign",
            said_here("{代理}を立てる、人を職に就ける"),
            f"異動は前もって入れておけます。{own}",
            "職に就ける",
            put,
            (_post(tuple(reversed(OFFICE_POSTS))), _NAME, _LOGIN, _MAIL, _FROM, replace(_ENDS, about=only)),
        ),
        *_further_choices(office, own),
    )


def _further_choices(office: str, own: str) -> tuple[DecisionChoice, ...]:
    def further(app: App, values: Mapping[str, str], _: str) -> RecordedElsewhere | None:
        _needed(values, _ITS_LOGIN)
        days = _read(_FROM, values), _read(_ENDS, values)
        asked = give(app, _role(values, _FURTHER), values["login"], office, *days)
        return _second(asked) or RecordedElsewhere(PEOPLE, places.staff_page(office))

    def over(app: App, values: Mapping[str, str], _: str) -> RecordedElsewhere:
        _needed(values, _ITS_LOGIN)
        end(app, _role(values, _FURTHER), values["login"], office, _read(_LAST, values))
        return RecordedElsewhere(PEOPLE, places.staff_page(office))

    return (
        DecisionChoice(
            "give",
            said_here("{担当者}・{係長}を加える"),
            own,
            "加える",
            further,
            (_post(_FURTHER), _ITS_LOGIN, _FROM, _ENDS),
            second=True,
        ),
        DecisionChoice(
            "end",
            "加えた人の職を終える",
            "最後の日の翌日から、権限がありません。",
            "終える",
            over,
            (_post(_FURTHER), _ITS_LOGIN, _LAST),
            second=True,
        ),
    )


def _desk_page(visit: Visit) -> DecisionPage:
    lines = tuple(_given_line(one) for one in given(visit.app) if one.division is None)
    why = (
        "" if visit.may(Act.STAFF_OF_DESK) else said_here("所属の外の職を登録できるのは、{制度所管課}と{管理者}です。")
    )
    return DecisionPage(
        title=f"所属の外の職({'・'.join(role.label for role in DESK_POSTS)})",
        place=places.DESK_STAFF,
        subject=PEOPLE,
        bound=PEOPLE,
        lines=lines,
        choices=_desk_choices(),
        why_not=why,
        crumbs=((places.STAFF, said_here("職・{代理}・不在")),),
        then=places.DESK_STAFF,
        template="staff.html",
    )


def _desk_choices() -> tuple[DecisionChoice, ...]:
    def put(app: App, values: Mapping[str, str], _: str) -> RecordedElsewhere | None:
        _needed(values, _ITS_LOGIN)
        days = _read(_FROM, values), _read(_ENDS, values)
        return _second(give(app, _role(values, DESK_POSTS), values["login"], None, *days))

    def over(app: App, values: Mapping[str, str], _: str) -> None:
        _needed(values, _ITS_LOGIN)
        end(app, _role(values, DESK_POSTS), values["login"], None, _read(_LAST, values))

    own = "自分の職になるときは、別の人の確認を待ちます。"
    return (
        DecisionChoice("give", "職を与える", own, "職を与える", put, (_post(DESK_POSTS), _ITS_LOGIN, _FROM, _ENDS)),
        DecisionChoice(
            "end",
            "職を終える",
            "最後の日の翌日から、権限がありません。",
            "職を終える",
            over,
            (_post(DESK_POSTS), _ITS_LOGIN, _LAST),
            second=True,
        ),
    )


def _inspector_page(visit: Visit) -> DecisionPage:
    id_ = visit.part("id")
    contract = show(visit.app, id_, visit.as_of).contract
    office = contract.sheet.division or ""

    def choose(app: App, values: Mapping[str, str], _: str) -> None:
        _needed(values, _ITS_LOGIN)
        appoint(app, id_, values["login"], _read(_ENDS, values))

    does = said_here("{検査員}は、この契約の検査を記録し、原本を開けます。今日からです。")
    return DecisionPage(
        title=f"契約 {id_} の{Role.INSPECTOR.label}",
        place=places.inspectors_page(id_),
        subject=f"{INSPECTORS}{id_}",
        bound=f"{INSPECTORS}{id_}",
        contract=id_,
        facts=(about_contract(contract),),
        lines=tuple(_given_line(one) for one in appointed(visit.app, id_)),
        choices=(
            DecisionChoice("appoint", said_here("{検査員}を指定する"), does, "指定する", choose, (_ITS_LOGIN, _ENDS)),
        ),
        why_not=""
        if visit.may(Act.APPOINT_INSPECTOR, office)
        else f"{Role.INSPECTOR.label}を指定できるのは、{office}の{Role.DIVISION_HEAD.label}・{Role.DEPUTY.label}です。",
        crumbs=((places.contract_page(id_), f"契約 {id_}"),),
        then=places.inspectors_page(id_),
        template="staff.html",
    )


def _show_office(visit: Visit, office: str) -> Response:
    return shown_page(visit, _office_page(visit, office))


DOORS = (
    Door(places.STAFF, show=_offices),
    Door(places.DESK_STAFF, show=lambda visit: shown_page(visit, _desk_page(visit))),
    Door(f"{places.DESK_STAFF}/{{choice}}", take=lambda visit: taken(visit, _desk_page(visit), visit.part("choice"))),
    Door("/staff/{office}", show=lambda visit: _show_office(visit, visit.part("office"))),
    Door(
        "/staff/{office}/{choice}",
        take=lambda visit: taken(visit, _office_page(visit, visit.part("office")), visit.part("choice")),
    ),
    Door("/contracts/{id}/inspectors", show=lambda visit: shown_page(visit, _inspector_page(visit))),
    Door(
        "/contracts/{id}/inspectors/{choice}",
        take=lambda visit: taken(visit, _inspector_page(visit), visit.part("choice")),
    ),
)
