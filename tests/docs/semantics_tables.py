"""Tables of docs/semantics.md, written from the rule data."""

from docs.rule_tables import UNITS, table

from config.loader import rule_book
from config.schema import ANCHOR_LABELS
from config.vocabulary import Stage


def closed_set() -> list[str]:
    """Every gate with the codes of the rules that bar it."""
    rules = rule_book().rules.values()
    rows = [
        (stage.label, "、".join(rule.code for rule in rules if stage.value in rule.gates))
        for stage in Stage
        if any(stage.value in rule.gates for rule in rules)
    ]
    return table(("gate into", "blocking rules"), rows)


def due_dates() -> list[str]:
    """What is counted from which date, with the rules that do."""
    groups: dict[tuple[str, str], list[str]] = {}
    for rule in rule_book().rules.values():
        if rule.deadline and rule.recorded:
            days = f"{rule.deadline.days:+d}{UNITS[rule.deadline.unit]}" if rule.deadline.days else "当日"
            groups.setdefault((ANCHOR_LABELS[rule.deadline.counted_from], days), []).append(rule.code)
    rows = [(anchor, days, "、".join(codes)) for (anchor, days), codes in groups.items()]
    return table(("counted from", "days", "rules"), rows)
