"""The document of 疎通確認: a call that tried whether the contacts of both sides answer."""

from dataclasses import dataclass
from datetime import date

from config.vocabulary import CallOutcome
from states.documents import Document, ValueType, col


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCheck(Document):
    """疎通確認: both sides called, or one of them; a side that was not called is blank."""

    checked_on: date | None = col("疎通確認日", ValueType.DATE)
    checked_by: str | None = col("疎通確認者", ValueType.PERSON)
    contractor_outcome: CallOutcome | None = col("委託先への疎通", ValueType.CHOICE, CallOutcome)
    office_outcome: CallOutcome | None = col("{government}への疎通", ValueType.CHOICE, CallOutcome)
    remarks: str | None = col("疎通確認の備考", ValueType.TEXT)
