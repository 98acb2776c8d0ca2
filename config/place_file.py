"""The words of the place as a pack writes them, checked: place.toml."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from config.citations import Strict
from config.place import POSTS, PlaceWords, Provisions, words_of

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
    """What the body calls itself, the kinds of its offices, its provisions, the columns and posts that it renames."""

    government: _Word = PlaceWords().government
    office_kinds: Annotated[tuple[_Word, ...], AfterValidator(_each_differs)] = ()
    provisions: ProvisionsFile = Field(default_factory=ProvisionsFile)
    columns: dict[str, str] = Field(default_factory=dict)
    posts: dict[str, _Word] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        for name in self.columns.values():
            if "/" in name or "\n" in name or not name.strip():
                raise ValueError(f"列の名に「{name}」は使えません(空白だけ、改行、「/」は書けません)")
        _each_differs(tuple(self.columns.values()))
        return self

    @model_validator(mode="after")
    def _posts_are_told_apart(self) -> Self:
        if unknown := sorted(self.posts.keys() - set(POSTS)):
            told = f"posts の「{'」「'.join(unknown)}」という職はありません"
            raise ValueError(f"{told}。左に書けるのは {'、'.join(POSTS)} です")
        called = [self.posts.get(own, own) for own in POSTS]
        if twice := sorted({name for name in called if called.count(name) > 1}):
            raise ValueError(f"posts の「{'」「'.join(twice)}」が二つの職の名になっています。別の名にしてください")
        return self

    @property
    def words(self) -> PlaceWords:
        """The words by which a process speaks that works by the pack."""
        return words_of(self.model_dump())
