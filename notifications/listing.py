"""Many duties in one message: those that one document meets told together, many contracts on one line each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from notifications import words
from notifications.alert import Digest, DigestItem
from notifications.plain import COLUMNS, clipped, width

SHOWN_TOGETHER = "それぞれの根拠が求めるものを整え、下の「登録」のとおり、一度に登録してください。"
"""What to do about duties that one document meets: what each of them asks stands behind its source."""
_TITLE, _SHORT, _ONE_LINE = 12, 40, COLUMNS - 4
_OFFICES = 6
_FRAME, _AROUND = 350, 80
"""About how many bytes of a card stand around a contract, and around each text of it."""


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing in one place: the duties of one subject that say the same of it, told once.

    `first` is the first of these duties; `bases` names the source and strength of each with its code and label, those
    of one source together.
    """

    first: DigestItem
    bases: tuple[str, ...]
    remedy: str

    @property
    def subject(self) -> str:
        """The contract or subcontract."""
        return self.first.subject


def lacks(group: tuple[DigestItem, ...]) -> tuple[Lack, ...]:
    """The duties of one contract, those told together that say the same in all that is shown of them."""
    together: dict[tuple[object, ...], list[DigestItem]] = {}
    for item in group:
        together.setdefault(_shown(item), []).append(item)
    return tuple(_lack(items) for items in together.values())


def of_subjects(group: tuple[DigestItem, ...]) -> int:
    """Of how many subjects (the contract, its subcontracts) the duties of one contract are."""
    return len({item.subject for item in group})


def _shown(item: DigestItem) -> tuple[object, ...]:
    due = (item.due_on, item.due_note, item.overdue_business_days)
    return (item.subject, item.reason, *due, words.how_told(item), item.planned_on, item.remark)


def _lack(items: list[DigestItem]) -> Lack:
    sources: dict[str, list[str]] = {}
    for item in items:
        sources.setdefault(f"{item.source}({item.strength_label})", []).append(f"{item.code} {item.label}")
    remedies = dict.fromkeys(item.remedy for item in items)
    bases = tuple(f"{source} [{'、'.join(rules)}]" for source, rules in sources.items())
    return Lack(items[0], bases, SHOWN_TOGETHER if len(remedies) > 1 else items[0].remedy)


def in_a_card(groups: Sequence[tuple[DigestItem, ...]], room: int, *, typed: bool) -> int:
    """About how many of these contracts a card shows in full in so many bytes, with the commands to be `typed`."""
    for shown, group in enumerate(groups):
        room -= _FRAME + sum(map(_bytes, _written_out(group, typed=typed)))
        if room < 0:
            return shown
    return len(groups)


def _written_out(group: tuple[DigestItem, ...], *, typed: bool) -> Iterator[str]:
    """The texts by which a card tells of one contract; what is the same everywhere is left out."""
    for lack in lacks(group):
        yield from (lack.first.reason, *lack.bases, lack.remedy)
    for item in group:
        for said, command in item.to_record:
            yield said
            if typed:
                yield command


def _bytes(text: str) -> int:
    return _AROUND + len(text.encode())


def in_brief(digest: Digest, shown: int, most: int) -> tuple[str, ...]:
    """The contracts behind the first `shown`, each on one line, office by office; at most so many of them."""
    rest = digest.contracts()[shown : shown + most]
    if not words.spans_offices(digest):
        return tuple(map(_line, rest, [digest] * len(rest)))
    offices: dict[str, list[tuple[DigestItem, ...]]] = {}
    for group in rest:
        offices.setdefault(group[0].division or digest.division, []).append(group)
    return tuple(_by_office(offices, digest))


def _by_office(offices: dict[str, list[tuple[DigestItem, ...]]], digest: Digest) -> Iterator[str]:
    for office, groups in offices.items():
        yield f"{office}({len(groups)}件)"
        yield from (_line(group, digest) for group in groups)


def _line(group: tuple[DigestItem, ...], digest: Digest) -> str:
    more = f"ほか{len(group) - 1}件" if len(group) > 1 else ""
    late = words.lateness(group[0], digest.as_of)
    told = f": {clipped(group[0].label, _SHORT)}{more}" + (f"({late})" if late else "")
    room = _ONE_LINE - width(f"{group[0].contract} {told}")
    return f"・{group[0].contract} {clipped(group[0].title, max(_TITLE, room))}{told}"


def per_office(digest: Digest) -> words.Lines:
    """The line that says how many contracts each office has, the most first; none where there is one office."""
    if not digest.items or not words.spans_offices(digest):
        return ()
    counted = Counter(group[0].division or digest.division for group in digest.contracts())
    most = [f"{office} {number}件" for office, number in counted.most_common(_OFFICES)]
    more = f"ほか{len(counted) - _OFFICES}所属" if len(counted) > _OFFICES else ""
    return (("所属ごと", "、".join((*most, more) if more else most)),)
