"""Times of day: 23:50, 午後11時50分, or Excel's own time, as 23:50."""

import re
from datetime import datetime, time, timedelta

from config.typed import without_blanks

_EXPECTED = "時刻(例 23:50、午後11時50分)が必要です"
_TIME = re.compile(
    r"^(午前|午後|AM|PM)?([0-9]{1,2})(?:[::]([0-9]{2})(?:[::][0-9]{2})?|時(?:([0-9]{1,2})分|(半))?)$", re.I
)
_AFTERNOON = ("午後", "PM")


def read_time(raw: object) -> str:
    """A time of day as HH:MM. Raises ValueError for what is none; 24時 is refused, as it is the next day."""
    if isinstance(raw, datetime | time):
        return raw.strftime("%H:%M")
    if isinstance(raw, timedelta) and timedelta() <= raw < timedelta(days=1):
        return f"{raw.seconds // 3600:02}:{raw.seconds % 3600 // 60:02}"
    if not isinstance(raw, str) or not (shape := _TIME.match(without_blanks(raw))):
        raise ValueError(_EXPECTED)
    half, hours, after_colon, after_hour, half_past = shape.groups()
    hour, minute = int(hours), int(after_colon or after_hour or (30 if half_past else 0))
    if half:
        if hour > 12:
            raise ValueError(_EXPECTED)
        hour = hour % 12 + (12 if half.upper() in _AFTERNOON else 0)
    if hour > 23 or minute > 59:
        raise ValueError(f"{_EXPECTED}(24時は、次の日の0時としてください)")
    return f"{hour:02}:{minute:02}"
