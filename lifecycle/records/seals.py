"""Seals as the journal holds them: each says how many events stood before it, and the root of the tree over them."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import orjson
from sqlalchemy import Connection, select

from lifecycle.records.events.installation import JournalSealed
from lifecycle.records.events.shapes import Body
from lifecycle.records.journal import as_event, last_events, only
from lifecycle.records.merkle import Merkle
from lifecycle.records.tables import journal

SEALS = "seal"
"""The subject of the chain of seals."""

_DIGITS = 20
"""How many digits of a root stand in a short value: 80 bits, which nobody hits by trying."""
_VALUE = re.compile(r"(\d{1,12})-([0-9a-f]{4}(?:-?[0-9a-f]{4}){4,15})")
_TOLD = 3


@dataclass(frozen=True, slots=True)
class SealValue:
    """A seal as people keep it: how many events it covers, and the root over them, whole or its first digits."""

    events: int
    root: str

    def __str__(self) -> str:
        digits = self.root[:_DIGITS]
        return "-".join((str(self.events), *(digits[at : at + 4] for at in range(0, len(digits), 4))))

    @classmethod
    def parse(cls, text: str) -> "SealValue | None":
        """The value that a text gives, in any width and case; None where it is none."""
        plain = "".join(unicodedata.normalize("NFKC", text).split()).lower()
        given = _VALUE.fullmatch(re.sub("[‐-―−ー]", "-", plain))
        return cls(int(given[1]), given[2].replace("-", "")) if given else None


def value_of(body: JournalSealed) -> SealValue | None:
    """The short value of a seal; None for one of before a seal had a root."""
    return SealValue(body.events, body.root) if body.events is not None and body.root else None


def mark_of(body: JournalSealed) -> str:
    """The value by which the next seal is linked to this one."""
    return body.root or body.digest


def heads_mark(heads: Iterator[tuple[str, int, str]]) -> tuple[int, str]:
    """How many chains there are, and the digest over their last events."""
    total, chains = hashlib.sha256(), 0
    for head in heads:
        chains += 1
        total.update(orjson.dumps(head))
    return chains, total.hexdigest()


def last_seal(connection: Connection) -> tuple[int, str, JournalSealed] | None:
    """The number, the moment of recording and the content of the latest seal; None where there is none."""
    newest = select(journal).where(journal.c.subject == SEALS).order_by(journal.c.number.desc()).limit(1)
    for event, body in only(map(as_event, connection.execute(newest)), JournalSealed):
        return event.number, event.recorded_at, body
    return None


@dataclass(slots=True)
class SealCheck:
    """The journal's own seals, compared one by one while the journal is walked."""

    tree: Merkle
    before: str | None = None
    sealed: int = 0
    older: dict[int, JournalSealed] = field(default_factory=dict)
    newest: tuple[int, JournalSealed] | None = None
    broken: list[tuple[int, str]] = field(default_factory=list)

    def see(self, number: int, body: Body) -> None:
        """Compare a seal with the events that stand before it."""
        self.sealed += 1
        if not isinstance(body, JournalSealed):
            self.broken.append((number, "封印として読めません"))
            return
        if body.root is None or body.events is None:
            self.older[number] = body
        else:
            self._compare(number, body, body.events, body.root)
            self.newest = number, body
        self.before = mark_of(body)

    def _compare(self, number: int, body: JournalSealed, events: int, root: str) -> None:
        stand = self.tree.leaves
        if stand < events:
            self.broken.append((number, f"封印した{events}件のうち{events - stand}件が失われています"))
        elif stand > events:
            self.broken.append((number, f"封印した{events}件の中に、後から{stand - events}件が差し込まれています"))
        elif self.tree.root() != root:
            self.broken.append((number, "封印した記録が書き換えられたか、順序が入れ替わっています"))
        if body.before != self.before:
            self.broken.append((number, "1つ前の封印につながりません"))

    def faults(self, connection: Connection) -> list[str]:
        """The seals that no longer agree; call it when the walk is over."""
        chosen = dict(self.older)
        if self.newest:
            chosen[self.newest[0]] = self.newest[1]
        for number, body in chosen.items():
            if heads_mark(last_events(connection, upto=body.upto)) != (body.chains, body.digest):
                self.broken.append((number, "封印した記録の末尾が違います"))
        told: dict[int, str] = {}
        for number, why in self.broken:
            told.setdefault(number, why)
        lines = [f"封印{number}番が記録と一致しません({told[number]})" for number in sorted(told)]
        more = len(lines) - _TOLD
        return [*lines[:_TOLD], f"ほかに{more}個の封印も記録と一致しません"] if more > 1 else lines
