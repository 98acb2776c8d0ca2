"""The reason that a deed asks for: a word that says nothing (－, 未定) is none."""

from config.errors import RequestFault, UsageError
from lifecycle.app import App


def given_reason(app: App, reason: str, told: str = "理由を書いてください。") -> str:
    """The reason without blanks around it. Raises UsageError where there is none, or one that says nothing."""
    if app.book.readings.is_content(reason):
        return reason.strip()
    nothing = f"{told}「{reason.strip()}」は内容の記載とは扱いません。" if reason.strip() else told
    raise UsageError(RequestFault("reason_missing", nothing, "reason"))
