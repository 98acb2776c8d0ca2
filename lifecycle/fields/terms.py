"""A word of a closed list as people name it: by its id or its Japanese name, however it is spelt."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from config.errors import RequestFault, UsageError
from config.typed import folded
from lifecycle.fields.nearest import meant


class Named(Protocol):
    """What goes by an id and a Japanese name."""

    @property
    def id(self) -> str:
        """The stored id."""
        ...

    @property
    def label(self) -> str:
        """The Japanese name."""
        ...


class Labelled(Protocol):
    """A term of the vocabulary: its value and its Japanese name."""

    @property
    def value(self) -> str:
        """The stored id."""
        ...

    @property
    def label(self) -> str:
        """The Japanese name."""
        ...

    @property
    def read_as(self) -> tuple[str, ...]:
        """Every name by which it is read: the place's, then the engine's own."""
        ...


AnyNamed = TypeVar("AnyNamed", bound=Named)
AnyLabelled = TypeVar("AnyLabelled", bound=Labelled)
AnyOne = TypeVar("AnyOne")


def term_named(text: str, terms: Iterable[AnyLabelled], what: str, code: str, field: str) -> AnyLabelled:
    """The term that is meant. Raises UsageError, which says what was probably meant and lists all of them."""
    known = tuple(terms)
    for term in known:
        if folded(text) == folded(term.read_as[-1]) and folded(text) not in {folded(one.label) for one in known}:
            return term
    return _one(text, {(term.value, term.label): term for term in known}, what, RequestFault(code, "", field))


def kind_named(text: str, kinds: Iterable[AnyNamed], what: str, code: str, field: str) -> AnyNamed:
    """The kind that is meant. Raises UsageError, which says what was probably meant and lists all of them."""
    return _one(text, {(kind.id, kind.label): kind for kind in kinds}, what, RequestFault(code, "", field))


def _one(text: str, by_name: dict[tuple[str, str], AnyOne], what: str, fault: RequestFault) -> AnyOne:
    sought = folded(text)
    for names, one in by_name.items():
        if sought in map(folded, names):
            return one
    guess = meant(text, [word for _, word in by_name] + [id_ for id_, _ in by_name])
    listed = "、".join(f"{id_}({label})" for id_, label in by_name)
    told = f"{what}「{text}」はありません。{guess}次のいずれかです: {listed}"
    raise UsageError(RequestFault(fault.code, told, fault.field))
