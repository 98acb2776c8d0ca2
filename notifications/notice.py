"""Messages told to the 所属長 at once, each on its own: an exception in force, a subcontract without approval."""

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


@dataclass(frozen=True, slots=True)
class UnapprovedNotice:
    """A subcontract whose work began without approval (無承認)."""

    contract: str
    subject: str
    division: str
    title: str
    missing: str
    remedy: str
    label: str
    source: str
    on: date


Notice = OverrideNotice | UnapprovedNotice


def render_notice(notice: Notice, overrides: Path | None = None, *, fictional: bool) -> tuple[str, str]:
    """Its subject and body. Raises RuleDataError where an installation's template is malformed."""
    if isinstance(notice, OverrideNotice):
        what, template = f"例外承認を適用({notice.subject} {'・'.join(notice.codes)})", "override.txt.j2"
    else:
        what, template = f"承認のない再委託を確認({notice.subject})", "unapproved.txt.j2"
    subject = f"【至急】委託監督 {what}〔{notice.division}〕"
    return subject, render(template, overrides, notice=notice, fictional=fictional)
