"""Emergency numbers in the first word of an incident, on channels that may carry them; they stand in no stored message.

They are put in as the message leaves: the outbox, the journal and their copies hold only where to look them up.
"""

import json
import re
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row

from lifecycle.app import App
from lifecycle.post.topic import Topic, TopicKind
from lifecycle.records.as_of import AsOf
from lifecycle.records.one_contract import find_contract
from lifecycle.records.people import values_of
from notifications.alert import Message
from notifications.card import without_markup
from notifications.plain import wrap
from states.emergency import contact_sides
from states.facts import Contract

_INSTEAD = re.compile(r"^・緊急連絡先は(?:.|\n  )*\n", re.MULTILINE)
"""The line that says where to look; the numbers take its place."""
_FOOT = "\n----\n"


def may_carry(app: App, contract: Contract) -> bool:
    """Whether any message about a contract's incident may carry numbers, and there are some on record."""
    return bool(app.settings.channels.may_carry_numbers) and any(side.contact for side in contact_sides(contract))


def contract_of(app: App, row: Row[Any]) -> str | None:
    """The contract of whose incident a message tells at once, or again; None for any other message."""
    topic = Topic.parse(row.topic)
    if topic.kind is TopicKind.CALLED_AGAIN:
        return topic.about.rpartition("/")[0]
    code, _, rest = topic.about.partition(":")
    is_incident = topic.kind is TopicKind.URGENT and code == app.book.occasion("incident").code
    return rest.partition(":")[0] if is_incident else None


def numbers_for(app: App, connection: Connection, row: Row[Any]) -> tuple[str, ...]:
    """The lines with the numbers of both sides that a message may carry by its channel; none for any other message."""
    if row.channel not in app.settings.channels.may_carry_numbers or not (id_ := contract_of(app, row)):
        return ()
    sides = contact_sides(find_contract(connection, id_, AsOf(app.today())))
    values = values_of(connection, [side.contact for side in sides if side.contact])
    told = ((side.label, values.get(side.contact)) for side in sides if side.contact)
    return tuple(f"{label}の緊急連絡先 {' '.join(numbers.split())}" for label, numbers in told if numbers)


def with_numbers_in(message: Message, lines: tuple[str, ...]) -> Message:
    """The message with these lines in its text and on its card."""
    if not lines:
        return message
    block = "".join(wrap(line, "・", "  ") + "\n" for line in lines)
    body, replaced = _INSTEAD.subn(lambda _: block, message.body, count=1)
    if not replaced:
        before, foot, after = message.body.partition(_FOOT)
        body = f"{before}\n{block}{foot}{after}" if foot else f"{message.body}{block}"
    return replace(message, body=body, card=_on_card(message.card, lines) if message.card else message.card)


def _on_card(card: str, lines: tuple[str, ...]) -> str:
    shown = json.loads(card)
    shown["body"].append({"type": "TextBlock", "text": without_markup("\n\n".join(lines)), "wrap": True})
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
