"""The rules as they read: with what the newest form says in its places, in the order of their codes."""

from collections.abc import Iterator, Sequence

from config.editions import Edition
from config.forms import ChecklistForm
from config.schema import Rule


def filled_rules(
    rules: Sequence[Rule], editions: Sequence[Edition], entries: Sequence[ChecklistForm]
) -> Iterator[Rule]:
    """The rules, with what the newest form says in the place of {mandatory_articles} and {checklist_edition}."""
    issued = {edition.id: edition for edition in editions}
    forms = sorted(entries, key=lambda form: issued[form.edition].issued_on)
    numbers = f"第{'、'.join(str(n) for n in forms[-1].mandatory_articles)}" if forms else ""
    newest = issued[forms[-1].edition].label if forms else ""
    for rule in rules:
        texts = {name: getattr(rule, name) for name in ("text", "remedy")}
        for name, text in texts.items():
            texts[name] = text.replace("{mandatory_articles}", numbers).replace("{checklist_edition}", newest)
        yield rule.model_copy(update=texts)


def order_of_rule(code: str) -> tuple[int, str]:
    """The sort key of a rule's stage: S0 … S6, then X, then the structural F codes."""
    return ("SXF".index(code[0]), code)
