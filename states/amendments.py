"""Amendments (変更契約): what a contract document says on a day, by its last review and what was amended."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any, TypeVar

from states.documents import Document

D = TypeVar("D", bound=Document)


def as_amended(
    cls: type[D], reviewed: D | None, reviewed_on: date | None, amended: Sequence[tuple[date, Document]]
) -> D | None:
    """The document that counts: field by field, whatever speaks last of the review and the amendments up to the day.

    `amended` is in order of date. An amendment of the day of the review speaks after it. What the review leaves blank
    is as it was last amended. Where nothing was reviewed, only what was amended is known; None where nothing is.
    """
    if not amended:
        return reviewed
    known = reviewed or cls(proof=amended[-1][1].proof)
    values: dict[str, Any] = {}
    for day, paper in amended:
        for name in _shared(cls, paper):
            value = getattr(paper, name)
            blank = reviewed is None or getattr(reviewed, name) is None
            if value is not None and (blank or reviewed_on is None or day >= reviewed_on):
                values[name] = value
    return replace(known, **values)


def _shared(cls: type[D], paper: Document) -> list[str]:
    """The fields that an amendment has in common with what it amends, its number excepted."""
    own = {f.name for f in fields(cls)} - {"proof", "document_no"}
    return [f.name for f in fields(paper) if f.name in own]
