"""What a home made for trial (試用) says of itself in every message, whoever's template wrote it."""

import json
import re
from dataclasses import replace

from notifications.alert import Rendered

MARK = "【試用】"
TRIAL = f"{MARK}試用の環境からの連絡です。実際の事務についての連絡ではありません。"

_BODY = re.compile(r"<body[^>]*>")
TRIAL_LINES = 2
"""The lines that the mark adds at the top of a mail."""


def is_marked(rendered: Rendered) -> bool:
    """Whether a message bears the mark already, as one does that was rendered before."""
    return rendered.subject.startswith(MARK)


def marked(rendered: Rendered) -> Rendered:
    """The message with the mark before its subject and at the top of its body, its card and its HTML part."""
    return replace(
        rendered,
        subject=f"{MARK}{rendered.subject}",
        body=f"{TRIAL}\n\n{rendered.body}",
        card=_card(rendered.card),
        html=_BODY.sub(rf"\g<0>\n<p><b>{TRIAL}</b></p>", rendered.html, count=1),
    )


def _card(card: str) -> str:
    """The card with the mark as its first line; none stays none."""
    if not card:
        return card
    content = json.loads(card)
    line = {"type": "TextBlock", "text": TRIAL, "weight": "Bolder", "wrap": True}
    content["body"] = [line, *content.get("body", [])]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
