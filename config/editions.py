"""The shape of the editions of texts that contracts carry, and of the transitional rules between them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from config.citations import Citation, Day, SourceStanding, Strict
from config.vocabulary import EditionForm


class Transition(Strict):
    """A transitional rule (経過措置) and the codes it speaks of; `lifts` are those it may excuse.

    `cutoff_on`: it reaches only contracts concluded before that day. `fiscal_year` is the year within which what it
    asks for must have been done. One whose effect is `warns` makes a warning, for a 長期継続契約, of what only came
    later than 締結日 under the rules it `concerns`.
    """

    code: Annotated[str, Field(pattern=r"^TR-\d$")]
    label: str
    text: str
    effect: Literal["lifts", "states", "warns", "tables"]
    lifts: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    cutoff_on: Day | None = None
    fiscal_year: int | None = None
    cites: Annotated[tuple[Citation, ...], Field(min_length=1)]
    standing: SourceStanding = "原文"

    def reaches(self, concluded_on: date | None) -> bool:
        """Whether it reaches a contract of that 締結日; one with a cut-off needs an earlier day."""
        return self.cutoff_on is None or (concluded_on is not None and concluded_on < self.cutoff_on)


class Edition(Strict):
    """An edition of a text that contracts carry: the template, the special provisions, the checklist."""

    id: str
    form: EditionForm
    label: str
    issued_on: Day
    cite: Citation
