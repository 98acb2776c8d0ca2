"""The form for one kind of evidence: whose it is, what is on record already, and what the pack says is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from config.paper_forms import PaperField, PaperForm
from config.place import said_here
from lifecycle.fields.choices import choices_of
from lifecycle.ledger.form_code import FormCode
from lifecycle.papers.books.book import new_book
from lifecycle.papers.letters.sheet import COUNT, DAY, PLAIN_TEXT, Blank, FormSheet
from states.documents import Column, ValueType

OURS_SAID = "{government}記入欄: "
_WORDING = "この様式の文言は文例です〔仮定〕。{government}の様式があるときは、その文言に直して使ってください。"
_WIDTHS = (6, 16, 34, 46)
_LINE = 15.0
_LOOKS: Mapping[ValueType, str] = {ValueType.DATE: DAY, ValueType.COUNT: COUNT}
_ROOM_LINES = 3


@dataclass(frozen=True, slots=True)
class PaperContent:
    """What is written into a form: `heading` says whose it is, `shown` what is on record, both as labels and texts.

    `columns` are the fields of the record by their names; `mark` says of a home that it is none in use.
    """

    form: PaperForm
    code: FormCode
    heading: Sequence[tuple[str, str]]
    shown: Sequence[tuple[str, str]]
    columns: Mapping[str, Column]
    mark: str = ""


def paper_bytes(content: PaperContent, made_at: datetime) -> bytes:
    """The workbook of the form: one sheet, no formula."""
    target, form = BytesIO(), content.form
    with new_book(target, form.title, made_at) as book:
        sheet = FormSheet(book, form.title, content.code, _WIDTHS)
        sheet.heading(form.title, content.mark + form.said)
        for label, text in content.heading:
            sheet.line(label, text)
        sheet.row += 1
        first = sheet.row
        for label, text in content.shown:
            sheet.line(label, text)
        for field in form.fields:
            column = content.columns[field.name]
            words = f"{said_here(OURS_SAID) if field.ours else ''}{column.label}"
            sheet.asked(words, field.hint or "", _blank(field, column))
        for words in form.room:
            sheet.line(words, None, _LINE * _ROOM_LINES)
        sheet.notes((*form.notes, said_here(_WORDING)))
        sheet.print_from(first)
    return target.getvalue()


def _blank(field: PaperField, column: Column) -> Blank:
    """The place to fill in for a field, as tall as its lines."""
    return Blank(
        column.label,
        _LOOKS.get(column.value_type, PLAIN_TEXT),
        choices_of(column),
        ours=field.ours,
        several=column.value_type is ValueType.CHOICES,
        tall=_LINE * field.lines + 4,
    )
