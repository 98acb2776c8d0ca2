"""Rules as documents, as every door prints them in JSON."""

from datetime import date
from typing import Any

from config.rulebook import RuleBook
from config.schema import Rule
from config.sources_by_day import sources_by_day
from states.transition_words import reach_in_words


def rule_summary(book: RuleBook, rule: Rule, on: date) -> dict[str, Any]:
    """A rule in the list of rules, as JSON."""
    return {
        "code": rule.code,
        "label": rule.label,
        "stage": rule.stage,
        "strength": rule.strength,
        "standing": rule.standing,
        "mark": rule.mark,
        "due_note": rule.deadline.mark if rule.deadline else "",
        "gates": list(rule.gates),
        "first_on": rule.first_on,
        "in_force": rule.code in book.on(on).in_force,
        "waivable": rule.waivable,
        "source": book.source_text(rule.code, on, book.edition_on(rule.code, on)),
    }


def rule_document(book: RuleBook, rule: Rule, on: date) -> dict[str, Any]:
    """A rule as JSON, in which its desk goes by the name of the day."""
    texts = {name: getattr(rule, name) for name in ("applies_when", "remedy", "note")}
    edition = book.edition_on(rule.code, on)
    texts["remedy"] = book.asked.remedy(rule, edition)
    named = {name: book.desks.worded(text, on) for name, text in texts.items() if text}
    desk = book.oversight_of(rule.code).name_on(on)
    return {
        **rule.as_read(),
        **named,
        "command": book.asked.command(rule, edition) or None,
        "editions": [
            {"id": one.id, "label": one.label, "from": one.issued_on, "binds": one.reach}
            for one in book.asked.editions_concerning(rule.code)
        ],
        "oversight": desk,
        "transitions": [
            {"code": item.code, "label": item.label, "effect": item.effect, "reach": reach_in_words(book, item)}
            for item in book.transitions_of(rule.code)
        ],
        "sources_by_day": [{"from": day, "source": text} for day, text in sources_by_day(book, rule.code)],
        **rule_summary(book, rule, on),
    }
