"""The shape of a transitional rule (経過措置): its conditions over facts, what it lifts or softens, of what edition."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, ValidationInfo, model_validator

from config.citations import Citation, Day, SourceStanding, Strict
from config.older_transitions import brought_up

SHEET = "contract"
"""The record that a condition speaks of where it names none: the sheet of the contract."""
NEWEST = "newest"
"""Stands for the edition of the field's form that is the newest on the day judged."""
_TESTS = (
    "before",
    "on_or_after",
    "fiscal_year",
    "is_",
    "at_least",
    "below",
    "contains",
    "filled",
    "older_than",
    "covered_by",
)
_GROUPS = ("all_of", "any_of", "none_of", "holds")
_NAMES = {"is_": "is"}


class Condition(Strict):
    """A condition over facts: of one field, of several fields of one document (`holds`), or of other conditions.

    `record` is `contract` or `subcontract` (their sheets) or a kind of evidence; of a rule on subcontracts the
    subcontractor's documents are looked at, where the kind may be theirs. A field that is blank meets no test but
    `filled = false`. `before` and `on_or_after` a day; `fiscal_year` by its western year; `is` a value; `at_least` and
    `below` a number; `contains` one of a list; `filled` with content; `older_than` an edition by its id or the `newest`
    of the day. `covered_by`: the field lists articles, and another field of the document lists them too; `among =
    "mandatory_articles"` looks at the mandatory ones only. With `version = "any"` every version on record may answer,
    not only the one that speaks.
    """

    model_config = ConfigDict(populate_by_name=True)

    record: str = SHEET
    field: str | None = None
    before: Day | None = None
    on_or_after: Day | None = None
    fiscal_year: int | None = None
    is_: Annotated[bool | int | str | None, Field(alias="is")] = None
    at_least: int | None = None
    below: int | None = None
    contains: int | str | None = None
    filled: bool | None = None
    older_than: str | None = None
    covered_by: str | None = None
    among: Literal["mandatory_articles"] | None = None
    version: Literal["latest", "any"] = "latest"
    holds: "tuple[Condition, ...]" = ()
    all_of: "Annotated[tuple[Condition, ...], Field(alias='all')]" = ()
    any_of: "Annotated[tuple[Condition, ...], Field(alias='any')]" = ()
    none_of: "Annotated[tuple[Condition, ...], Field(alias='none')]" = ()

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        groups = [name for name in _GROUPS if getattr(self, name)]
        if bool(self.field) + len(groups) != 1:
            raise ValueError("条件には、項目(field)か、holds・all・any・none の一つだけを書いてください")
        if self.field and not self.tests:
            told = "、".join(_NAMES.get(name, name) for name in _TESTS)
            raise ValueError(f"項目「{self.field}」をどう見るかを書いてください({told})")
        if groups and (self.tests or self.among):
            raise ValueError(f"{self.tests[0] if self.tests else 'among'} は、項目(field)のある条件にだけ書けます")
        if self.among and not self.covered_by:
            raise ValueError("among は covered_by と共に書いてください")
        if any(inner.field is None or inner.model_fields_set & {"record", "version"} for inner in self.holds):
            raise ValueError("holds には、同じ書類の項目(field)の条件だけを、record・version を書かずに並べてください")
        return self

    @cached_property
    def tests(self) -> tuple[str, ...]:
        """The names of what is asked of its field, as the data write them."""
        return tuple(_NAMES.get(name, name) for name in _TESTS if getattr(self, name) is not None)

    @property
    def of_record(self) -> "tuple[Condition, ...]":
        """The conditions on the fields of one document of its record: itself, or those that it holds together."""
        return (self,) if self.field else self.holds

    @property
    def inner(self) -> "tuple[Condition, ...]":
        """The conditions of which it is made; none of one on a document."""
        return (*self.all_of, *self.any_of, *self.none_of)

    def fields(self) -> "Iterator[tuple[str, Condition]]":
        """Every condition on a field anywhere in it, each with the record that it speaks of."""
        yield from ((self.record, one) for one in self.of_record)
        for condition in self.inner:
            yield from condition.fields()


class SampleLimit(Strict):
    """From which 締結日 on the audit counts a contract in some of its tables, in the fiscal year of that day.

    Later fiscal years count in full; of the years before the first limit of a table nothing is counted.
    """

    tables: Annotated[tuple[int, ...], Field(min_length=1)]
    on: Day


class Transition(Strict):
    """A transitional rule (経過措置) and the codes it speaks of.

    Where every condition of `when` holds on a day from `valid_from` (inclusive) until `valid_until` (exclusive): one
    that `lifts` excuses from the rules of `lifts`; one that `warns` makes a warning of what those of `concerns` lack;
    one that `states` is told beside what they lack; one of the `tables` leaves the contract out of those of
    `left_out_of`. `always` says in so many words that there is no condition. With `editions` it speaks of what these
    editions ask and of nothing that an older one asked already. `softens`: a warning of everything, or only of what
    came later than the 締結日 of a 長期継続契約. `cutoff_on` and `fiscal_year` are of packs that know no `when`.
    """

    code: Annotated[str, Field(pattern=r"^TR-\d{1,2}$")]
    label: str
    text: str
    effect: Literal["lifts", "states", "warns", "tables"]
    lifts: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    always: bool = False
    valid_from: Day | None = None
    valid_until: Day | None = None
    softens: Literal["everything", "what_came_later"] = "everything"
    counted_from: tuple[SampleLimit, ...] = ()
    left_out_of: tuple[int, ...] = ()
    cites: Annotated[tuple[Citation, ...], Field(min_length=1)]
    standing: SourceStanding = "原文"
    cutoff_on: Day | None = None
    fiscal_year: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_older_packs(cls, row: Any, info: ValidationInfo) -> Any:
        older = bool(info.context and info.context.get("older"))
        return brought_up(row) if older and isinstance(row, dict) else row

    @model_validator(mode="after")
    def _says_what_it_does(self) -> Self:
        if problems := list(self._problems()):
            raise ValueError("。".join(problems))
        return self

    def _problems(self) -> Iterator[str]:
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            yield "valid_until が valid_from より後ではありません"
        if (self.cutoff_on or self.fiscal_year) and not self.when:
            yield "cutoff_on・fiscal_year の代わりに、条件(when)に before・fiscal_year を書いてください"
        elif self.effect in ("lifts", "warns") and not self.when and not self.always:
            yield "条件(when)を書いてください。どの契約にも及ぶのであれば always = true としてください"
        if self.always and self.when:
            yield "条件(when)があるときは always を書かないでください"
        if bool(self.lifts) != (self.effect == "lifts"):
            yield '免除する規則(lifts)は、effect = "lifts" のときだけ、必ず書いてください'
        if self.effect == "warns" and not self.concerns:
            yield 'effect = "warns" には、注意にする規則(concerns)を書いてください'
        if (self.counted_from or self.left_out_of) and self.effect != "tables":
            yield 'counted_from・left_out_of は、effect = "tables" のときだけ書けます'
        if self.left_out_of and not self.when:
            yield "left_out_of には、どの契約を除くかの条件(when)を書いてください"

    @property
    def codes(self) -> tuple[str, ...]:
        """The rules on which it has an effect: those that it lifts, or those that it softens or speaks of."""
        return self.lifts if self.effect == "lifts" else self.concerns

    @property
    def softens_what_came_later(self) -> bool:
        """Whether it makes a warning of what only came later than 締結日."""
        return self.effect == "warns" and self.softens == "what_came_later"

    def in_time(self, day: date) -> bool:
        """Whether it has an effect on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day < self.valid_until
        )

    @property
    def fields(self) -> tuple[tuple[str, Condition], ...]:
        """Every condition on a field, with the record that it speaks of."""
        return tuple(one for condition in self.when for one in condition.fields())

    @property
    def turning_days(self) -> tuple[date, ...]:
        """The days on which its effect begins or ends, and those of 締結日 that divide who is excused."""
        concluded = [one for record, one in self.fields if (record, one.field) == (SHEET, "concluded_on")]
        days = {self.valid_from, self.valid_until, *(day for one in concluded for day in (one.before, one.on_or_after))}
        return tuple(sorted(day for day in days if day)) if self.effect != "tables" else ()
