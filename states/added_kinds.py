"""Kinds that a pack adds: the class of their documents, made of their fields; what clashes with the product's own."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import make_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from config.errors import DataFault, RuleDataError
from config.vocabulary import Term
from states.documents import Document, ValueType, col, edition_col

if TYPE_CHECKING:
    from config.evidence import EvidenceField, EvidenceKind

_FILE = "evidence.toml"


@cache
def class_of(kind: "EvidenceKind") -> type[Document]:
    """The class of the documents of a kind: a frozen value with a field for each of the kind's fields."""
    own = [(field.name, Any, _column(field)) for field in kind.fields]
    name = "".join(part.capitalize() for part in kind.id.split("_"))
    made = make_dataclass(name, own, bases=(Document,), frozen=True, slots=True, kw_only=True)
    return cast(type[Document], made)


def _column(field: "EvidenceField") -> Any:
    if field.edition_of:
        return edition_col(field.label, field.edition_of)
    return col(field.label, ValueType[field.type.upper()], _terms(field) if field.choices else None)


def _terms(field: "EvidenceField") -> type[Term]:
    members: Any = {choice.id.upper(): (choice.id, choice.label) for choice in field.choices}
    terms: Any = Term
    return cast(type[Term], terms(field.name, members))


def refuse_clashes(added: "Iterable[EvidenceKind]", built_in: Mapping[str, tuple[str, type[Document]]]) -> None:
    """Raises RuleDataError where a kind takes the name of one of the product's own, or amends what it can't.

    `built_in` holds of each of the product's own kinds its label and class, by its id.
    """
    faults = [DataFault(_FILE, kind.id, problem) for kind in added for problem in _problems(kind, built_in)]
    if faults:
        raise RuleDataError(faults)


def _problems(kind: "EvidenceKind", built_in: Mapping[str, tuple[str, type[Document]]]) -> Iterator[str]:
    if kind.id in built_in or kind.label in {label for label, _ in built_in.values()}:
        yield f"「{kind.id}」({kind.label})はこの仕組みにある種類です。別の id と名前にしてください"
    if kind.amends is None:
        return
    if kind.amends not in built_in:
        yield f"amends「{kind.amends}」という種類はありません。{'、'.join(built_in)} のいずれかにしてください"
        return
    amended = built_in[kind.amends][1].__dataclass_fields__
    for field in kind.fields:
        there = amended.get(field.name)
        if there is not None and there.metadata.get("type") is not ValueType[field.type.upper()]:
            yield f"項目「{field.name}」の種類が、読み替える {kind.amends} の項目と違います"
