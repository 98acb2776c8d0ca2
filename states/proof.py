"""How a document came in, and which acts of persons stand behind it."""

from dataclasses import dataclass
from datetime import date

from states.hands import DoneAct


@dataclass(frozen=True, slots=True)
class Proof:
    """How a document came in: by the ledger (申告) or by command, with how many files, with a number or not.

    `recorded_on` is the day on which it came on record (where it tells of an act: the act's names and dates); `acts`
    are the acts of persons about it; `unfilled`: the last form among the files still lacks its text (〔本文欠落〕).
    """

    via_ledger: bool = False
    files: int = 0
    document_no: bool = False
    recorded_on: date | None = None
    acts: tuple[DoneAct, ...] = ()
    unfilled: bool = False

    @property
    def original(self) -> bool:
        """Whether an original backs the document: a file or a document number."""
        return self.files > 0 or self.document_no
