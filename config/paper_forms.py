"""The shape of the forms that are made for a contract, one for a kind of evidence (`paper_forms.toml`)."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from config.citations import Strict


class PaperField(Strict):
    """A field of the record that stands in the form: its English name, what to write, who fills it, how many lines.

    `ours`: the prefecture fills it; whoever else fills in the form may leave it blank.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    hint: str | None = None
    ours: bool = False
    lines: Annotated[int, Field(ge=1, le=20)] = 1


class ShownRecord(Strict):
    """What is on record already and stands in the form to be looked at: a field of the latest record of a kind."""

    record: str
    field: str


class PaperForm(Strict):
    """The form (様式) for a kind of evidence, or for the application for a subcontract (`kind` subcontract).

    `filled_by` says who fills it in. `shows` is what stands in it already; `shows_negatives`: the items of the
    self-inspection answered いいえ, each with room to write. `room` names lines to write in that nobody reads back.
    """

    kind: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Annotated[str, Field(pattern=r"^[^\[\]:*?/\\]{1,31}$")]
    filled_by: Literal["contractor", "office"]
    said: str
    fields: Annotated[tuple[PaperField, ...], Field(min_length=1)]
    shows: tuple[ShownRecord, ...] = ()
    shows_negatives: bool = False
    room: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _every_field_once(self) -> Self:
        names = [field.name for field in self.fields]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"項目の name が重複しています({'、'.join(twice)})")
        return self
