"""The rules that something to be decided is about: whose words they are, how the duty stands now, what comes next."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from config.vocabulary import Status
from lifecycle.app import App
from lifecycle.records.tables import alert
from lifecycle.usecases.work import looking
from lifecycle.views.alert_register import AlertShown, alert_of
from states.duty import Duties, Duty


@dataclass(frozen=True, slots=True)
class QuotedSource:
    """A passage on which a rule rests: the document with the place in it, its words, its standing (原文, 推論, …)."""

    source: str
    quote: str
    standing: str


@dataclass(frozen=True, slots=True)
class RuleAsked:
    """A rule that is asked about: its words and those of its sources, what is unmet of it now, what people are told.

    `unmet` and `alert` are None where nothing is.
    """

    code: str
    label: str
    text: str
    strength: str
    quoted: tuple[QuotedSource, ...]
    unmet: Duty | None = None
    alert: AlertShown | None = None


def rules_asked(app: App, subject: str, codes: Collection[str]) -> tuple[RuleAsked, ...]:
    """These rules as they stand today of a contract or of one of its subcontracts. Raises NotFoundError, RoleError."""
    contract = subject.partition("/")[0]
    with looking(app) as work:
        judged = work.judged(contract)
        app.reader(work.connection).must(judged.contract.sheet.division)
        duties = Duties(app.assessor, work.today).by_status(judged.assessment, Status.UNMET)
        told = select(alert.c.code, alert.c.id).where(alert.c.subject == subject, alert.c.resolved_on.is_(None))
        alerts = {row.code: row.id for row in work.connection.execute(told)}
    unmet = {duty.code: duty for duty in duties if duty.subject == subject}
    return tuple(_asked(app, code, unmet.get(code), alerts.get(code)) for code in codes)


def _asked(app: App, code: str, unmet: Duty | None, told: str | None) -> RuleAsked:
    book, rule = app.book, app.book.rules.get(code)
    if rule is None:
        return RuleAsked(code, "今の規程にない規則", "", "", ())
    cites = ((cite, cite.quote) for cite in book.cites_on(code, app.today()) if cite.quote)
    quoted = tuple(
        QuotedSource(f"{book.sources[cite.source].name} {cite.at}".strip(), words, cite.standing)
        for cite, words in cites
    )
    shown = alert_of(app, told) if told else None
    return RuleAsked(code, rule.label, rule.text, f"{rule.strength_label}{rule.mark}", quoted, unmet, shown)


def rules_of_visits(app: App, subject: str) -> list[str]:
    """The rules on visits, and on the reasons for none, that are unmet of a contract or a subcontract now."""
    contract = subject.partition("/")[0]
    with looking(app) as work:
        judged = work.judged(contract)
    rules = app.book.rules
    unmet = (f.code for f in judged.assessment.findings if f.subject == subject and f.status is Status.UNMET)
    wanted = (code for code in unmet if code in rules and (rules[code].demands_visit or rules[code].answers_reason))
    return list(dict.fromkeys(wanted))
