"""`incident report / update / close / ack / show / list / card`: leaks of personal data, or the fear of one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from config.errors import Exit, UsageError
from config.place import here, said_here
from lifecycle.cli.contracts import Sets, given_fields
from lifecycle.cli.named import Number
from lifecycle.cli.options import options_of, typed_in
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, leave, show_json, show_rows, talk, wareki
from lifecycle.cli.prompt import is_interactive
from states.columns import columns_of
from states.evidence import INCIDENT

if TYPE_CHECKING:
    from lifecycle.records.incidents_seen import IncidentSeen
    from lifecycle.usecases.evidence import Attached
    from lifecycle.usecases.incidents import IncidentPlace

Incident = Annotated[str, Parameter(help="事案(R6-0012/J1)。1件だけのときは契約番号でもよい")]
_COLUMNS = {
    "id": "事案",
    "division": "所属",
    "stage": "段階",
    "known": f"{here().government}が知った日時",
    "reportable": "報告の要否",
    "next_on": "次の期限",
    "noted": "受領",
}
_IDENTITY = ("no", "aware_on", "summary", "closed_on", "closed_reason", "document_no")
if TYPE_CHECKING:
    Facts = object
else:
    Facts = options_of("Facts", (c for c in columns_of(INCIDENT) if c.name not in _IDENTITY))
NOTHING_TYPED = Facts()
_Files = Annotated[tuple[Path, ...], Parameter(name="--file", help="書面のファイル(繰り返し可)")]


def report(
    contract: Number,
    *,
    aware: Annotated[
        str | None, Parameter(help=f"{here().government}の職員が最初に知った日時(R6.12.31 23:50。時刻は省ける)")
    ] = None,
    what: Annotated[str | None, Parameter(help="何が起きたか(おそれでもよい。氏名・連絡先は書かない)")] = None,
    another: Annotated[bool, Parameter(negative="", help="同じ日に知った、別の事案として記録する")] = False,
    facts: Facts = NOTHING_TYPED,
    set_: Sets = (),
    file: _Files = (),
    common: Common = DEFAULTS,
) -> None:
    """漏えい等(おそれを含む)の一報を記録する。{所属長}、{代理}及び{制度所管課}に、すぐに知らせる。

    例: lifecycle incident report R6-0012 --aware "R6.12.31 23:50" --what "名簿の入った封筒を紛失"
    """
    from lifecycle.app import open_app
    from lifecycle.usecases.incidents import report_incident

    aware, what = _asked(contract, aware, what)
    app = open_app(actor=common.actor)
    typed = given_fields(set_, {"aware_on": aware, "summary": what, **typed_in(facts)})
    place, done = report_incident(app, contract, typed, file, another=another)
    _told(
        place,
        done,
        common,
        said_here("漏えい等の一報を記録しました。{所属長}、{代理}及び{制度所管課}に、確認があるまで知らせます"),
    )


def update(
    incident: Incident,
    *,
    facts: Facts = NOTHING_TYPED,
    aware: Annotated[str | None, Parameter(help=f"{here().government}の職員が最初に知った日時の訂正")] = None,
    what: Annotated[str | None, Parameter(help="概要の訂正")] = None,
    set_: Sets = (),
    file: _Files = (),
    common: Common = DEFAULTS,
) -> None:
    """事案の事実を書き足し、改める。例: lifecycle incident update R6-0012/J1 --persons 101 --sensitive いいえ"""
    from lifecycle.app import open_app
    from lifecycle.usecases.incidents import update_incident

    app = open_app(actor=common.actor)
    typed = given_fields(set_, {"aware_on": aware, "summary": what, **typed_in(facts)})
    if not typed and not file:
        raise UsageError("書き足す項目を指定してください(lifecycle incident update --help)。")
    place, done = update_incident(app, incident, typed, file)
    _told(place, done, common, "事案の内容を記録しました")


def close(
    incident: Incident,
    *,
    on: Annotated[str, Parameter(help="終結日(省くと今日)")] = "",
    reason: Annotated[str, Parameter(help="足りないものがあるまま終えるときの理由")] = "",
    common: Common = DEFAULTS,
) -> None:
    """事案の終結を記録する({所属長})。記録の足りないものがあれば、理由がない限り5で終わる。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.incidents import close_incident
    from notifications.plain import wrap

    app = open_app(actor=common.actor)
    done = close_incident(app, incident, on, reason)
    if done.recorded is not None:
        _told(done.place, done.recorded, common, "終結を記録しました")
        return
    if common.json:
        show_json({"id": done.place.id, "closed": False, "lacking": list(done.lacking)})
    else:
        print(f"{done.place.id}: 終結にできません。記録の足りないものがあります。")
        for one in done.lacking:
            print(wrap(one, "  ■ ", "    "))
        print(f"根拠 {app.book.occasion('incident').source}")
        print(
            f"次にすること: lifecycle incident update {done.place.id} --set 項目=値 で補う。"
            f"補えないときは lifecycle incident close {done.place.id} --reason 理由"
        )
    leave(Exit.REFUSED)


def ack(
    incident: Incident,
    *,
    note: Annotated[str, Parameter(help="添える言葉(個人名は書かない)")] = "",
    common: Common = DEFAULTS,
) -> None:
    """漏えい等の連絡を受け取ったと記録する({所属長}、{代理}又は{制度所管課})。繰り返しの連絡が止まる。"""
    from lifecycle.app import open_app
    from lifecycle.usecases.incidents import acknowledge_incident

    place = acknowledge_incident(open_app(actor=common.actor), incident, note)
    if common.json:
        show_json({"id": place.id, "acknowledged": True})
    else:
        print(f"{place.id}: 受領の確認を記録しました。期限の連絡は続きます。")


def show(incident: Incident, *, dates: Dates = ANY_DATE, common: Common = DEFAULTS) -> None:
    """事案の内容、段階、期限、報告の要否(事実ごと)、次にすること。"""
    from lifecycle.views.incidents import incident_document

    seen = _seen(incident, dates, common)
    if common.json:
        show_json(incident_document(seen))
    else:
        _print(seen)


def list_(
    *,
    division: Annotated[str | None, Parameter(help="この所属だけ")] = None,
    closed: Annotated[bool, Parameter(name="--all", negative="", help="終結したものも")] = False,
    dates: Dates = ANY_DATE,
    common: Common = DEFAULTS,
) -> None:
    """漏えい等事案の一覧。終結していないもの、次の期限の近いものから。"""
    from lifecycle.app import open_app
    from lifecycle.views.incidents import incident_document, list_incidents

    app = open_app(actor=common.actor)
    every = list_incidents(app, dates.asked(app.today()), division, closed=closed)
    if common.json:
        show_json([incident_document(seen) for seen in every])
        return
    rows = [
        {
            "id": seen.id,
            "division": seen.division,
            "stage": seen.stage.label,
            "known": seen.known,
            "reportable": seen.reportable.words,
            "next_on": seen.next_on,
            "noted": "確認済み" if seen.noted else "未確認",
        }
        for seen in every
    ]
    show_rows(_COLUMNS, rows, gives_way=("division", "reportable"))
    if not every:
        talk("終結していない漏えい等事案はありません。")


def _asked(contract: str, aware: str | None, what: str | None) -> tuple[str | None, str | None]:
    """The two facts that lack, asked at a terminal one after the other."""
    if (aware and what) or not is_interactive():
        return aware, what
    from lifecycle.cli.prompt import ask
    from lifecycle.fields.questions import Question

    columns = {column.name: column for column in columns_of(INCIDENT)}
    lacking = [name for name, given in (("aware_on", aware), ("summary", what)) if not given]
    answers = ask(f"{contract} の漏えい等の一報", [Question(columns[name], required=True) for name in lacking])
    return aware or answers.get("aware_on"), what or answers.get("summary")


def _seen(incident: str, dates: Dates, common: Common) -> "IncidentSeen":
    from lifecycle.app import open_app
    from lifecycle.usecases.incidents import incident_place
    from lifecycle.views.incidents import show_incident

    app = open_app(actor=common.actor)
    place = incident_place(app, incident)
    return show_incident(app, place.contract, place.no, dates.asked(app.today()))


def _told(place: "IncidentPlace", done: "Attached", common: Common, words: str) -> None:
    from lifecycle.app import open_app
    from lifecycle.records.as_of import AsOf
    from lifecycle.views.incidents import incident_document, show_incident
    from notifications.plain import wrap

    app = open_app(actor=common.actor)
    seen = show_incident(app, place.contract, place.no, AsOf(app.today()))
    if common.json:
        show_json({**incident_document(seen), "changed": done.changed, "notes": list(done.notes)})
        return
    print(f"{place.id}: {words}。段階 {seen.stage.label}。" if done.changed else f"{place.id}: 変わりありません。")
    for note in done.notes:
        print(wrap(note, "  ▲ 確かめてください: ", "    "))
    _print_next(seen)


def _print_next(seen: "IncidentSeen") -> None:
    from notifications.plain import wrap

    for clock in seen.clocks if seen.is_open else ():
        if clock.by == here().government and not clock.done:
            mark = "■" if clock.passed else "○"
            print(wrap(f"{clock.label}({clock.to}へ) {clock.days}", f"  {mark} ", "    "))
    if seen.steps:
        print("次にすること")
        for step in seen.steps:
            print(wrap(step.words, "  ・", "    "))


def _print(seen: "IncidentSeen") -> None:
    from lifecycle.views.incidents import fact_text, facts_on_record
    from notifications.plain import wrap

    print(f"{seen.id}  {seen.stage.label}  {seen.division}  {seen.title}")
    noted = f"{wareki(seen.noted.on)}に確認済み" if seen.noted else "まだ誰も確認していない"
    print(f"  連絡の受領: {noted}")
    for column, value in facts_on_record(seen.incident):
        print(wrap(fact_text(column, value), f"  {column.label}: ", "    "))
    print(wrap(seen.reportable.reason, f"報告の要否: {seen.reportable.words}。", "  "))
    for fact in seen.reportable.facts:
        mark = {True: "■", False: "●", None: "○"}[fact.holds]
        print(wrap(f"{fact.label} — {fact.answer} 〔{fact.source}・{fact.standing}〕", f"  {mark} ", "    "))
    print("期限")
    for clock in seen.clocks:
        mark = "●" if clock.done else "■" if clock.passed else "○"
        told = "記録済み" if clock.done else clock.days
        words = (
            f"{clock.label} {clock.by}から{clock.to}へ {told} 〔{clock.source}・{clock.standing}: {clock.verified}〕"
        )
        print(wrap(words, f"  {mark} ", "    "))
    if seen.steps:
        print("次にすること")
        for step in seen.steps:
            print(wrap(step.words, "  ・", "    "))
