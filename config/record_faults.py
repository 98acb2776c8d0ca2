"""The faults of rules that ask for a record: a kind that does not exist, a field that the kind lacks, another owner.

What is asked of the engine's own kinds is looked through where their fields are known (`states.asked_records`).
"""

from collections.abc import Iterable, Iterator, Mapping

from config.errors import DataFault
from config.evidence import ENGINE_RECORDS, EvidenceKind
from config.schema import Rule

_EITHER = ("yes_no", "present", "passed", "fit")


def record_faults(rules: Iterable[tuple[str, Rule]], kinds: Mapping[str, EvidenceKind]) -> Iterator[DataFault]:
    """Every fault of what rules ask of records; each rule comes with the name of its file."""
    for name, rule in rules:
        named = [rule.excused_by, *((rule.asks.record, *_followers(rule)) if rule.asks else ())]
        unknown = [id_ for id_ in named if id_ is not None and id_ not in (*kinds, *ENGINE_RECORDS)]
        for id_ in unknown:
            there = "、".join([*kinds, *ENGINE_RECORDS])
            problem = f"証拠の種類「{id_}」がありません。evidence.toml に足すか、次のいずれかにしてください: {there}"
            yield DataFault(name, rule.code, problem)
        kind = kinds.get(rule.asks.record or "") if rule.asks else None
        if kind:
            yield from _of_fields(name, rule, kind)


def _followers(rule: Rule) -> tuple[str, ...]:
    return tuple(following.record for following in rule.asks.followed_by) if rule.asks else ()


def _of_fields(name: str, rule: Rule, kind: EvidenceKind) -> Iterator[DataFault]:
    asks = rule.asks
    if asks is None:
        return
    labels = "、".join(field.label for field in kind.fields)
    for label in dict.fromkeys((*rule.required_fields, *asks.labels)):
        if kind.field(label) is None:
            problem = f"項目「{label}」は証拠の種類「{kind.id}」にありません。次のいずれかにしてください: {labels}"
            yield DataFault(name, rule.code, problem)
    for label in asks.either:
        field = kind.field(label)
        if field and field.type not in _EITHER:
            yield DataFault(name, rule.code, f"項目「{label}」は、はい/いいえ のように二つに一つの項目ではありません")
    if rule.subject != kind.of:
        yield DataFault(
            name, rule.code, f"規則の対象({rule.subject})と証拠の種類「{kind.id}」の対象({kind.of})が違います"
        )
