"""The wording of items that the sources lost: an installation enters it once, from the form as it was issued."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import AfterValidator, Field

from config.citations import Strict
from config.errors import DataFault
from config.forms import ChecklistForm, ChecklistItem


def _is_written(text: str) -> str:
    """A wording as it is; a mark that something is still missing (〔…〕), or nothing but blanks, is none."""
    if not text.strip() or text.strip().startswith("〔"):
        raise ValueError("様式の文言を書いてください(空欄や〔…〕の印は文言ではありません)")
    return text.strip()


class ItemWording(Strict):
    """The wording of one item of an edition's form, where the form as data has lost all or part of it."""

    edition: str
    no: Annotated[int, Field(ge=1)]
    text: Annotated[str, AfterValidator(_is_written)]

    @property
    def id(self) -> str:
        """The edition and the number, by which a later wording takes the place of an earlier one."""
        return f"{self.edition} 問{self.no}"


NamedWording = tuple[str, ItemWording]
"""A wording with the name of its file."""


def is_lost(item: ChecklistItem) -> bool:
    """Whether the source gives the item's text not at all, or only in part."""
    return item.text_status in ("partial", "lost")


def worded(form: ChecklistForm, wordings: Iterable[ItemWording]) -> ChecklistForm:
    """The form with the wordings of its edition in the place of what was lost."""
    texts = {one.no: one.text for one in wordings if one.edition == form.edition}
    if not texts:
        return form
    items = tuple(_with(item, texts.get(item.no)) for item in form.items)
    return form.model_copy(update={"items": items})


def _with(item: ChecklistItem, text: str | None) -> ChecklistItem:
    return item.model_copy(update={"text": text, "text_status": "own"}) if text else item


def wording_faults(wordings: Sequence[NamedWording], forms: Mapping[str, ChecklistForm]) -> Iterator[DataFault]:
    """Faults of wordings for an edition without a form, or for an item that its form has not."""
    for name, one in wordings:
        form = forms.get(one.edition)
        if form is None:
            listed = "、".join(forms) or "なし"
            yield DataFault(name, one.id, f"様式のない版です(様式のある版は {listed})")
        elif one.no not in {item.no for item in form.items}:
            yield DataFault(name, one.id, f"この版の項目ではありません(項目は {len(form.items)}個)")


def needless_wordings(wordings: Sequence[NamedWording], forms: Mapping[str, ChecklistForm]) -> Iterator[DataFault]:
    """Faults of wordings for items whose text no source has lost: they are not an installation's to write."""
    for name, one in wordings:
        lost = (
            [item.no for item in forms[one.edition].items if item.text_status != "verbatim"]
            if one.edition in forms
            else [one.no]
        )
        if one.no not in lost:
            named = "・".join(map(str, lost)) or "なし"
            yield DataFault(name, one.id, f"文言の欠けた項目({named})ではありません")
