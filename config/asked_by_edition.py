"""What each edition asks for the rules that it concerns: in whose words, on which passages, by which command."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from config.citations import Citation
from config.editions import Edition
from config.schema import Rule
from config.vocabulary import EditionForm


@dataclass(frozen=True)
class AskedByEdition:
    """The editions by their forms, and what each says for a rule; an edition that says nothing asks as the one before.

    Not which edition binds a contract: `states.reach` answers that.
    """

    editions: tuple[Edition, ...]

    @cached_property
    def by_form(self) -> dict[EditionForm, tuple[Edition, ...]]:
        """The editions of each form, the earliest first."""
        ordered = sorted(self.editions, key=lambda edition: edition.issued_on)
        forms = dict.fromkeys(edition.form for edition in ordered)
        return {form: tuple(edition for edition in ordered if edition.form == form) for form in forms}

    @cached_property
    def _form_of(self) -> dict[str, EditionForm]:
        return {ask.rule: edition.form for edition in self.editions for ask in edition.asks}

    @cached_property
    def _concerned(self) -> dict[str, frozenset[str]]:
        """By the id of each edition the rules of which it, or one of its form before it, speaks."""
        every = ((one, {ask.rule for before in self._until(one) for ask in before.asks}) for one in self.editions)
        return {one.id: frozenset(codes) for one, codes in every}

    @cached_property
    def by_id(self) -> dict[str, Edition]:
        """The editions by their ids."""
        return {edition.id: edition for edition in self.editions}

    def form_of(self, code: str) -> EditionForm | None:
        """The form whose editions concern a rule; None for a rule that no edition speaks of."""
        return self._form_of.get(code)

    def concerns(self, edition: Edition, code: str) -> bool:
        """Whether an edition, or one of its form before it, asks anything for a rule."""
        return code in self._concerned[edition.id]

    def rests_on_editions(self, code: str) -> bool:
        """Whether a rule asks for nothing where no edition binds: the first of its form speaks of it already."""
        form = self.form_of(code)
        return form is not None and self.by_form[form][0].ask(code) is not None

    def editions_concerning(self, code: str) -> tuple[Edition, ...]:
        """The editions that concern a rule, the earliest first; none for a rule that none concerns."""
        form = self.form_of(code)
        return tuple(one for one in self.by_form[form] if self.concerns(one, code)) if form else ()

    def remedy(self, rule: Rule, edition: Edition | None) -> str:
        """What cures a duty under an edition; without one, or where none has words for it, what the rule says."""
        said = self._said(rule.code, edition, "remedy")
        return said.replace("{edition}", edition.label) if said and edition else rule.remedy

    def command(self, rule: Rule, edition: Edition | None) -> str:
        """The command that records the cure under an edition; without one, that of the rule."""
        said = self._said(rule.code, edition, "command")
        return said.replace("{edition}", edition.label) if said and edition else rule.command or ""

    def asked_for(self, rule: Rule, edition: Edition | None) -> str:
        """What a letter asks the contractor for under an edition, its {edition} still open; empty where nothing."""
        return self._said(rule.code, edition, "asked_for") or rule.asked_for or ""

    def cites(self, rule: Rule, edition: Edition | None) -> tuple[Citation, ...]:
        """The passages on which a duty rests under an edition.

        They are those that the edition names for the rule. A rule that does not cite the edition's own circular rests
        on that one, and no longer on those of the other editions.
        """
        if edition is None or not self.concerns(edition, rule.code):
            return rule.cites
        own = edition.ask(rule.code)
        if own and own.cites:
            return own.cites
        if any(cite.source == edition.cite.source for cite in rule.cites):
            return rule.cites
        others = {other.cite.source for other in self.by_form[edition.form]}
        return (edition.cite, *(cite for cite in rule.cites if cite.source not in others))

    def own_words(self, code: str, edition: Edition | None) -> bool:
        """Whether an edition says in its own words what cures a duty."""
        ask = edition.ask(code) if edition else None
        return ask is not None and ask.remedy is not None

    def _said(self, code: str, edition: Edition | None, name: str) -> str | None:
        """What the edition says for a rule, else the nearest one before it that says anything; None where none does."""
        asked = (code, edition.id if edition else None, name)
        if asked not in self._words:
            self._words[asked] = self._sought(code, edition, name)
        return self._words[asked]

    @cached_property
    def _words(self) -> dict[tuple[str, str | None, str], str | None]:
        """What was sought before, by rule, edition and name."""
        return {}

    def _sought(self, code: str, edition: Edition | None, name: str) -> str | None:
        earlier = reversed(self._until(edition))
        said = (getattr(ask, name) for one in earlier if (ask := one.ask(code)))
        return next((text for text in said if text), None)

    def _until(self, edition: Edition | None) -> Sequence[Edition]:
        if edition is None:
            return ()
        return [one for one in self.by_form[edition.form] if one.issued_on <= edition.issued_on]
