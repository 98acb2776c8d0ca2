"""The words of the place as a pack writes them, checked: place.toml."""

from typing import Self

from pydantic import Field, model_validator

from config.citations import Strict
from config.place import PlaceWords


class PlaceFile(Strict):
    """The word by which the body calls itself, and the columns it calls otherwise than the engine."""

    government: str = Field(default=PlaceWords().government, pattern=r"^[^\s{}]+$")
    columns: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        for name in self.columns.values():
            if "/" in name or "\n" in name or not name.strip():
                raise ValueError(f"列の名に「{name}」は使えません(空白だけ、改行、「/」は書けません)")
        if len(set(self.columns.values())) < len(self.columns):
            raise ValueError("columns で、違う列に同じ名が付いています")
        return self

    @property
    def words(self) -> PlaceWords:
        """The words by which a process speaks that works by the pack."""
        return PlaceWords(self.government, self.columns)
