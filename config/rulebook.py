"""The rule book: every rule with its dates, and which part of it holds on a given day."""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType

from config.asked_by_edition import AskedByEdition
from config.circulars import CircularAsks
from config.citations import Citation, Source
from config.declarations import Declarations
from config.desks import Desk, Desks
from config.editions import Edition
from config.errors import DataFault, RuleDataError
from config.escalation import AlertKind, Escalation, OwnOccasion
from config.evidence import EvidenceKind
from config.forms import ChecklistForm
from config.headings import Headings
from config.legal_reports import IncidentRules
from config.manners import Manner, manner_of
from config.pack_tables import PackTables
from config.paper_forms import PaperForm
from config.personal_data import PersonalData
from config.place import PlaceWords
from config.plausible import Plausible
from config.readings import Readings
from config.released import PackFiles, digest_of_pack
from config.schema import DatedValue, ProofOf, Rule
from config.structural import Structural
from config.transitions import Transition
from config.vocabulary import EditionForm

Value = int | date | str | tuple[int, ...] | tuple[str, ...]


@dataclass(frozen=True)
class RulesOn:
    """What the rule book says on one day. Two days between the same dates of the book give equal answers."""

    rules: Mapping[str, Rule] = field(repr=False)
    in_force: frozenset[str]
    values: Mapping[tuple[str, str], DatedValue] = field(repr=False)
    editions: Mapping[str, Edition]

    def value(self, code: str, name: str) -> Value:
        """The value of a rule on this day. Raises KeyError where the rule has no such value then."""
        return self.values[code, name].value

    def edition(self, form: str) -> Edition | None:
        """The edition of a form that is in force on this day; None before the first known edition."""
        return self.editions.get(form)


@dataclass(frozen=True)
class RuleBook:
    """All rules, transitional rules, sources, editions, forms and the ladder, as loaded and checked.

    `manners` are the installation's own manners of telling, by rule or occasion.
    `files` is the text it was read from; empty for a book that was put together (a draft).
    """

    rules: Mapping[str, Rule]
    transitions: Mapping[str, Transition]
    sources: Mapping[str, Source]
    editions: tuple[Edition, ...]
    forms: Mapping[str, ChecklistForm]
    escalation: Escalation
    desks: Desks
    readings: Readings
    alerts: Mapping[str, AlertKind] = field(default_factory=dict)
    evidence: Mapping[str, EvidenceKind] = field(default_factory=dict)
    plausible: Plausible = field(default_factory=Plausible)
    declarations: Declarations = field(default_factory=Declarations)
    personal_data: PersonalData = field(default_factory=PersonalData)
    incidents: IncidentRules = field(default_factory=IncidentRules)
    headings: Headings = field(default_factory=Headings)
    paper_forms: Mapping[str, PaperForm] = field(default_factory=dict)
    place: PlaceWords = field(default_factory=PlaceWords)
    circulars: CircularAsks = field(default_factory=CircularAsks)
    tables: PackTables = field(default_factory=PackTables)
    manners: Mapping[str, Manner] = field(default_factory=dict)
    files: PackFiles = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def digest(self) -> str:
        """The digest of the text it was read from; empty where there is none."""
        return digest_of_pack(self.files) if self.files else ""

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """Every day on which the book changes, in order."""
        days = {rule.first_on for rule in self.rules.values()} | {edition.issued_on for edition in self.editions}
        for rule in self.rules.values():
            for value in rule.values:
                days |= {value.valid_from, value.valid_until}
        return tuple(sorted(day for day in days if day))

    @cached_property
    def _periods(self) -> dict[int, RulesOn]:
        return {}

    def on(self, day: date) -> RulesOn:
        """The rule book as it stands on a day; it does not change between two neighbouring days of `dates`."""
        period = bisect_right(self.dates, day)
        if period not in self._periods:
            self._periods[period] = self._snapshot(self.dates[period - 1] if period else date.min)
        return self._periods[period]

    def _snapshot(self, day: date) -> RulesOn:
        editions: dict[str, Edition] = {}
        for edition in sorted(self.editions, key=lambda e: e.issued_on):
            if edition.issued_on <= day:
                editions[edition.form] = edition
        return RulesOn(
            rules=self.rules,
            in_force=frozenset(c for c, r in self.rules.items() if r.first_on is None or r.first_on <= day),
            values=MappingProxyType(
                {(c, v.name): v for c, r in self.rules.items() for v in r.values if v.holds_on(day)}
            ),
            editions=MappingProxyType(editions),
        )

    @cached_property
    def checklist(self) -> ChecklistForm:
        """The checklist form of the latest edition."""
        return self.checklist_on(date.max)

    def checklist_on(self, day: date) -> ChecklistForm:
        """The checklist form of the edition in force on a day; before the first known edition, that first form."""
        return self.forms[self.checklist_edition_on(day).id]

    def checklist_edition_on(self, day: date) -> Edition:
        """The edition of the checklist form: the newest one issued by the day, else the first known one."""
        ordered = self.editions_of("checklist")
        issued = [e for e in ordered if e.issued_on <= day]
        return issued[-1] if issued else ordered[0]

    @cached_property
    def asked(self) -> AskedByEdition:
        """What each edition asks for the rules that it concerns."""
        return AskedByEdition(self.editions)

    def editions_of(self, form: EditionForm) -> tuple[Edition, ...]:
        """The known editions of a form, the earliest first."""
        return self.asked.by_form.get(form, ())

    def edition_on(self, code: str, day: date) -> Edition | None:
        """The newest edition by a day of the form that concerns a rule; None where no edition concerns it."""
        out = [one for one in self.asked.editions_concerning(code) if one.issued_on <= day]
        return out[-1] if out else None

    def carries(self, form: EditionForm, edition: date | None, wanted: date) -> bool:
        """Whether an edition is a known one of its form and not older than the wanted one.

        A date that names no known edition is no edition, however late it is.
        """
        return edition is not None and edition >= wanted and self.knows(form, edition)

    def knows(self, form: EditionForm, edition: date) -> bool:
        """Whether an edition of the form came out on that day."""
        return any(e.issued_on == edition for e in self.editions_of(form))

    @cached_property
    def due_marks(self) -> tuple[str, ...]:
        """The mark of every deadline of a rule that may bar; empty where a source sets its days."""
        barring = [rule for rule in self.rules.values() if rule.gates or rule.gate_if_raised]
        return tuple(rule.deadline.mark for rule in barring if rule.deadline)

    def due_mark(self, code: str) -> str:
        """The mark of the due date of a rule, empty where a source sets its days and for what is no rule."""
        rule = self.rules.get(code)
        return rule.deadline.mark if rule and rule.deadline else ""

    @cached_property
    def visit_rule(self) -> Rule:
        """The rule that demands a visit (実地調査)."""
        return self._the("demands_visit", lambda rule: rule.demands_visit)

    @cached_property
    def approval_rule(self) -> Rule:
        """The rule that asks for the approval of a subcontract (再委託)."""
        return self._the("approves_subcontract", lambda rule: rule.approves_subcontract)

    @cached_property
    def agreed_items_rule(self) -> Rule:
        """The rule by which the items agreed on are put in order (遵守事項)."""
        return self._the("orders_agreed_items", lambda rule: rule.orders_agreed_items)

    @cached_property
    def report_rule(self) -> Rule:
        """The rule, an opinion of the audit, that asks for regular reports."""
        return self._the("asks_for_reports", lambda rule: rule.asks_for_reports)

    def rule_proved_by(self, record: ProofOf) -> Rule:
        """The rule that a record proves. Raises RuleDataError where no rule says that the record proves it."""
        return self._the(f'proof_of = "{record}"', lambda rule: rule.proof_of == record)

    def rule_of_step(self, step: str) -> Rule:
        """The rule that allows a move of a subcontract. Raises RuleDataError where no rule says that it does."""
        return self._the(f'subcontract_step = "{step}"', lambda rule: rule.subcontract_step == step)

    @cached_property
    def binding_document(self) -> str:
        """The words by which a letter names what binds the contractor; empty where no letter asks for anything."""
        return next((s.binds_contractor_as for s in self.sources.values() if s.binds_contractor_as), "")

    @cached_property
    def outliving(self) -> tuple[str, ...]:
        """The codes of the duties that are still owed after 解除."""
        return tuple(code for code, rule in self.rules.items() if rule.outlives_termination)

    @cached_property
    def urgent_signs(self) -> frozenset[str]:
        """The codes of the duties that, when unmet, may be an urgent occasion."""
        named = {code for kind in self.alerts.values() if kind.urgent for code in kind.rules}
        return frozenset({*named, Structural.OPEN_INCIDENT})

    def occasion(self, name: OwnOccasion) -> AlertKind:
        """The occasion that the engine itself finds. Raises RuleDataError where the pack has no words for it."""
        for kind in self.alerts.values():
            if kind.occasion == name:
                return kind
        raise RuleDataError([DataFault("alerts.toml", f'occasion = "{name}"', "この契機がありません")])

    def decision(self, name: OwnOccasion) -> AlertKind | None:
        """The occasion of a decision that waits; None where the pack asks nobody for it."""
        return next((kind for kind in self.alerts.values() if kind.occasion == name and kind.decision), None)

    @cached_property
    def decisions(self) -> frozenset[str]:
        """The codes of the occasions that are decisions."""
        return frozenset(code for code, kind in self.alerts.items() if kind.decision)

    def manner_of(self, code: str, kind: AlertKind | None) -> Manner:
        """How an alert of a rule or occasion is told in this installation."""
        return manner_of(self.alerts.values(), self.manners, code, kind)

    def ladder_of(self, code: str) -> Escalation:
        """The steps that an alert of a rule or occasion climbs."""
        return self.escalation.of_decisions if code in self.decisions else self.escalation

    def transitions_of(self, code: str) -> tuple[Transition, ...]:
        """The transitional rules that lift a rule, soften it or speak of it, in the order of the data."""
        return self._transitions_by_code.get(code, ())

    @cached_property
    def softening_what_came_later(self) -> Mapping[str, tuple[Transition, ...]]:
        """Of each rule those of them that make a warning of what only came later than 締結日."""
        by_code = self._transitions_by_code.items()
        return {code: tuple(one for one in items if one.softens_what_came_later) for code, items in by_code}

    @cached_property
    def _transitions_by_code(self) -> Mapping[str, tuple[Transition, ...]]:
        by_code: dict[str, tuple[Transition, ...]] = {}
        for item in self.transitions.values():
            for code in dict.fromkeys((*item.lifts, *item.concerns)):
                by_code[code] = (*by_code.get(code, ()), item)
        return by_code

    def sample_limits(self, table: int) -> tuple[date, ...]:
        """The days that limit the sample of a table of the audit, the earliest first (TR-7)."""
        limits = (limit for item in self.transitions.values() for limit in item.counted_from)
        return tuple(sorted(limit.on for limit in limits if table in limit.tables))

    def _the(self, attribute: str, holds: Callable[[Rule], bool]) -> Rule:
        for rule in self.rules.values():
            if holds(rule):
                return rule
        raise RuleDataError([DataFault("rules", attribute, "この規則がありません")])

    def cites_on(self, code: str, day: date, edition: Edition | None = None) -> tuple[Citation, ...]:
        """The passages on which a rule rests on a day under an edition; none from a document not issued by then."""
        return tuple(cite for cite in self.asked.cites(self.rules[code], edition) if self._is_cited(cite, day))

    def _is_cited(self, cite: Citation, day: date) -> bool:
        begins = max(cite.valid_from or date.min, self.sources[cite.source].issued_on or date.min)
        return begins <= day and (cite.valid_until is None or day < cite.valid_until)

    def source_text(self, code: str, on: date, edition: Edition | None = None) -> str:
        """The legal source of a rule on a day in one line, as a refusal cites it: 「6文第12号 記2(1)④」.

        Where no document cited was issued by that day, why the rule is asked for all the same.
        """
        parts = []
        for cite in self.cites_on(code, on, edition):
            source = self.sources[cite.source]
            name = source.name
            mark = "" if cite.standing == "原文" else f"〔{cite.standing}〕"
            parts.append(f"{name}{' ' + cite.at if cite.at else ''}{mark}")
        rule = self.rules[code]
        return "、".join(parts) or f"この日に根拠となる文書なし〔{rule.first_standing}: {rule.first_note or '-'}〕"

    def oversight_of(self, code: str) -> Desk:
        """The desk of the 制度所管課 that answers for a rule, or for an occasion of an alert (AL-…)."""
        kind = self.alerts.get(code)
        return self.desks.by_id[self.rules[code].oversight if kind is None else str(kind.oversight)]
