"""The manner in which an occasion is told: on record alone, with the rest in one message, or in a message of its own.

`alerts.toml` sets it for each occasion, `[manner]` of lifecycle.toml changes it. Nothing urgent is kept from anybody.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

from config.escalation import AlertKind

Manner = Literal["記録のみ", "まとめのみ", "単独"]
"""How an occasion is told; the words stand in the data, in the settings and on every list."""
RECORD: Final = "記録のみ"
DIGEST: Final = "まとめのみ"
ALONE: Final = "単独"
_LOUDEST_FIRST: tuple[Manner, ...] = (ALONE, DIGEST, RECORD)


def manner_of(kinds: Iterable[AlertKind], own: Mapping[str, Manner], code: str, kind: AlertKind | None) -> Manner:
    """The manner of an alert of a rule or occasion; `own` are the installation's manners by their codes.

    What the installation says of the rule's own code goes first. Of several occasions that a rule carries beside the
    one that was found the loudest speaks. What is urgent was told alone already: its steps come with the rest.
    """
    if kind is not None and kind.urgent:
        return DIGEST
    if code in own:
        return own[code]
    named = [kind] if kind else [one for one in kinds if code in one.rules and not one.at_once]
    manners = {own.get(one.code, one.manner) for one in named}
    return next((manner for manner in _LOUDEST_FIRST if manner in manners), DIGEST)


def manner_faults(
    kinds: Mapping[str, AlertKind], codes: Iterable[str], own: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The place and problem of every manner that an installation may not set: of `kinds`, or of rules by `codes`."""
    known = set(codes)
    urgent = {code for kind in kinds.values() if kind.urgent for code in (kind.code, *kind.rules)}
    for code, manner in own.items():
        kind, place = kinds.get(code), f"manner.{code}"
        if kind is None and code not in known:
            yield (
                place,
                "規則・契機がありません(規則のコードか、規程データの契機のコードで指定してください)",
            )
        elif code in urgent and manner != ALONE:
            yield place, f"至急の契機は「{manner}」にできません(いつも見つけたその時に単独で知らせます)"
        elif kind is not None and kind.decision:
            yield place, "決裁待ちの契機の知らせ方は変えられません"
