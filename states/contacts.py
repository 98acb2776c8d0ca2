"""Contacts where they do not belong: a free text that seems to hold a telephone number, a mail or postal address."""

from collections.abc import Iterator

from config.personal_data import PersonalData
from states.columns import columns_of
from states.plausible import Doubt, Stated

_FOUND, _TOLD = "と読める文字", "人の連絡先は、連絡先の欄にだけ書いてください"


def contacts_told(personal_data: PersonalData, stated: Stated) -> Iterator[Doubt]:
    """The free texts of a record, as they would be changed, that seem to hold a contact: told, never refused.

    The text itself is not repeated. A column of contacts is no free text.
    """
    for column in columns_of(stated.kind):
        text = stated.fields.get(column.name)
        if column.name not in stated.changed or not isinstance(text, str) or not column.is_free_text(text):
            continue
        if contacts := personal_data.contacts_in(text):
            yield Doubt(column, f"{'、'.join(contacts)}{_FOUND}", _TOLD, frozenset({column.name}), refused=False)


def contact_notes(personal_data: PersonalData, **texts: str | None) -> tuple[str, ...]:
    """The same of texts that stand in no column (理由, 文書番号), by what people call them."""
    by_label = {label: personal_data.contacts_in(text) for label, text in texts.items() if text}
    return tuple(f"{label} {'、'.join(names)}{_FOUND}: {_TOLD}。" for label, names in by_label.items() if names)
