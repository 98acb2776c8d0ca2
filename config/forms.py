"""The shape of a form: the items of a self-inspection checklist, as one edition has them."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from config.citations import Citation, SourceStanding, Strict


class FollowUp(Strict):
    """A field of the form that must be filled when an item is answered in the named way."""

    when: Literal["はい", "いいえ"]
    fields: tuple[str, ...]
    labels: tuple[str, ...]


class ChecklistItem(Strict):
    """One of the 29 items: its text as far as the report lets it be read, and which of the answers is the safe one.

    A text that is the installation's `own` was lost in the source and entered from the form as it was issued.
    """

    no: Annotated[int, Field(ge=1, le=29)]
    articles: Annotated[tuple[int, ...], Field(min_length=1)]
    article_title: str
    text: str | None = None
    text_status: Literal["verbatim", "partial", "lost", "own"]
    answer: Literal["yes_no", "yes_no_na", "free_text", "unknown"]
    safe: Literal["はい", "いいえ"] | None = None
    safe_standing: SourceStanding = "原文"
    follow_ups: tuple[FollowUp, ...] = ()
    may_be_no_subcontract: bool = False
    has_agreed_list: bool = False
    inference: str | None = None
    note: str | None = None


class ChecklistForm(Strict):
    """An edition of the self-inspection form (チェックリスト) as data."""

    edition: str
    title: str
    cite: Citation
    mandatory_articles: tuple[int, ...]
    articles_without_items: tuple[int, ...]
    items: tuple[ChecklistItem, ...]

    @model_validator(mode="after")
    def _every_item_once(self) -> Self:
        numbers = [item.no for item in self.items]
        if numbers != list(range(1, 30)):
            raise ValueError("項目は 1 から 29 まで、順に一つずつでなければなりません")
        return self

    @model_validator(mode="after")
    def _no_item_of_an_article_without(self) -> Self:
        asked = {article for item in self.items for article in item.articles}
        if wrong := sorted(asked.intersection(self.articles_without_items)):
            raise ValueError(f"項目のない条のはずの第{'条、第'.join(map(str, wrong))}条に項目があります")
        return self
