"""The shape of what is asked of each office when a circular is published (`circulars.toml`)."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from config.citations import SourceStanding, Strict
from config.commands import PLACEHOLDERS, Command


class CircularAsk(Strict):
    """One question to each office that a circular addresses, to be answered within so many business days (仮定).

    `command` answers it; {id} stands for the circular.

    `by_head`: only the head of the office can answer it. `asks_how`: the answer says how it was done. `with_edition`:
    it is asked only of a circular that brings a new edition of a form, and is not due before that edition's first day.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: str
    remedy: str
    command: Command
    business_days: Annotated[int, Field(ge=1)]
    by_head: bool = False
    asks_how: bool = False
    with_edition: bool = False
    standing: SourceStanding = "仮定"


class CircularAsks(Strict):
    """The questions of every circular in their order, and the rule under which an office owes the answers."""

    rule: str | None = None
    command: Command = ""
    ask: tuple[CircularAsk, ...] = ()

    def command_of(self, id_: str) -> str:
        """The command by which an office answers everything that a circular asks."""
        return self.command.format(**{**PLACEHOLDERS, "id": id_})

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.ask and self.rule is None:
            raise ValueError("尋ねること([[ask]])には、所属がそれに答える根拠の規則(rule)が要ります")
        ids = [one.id for one in self.ask]
        if twice := sorted({id_ for id_ in ids if ids.count(id_) > 1}):
            raise ValueError(f"尋ねることの id が重複しています({'、'.join(twice)})")
        return self
