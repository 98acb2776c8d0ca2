"""What a message tells of a duty: one item of a digest, from the facts and the rule."""

from datetime import date

from notifications.alert import DigestItem
from states.assessment import Assessor
from states.facts import Contract
from states.verdict import Finding


def digest_item(assessor: Assessor, found: Contract, finding: Finding, day: date) -> DigestItem:
    """A duty as a message tells it: no names, no numbers of persons."""
    rule = assessor.book.rules[finding.code]
    no = finding.subject.partition("/")[2]
    overdue = assessor.calendar.between(finding.due_on, day) if finding.due_on else 0
    return DigestItem(
        contract=found.id,
        subject=finding.subject,
        title=found.sheet.title or "",
        stage_label=found.stage.label,
        code=finding.code,
        rule_label=rule.label,
        missing=finding.reason,
        source=assessor.book.source_text(finding.code),
        strength_label=rule.strength_label,
        due_on=finding.due_on,
        overdue_business_days=overdue,
        remedy=finding.remedy,
        command=(rule.command or "").format(id=found.id, no=no),
    )
