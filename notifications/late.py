"""What a message says of itself that could not be sent on the day on which it was written."""

import json
import re
from dataclasses import replace
from datetime import date

from config.wareki import format_date
from notifications.alert import Rendered
from notifications.plain import SCREEN_LINES, on_a_screen, wrap

_BODY = re.compile(r"<body[^>]*>")
_LATE = "{}に作られ、送れなかった連絡です。内容はその日のものです。"


def late(rendered: Rendered, written_on: date) -> Rendered:
    """The message with a line on top that says from which day it is; what fitted a screen still fits, where it can."""
    line = _LATE.format(format_date(written_on))
    html = _BODY.sub(rf"\g<0>\n<p><b>{line}</b></p>", rendered.html, count=1)
    on_top = f"{wrap(line)}\n\n{rendered.body}"
    fitted = rendered.body.count("\n") <= SCREEN_LINES
    body = on_a_screen(on_top) if fitted else on_top
    return replace(rendered, body=body, card=_card(rendered.card, line), html=html)


def _card(card: str, line: str) -> str:
    if not card:
        return card
    content = json.loads(card)
    told = {"type": "TextBlock", "text": line, "weight": "Bolder", "wrap": True}
    content["body"] = [told, *content.get("body", [])]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
