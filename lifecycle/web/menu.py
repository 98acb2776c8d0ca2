"""The pages that stand in the head of every page, for whoever is signed in."""

from collections.abc import Iterator

from config.place import said_here
from lifecycle.acts import Act
from lifecycle.identity import Actor
from lifecycle.web import places

_DECIDES = (
    Act.DECIDE_SUBCONTRACT,
    Act.ACCEPT_SUBSTITUTE,
    Act.ACCEPT_SUBSTITUTE_OF_DESK,
    Act.DECIDE_EXCEPTION,
    Act.DECIDE_EXCEPTION_OF_DESK,
    Act.CUT_OVER,
    Act.PUBLISH_RULES,
    Act.CLOCK,
    Act.ERASE,
)

FOOT = ((places.STAGES, "段階の日数"), (places.RULES, "規則"), (places.ABOUT, "この登録簿について"))
"""The pages that stand in the foot of every page: what is looked up, not worked on."""


def menu_of(actor: Actor) -> Iterator[tuple[str, str]]:
    """The addresses and names of the pages for a person, those of the own work first."""
    records = bool(actor.roles_for(Act.RECORD))
    if records:
        yield places.TODAY, "きょうの仕事"
    if any(actor.roles_for(act) for act in _DECIDES):
        yield places.DECISIONS, "決裁待ち"
    if actor.roles_for(Act.CHECK_AGAIN):
        yield places.CHECKS, "確認待ち"
    if actor.roles_for(Act.STAFF):
        yield places.STAFF, said_here("職・{代理}・不在")
    yield places.BOARD, "契約"
    if actor.roles_for(Act.IMPORT):
        yield places.IMPORT, "台帳の取込"
    if records:
        yield places.BEGUN, "途中の入力"
        yield places.RETURNED, "戻った様式"
        yield places.REQUESTS, "わたしの申請"
    yield places.ALERTS, "連絡"
    yield places.DIVISIONS, "所属"
    if actor.roles_for(Act.READ):
        yield places.CIRCULARS, "通知"
    if actor.roles_for(Act.RECORD_OF_DESK):
        yield places.DESK, said_here("{制度所管課}の務め")
    yield places.TABLES, "表1〜12"
    yield places.EXCEPTIONS, "例外承認"
    yield places.INCIDENTS, "漏えい等事案"
    yield places.FIRST_REPORT, "漏えいの一報"
