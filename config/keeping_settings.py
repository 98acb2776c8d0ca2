"""The settings of an installation on how long what it holds is kept."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StrictInt, model_validator


class Retention(BaseModel):
    """How long a contract is kept, in fiscal years after the one in which it ended, and by which text (文書規程 …).

    Without it the pack's years count. The text is asked for: years that nothing says are an assumption, the pack's own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    years: Annotated[StrictInt, Field(ge=0, le=100)] | None = None
    source: Annotated[str, Field(max_length=200)] = ""

    @model_validator(mode="after")
    def _years_by_a_text(self) -> Self:
        if (self.years is None) is not (not self.source.strip()):
            raise ValueError("保存期間は、年数(years)とその根拠(source。例 文書規程 別表第1)の両方を書いてください")
        return self


class BackupAge(BaseModel):
    """How old the last backup may be, in days, before an examination of the installation finds fault with it.

    Without it the day of the last backup is told, and no fault is found.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    max_age_days: Annotated[StrictInt, Field(ge=1, le=3650)] | None = None
