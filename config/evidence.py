"""The shape of a kind of evidence that a pack adds: its fields, the date it goes by, whose it is."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from config.citations import Strict
from config.vocabulary import EditionForm, Role

FieldType = Literal[
    "date", "text", "count", "yes_no", "present", "passed", "fit", "edition", "articles", "person", "contact", "choice"
]
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
            raise ValueError("職を限る種類と制度所管課の種類は台帳に置けません(in_ledger = false としてください)")
        return self

    def field(self, label: str) -> EvidenceField | None:
        """The field of that Japanese label; None where there is none."""
        return next((f for f in self.fields if f.label == label), None)
