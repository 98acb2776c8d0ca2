"""The verdicts at each move and refusal, rebuilt from the facts known at that moment, with the rules they rested on.

The journal keeps what was refused and why. What else was weighed (warnings, excuses, sources) is judged anew: the
chain is replayed into an empty database up to the event, so that a paper recorded an hour later is not seen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from config.citations import Citation
from config.personal_data import CONTACT_HIDDEN, NAME_HIDDEN
from config.rulebook import RuleBook
from config.schema import Rule
from config.vocabulary import Role
from lifecycle.papers.pack.told import JsonObject, decision, is_judged, target_of
from lifecycle.records.departures import departures_written
from lifecycle.records.events.installation import PolicyApplied
from lifecycle.records.journal import Event
from lifecycle.records.moments import moments
from states.assessment import Assessor
from states.content import ERASED
from states.duty import Duties, Duty
from states.facts import Contract, Policy
from states.verdict import Finding, Verdict

Policies = Sequence[tuple[str, PolicyApplied]]
"""The installation's departures from the rule data, each with the moment it was recorded."""


def verdicts_document(
    contract: str, events: Sequence[Event], as_of: date, assessor: Assessor, policies: Policies
) -> JsonObject:
    """Every move and refusal up to the day; `policies` are the installation's journaled departures from the rules."""
    judged = []
    for event, facts in moments(events, lambda event: is_judged(event) and event.occurred_on <= as_of):
        then = replace(assessor, policy=_policy_at(event, policies, assessor.policy))
        judged.append(decision(event) | _rebuilt(event, facts, then))
    codes = sorted({code for entry in judged for code in entry["codes"]})
    return {
        "contract": contract,
        "as_of": as_of.isoformat(),
        "verdicts": judged,
        "rules": {code: rule_text(assessor.book, code, as_of) for code in codes if code in assessor.book.rules},
    }


def _policy_at(event: Event, policies: Policies, now: Policy) -> Policy:
    applied = PolicyApplied(raised=(), lowered=())
    for recorded_at, noted in policies:
        if recorded_at <= event.recorded_at:
            applied = noted
    departures = {**now.departures, **departures_written(applied)}
    return replace(now, raised=frozenset(applied.raised), lowered=frozenset(applied.lowered), departures=departures)


def _rebuilt(event: Event, facts: Contract | None, assessor: Assessor) -> JsonObject:
    """The whole verdict; for a refused approval of a subcontract the journal's own reasons are all there is."""
    recorded = decision(event)["recorded_unmet"]
    codes = {str(entry["code"]) for entry in recorded if "code" in entry}
    target = target_of(event)
    if facts is None or target is None:
        return {"verdict": None, "agrees": None, "codes": sorted(codes), "rules_on": _stand(assessor, codes, event)}
    verdict = assessor.judge(facts, target, event.occurred_on)
    shown = (*verdict.unmet, *verdict.warnings, *verdict.excused)
    codes |= {finding.code for finding in shown}
    same = _agree(
        {(f.code, f.subject): f.reason for f in verdict.unmet},
        {(str(entry.get("code")), str(entry.get("subject"))): str(entry.get("reason")) for entry in recorded},
    )
    return {
        "verdict": _verdict(assessor, verdict),
        "agrees": same,
        "codes": sorted(codes),
        "rules_on": _stand(assessor, codes, event),
    }


def _agree(now: Mapping[tuple[str, str], str], then: Mapping[tuple[str, str], str]) -> bool:
    """Whether the same was unmet for the same reason; words of which something is left out or erased say no other."""
    hidden = (NAME_HIDDEN, CONTACT_HIDDEN, ERASED)
    told = {place: (now[place], then.get(place, "")) for place in now}
    return now.keys() == then.keys() and all(
        one == other or any(mark in one + other for mark in hidden) for one, other in told.values()
    )


def _verdict(assessor: Assessor, verdict: Verdict) -> JsonObject:
    duties = Duties(assessor, verdict.on)

    def documents(findings: Iterable[Finding]) -> list[JsonObject]:
        return [duty_document(duties.of(verdict.contract, verdict.stage, finding)) for finding in findings]

    return {
        "unmet": documents(verdict.unmet),
        "warnings": documents(verdict.warnings),
        "excused": documents(verdict.excused),
        "not_applicable": list(verdict.not_applicable),
        "unrecorded": list(verdict.unrecorded),
    }


def duty_document(duty: Duty) -> JsonObject:
    """A duty as the audit file holds it; `overdue` is as of the day of the question."""
    return {
        "code": duty.code,
        "label": duty.label,
        "subject": duty.subject,
        "status": duty.status.label,
        "reason": duty.reason,
        "remedy": duty.remedy,
        "source": duty.source,
        "strength": duty.strength_label,
        "grounds": duty.grounds,
        "responsible": Role(duty.responsible).label,
        "due_on": duty.due_on.isoformat() if duty.due_on else None,
        "due_note": duty.due_note,
        "overdue": duty.overdue,
    }


def _stand(assessor: Assessor, codes: set[str], event: Event) -> JsonObject:
    """How each of these rules stood on the day: in force or not, with which values; with the editions of that day."""
    on = assessor.book.on(event.occurred_on)
    known = [code for code in sorted(codes) if code in assessor.book.rules]
    return {
        "rules": {
            code: {
                "in_force": code in on.in_force,
                "values": {name: _plain(v.value) for (c, name), v in sorted(on.values.items()) if c == code},
            }
            for code in known
        },
        "editions": {form: edition.label for form, edition in sorted(on.editions.items())},
        "raised": sorted(assessor.policy.raised),
        "lowered": sorted(assessor.policy.lowered),
    }


def rule_text(book: RuleBook, code: str, on: date) -> JsonObject:
    """A rule as it was loaded: text, sources with their quotes, strength, and where our text departs from a source.

    Desks stand in it by their names of a day.
    """
    rule: Rule = book.rules[code]
    return {
        "label": rule.label,
        "text": rule.text,
        "strength": rule.strength_label,
        "standing": rule.standing,
        "mark": rule.mark,
        "first_on": rule.first_on.isoformat() if rule.first_on else None,
        "first_standing": rule.first_standing,
        "first_note": rule.first_note,
        "evidence_standing": rule.evidence_standing,
        "evidence_note": rule.evidence_note,
        "applies_when": book.desks.worded(rule.applies_when, on),
        "exceptions": rule.exceptions,
        "deadline": rule.deadline.model_dump(mode="json") if rule.deadline else None,
        "sources": [_source(book, cite) for cite in rule.cites],
        "note": book.desks.worded(rule.note, on) if rule.note else None,
        "last_verified_on": rule.last_verified_on.isoformat(),
    }


def _source(book: RuleBook, cite: Citation) -> JsonObject:
    source = book.sources[cite.source]
    return {
        "title": source.title,
        "number": source.number,
        "issued_on": source.issued_on.isoformat() if source.issued_on else None,
        "at": cite.at,
        "quote": cite.quote,
        "standing": cite.standing,
        "valid_from": cite.valid_from.isoformat() if cite.valid_from else None,
        "valid_until": cite.valid_until.isoformat() if cite.valid_until else None,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
