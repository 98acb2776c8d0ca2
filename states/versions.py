"""Versions: of several documents of one kind, which one speaks on a day, and what a later one takes over.

A document recorded in part never hides a fuller one: «fuller» is how many of the fields that make up a document of its
kind are filled (`core` in `states.documents`), a checklist's answers among them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import TypeVar

from states.documents import Document
from states.labels import label

D = TypeVar("D", bound=Document)


def fullness(document: Document) -> int:
    """How many of the fields that make up a document of its kind are filled; each answer of a checklist is one."""
    filled = sum(getattr(document, name) is not None for name in _core(document))
    return filled + len(getattr(document, "answers", ()))


def speaking(documents: Sequence[D]) -> D | None:
    """The document that counts of those given in order of date: the latest of the fullest; None where none is given."""
    if len(documents) < 2:
        return documents[0] if documents else None
    return max(reversed(documents), key=fullness)


def in_part(documents: Sequence[D]) -> tuple[D, ...]:
    """The documents later than the one that speaks: they are recorded in part, and do not count yet."""
    spoken = speaking(documents)
    at = next((at for at, document in enumerate(documents) if document is spoken), len(documents))
    return tuple(documents[at + 1 :])


def lacking(document: Document) -> list[str]:
    """The names of the columns of what makes up a document of its kind and is not filled yet."""
    return [label(type(document), name) for name in _core(document) if getattr(document, name) is None]


def _core(document: Document) -> list[str]:
    return [f.name for f in fields(document) if f.metadata.get("core")]


def taken_over(said: Sequence[D], own: Iterable[str]) -> tuple[D, ...]:
    """The versions of a standing arrangement, in order of date, each as it stood then.

    What a version does not say, the one before it says, except the fields of `own`, its proof and its 文書番号.
    """
    if len(said) < 2:
        return tuple(said)
    kept: list[D] = []
    for one in said:
        earlier = kept[-1] if kept else None
        names = [f.name for f in fields(one) if f.name not in (*own, "proof", "document_no")]
        blank = [name for name in names if earlier and getattr(one, name) is None]
        kept.append(replace(one, **{name: getattr(earlier, name) for name in blank}))
    return tuple(kept)
