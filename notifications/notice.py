"""The message that an exception (例外承認) is in force: told to the 所属長 at once, on its own."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from notifications.render import render


@dataclass(frozen=True, slots=True)
class OverrideNotice:
    """What the message may carry: numbers, posts and rules; neither persons nor the written reason."""

    id: str
    contract: str
    subject: str
    division: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    sources: tuple[str, ...]
    document_no: str
    expires_on: date
    on: date


def render_notice(notice: OverrideNotice, overrides: Path | None = None, *, fictional: bool) -> tuple[str, str]:
    """Its subject and body. Raises RuleDataError where an installation's template is malformed."""
    subject = f"【至急】委託監督 例外承認を適用({notice.subject} {'・'.join(notice.codes)})〔{notice.division}〕"
    return subject, render("override.txt.j2", overrides, notice=notice, fictional=fictional)
