"""What every pack must bring for the engine to work by it, whatever else a prefecture or a city does without."""

from collections.abc import Iterator
from typing import get_args

from config.errors import DataFault
from config.escalation import OwnOccasion
from config.forms import Meaning
from config.rule_rows import RuleRows
from config.structural import Structural

_ONE_RULE = ("demands_visit", "approves_subcontract", "orders_agreed_items", "asks_for_reports")
_PROOFS = ("checklist", "visit", "approval", "inspection")
_STEPS = ("confirm_duties", "receive_checklist", "inspect_onsite")
_DECISIONS: tuple[OwnOccasion, ...] = (
    "ending_override", "exception_requested", "application_made", "substitute_made", "second_check", "matter_of_two"
)  # fmt: skip
"""Occasions without which nobody is told, and nothing else fails."""


def missing_parts(rows: RuleRows) -> Iterator[DataFault]:
    """A fault for each rule, occasion and form that the engine works by and that these entries leave out."""
    rules = [rule for _, rule in rows.rules]
    codes = {rule.code for rule in rules}
    for code in Structural:
        if code not in codes:
            yield DataFault(
                "rules/", code, "この仕組みの段階が成り立つための規則です。この code で文言を書いてください"
            )
    for attribute in _ONE_RULE:
        if not any(getattr(rule, attribute) for rule in rules):
            yield DataFault("rules/", attribute, f"{attribute} = true の規則が1つ要ります")
    yield from _visits_without_a_number(rows)
    proofs = {rule.proof_of for rule in rules}
    steps = {rule.subcontract_step for rule in rules}
    for attribute, asked, given in (("proof_of", _PROOFS, proofs), ("subcontract_step", _STEPS, steps)):
        for value in asked:
            if value not in given:
                yield DataFault("rules/", attribute, f'{attribute} = "{value}" の規則が1つ要ります')
    told = {kind.occasion for _, kind in rows.alerts}
    for occasion in get_args(OwnOccasion):
        if occasion not in told and occasion not in _DECISIONS:
            yield DataFault("alerts.toml", "occasion", f'occasion = "{occasion}" の契機が要ります')
    for name, form in rows.forms:
        if form.based_on is None and not any(item.meaning for item in form.items):
            meanings = "、".join(get_args(Meaning))
            problem = f"項目の意味(meaning = {meanings})が、どの項目にもありません。尋ねている項目に書いてください"
            yield DataFault(name, form.edition, problem)
    if not any(edition.form == "checklist" for _, edition in rows.editions):
        yield DataFault("editions.toml", "-", 'チェックリストの版(form = "checklist")が1つ以上要ります')


def _visits_without_a_number(rows: RuleRows) -> Iterator[DataFault]:
    """A fault where the rule that demands visits has no number of records from which it does, on some day."""
    for name, rule in rows.rules:
        if not rule.demands_visit:
            continue
        numbers = [one for one in rule.values if one.name == "record_threshold" and isinstance(one.value, int)]
        if not any(one.valid_until is None for one in numbers):
            place = f"{rule.code}.values"
            yield DataFault(
                name, place, "実地調査が要る件数(record_threshold、整数)が要ります。終わりのない値を置いてください"
            )
