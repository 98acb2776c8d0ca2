"""The desks of a prefecture: each is told beside the offices of contracts, by an id that outlives its names."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from config.citations import Day, Strict
from config.vocabulary import Role

_NAMED = re.compile(r"\{desk:([a-z_]*)\}")


class DeskName(Strict):
    """The name that a desk bears from a day on (None: from the beginning)."""

    name: str
    valid_from: Day | None = None


class Desk(Strict):
    """A desk: its id, its role, the names it bore and bears, the key of its address in the settings.

    `greeted_as` is how a letter to the desk calls it where that is not its name; `example_address` is written into the
    settings of demonstrations, its domain belongs to nobody.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    role: Literal[Role.OVERSIGHT_OFFICE, Role.AUDIT_OFFICE, Role.ADMIN]
    names: Annotated[tuple[DeskName, ...], Field(min_length=1)]
    address_key: str
    greeted_as: str | None = None
    example_address: str

    @model_validator(mode="after")
    def _names_follow_one_another(self) -> Self:
        first, *later = [name.valid_from for name in self.names]
        days = [day or date.min for day in later]
        if first is not None or date.min in days or days != sorted(set(days)):
            raise ValueError("名称(names)は、最初のものに valid_from を書かず、後のものを日の順に並べてください")
        return self

    @property
    def known_as(self) -> frozenset[str]:
        """Every word that stands for the desk: its id, the key of its address, each of its names."""
        return frozenset({self.id, self.address_key, *(name.name for name in self.names)})

    def name_on(self, day: date) -> str:
        """The name that the desk bears on a day."""
        return [name.name for name in self.names if name.valid_from is None or name.valid_from <= day][-1]

    def greeted_on(self, day: date) -> str:
        """The words by which a letter of that day calls the desk."""
        return self.greeted_as or self.name_on(day)


@dataclass(frozen=True, slots=True)
class Desks:
    """The desks of a pack by their ids, in the order of its file."""

    by_id: Mapping[str, Desk]

    def __iter__(self) -> Iterator[Desk]:
        return iter(self.by_id.values())

    def of_role(self, role: Role) -> tuple[Desk, ...]:
        """The desks that have a role."""
        return tuple(desk for desk in self if desk.role is role)

    @property
    def owner(self) -> Desk:
        """The desk of the system owner (管理者)."""
        return self.of_role(Role.ADMIN)[0]

    @property
    def auditors(self) -> Desk:
        """The desk of the auditors."""
        return self.of_role(Role.AUDIT_OFFICE)[0]

    @property
    def oversight(self) -> tuple[Desk, ...]:
        """The desks of the oversight offices (制度所管課), each answering for the rules that name it."""
        return self.of_role(Role.OVERSIGHT_OFFICE)

    def called(self, name: str) -> Desk | None:
        """The desk of that id, address key or name, past and coming names too; None where no desk is called so."""
        return next((desk for desk in self if name in desk.known_as), None)

    def worded(self, text: str, day: date) -> str:
        """A text of the pack in which the desk's name of that day takes the place of each {desk:id}."""
        return _NAMED.sub(lambda mention: self.by_id[mention[1]].name_on(day), text) if "{" in text else text

    def unknown_in(self, text: str) -> list[str]:
        """The ids that a text names and that no desk bears."""
        return [id_ for id_ in _NAMED.findall(text) if id_ not in self.by_id]

    def faults(self) -> Iterator[tuple[str, str]]:
        """The faults of the desks as a whole: of each the place and the problem."""
        for role, most in ((Role.OVERSIGHT_OFFICE, None), (Role.AUDIT_OFFICE, 1), (Role.ADMIN, 1)):
            count = len(self.of_role(role))
            if not count or (most and count > most):
                yield "-", f"役割「{role.value}」({role.label})の連絡先は{'1つだけ' if most else '1つ以上'}要ります"
        for name, count in Counter(name for desk in self for name in desk.known_as).items():
            if count > 1:
                yield name, "2つの連絡先の名称(又は id、address_key)になっています"
