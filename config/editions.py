"""The shape of the editions of texts that contracts carry."""

from typing import Self

from pydantic import model_validator

from config.citations import Citation, Day, Strict
from config.commands import EditionCommand, names_only_the_edition
from config.vocabulary import Binds, EditionForm


class EditionAsk(Strict):
    """What an edition asks for one rule, in its own words; what it leaves out is as its predecessor or the rule says.

    {edition} stands for the edition's label. `cites` take the place of the rule's own passages, `asked_for` of what a
    letter asks the contractor to hand in.
    """

    rule: str
    remedy: str | None = None
    command: EditionCommand | None = None
    cites: tuple[Citation, ...] = ()
    asked_for: str | None = None

    @model_validator(mode="after")
    def _names_nothing_but_the_edition(self) -> Self:
        for text in (self.remedy, self.asked_for):
            names_only_the_edition(text or "")
        return self


_USUAL_REACH: dict[EditionForm, Binds] = {"checklist": "running_on"}
"""Whom an edition binds that does not say so: a checklist every running contract, a document the new ones."""


class Edition(Strict):
    """An edition of a text that contracts carry: the template, the special provisions, the checklist.

    `issued_on` is its first day, `binds` which contracts it reaches, `asks` what it asks for the rules it concerns.
    """

    id: str
    form: EditionForm
    label: str
    issued_on: Day
    cite: Citation
    binds: Binds | None = None
    asks: tuple[EditionAsk, ...] = ()

    @property
    def reach(self) -> Binds:
        """Which contracts it reaches; as is usual for its form where it does not say so."""
        return self.binds or _USUAL_REACH.get(self.form, "concluded_from")

    def ask(self, code: str) -> EditionAsk | None:
        """What it asks for a rule in its own words; None where it says nothing of the rule."""
        return next((ask for ask in self.asks if ask.rule == code), None)

    @model_validator(mode="after")
    def _asks_once_for_each_rule(self) -> Self:
        codes = [ask.rule for ask in self.asks]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"同じ規則({'、'.join(twice)})の asks が2つあります。1つにしてください")
        return self
