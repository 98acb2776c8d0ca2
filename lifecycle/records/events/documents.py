"""What is recorded of a contract: its fact sheet, its subcontracts, its evidence; put right, taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lifecycle.records.events.shapes import Body, event, free_text, named, shape

Fields = Mapping[str, Any]
"""Stored values by the names of a document's columns; of a person or a free text a reference and a hash, no more."""


@dataclass(frozen=True, slots=True)
class LedgerPlace:
    """Where in a ledger workbook something stood: the workbook's SHA-256, its sheet, the row."""

    file: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class KeptFile:
    """An original kept beside a document. `name` is a reference to the erasable table, as it may name a person.

    `unfilled` marks a form in which a text that the office had to write (〔本文欠落〕) is missing still.
    """

    sha256: str
    size: int
    type: str
    name: Mapping[str, str]
    unfilled: bool | None = None


@shape
class AtPlace(Body):
    """Of a record of a contract: the kind of document, the subcontract it is of, the date that tells it apart."""

    document: str = named("kind")
    subcontract: str
    key: str
    source: LedgerPlace | None = None
    reason: str | None = free_text(default=None)


@shape
class Recorded(AtPlace):
    """A fact sheet or document as it stands from now on. `via` is ledger or command."""

    fields: Fields
    files: tuple[KeptFile, ...]
    via: str
    dated_on: date | None


@shape
class Corrected(Recorded):
    """A fact sheet or document put right. `changes` holds of each field the value before and after."""

    changes: Mapping[str, Sequence[Any]]


@shape
class Removed(AtPlace):
    """A fact sheet or document taken back (取消)."""


@event("contract_registered", "契約の登録")
class ContractRegistered(Recorded):
    """A contract came on record, at 見積."""


@event("contract_amended", "契約の変更")
class ContractAmended(Corrected):
    """Facts of a contract changed; one that was taken back is back."""


@event("contract_removed", "契約の取消")
class ContractRemoved(Removed):
    """A contract was taken back."""


@event("subcontract_recorded", "再委託の記録")
class SubcontractRecorded(Recorded):
    """A subcontract came on record."""


@event("subcontract_corrected", "再委託の変更")
class SubcontractCorrected(Corrected):
    """Facts of a subcontract changed: a step was taken, or something put right."""


@event("subcontract_removed", "再委託の取消")
class SubcontractRemoved(Removed):
    """A subcontract was taken back."""


@event("evidence_recorded", "証拠の記録")
class EvidenceRecorded(Recorded):
    """A document came on record."""


@event("evidence_corrected", "証拠の訂正")
class EvidenceCorrected(Corrected):
    """A document was put right, or got another original."""


@event("evidence_removed", "証拠の取消")
class EvidenceRemoved(Removed):
    """A document was taken back."""


@event("original_opened", "原本の閲覧")
class OriginalOpened(Body):
    """Somebody opened an original, or was given a copy of it: of which document, the file by its hash."""

    document: str = named("kind")
    subcontract: str
    key: str
    sha256: str


@event("contacts_opened", "緊急連絡先の閲覧")
class ContactsOpened(Body):
    """Somebody was shown the emergency contacts of a contract: on a screen, on the card of an incident, or in its first
    word where a channel may carry them."""

    on_card: bool
    in_message: bool | None = None


@event("original_restored", "原本の復旧")
class OriginalRestored(Body):
    """A kept original was damaged, and was put back from the same file handed in again."""

    sha256: str
    size: int
