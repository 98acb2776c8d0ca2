"""The departures from the rule data that the settings of an installation ask for, as they are put on record."""

from datetime import date
from enum import StrEnum
from typing import Any

from config.settings import Settings
from lifecycle.records.departures import departures_asked
from lifecycle.records.events.installation import PolicyApplied


class Own(StrEnum):
    """The names under which the settings that a verdict depends on are kept."""

    YEARLY_VISIT = "yearly_visit"
    OFFICES = "offices"
    CLOSED_DAYS = "closed_days"
    ESCALATION = "escalation"
    PLACEHOLDERS = "placeholders"
    READING = "reading"
    MANNER = "manner"
    CONTACT_MONTHS = "contact_months"


def policy_in(settings: Settings, noted: PolicyApplied | None, today: date) -> PolicyApplied:
    """The departures from the rule data that the settings ask for, as they are put on record beside those noted last.

    What is raised or lowered without a day of its own begins today, where it was not noted before.
    """
    own: dict[Own, Any] = {
        Own.YEARLY_VISIT: settings.rules.yearly_visit,
        Own.OFFICES: {name: office.kind for name, office in sorted(settings.offices.items())},
        Own.CLOSED_DAYS: sorted(day.isoformat() for day in settings.closed_days),
        Own.ESCALATION: dict(sorted(settings.escalation.items())),
        Own.MANNER: dict(sorted(settings.manner.items())),
        Own.PLACEHOLDERS: sorted(set(settings.rules.placeholders)),
        Own.CONTACT_MONTHS: settings.contacts.test_months,
        Own.READING: settings.reading.scope if settings.reading.scope != "own" else "",
    }
    rules = settings.rules
    return PolicyApplied(
        raised=tuple(sorted({*rules.raise_, *(one.code for one in rules.raised)})),
        lowered=tuple(sorted({*rules.lower, *(one.code for one in rules.lowered)})),
        departures=departures_asked(rules, noted, today),
        settings={name.value: value for name, value in own.items() if value} or None,
    )
