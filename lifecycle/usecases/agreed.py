"""Keeps the agreed items (遵守事項) when the request for self-inspection is written: the letter goes, they stay."""

from collections.abc import Mapping, Sequence

from lifecycle.app import App
from lifecycle.usecases.evidence import attach


def keep_agreed(app: App, id_: str, agreed: Mapping[int, Sequence[str]]) -> bool:
    """Record the agreed items, as of today, in the record that the rule on them asks for; whether anything changed.

    Where the rule asks for no record, or nothing was agreed, nothing is recorded. Raises RoleError, NotFoundError.
    """
    asks = app.book.agreed_items_rule.asks
    if asks is None or asks.record is None or not agreed:
        return False
    kind = app.book.evidence[asks.record]
    written = next(field.name for field in kind.fields if field.type == "text")
    items = "、".join(f"項目{no} {text}" for no in sorted(agreed) for text in agreed[no])
    given = {kind.dated_by: app.today().isoformat(), written: items}
    return attach(app, id_, kind.id, given).changed
