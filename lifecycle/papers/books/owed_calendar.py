"""What is owed as a calendar (iCalendar): a day for each duty, without the name of a person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from config.unseen import visible
from config.vocabulary import Role
from states.duty import Owed

SUFFIX, MEDIA_TYPE = ".ics", "text/calendar"
_LONGEST = 75
"""How many octets a line may have; what is longer is folded."""


@dataclass(frozen=True, slots=True)
class CalendarAsked:
    """Whose calendar it is, when it was made, and the address of a contract's page where there is one."""

    name: str
    made_at: datetime
    site: str = ""


def calendar_of(owed: Iterable[Owed], asked: CalendarAsked) -> bytes:
    """The duties that have a due date, each as an event of that whole day.

    A duty keeps its identity from one calendar to the next, so that a program that reads them again moves it.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//lifecycle//due//JA",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(asked.name)}",
        *(line for one in owed if one.duty.due_on for line in _event(one, asked)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _event(one: Owed, asked: CalendarAsked) -> Iterator[str]:
    duty, late = one.duty, one.duty.overdue_business_days
    if duty.due_on is None:
        return
    stamp = asked.made_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    told = [
        f"{duty.reason} [{duty.code}]",
        f"対応: {duty.remedy}",
        f"行う人: {Role(duty.responsible).label}",
        f"根拠: {duty.source}({duty.strength_label})",
        *([f"期限{duty.due_note}"] if duty.due_note else []),
        *([f"期限を{late}開庁日過ぎています。"] if late else []),
    ]
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(f'{duty.subject}.{duty.code}')}@lifecycle"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{duty.due_on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{duty.due_on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(f'{duty.subject} {duty.label}({one.division})')}"
    yield f"DESCRIPTION:{_text(chr(10).join(told))}"
    if asked.site:
        yield f"URL:{asked.site}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(text: str) -> str:
    """A text as a value: nothing in it ends the line or the value."""
    plain = visible("\n".join(text.splitlines()))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, none of which breaks a letter; all but the first begin with a blank."""
    piece, size = "", 0
    for letter in line:
        length = len(letter.encode())
        if size + length > _LONGEST:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + length
    yield piece
