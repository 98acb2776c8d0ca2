"""The shape of a form: the items of a self-inspection checklist, as one edition has them."""

from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from config.citations import Citation, SourceStanding, Strict


class FollowUp(Strict):
    """A field of the form that must be filled when an item is answered in the named way."""

    when: Literal["はい", "いいえ"]
    fields: tuple[str, ...]
    labels: tuple[str, ...]


Meaning = Literal["outsiders", "take_out", "subcontract", "incident_contact"]
"""What the engine asks of a checklist by what an item means; each form says which of its items, if any, means it.

`outsiders`: whether others than the engaged staff can reach the data; `take_out`: whether data can't be taken out;
`subcontract`: items that speak of a subcontract; `incident_contact`: who is called after an incident.
"""
_ONE_ITEM: tuple[Meaning, ...] = ("outsiders", "take_out", "incident_contact")
_UNSAID: dict[int, Meaning] = {20: "outsiders", 21: "take_out", 24: "subcontract", 25: "subcontract"}
_UNSAID |= {27: "incident_contact"}
"""What the items of a form of 29 meant before forms said what they mean; kept rule data of then says nothing."""
_ITEMS_THEN = 29


class ChecklistItem(Strict):
    """An item: its text as far as the source lets it be read, what it means, and which of the answers is the safe one.

    A text that is the installation's `own` was lost in the source and entered from the form as it was issued.
    `came_with_edition`: the form before this one had no such item, and may lack it.
    """

    no: Annotated[int, Field(ge=1, le=99)]
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
    meaning: Meaning | None = None
    came_with_edition: bool = False
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
        if not numbers or numbers != list(range(1, len(numbers) + 1)):
            raise ValueError("項目は 1 から、順に一つずつでなければなりません")
        return self

    @model_validator(mode="after")
    def _means_each_thing_once(self) -> Self:
        for meaning in _ONE_ITEM:
            if len(numbers := [item.no for item in self.items if item.meaning == meaning]) > 1:
                raise ValueError(f'meaning = "{meaning}" の項目は1つだけです({"、".join(map(str, numbers))})')
        return self

    @cached_property
    def says_what_items_mean(self) -> bool:
        """Whether any item says what it means; kept forms of before they did say nothing."""
        return any(item.meaning for item in self.items)

    def meaning_of(self, item: ChecklistItem) -> Meaning | None:
        """What an item means; None for one by which the engine knows nothing."""
        if self.says_what_items_mean or len(self.items) != _ITEMS_THEN:
            return item.meaning
        return _UNSAID.get(item.no)

    @cached_property
    def _by_meaning(self) -> dict[Meaning, tuple[ChecklistItem, ...]]:
        meant = {item.no: self.meaning_of(item) for item in self.items}
        return {one: tuple(i for i in self.items if meant[i.no] == one) for one in set(meant.values()) if one}

    def items_meaning(self, meaning: Meaning) -> tuple[ChecklistItem, ...]:
        """The items that mean something; none where the form does not ask for it."""
        return self._by_meaning.get(meaning, ())

    def item_meaning(self, meaning: Meaning) -> ChecklistItem | None:
        """The item that means something; None where the form does not ask for it."""
        return next(iter(self.items_meaning(meaning)), None)

    def is_new(self, item: ChecklistItem) -> bool:
        """Whether an item came with this form, so that the one before may lack it."""
        unsaid = not self.says_what_items_mean and len(self.items) == _ITEMS_THEN
        return self.meaning_of(item) in ("outsiders", "take_out") if unsaid else item.came_with_edition

    @model_validator(mode="after")
    def _no_item_of_an_article_without(self) -> Self:
        asked = {article for item in self.items for article in item.articles}
        if wrong := sorted(asked.intersection(self.articles_without_items)):
            raise ValueError(f"項目のない条のはずの第{'条、第'.join(map(str, wrong))}条に項目があります")
        return self
