"""The shape of a kind of evidence that a pack adds: its fields, the date it goes by, whose it is."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from config.citations import Day, Strict
from config.place import said_here
from config.vocabulary import EditionForm, Role

FieldType = Literal[
    "date", "text", "count", "yes_no", "present", "passed", "fit", "edition", "articles", "person", "contact", "choice"
]
ENGINE_RECORDS = (
    "contract",
    "subcontract",
    "duty_notice",
    "contract_review",
    "checklist",
    "system_review",
    "onsite_inspection",
    "onsite_waiver",
    "emergency_contact",
    "contact_check",
    "inspection_plan",
    "completion_inspection",
    "return_disposal",
    "improvement_plan",
    "subcontract_notice",
    "place_approval",
    "incident_report",
    "other",
)
"""The records that the engine has without any pack: both fact sheets and its own kinds; `states` knows their fields."""
_SHEET_NAME = r"^[^\[\]:*?/\\]{1,31}$"


class Choice(Strict):
    """One of the few values of a field: the id that is stored, the words that people read and write."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: str


class EvidenceField(Strict):
    """A field of a kind of evidence: its English name, its column in the ledger, how it is written, what it means.

    `edition_of` names the form of whose editions a field of type edition takes one.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: str
    type: FieldType
    choices: tuple[Choice, ...] = ()
    edition_of: EditionForm | None = None
    meaning: str
    example: str

    @model_validator(mode="after")
    def _is_named_by_its_type(self) -> Self:
        if self.name.endswith("_on") != (self.type == "date"):
            raise ValueError("名前(name)の末尾の _on は、日付(date)の項目だけに、必ず付けてください")
        if bool(self.choices) != (self.type == "choice"):
            raise ValueError("choices は、種類が choice の項目だけに、必ず書いてください")
        if bool(self.edition_of) != (self.type == "edition"):
            raise ValueError("edition_of は、種類が edition の項目だけに、必ず書いてください")
        return self


class EvidenceKind(Strict):
    """A kind of evidence (証拠の種類): a paper that people record, and that a rule may ask for by its `record`.

    `of` says whose it is; a kind of an `office` belongs to a desk and to no contract. `dated_by` names the date that
    it goes by. `amends` names the kind whose fields it changes from its own day on. `needs_original`: by command only
    with a file or a 文書番号. `recorded_by` are the only posts that may record it, by command and never by the ledger;
    where it is empty every post of the office may. `in_ledger`: it has a sheet of its own.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: Annotated[str, Field(pattern=_SHEET_NAME)]
    of: Literal["contract", "subcontract", "office"] = "contract"
    dated_by: str
    amends: str | None = None
    needs_original: bool = False
    recorded_by: tuple[Role, ...] = ()
    in_ledger: bool = True
    fields: Annotated[tuple[EvidenceField, ...], Field(min_length=1)]

    def __hash__(self) -> int:
        """By its id: a kind is looked up with every rule that asks for it."""
        return hash(self.id)

    @model_validator(mode="after")
    def _every_field_once(self) -> Self:
        for what, values in (("name", [f.name for f in self.fields]), ("label", [f.label for f in self.fields])):
            if twice := sorted({value for value in values if values.count(value) > 1}):
                raise ValueError(f"項目の {what} が重複しています({'、'.join(twice)})")
        return self

    @model_validator(mode="after")
    def _is_dated_by_a_date(self) -> Self:
        if self.dated_by not in {f.name for f in self.fields if f.type == "date"}:
            raise ValueError(f"dated_by「{self.dated_by}」が日付(date)の項目にありません")
        return self

    @model_validator(mode="after")
    def _has_no_sheet_that_nobody_may_fill(self) -> Self:
        if self.in_ledger and (self.recorded_by or self.of == "office"):
            raise ValueError(
                said_here("職を限る種類と{制度所管課}の種類は台帳に置けません(in_ledger = false としてください)")
            )
        return self

    def field(self, label: str) -> EvidenceField | None:
        """The field of that Japanese label; None where there is none."""
        return next((f for f in self.fields if f.label == label), None)


class ExpectedAnswer(Strict):
    """What a field must say: true is はい, 有, 合格 or 適; false the other word."""

    field: str
    value: bool


class Implied(Strict):
    """Where one field says はい or 有, another must too."""

    field: str
    also: str


class Following(Strict):
    """Where a field says はい or 有, a record of another kind must follow, not earlier than this one."""

    field: str
    record: str


class AskedOfRecord(Strict):
    """What a rule asks of the record that proves it, beside its `required_fields`; every field by its Japanese label.

    `record` is a kind that the pack adds, or one of the engine's own (`ENGINE_RECORDS`).
    `applies_field`: where it says いいえ or 無 the rule does not apply; a blank is not «no». `if_unrecorded`: a
    contract of which nothing is recorded does not keep the rule (`unmet`), or says nothing (`silent`), where the source
    asks only for what is needed (必要に応じて). `asked_from`: before that day nothing is asked of what is not
    recorded. `article`: the rule falls away where the special provisions leave the article out. `concluded_before`: the
    rule is for contracts concluded before that day only. `distinct` are persons of whom no two may be the same.
    """

    record: str | None = None
    applies_field: str | None = None
    if_unrecorded: Literal["unmet", "silent"] = "unmet"
    asked_from: Literal["concluded_on", "performance_start_on"] | None = None
    article: int | None = None
    concluded_before: Day | None = None
    expects: tuple[ExpectedAnswer, ...] = ()
    implies: tuple[Implied, ...] = ()
    followed_by: tuple[Following, ...] = ()
    distinct: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """Every field that it names."""
        return (*self.either, *self.distinct)

    @property
    def either(self) -> tuple[str, ...]:
        """The fields that it names to be answered one way or the other (はい/いいえ, 有/無)."""
        implied = (name for pair in self.implies for name in (pair.field, pair.also))
        applies = (self.applies_field,) if self.applies_field else ()
        return (*applies, *(e.field for e in self.expects), *implied, *(f.field for f in self.followed_by))
