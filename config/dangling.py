"""What the entries of the rule data name of one another: every name that leads nowhere, as a fault."""

from collections.abc import Iterator
from datetime import date

from config.errors import DataFault
from config.escalation import AlertKind
from config.record_faults import record_faults
from config.rule_rows import Located, RuleRows
from config.schema import Rule
from config.transition_faults import transition_faults


def dangling(rows: RuleRows) -> Iterator[DataFault]:
    """Faults where a citation names no source, a transition no rule, or where forms and editions do not agree."""
    known = {source.id for _, source in rows.sources}
    for name, place, source in _citations(rows):
        if source not in known:
            yield DataFault(name, place, f"出典「{source}」が sources.toml にありません")
    codes = {rule.code for _, rule in rows.rules}
    yield from transition_faults(rows)
    yield from _misused(rows, codes)
    binding = [source.id for _, source in rows.sources if source.binds_contractor_as]
    if len(binding) != 1 and any(rule.asked_for for _, rule in rows.rules):
        named = "、".join(binding) or "なし"
        yield DataFault("sources.toml", "-", f"委託先を縛る文書(binds_contractor_as)は1つ要ります(今は {named})")
    yield from record_faults(rows.rules, {kind.id: kind for _, kind in rows.evidence})
    editions, forms = {e.id for _, e in rows.editions}, {form.edition for _, form in rows.forms}
    for name, form in rows.forms:
        if form.edition not in editions:
            yield DataFault(name, form.edition, "editions.toml にない版です")
    for name, edition in rows.editions:
        if edition.form == "checklist" and edition.id not in forms:
            yield DataFault(name, edition.id, "この版のチェックリストの様式が forms/ にありません")
    yield from _of_editions(rows, codes)
    for name, asks in rows.circulars:
        if asks.rule and asks.rule not in {rule.code for _, rule in rows.rules if rule.subject == "office"}:
            yield DataFault(name, "rule", f'所属の務めの規則「{asks.rule}」がありません(subject = "office")')
    steps = {step.id for _, ladder in rows.ladders for step in ladder.every_step}
    occasions = {kind.code for _, kind in rows.alerts}
    for name, ladder in rows.ladders:
        for one in ladder.weights:
            for code in sorted(set(one.codes) - codes - occasions):
                yield DataFault(name, f"weights.{one.label}", f"規則・契機「{code}」がありません")
    for name, kind in rows.alerts:
        for code in sorted(set(kind.rules) - codes):
            yield DataFault(name, kind.code, f"規則「{code}」がありません")
        if kind.highest is not None and kind.highest not in steps:
            yield DataFault(name, kind.code, f"段階「{kind.highest}」が escalation.toml にありません")
    for name, rule in rows.rules:
        for value in rule.values:
            if rule.first_on and (value.valid_from or date.min) < rule.first_on:
                yield DataFault(name, f"{rule.code}.{value.name}", "規則の初日より前から始まる値です")


def unknown_kinds(rows: RuleRows) -> Iterator[DataFault]:
    """Faults of documents addressed to a kind of office that the pack does not know; of a pack with kinds only."""
    kinds = [kind for _, place in rows.place for kind in place.office_kinds]
    for name, source in rows.sources:
        for one in source.addressees if kinds else ():
            if one not in kinds:
                told = f"宛先「{one}」は所属の種別にありません。次のいずれかにしてください: {'、'.join(kinds)}"
                yield DataFault(name, f"{source.id}.addressees", told)


def _of_editions(rows: RuleRows, codes: set[str]) -> Iterator[DataFault]:
    """Faults of editions that ask for no rule there is, for one of another form, or that share their first day."""
    forms: dict[str, str] = {}
    days: dict[tuple[str, date], str] = {}
    for name, edition in rows.editions:
        for ask in edition.asks:
            place = f"{edition.id}.asks.{ask.rule}"
            if ask.rule not in codes:
                yield DataFault(name, place, f"規則「{ask.rule}」がありません")
            elif forms.setdefault(ask.rule, edition.form) != edition.form:
                problem = f'規則「{ask.rule}」は別の文書の版(form = "{forms[ask.rule]}")が求めています'
                yield DataFault(name, place, problem)
        other = days.setdefault((edition.form, edition.issued_on), edition.id)
        if other != edition.id:
            yield DataFault(name, f"{edition.id}.issued_on", f"同じ日に始まる同じ文書の版「{other}」があります")


def _misused(rows: RuleRows, codes: set[str]) -> Iterator[DataFault]:
    """Faults of attributes that name no rule, or that two rules claim although the engine knows only one such rule."""
    claimed: dict[str, str] = {}
    for name, rule in rows.rules:
        for named in (rule.lifted_with, rule.newest_form_of):
            if named is not None and named not in codes:
                yield DataFault(name, rule.code, f"規則「{named}」がありません")
        for attribute in rule.claims:
            if attribute in claimed:
                yield DataFault(name, rule.code, f"{attribute} の規則は1つだけです({claimed[attribute]} にもあります)")
            claimed.setdefault(attribute, rule.code)
    own = [kind.occasion for _, kind in rows.alerts if kind.occasion]
    for name, kind in rows.alerts:
        if kind.occasion and own.count(kind.occasion) > 1:
            yield DataFault(name, kind.code, f"occasion「{kind.occasion}」の契機は1つだけです")


def desk_faults(rows: RuleRows) -> Iterator[DataFault]:
    """Faults of the desks as a whole, and of whatever names a desk that is missing or not of the oversight office."""
    desks = rows.all_desks
    yield from (DataFault("desks.toml", place, problem) for place, problem in desks.faults())
    answering = [desk.id for desk in desks.oversight]
    expected = "、".join(f"'{id_}'" for id_ in answering)
    entries: list[Located[Rule] | Located[AlertKind]] = [*rows.rules, *rows.alerts]
    for name, one in entries:
        if one.oversight is not None and one.oversight not in answering:
            problem = f"「{one.oversight}」は使えません。{expected} のいずれかにしてください(desks.toml)"
            yield DataFault(name, f"{one.code}.oversight", problem)
        for id_ in desks.unknown_in("".join(text or "" for text in one.wordings)):
            yield DataFault(name, one.code, f"{{desk:{id_}}} の連絡先が desks.toml にありません")


def _citations(rows: RuleRows) -> Iterator[tuple[str, str, str]]:
    """Every citation: the file, the entry that cites, the source cited."""
    for name, rule in rows.rules:
        for cite in (*rule.cites, *(value.cite for value in rule.values)):
            yield name, rule.code, cite.source
    for name, edition in rows.editions:
        yield name, edition.id, edition.cite.source
        for ask in edition.asks:
            yield from ((name, f"{edition.id}.asks.{ask.rule}", cite.source) for cite in ask.cites)
    for name, item in rows.transitions:
        for cite in item.cites:
            yield name, item.code, cite.source
    for name, form in rows.forms:
        yield name, form.edition, form.cite.source
    for name, readings in rows.readings:
        for reason in readings.reasons:
            yield name, reason.id, reason.cite.source
