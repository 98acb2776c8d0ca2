"""Draws the card of an incident: HTML that prints on one A4 page, whatever is on record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined

from config.legal_reports import IncidentRules
from config.local_templates import local_source
from config.place import here
from config.unseen import visible
from config.wareki import format_date
from lifecycle.fields.values import stored_text
from lifecycle.records.incidents_seen import IncidentSeen
from lifecycle.usecases.emergency import EmergencyContacts, SideToCall
from states.columns import columns_of
from states.content import ERASED, Erased
from states.evidence import INCIDENT

_HERE = Path(__file__).parent
STYLE = _HERE / "assets" / "card.css"
_LEFT_OUT = ("no", "aware_on", "aware_at", "closed_reason")
LONGEST, MOST_NUMBERS, MOST_FACTS, MOST_LINES = 60, 3, 12, 8
"""How much of a text, and how many numbers, facts and lines, stand on the card: the rest is on the incident's page."""


BLANKS = (
    *("noticed_on", "noticed_at", "first_reported_on", "first_reported_at", "measures", "at_subcontract", "persons"),
    *("sensitive", "property_damage", "wrongful_purpose", "ordinance_sensitive", "specific_pi"),
)
"""The fields of the record of which the card leaves room for the answer, as long as they are blank."""


@dataclass(frozen=True, slots=True)
class CallShown:
    """One side to call: whose, the numbers, in which hours somebody answers, what the last test said, what lacks."""

    whose: str
    numbers: tuple[str, ...]
    hours: str
    tested: str
    lacking: str


@dataclass(frozen=True, slots=True)
class CardAsked:
    """How the card is made: the mark of a trial, the address of its style (without one it carries its own), whence."""

    mark: str = ""
    style: str = ""
    back: str = ""


def card_html(rules: IncidentRules, seen: IncidentSeen, contacts: EmergencyContacts, asked: CardAsked) -> str:
    """The card. Numbers stand on it only where they were opened for whoever asks."""
    facts = list(_facts(seen))
    named = [(f"{one.post}{f'(再委託{one.subcontract})' if one.subcontract else ''}", one) for one in contacts.named]
    return visible(
        _environment()
        .get_template("card.html")
        .render(
            it=seen,
            rules=rules,
            asked=asked,
            style="" if asked.style else STYLE.read_text(encoding="utf-8"),
            calls=[_call(side, whose, opened=contacts.opened) for side, whose in _sides(contacts)],
            named=[(post, _short(who.name), who.numbers[:MOST_NUMBERS]) for post, who in named[:MOST_NUMBERS]],
            opened=contacts.opened,
            facts=facts[:MOST_FACTS],
            further=max(0, len(facts) - MOST_FACTS),
            blanks=[c.label for c in columns_of(INCIDENT) if c.name in BLANKS and _is_blank(seen, c.name)],
            ask=_some(rules.to_ask),
            order=_some(rules.to_order),
            notes=_some(rules.notes),
        )
    )


def _sides(contacts: EmergencyContacts) -> Iterator[tuple[SideToCall, str]]:
    for side, whose in zip(contacts.sides, (contacts.contractor, contacts.division), strict=True):
        yield side, f"{side.label}({_short(whose)})"


def _call(side: SideToCall, whose: str, *, opened: bool) -> CallShown:
    if not side.has_number:
        lacking = "連絡先の記録がない"
    else:
        lacking = "" if opened else "番号は、見られる職の人が開いたときだけ載る"
    covers, gaps = ("、".join(one.label for one in some) for some in (side.covers, side.gaps))
    return CallShown(
        whose=whose,
        numbers=tuple(_short(number) for number in side.numbers[:MOST_NUMBERS]),
        hours=f"{covers or '時間帯の記録がない'}{f'(つながらない: {gaps})' if covers and gaps else ''}",
        tested=_tested(side),
        lacking=lacking,
    )


def _tested(side: SideToCall) -> str:
    if side.called_on is None:
        return "疎通確認の記録がない"
    return f"疎通確認 {format_date(side.called_on)}{f' {side.outcome.label}' if side.outcome else ''}"


def _facts(seen: IncidentSeen) -> Iterator[tuple[str, str]]:
    """What is on record, long texts cut short."""
    for column in columns_of(INCIDENT):
        value = getattr(seen.incident, column.name, None)
        if value is None or column.name in _LEFT_OUT:
            continue
        if isinstance(value, Erased):
            yield column.label, ERASED
        else:
            said = format_date(value) if isinstance(value, date) else stored_text(column, value)
            yield column.label, _short(said)


def _is_blank(seen: IncidentSeen, name: str) -> bool:
    return getattr(seen.incident, name) is None


def _short(text: str) -> str:
    """A text that fits into its place on the card."""
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}…"


def _some(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(lines[:MOST_LINES])


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FunctionLoader(local_source(_HERE / "templates")),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(wareki=format_date, cut=_short)
    made.globals.update(here=here)
    return made
