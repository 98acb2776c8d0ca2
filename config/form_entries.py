"""Forms as files hold them: one edition as a whole, or only what differs from the edition on which it is based."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from config.citations import Citation, Strict
from config.errors import DataFault
from config.faults import problems_in
from config.forms import ChecklistForm, ChecklistItem
from config.wordings import ItemWording, worded

_WHOLE = ("title", "mandatory_articles", "articles_without_items")


class FormEntry(Strict):
    """A form as its file says it.

    One that is `based_on` another has of it whatever it does not say. `removed` are numbers of the other's items that
    it has no more, `renumbered` pairs of an old number and the new one; an item that keeps its number is not named.
    `items` take the place of the item of their (new) number, or are added.
    """

    edition: str
    title: str | None = None
    cite: Citation
    mandatory_articles: tuple[int, ...] | None = None
    articles_without_items: tuple[int, ...] | None = None
    items: tuple[ChecklistItem, ...] = ()
    based_on: str | None = None
    removed: tuple[Annotated[int, Field(ge=1)], ...] = ()
    renumbered: tuple[tuple[int, int], ...] = ()

    @model_validator(mode="after")
    def _is_whole_or_based(self) -> Self:
        if self.based_on is None:
            lacking = [name for name in (*_WHOLE, "items") if getattr(self, name) in (None, ())]
            if "articles_without_items" in lacking and self.articles_without_items == ():
                lacking.remove("articles_without_items")
            if lacking:
                told = "、".join(lacking)
                raise ValueError(f"前の版(based_on)を書かない様式には、全ての項目が要ります(ないのは {told})")
            if self.removed or self.renumbered:
                raise ValueError("removed・renumbered は、前の版(based_on)を書いた様式だけに書けます")
        return self

    @model_validator(mode="after")
    def _names_each_number_once(self) -> Self:
        for name, numbers in (
            ("items", [item.no for item in self.items]),
            ("removed・renumbered", [*self.removed, *(old for old, _ in self.renumbered)]),
            ("renumbered の新しい番号", [new for _, new in self.renumbered]),
        ):
            if twice := sorted({number for number in numbers if numbers.count(number) > 1}):
                raise ValueError(f"{name} に、同じ番号({'、'.join(map(str, twice))})が2つあります")
        return self


NamedForm = tuple[str, FormEntry]
"""A form as its file says it, with the name of the file."""


def whole_forms(
    entries: Sequence[NamedForm], wordings: Iterable[ItemWording], faults: list[DataFault]
) -> dict[str, ChecklistForm]:
    """Every form as a whole, by its edition; what can't be made whole is told in `faults` and left out.

    A wording that was entered for an edition stands in those that are based on it too.
    """
    written, made = {entry.edition: (name, entry) for name, entry in entries}, dict[str, ChecklistForm]()
    entered = list(wordings)
    for name, entry in entries:
        for at, (file, one) in enumerate(chain := list(_chain(entry, name, written))):
            if one.edition in made:
                continue
            before = made.get(one.based_on) if one.based_on else None
            if one.based_on and before is None:
                if at == len(chain) - 1:
                    faults.append(DataFault(file, one.edition, _why_not(one, written)))
                break
            if form := _made(file, one, before, faults):
                made[one.edition] = worded(form, entered)
    return made


def _chain(entry: FormEntry, name: str, written: Mapping[str, NamedForm]) -> Iterator[NamedForm]:
    """The forms on which one rests, the first one first, and itself at the end; none twice."""
    seen = [(name, entry)]
    while (based := seen[-1][1].based_on) in written and written[str(based)] not in seen:
        seen.append(written[str(based)])
    yield from reversed(seen)


def _why_not(entry: FormEntry, written: Mapping[str, NamedForm]) -> str:
    if entry.based_on not in written:
        return f"前の版(based_on)「{entry.based_on}」の様式がありません(ある様式は {'、'.join(sorted(written))})"
    return f"前の版(based_on)「{entry.based_on}」の様式が成り立たないか、互いに前の版とされています"


def _made(name: str, entry: FormEntry, before: ChecklistForm | None, faults: list[DataFault]) -> ChecklistForm | None:
    try:
        return ChecklistForm(
            edition=entry.edition,
            title=entry.title or (before.title if before else ""),
            cite=entry.cite,
            mandatory_articles=_or(entry.mandatory_articles, before.mandatory_articles if before else ()),
            articles_without_items=_or(entry.articles_without_items, before.articles_without_items if before else ()),
            items=tuple(_items(entry, before)),
        )
    except ValidationError as error:
        faults.extend(DataFault(name, f"{entry.edition} {place}".strip(), told) for place, told in problems_in(error))
    except ValueError as error:
        faults.append(DataFault(name, entry.edition, str(error)))
    return None


def _or(own: tuple[int, ...] | None, before: tuple[int, ...]) -> tuple[int, ...]:
    return before if own is None else own


def _items(entry: FormEntry, before: ChecklistForm | None) -> list[ChecklistItem]:
    """The items in order. Raises ValueError where a number leads nowhere, or two items would have one number."""
    if before is None:
        return list(entry.items)
    old, moved = {item.no: item for item in before.items}, dict(entry.renumbered)
    if unknown := sorted({*entry.removed, *moved} - old.keys()):
        raise ValueError(f"removed・renumbered の番号({'、'.join(map(str, unknown))})は、前の版にありません")
    kept: dict[int, ChecklistItem] = {}
    for no, item in old.items():
        new = moved.get(no, no)
        if no in entry.removed:
            continue
        if new in kept:
            raise ValueError(f"問{new} になる項目が2つあります(前の版の問{kept[new].no}と問{no})")
        kept[new] = item
    named = {no: item.model_copy(update={"no": no}) for no, item in kept.items()} | {i.no: i for i in entry.items}
    return [named[no] for no in sorted(named)]
