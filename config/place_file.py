"""The words of the place as a pack writes them, checked: place.toml."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from config.citations import Strict
from config.place import PlaceWords, Provisions, words_of

_Word = Annotated[str, Field(pattern=r"^[^\s{}/]+$")]


def _each_differs(kinds: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(kinds)) < len(kinds):
        raise ValueError("同じものが2度書かれています")
    return kinds


class ProvisionsFile(Strict):
    """The provisions on personal information: their name, the number of their articles, the article on 解除."""

    name: _Word = Provisions().name
    articles: Annotated[int, Field(ge=1, le=99)] = Provisions().articles
    termination_article: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _article_is_there(self) -> Self:
        if self.termination_article and self.termination_article > self.articles:
            raise ValueError(f"termination_article が条の数(articles = {self.articles})を超えています")
        return self


class PlaceFile(Strict):
    """The word by which the body calls itself, the kinds of its offices, its provisions, the columns it renames."""

    government: _Word = PlaceWords().government
    office_kinds: Annotated[tuple[_Word, ...], AfterValidator(_each_differs)] = ()
    provisions: ProvisionsFile = Field(default_factory=ProvisionsFile)
    columns: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        for name in self.columns.values():
            if "/" in name or "\n" in name or not name.strip():
                raise ValueError(f"列の名に「{name}」は使えません(空白だけ、改行、「/」は書けません)")
        _each_differs(tuple(self.columns.values()))
        return self

    @property
    def words(self) -> PlaceWords:
        """The words by which a process speaks that works by the pack."""
        return words_of(self.model_dump())
