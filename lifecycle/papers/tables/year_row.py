"""A contract in the row of one fiscal year: whether a table counts it there, and by which editions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from config.rulebook import RuleBook
from config.vocabulary import EditionForm
from config.wareki import first_day_of, fiscal_year_of
from states.conditions import speaks
from states.editions import no_such_edition
from states.facts import Contract, Subcontract
from states.guards.case import Case
from states.reach import edition_binding


@dataclass(frozen=True, slots=True)
class YearRow:
    """One concluded contract in one of its fiscal years, as of a date. A 長期継続契約 may stand in several.

    `fiscal_year` is the 年度 column (the western year in which it begins), not the year of 締結日.
    """

    contract: Contract
    fiscal_year: int
    concluded_on: date
    as_of: date
    book: RuleBook

    def is_counted_from(self, limits: Sequence[date]) -> bool:
        """Whether a table with these limits of its sample, in order of day, counts the contract here.

        In the fiscal year of a limit it counts the contracts concluded from that day on, before the first none;
        every other fiscal year counts in full.
        """
        if limits and self.fiscal_year < fiscal_year_of(limits[0]):
            return False
        begins = first_day_of(self.fiscal_year)
        own = [limit for limit in limits if fiscal_year_of(limit) == self.fiscal_year and limit > begins]
        return all(self.concluded_on >= limit for limit in own)

    def is_left_out_of(self, number: int) -> bool:
        """Whether a transitional rule of the tables leaves the contract out of the table of that number."""
        left_out = (item for item in self.book.transitions.values() if number in item.left_out_of)
        return any(speaks(item, Case(self.contract, self.as_of, self.book)) for item in left_out)

    def is_current(self, edition: date | None, form: EditionForm) -> bool:
        """Whether the contract document carries the edition that it had to carry in this row.

        Judged on 締結日; for a 長期継続契約 on the first day of this row's fiscal year where that is later.
        """
        day = self.concluded_on
        if self.contract.sheet.long_term:
            day = max(day, first_day_of(self.fiscal_year))
        return self._carries(edition, form, day)

    def is_only_unrevised(self, edition: date | None, form: EditionForm, *, complete: bool = True) -> bool:
        """Whether nothing but what came later than 締結日 is amiss in the document of a 長期継続契約.

        Of one concluded before the first known edition of the form, that is so whatever is amiss; of a later one, only
        where its document is `complete` and carries the edition in force on 締結日.
        """
        if not self.contract.sheet.long_term:
            return False
        earliest = next((known.issued_on for known in self.book.editions_of(form)), date.min)
        return self.concluded_on < earliest or (complete and self._carries(edition, form, self.concluded_on))

    def _carries(self, edition: date | None, form: EditionForm, day: date) -> bool:
        """Whether an edition is the one that binds by a day or a later one; a blank is none, whatever was in force.

        Before the first known edition any that exists will do; where the pack knows no edition of the form, all.
        """
        in_force = edition_binding(self.book, form, self.contract, max(day, self.as_of), day)
        if in_force is None and not self.book.editions_of(form):
            return True
        if in_force is None:
            return edition is not None and not no_such_edition(self.book, form, edition)
        return self.book.carries(form, edition, in_force.issued_on)

    def is_newest_checklist(self, edition: date | None, sub: Subcontract | None = None) -> bool:
        """Whether a checklist is of the newest edition that binds the contract by the as-of date; a blank is not.

        Before the first known edition, and for a contract that none binds, it is that first one.
        """
        bound = edition_binding(self.book, "checklist", self.contract, self.as_of, self.concluded_on, sub)
        return self.book.carries("checklist", edition, (bound or self.book.editions_of("checklist")[0]).issued_on)


def year_rows(
    contracts: tuple[Contract, ...], fiscal_years: tuple[int, ...], as_of: date, book: RuleBook
) -> tuple[YearRow, ...]:
    """Every contract concluded by the date, once for each of its fiscal years that was asked for."""
    return tuple(
        YearRow(contract, year, contract.sheet.concluded_on, as_of, book)
        for contract in contracts
        if contract.sheet.concluded_on is not None and contract.sheet.concluded_on <= as_of
        for year in sorted(set(contract.sheet.fiscal_years or ()))
        if year in fiscal_years
    )
