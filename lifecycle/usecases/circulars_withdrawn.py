"""A circular is withdrawn: by itself before its first day, or with the published rule data that it came with."""

from collections.abc import Iterator
from dataclasses import dataclass

from config.released import PackFiles
from config.toml_files import tables_of
from lifecycle.records.as_of import AsOf
from lifecycle.records.events.circulars import CircularWithdrawn
from lifecycle.records.flags import rules_added
from lifecycle.records.folds.circulars import CIRCULAR, circulars
from lifecycle.usecases.circulars_told import tell_withdrawn
from lifecycle.usecases.work import Work
from states.circular import Circular


@dataclass(frozen=True, slots=True)
class CircularsOfRules:
    """The circulars that a withdrawal of published rule data touches.

    `with_it` came with that data and are withdrawn with it; `beside_it` came with other data, and only an edition that
    they bring goes: they stay, and the desk decides on each.
    """

    with_it: tuple[Circular, ...]
    beside_it: tuple[Circular, ...]

    def lines(self) -> Iterator[str]:
        """What is told of them before anybody confirms, and after."""
        for one in self.with_it:
            yield f"通知 {one.number} も取りやめ、宛先の{len(one.addressees)}所属に知らせます。"
        for one in self.beside_it:
            told = f"通知 {one.number} の版もなくなりますが、この通知は別の規程データによるため、取りやめません"
            yield f"{told}(取りやめるときは、通知 {one.id} の取りやめを別に記録してください)。"


def take_back_circular(work: Work, circular: Circular, reason: str) -> Circular:
    """Record that a circular is withdrawn, and tell the offices; whoever calls has asked whether it may be."""
    work.note(f"{CIRCULAR}{circular.id}", CircularWithdrawn(circular=circular.id, reason=reason))
    (done,) = circulars(work.connection, AsOf(work.today), circular.id)
    tell_withdrawn(work, done)
    return done


def circulars_of_rules(work: Work, key: str) -> CircularsOfRules:
    """The standing circulars that published rule data brought, by its number and name, and those that it changes."""
    editions = _editions_in(rules_added(work.connection).get(key, {}))
    standing = [one for one in circulars(work.connection, AsOf(work.today)) if one.stands]
    with_it = tuple(one for one in standing if one.layer == key)
    beside = tuple(one for one in standing if one.layer != key and editions.intersection(one.editions))
    return CircularsOfRules(with_it, beside)


def _editions_in(files: PackFiles) -> frozenset[str]:
    """The editions that rule data adds or changes."""
    written = tables_of(files.get("editions.toml", "").encode(), "editions.toml").get("edition", [])
    return frozenset(str(one.get("id")) for one in written)
