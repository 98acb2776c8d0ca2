"""What an office owes beside contracts, in words and counts: the same in a mail, on a page and at a terminal."""

from collections.abc import Collection
from dataclasses import dataclass

ANSWERS, OF_OFFICES = "通知への回答", "所属の務め"
"""What is owed, in a word: answers to circulars alone, or records of duties of offices too."""


@dataclass(frozen=True, slots=True)
class OwedTogether:
    """All that an office owes beside contracts: what it is in a word, how much, how much of it is overdue."""

    kind: str
    total: int
    late: int

    @property
    def count(self) -> str:
        """How much, in words."""
        return f"{self.total}件(うち期限超過 {self.late}件)"


def owed_kind(answers: Collection[bool]) -> str:
    """What is owed in a word, from which of it are answers to circulars."""
    return ANSWERS if all(answers) else OF_OFFICES
