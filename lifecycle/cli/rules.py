"""`rules list / show`: the rule book, with dates, sources and how sure each text is: of the home, or without one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from config.errors import NotFoundError
from config.place import said_here
from config.vocabulary import Stage
from lifecycle.cli import believed
from lifecycle.cli.output import DEFAULTS, Common, day, show_json, show_rows, wareki

if TYPE_CHECKING:
    from datetime import date

    from config.citations import Citation
    from config.rulebook import RuleBook
    from config.schema import Rule

_COLUMNS = {"code": "規則", "strength": "強度", "gates": "止める関門", "in_force": "施行", "label": "内容"}

On = Annotated[str | None, Parameter(name=("--on", "--as-of"), help="この日に(2023-10-09、令和5年10月9日)")]


def list_(
    *,
    on: On = None,
    every: Annotated[bool, Parameter(name="--all", help="構造の規則(F)も")] = False,
    common: Common = DEFAULTS,
) -> None:
    """規則の一覧。"""
    from lifecycle.views.rule_documents import rule_summary

    book, asked = believed.book(), _day(on)
    rules = [rule for rule in book.rules.values() if every or rule.stage != "F"]
    rows = [rule_summary(book, rule, asked) for rule in rules]
    if common.json:
        show_json(rows)
        return
    labelled = [
        {**row, "gates": "、".join(Stage(g).label for g in row["gates"]), "strength": _strength(row)} for row in rows
    ]
    shown = [{**row, "in_force": "施行" if row["in_force"] else "施行前"} for row in labelled]
    show_rows(_COLUMNS, shown, ("code",), ("in_force",))


def show(code: str, *, on: On = None, common: Common = DEFAULTS) -> None:
    """規則の全文、値と日付、出典、仮定。"""
    book, asked = believed.book(), _day(on)
    rule = book.rules.get(code.upper())
    if rule is None:
        from lifecycle.fields.nearest import meant

        guess = meant(code, book.rules)
        raise NotFoundError(f"規則 {code} はありません。{guess}lifecycle rules list で確かめてください。")
    if common.json:
        from lifecycle.views.rule_documents import rule_document

        show_json(rule_document(book, rule, asked))
        return
    print("\n".join(_lines(book, rule, asked)))


def _day(on: str | None) -> "date":
    return day(on, "--on") or believed.clock().today()


def _strength(row: dict[str, Any]) -> str:
    from config.schema import STRENGTH_LABELS

    return f"{STRENGTH_LABELS[row['strength']]}{row['mark']}"


def _lines(book: "RuleBook", rule: "Rule", on: "date") -> Iterator[str]:
    """The lines of a rule as a person reads it: each fact of the rule under its label."""
    from notifications.plain import wrap

    yield f"{rule.code}  {rule.label}"
    for label, text in (*_standing(book, rule, on), *_cure(book, rule, on), *_grounds(book, rule, on)):
        yield wrap(text, f"  {label}: ", "    ")


def _standing(book: "RuleBook", rule: "Rule", on: "date") -> Iterator[tuple[str, str]]:
    """The facts of the rule itself: what it says, how strongly, from when, and what it bars."""
    in_force = "施行されています" if rule.code in book.on(on).in_force else "施行前です(適用されません)"
    undated = f"初日の定めなし({rule.first_note or '監査意見・研修・仮定'})"
    first = f"{wareki(rule.first_on)}から" if rule.first_on else undated
    of_desk = said_here("なし({制度所管課}の務め。lifecycle office show で見る)")
    warned = of_desk if rule.subject == "office" else "警告のみ"
    unbarred = warned if rule.recorded else f"記録欄なし(判定しない。{rule.unrecorded_because})"
    yield "本文", rule.text
    yield "強度", f"{rule.strength_label}{rule.mark}"
    yield "裏付け", _sureness(rule)
    yield "施行", f"{first}。{wareki(on)}には{in_force}"
    yield "適用", book.desks.worded(rule.applies_when, on)
    yield "止める関門", "、".join(g.label for g in rule.gates) or unbarred
    if rule.exceptions:
        yield "例外", rule.exceptions


def _sureness(rule: "Rule") -> str:
    """How sure the text, the first day, the evidence asked for and the deadline are, each by itself."""
    parts = (
        ("本文", rule.standing, ""),
        ("初日", rule.first_standing, rule.first_note),
        ("証拠", rule.evidence_standing, rule.evidence_note),
        ("期限", rule.deadline.standing if rule.deadline else "", rule.deadline.note if rule.deadline else ""),
    )
    told = [f"{name} {sure}" + (f"({note})" if note and sure != "原文" else "") for name, sure, note in parts if sure]
    return " / ".join(told)


def _cure(book: "RuleBook", rule: "Rule", on: "date") -> Iterator[tuple[str, str]]:
    """The facts of its cure: what meets the rule, by when, and whether an exception may lift it."""
    from config.schema import ANCHOR_LABELS
    from config.vocabulary import REACH_LABELS

    yield "証拠", rule.evidence
    yield "対応", book.desks.worded(book.asked.remedy(rule, book.edition_on(rule.code, on)), on)
    for edition in book.asked.editions_concerning(rule.code):
        yield "求める版", f"{edition.label}({wareki(edition.issued_on)}から。{REACH_LABELS[edition.reach]})"
    if rule.deadline:
        unit = "開庁日" if rule.deadline.unit == "business" else "日"
        basis = rule.deadline.mark or "〔原文〕"
        yield "期限", f"{ANCHOR_LABELS[rule.deadline.counted_from]}{_days(rule.deadline.days, unit)} {basis}"
    yield "例外承認", f"できる(決裁 {rule.approver.label})" if rule.waivable else "できない"


def _grounds(book: "RuleBook", rule: "Rule", on: "date") -> Iterator[tuple[str, str]]:
    """The facts behind the rule: its values on the day, its sources, its transitional rules, and the notes."""
    from config.sources_by_day import sources_by_day
    from states.transition_words import reach_in_words

    for value in rule.values:
        if value.holds_on(on):
            shown = "、".join(map(str, value.value)) if isinstance(value.value, tuple) else str(value.value)
            yield "値", f"{value.name} = {shown}{value.comparison or ''}({_cited(book, value.cite)})"
    for cite in rule.cites:
        yield "出典", _cited(book, cite)
    periods = sources_by_day(book, rule.code)
    for begins, text in periods if len(periods) > 1 else ():
        yield "根拠を引く日", f"{f'{wareki(begins)}から' if begins else 'それより前'}: {text}"
    for transition in book.transitions_of(rule.code):
        reach = reach_in_words(book, transition)
        yield "経過措置", f"{transition.code} {transition.label}: {transition.text}{f'({reach})' if reach else ''}"
    if rule.note:
        yield "注", book.desks.worded(rule.note, on)
    yield "最終確認", wareki(rule.last_verified_on)


def _days(days: int, unit: str) -> str:
    return f" {days:+d}{unit}" if days else "(当日)"


def _cited(book: "RuleBook", cite: "Citation") -> str:
    source = book.sources[cite.source]
    quote = f"「{cite.quote}」" if cite.quote else ""
    return f"〔{cite.standing}〕{source.number or source.title} {cite.at or ''}{quote}"
