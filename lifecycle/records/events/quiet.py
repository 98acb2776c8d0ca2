"""Quiet periods (連絡の休止期間): for some days the ladder tells nobody of an office, or of any."""

from datetime import date

from lifecycle.records.events.shapes import Body, event, free_text, shape


@shape
class OfQuiet(Body):
    """Of one quiet period."""

    id: str


@event("quiet_began", "連絡の休止の登録")
class QuietBegan(OfQuiet):
    """From the first day to the last no step is told of an office's duties, or of any office's (`division` empty)."""

    division: str
    starts_on: date
    ends_on: date
    reason: str = free_text()


@event("quiet_ended", "連絡の休止の取りやめ")
class QuietEnded(OfQuiet):
    """A quiet period was ended before its last day: from the day of this event on everything is told again."""
