"""Personal data that was erased when its time was over."""

from datetime import date

from lifecycle.records.events.installation import OfErasure
from lifecycle.records.events.shapes import event


@event("personal_data_erased", "個人情報の消去")
class PersonalDataErased(OfErasure):
    """Names, contacts, file names and free texts of a contract were erased, as two persons decided in a matter.

    `messages` are those of the outbox whose text named the contract: it was emptied too. Whoever puts an older copy of
    the database back replays these. `before` is the last day of the retention where it was still to come: the matter
    holds the reason.
    """

    matter: str
    messages: tuple[str, ...]
    before: date | None = None
