"""The agreed items (遵守事項) as they stand on record, for a form that is made after they were agreed."""

import re
from collections.abc import Mapping, Sequence

from config.rulebook import RuleBook
from states.facts import Contract

_ITEM = re.compile(r"(?:^|[、,\s])(?:(?:項目|問)\s*([0-9０-９]{1,2})\s*[=＝\s:：]|([0-9０-９]{1,2})\s*[=＝:：])\s*")


def agreed_on_record(book: RuleBook, contract: Contract, allowed: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """What was agreed for each of the allowed items; none where the record cannot be divided by its numbers.

    It reads 「項目3 保管庫の施錠、項目16 複写の禁止」, as the request records it, and 「3=保管庫の施錠 16=複写の禁止」.
    """
    asks = book.agreed_items_rule.asks
    records = contract.records.get(asks.record or "", ()) if asks else ()
    if not records or asks is None or asks.record is None:
        return {}
    written = next(field.name for field in book.evidence[asks.record].fields if field.type == "text")
    text = getattr(records[-1], written)
    return divided(text, allowed) if isinstance(text, str) else {}


def divided(text: str, allowed: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """The items of a text by their numbers; none where it begins otherwise or names one that is not allowed."""
    starts = list(_ITEM.finditer(text))
    numbers = [int(start[1] or start[2]) for start in starts]
    if not starts or text[: starts[0].start()].strip() or not set(numbers) <= set(allowed):
        return {}
    items: dict[int, list[str]] = {}
    ends = [*(start.start() for start in starts[1:]), len(text)]
    for number, start, end in zip(numbers, starts, ends, strict=True):
        if content := text[start.end() : end].strip(" 、,\n"):
            items.setdefault(number, []).append(content)
    return items
