"""What a message tells of a duty: one item of a digest, from the facts, the rule and where the alert stands."""

from datetime import date

from notifications.alert import DigestItem
from states.assessment import Assessor
from states.facts import Contract
from states.occasions import Occasion
from states.verdict import Finding


def digest_item(assessor: Assessor, found: Contract, finding: Finding, day: date, tag: str = "期限超過") -> DigestItem:
    """A duty as a message tells it outside the ladder: re-opened, or met again."""
    occasion = Occasion(finding.subject, finding.code, finding.reason, finding.remedy, finding.due_on, finding.due_on)
    return item_of(assessor, found, occasion, day, tag)


def item_of(assessor: Assessor, found: Contract, occasion: Occasion, day: date, tag: str = "") -> DigestItem:
    """An occasion as a message tells it: no names, no numbers of persons. What the ladder adds is left blank."""
    label, source, strength, command = _words_of(assessor, occasion.code)
    return DigestItem(
        contract=found.id,
        subject=occasion.subject,
        title=found.sheet.title or "",
        stage_label=found.stage.label,
        code=occasion.code,
        rule_label=label,
        missing=occasion.reason,
        source=source,
        strength_label=strength,
        due_on=occasion.due_on,
        overdue_business_days=assessor.calendar.between(occasion.due_on, day) if occasion.due_on else 0,
        remedy=assessor.book.desks.worded(occasion.remedy, day),
        command=command.format(id=found.id, no=occasion.subject.partition("/")[2], subject=occasion.subject),
        division=found.sheet.division or "",
        tag=tag,
        remark=occasion.remark,
    )


def _words_of(assessor: Assessor, code: str) -> tuple[str, str, str, str]:
    """Label, source, strength and curing command of a rule, or of an occasion of `alerts.toml`."""
    kind = assessor.book.alerts.get(code)
    if kind:
        return kind.label, kind.source, kind.standing, kind.command or ""
    rule = assessor.book.rules[code]
    return rule.label, assessor.book.source_text(code), rule.strength_label, rule.command or ""
