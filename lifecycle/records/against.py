"""The journal compared with seals that were kept elsewhere: what was cut, taken out, rewritten or swapped since."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from config.wareki import format_date
from lifecycle.clock import day_of
from lifecycle.records.merkle import Merkle
from lifecycle.records.seal_file import SealLine
from lifecycle.records.seals import SEALS, SealValue


@dataclass(slots=True)
class _Point:
    """A number of events at which a root was kept, and what became of it: None where the journal never got there."""

    name: str
    value: SealValue
    agrees: bool | None = None


@dataclass(slots=True)
class Against:
    """Kept seals, compared while the journal is walked."""

    lines: int = 0
    _points: dict[int, list[_Point]] = field(default_factory=dict)
    _kept: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)
    _found: dict[tuple[str, int], str] = field(default_factory=dict)
    _wanted: set[tuple[str, int]] = field(default_factory=set)

    def add(self, line: SealLine) -> None:
        """Add a line of a seal file."""
        self.lines += 1
        name = f"封印{line.seal}番({format_date(day_of(line.made_at))})"
        self._point(name, SealValue(line.events, line.root))
        for subject, number, hash_ in (*line.heads, (SEALS, line.seal, line.hash)):
            self._kept.setdefault(subject, []).append((number, hash_, name))
            self._wanted.add((subject, number))

    def add_value(self, value: SealValue) -> None:
        """Add a short value, as a mail carries it."""
        self.lines += 1
        self._point(f"控えた値({value.events}件)", value)

    def _point(self, name: str, value: SealValue) -> None:
        self._points.setdefault(value.events, []).append(_Point(name, value))

    def see(self, subject: str, number: int, hash_: str, tree: Merkle) -> None:
        """Note an event that was walked past; the tree already holds it."""
        if (subject, number) in self._wanted:
            self._found[subject, number] = hash_
        for point in self._points.get(tree.leaves, ()):
            point.agrees = tree.root().startswith(point.value.root)

    def faults(self, last: Callable[[str], int], events: int) -> list[str]:
        """Everything that disagrees, each told once: the chain, and since which seal; `last` gives the last numbers."""
        chains = [told for subject in sorted(self._kept) if (told := self._chain(subject, last(subject)))]
        points = sorted((one for row in self._points.values() for one in row), key=lambda one: one.value.events)
        return [*_roots(points, events, told=bool(chains)), *chains]

    def _chain(self, subject: str, last: int) -> str:
        """What is wrong with one chain; of a chain that is cut or rewritten only the first seal that says so."""
        good = ""
        for number, hash_, name in self._kept[subject]:
            stands = self._found.get((subject, number))
            if stands == hash_:
                good = f"。{name}までは控えと一致"
                continue
            what = f"封印{number}番" if subject == SEALS else subject
            if not last:
                return f"{subject} の記録が全て失われています({name}の時は{number}番まで)"
            if subject == SEALS:
                return f"{what}が{'記録にありません' if stands is None else '控えと違います'}({name}で控え{good})"
            if stands is None and last < number:
                return f"{subject} の末尾が切り取られています({name}の時は{number}番まで、今は{last}番まで{good})"
            return f"{subject} の{number}番までの記録が、{name}の時と違います{good}"
        return ""


def _roots(points: Iterable[_Point], events: int, *, told: bool) -> list[str]:
    """The first kept root with which the journal disagrees; where the chains are sound, their order is not."""
    good = ""
    for point in points:
        if point.agrees or not point.value.events:
            good = f"。{point.name}までは一致"
        elif point.agrees is None:
            lost = point.value.events - events
            return [f"{point.name}の時の記録が{lost}件失われています(今は{events}件{good})"]
        else:
            why = "" if told else "。書き換えられたか、順序が入れ替わっています"
            return [f"{point.name}の時の記録と、今の記録が一致しません{why}{good}"]
    return []
