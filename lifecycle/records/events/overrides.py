"""Exceptions (例外承認): asked for, decided, revoked."""

from datetime import date

from lifecycle.records.events.shapes import Body, event, free_text, shape


@shape
class OfOverride(Body):
    """Of an exception (例外承認)."""

    id: str
    subject: str


@event("override_requested", "例外承認の申請")
class OverrideRequested(OfOverride):
    """An exception was asked for."""

    codes: tuple[str, ...]
    category: str
    reason: str = free_text()
    document_no: str = free_text()
    expires_on: date


@event("override_approved", "例外承認の承認")
class OverrideApproved(OfOverride):
    """An exception was put in force."""


@event("override_rejected", "例外承認の却下")
class OverrideRejected(OfOverride):
    """An exception was refused."""

    reason: str = free_text()


@event("override_revoked", "例外承認の取消")
class OverrideRevoked(OfOverride):
    """An exception in force was ended."""

    reason: str = free_text()
