"""Tables of docs/acts.md: which post may do which act by which door, and to which act each column belongs."""

from collections.abc import Collection

from acts_walk import COMMAND, DOORS, FLOW, IMPORT, USE_CASE
from docs.rule_tables import table

from config.vocabulary import Role
from lifecycle.acts import ACTS, Act, Who
from lifecycle.ledger.acts_of import act_of
from lifecycle.ledger.columns import OFFICE_DATES, SHEETS, WITHDRAWN

POSTS = tuple(role for role in Role if any(role in who.posts for who in ACTS.values()))
"""The posts that may do anything, in their order."""
_WAYS = (COMMAND, USE_CASE, IMPORT, FLOW)


def acts() -> list[str]:
    """Each act with each post: ○ for any office, 自 for the own office, － not at all."""
    rows = [(act.said, *(_mark(ACTS[act], post) for post in POSTS), _again(ACTS[act])) for act in Act]
    return table(("行為", *(post.label for post in POSTS), "申請・記録した本人"), rows)


def _mark(who: Who, post: Role) -> str:
    return "○" if post in who.every else "自" if post in who.own else "－"


def _again(who: Who) -> str:
    return "○" if who.requester else "－"


def doors() -> list[str]:
    """Each act with the doors by which the test walks it."""
    rows = [(act.said, *(_named(act, way) for way in _WAYS)) for act in Act]
    return table(("行為", *_WAYS), rows)


def _named(act: Act, way: str) -> str:
    return "、".join(dict.fromkeys(door.name for door in DOORS if (door.act, door.way) == (act, way))) or "－"


def ledger_columns() -> list[str]:
    """Every sheet of the ledger: the columns of each act; keys of rows belong to the record that the row is of."""
    rows = []
    for sheet in SHEETS:
        by_act: dict[Act, list[str]] = {}
        extra: Collection[object] = OFFICE_DATES if sheet.name == "所属" else ()
        for column in (*sheet.columns, *(one for one in OFFICE_DATES if one in extra)):
            by_act.setdefault(act_of(column), []).append(column.label)
        if sheet.name == "契約":
            by_act.setdefault(act_of(WITHDRAWN), []).append(WITHDRAWN.label)
        for act, labels in by_act.items():
            shown = "、".join(labels) if len(labels) <= 12 or act is not Act.RECORD else f"ほかの{len(labels)}列"
            rows.append((sheet.name, act.said, shown))
    return table(("シート", "行為", "列"), rows)
