"""The one clock: whoever needs the time is handed it."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

from config.errors import UsageError

JAPAN = timezone(timedelta(hours=9), "JST")
CLOCK_VARIABLE = "LIFECYCLE_NOW"
STORED = "%Y-%m-%dT%H:%M:%S.%fZ"
"""The form in which moments are stored and hashed."""
BRIDGED = timedelta(minutes=5)
"""How far a clock may be set back without a word: a machine's clock is corrected by seconds, not by hours."""


class Clock(Protocol):
    """A clock that tells the time; its days are Japan's."""

    def now(self) -> datetime:
        """The present moment, with its time zone, in UTC."""
        ...

    def today(self) -> date:
        """The day it is in Japan."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """The present moment, with its time zone, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place that asks

    def today(self) -> date:
        """The day it is in Japan."""
        return self.now().astimezone(JAPAN).date()


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still, for demonstrations and tests."""

    moment: datetime

    def now(self) -> datetime:
        """The fixed moment, in UTC."""
        return self.moment.astimezone(UTC)

    def today(self) -> date:
        """The fixed day in Japan."""
        return self.moment.astimezone(JAPAN).date()


def machine_offset() -> float:
    """By how many seconds the machine's clock differs from one that only runs forward: less once it was set back."""
    return time.time() - time.monotonic()


def clock_from(environment: Mapping[str, str] = os.environ) -> Clock:
    """The system's clock, or the one fixed by LIFECYCLE_NOW (ISO, with or without an offset; Japan's if without).

    Who asks sees to it that a fixed one is believed in a trial home only. Raises UsageError where it can't be read.
    """
    fixed = environment.get(CLOCK_VARIABLE)
    if not fixed:
        return SystemClock()
    try:
        moment = datetime.fromisoformat(fixed)
    except ValueError:
        raise UsageError(f"{CLOCK_VARIABLE} が日時として読めません「{fixed}」(例 2024-11-26T09:00:00+09:00)") from None
    if not 1900 <= moment.year <= 2200:
        raise UsageError(f"{CLOCK_VARIABLE} の年が範囲の外です「{fixed}」(1900年から2200年まで)")
    return FixedClock(moment if moment.tzinfo else moment.replace(tzinfo=JAPAN))


def timestamp(moment: datetime) -> str:
    """The moment in the form in which it is stored and hashed: UTC, to the microsecond, sortable as text."""
    return moment.astimezone(UTC).strftime(STORED)


def is_stored(text: str) -> bool:
    """Whether a text is a moment as `timestamp` writes it, of a year that can be reckoned with (1900 to 2200)."""
    try:
        moment = datetime.strptime(text, STORED).replace(tzinfo=UTC)
    except ValueError:
        return False
    return 1900 <= moment.year <= 2200 and moment.strftime(STORED) == text


def end_of_day(day: date) -> str:
    """The stored form of the last moment of a day in Japan: what was recorded by that moment was known by that day."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=JAPAN) + timedelta(days=1)
    return timestamp(midnight - timedelta(microseconds=1))


def day_of(stored: str) -> date:
    """The day in Japan on which a stored timestamp lies."""
    return datetime.strptime(stored, STORED).replace(tzinfo=UTC).astimezone(JAPAN).date()
