"""Any form of the register filled in and sent as it stands on its page, by somebody who knows the words of no form.

What a form says must be filled in is filled in, by the name of the field or by its kind; then what it finds fault with.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import xlsxwriter
from branches import APPLICATION
from installation import DOCUMENTS, ID, OFFICE, REASON, SHEET
from web_visits import Visitor

_TURNS = 6
"""How many times a form is filled in and sent on before it has to be recorded."""
LOOKS_THROUGH = ("確認", "確認へ進む")
"""The words on a button that only looks through what was typed."""

Files = list[tuple[str, tuple[str, bytes]]] | None
FILE = "file"
"""The field for originals."""

Fields = dict[str, Any]


def _ledger() -> bytes:
    """A ledger with one contract that is not on record yet."""
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        row = {"契約番号": "R6-0555", "所属": OFFICE, "業務名": "集計の委託", "委託先": "甲社", "年度": "R6"}
        sheet = book.add_worksheet("契約")
        sheet.write_row(0, 0, row.keys())
        sheet.write_row(1, 0, row.values())
    return target.getvalue()


_FILES: Mapping[str, tuple[str, bytes]] = {
    FILE: ("写し.pdf", b"%PDF-1.7 x"),
    "ledger": ("台帳.xlsx", _ledger()),
    "returned": ("回答.pdf", b"%PDF-1.7 x"),
}
"""The files for the fields that ask for one, by their names."""

WORDS: Mapping[str, str] = {
    **{name: text for document in DOCUMENTS.values() for name, text in document.items()},
    **APPLICATION,
    **SHEET,
    "contract": ID,
    "summary": "宛先を誤って送付した",
    "reason": REASON,
    "planned_on": "R6.6.28",
}
"""Words for fields by their names; any other is filled in by its kind."""


ONE_OF = {"planned_on"}
"""Fields of which a form asks for this one or another, and so marks neither."""


@dataclass
class Box:
    """A field as it stands: its kind, its value, the answers it offers, whether the form asks for it."""

    kind: str
    value: list[str] = field(default_factory=list)
    offers: list[str] = field(default_factory=list)
    asked: bool = False
    dated: bool = False


@dataclass
class Form:
    """A form that is sent: its address, its fields by name, its buttons with a name, the words on its first button."""

    action: str
    boxes: dict[str, Box] = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)
    words: str = ""

    def sent(self) -> Fields:
        """The fields as they stand."""
        return {name: b.value[0] if len(b.value) == 1 else b.value for name, b in self.boxes.items() if b.value}


class FormsOn(HTMLParser):
    """The forms of a page that are sent by POST, with all their fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._box: Box | None = None
        self._asked: list[Box] = []
        self._div: list[bool] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read a form, a field, a button, or the mark of what has to be filled in."""
        own = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(own.get("action", "").partition("#")[0]) if own.get("method") == "post" else None
            if self._form:
                self.forms.append(self._form)
        if self._form is None:
            return
        classes = own.get("class", "").split()
        if tag == "div" and "field" in classes:
            self._asked, self._wrong = [], "wrong" in classes
            self._need = False
        elif tag == "span" and "need" in classes:
            self._need = True
        elif tag == "button":
            self._in_button = True
            if own.get("name"):
                self._form.buttons[own["value"]] = own["name"]
        elif tag in ("input", "textarea", "select") and own.get("name"):
            self._field(tag, own)
        elif tag == "option" and self._box and own.get("value"):
            self._box.offers.append(own["value"])

    _wrong = _need = _in_button = False

    def _field(self, tag: str, own: Mapping[str, str]) -> None:
        assert self._form
        kind = own.get("type", tag)
        box = self._box = self._form.boxes.setdefault(own["name"], Box(kind))
        box.dated = "short" in own.get("class", "").split()
        box.asked |= kind != "hidden" and (self._need or self._wrong)
        if kind in ("radio", "checkbox"):
            box.offers.append(own.get("value", "on"))
            box.value += [own.get("value", "on")] if "checked" in own else []
        elif kind != "file" and tag == "input":
            box.value.append(own.get("value", ""))
        elif tag == "textarea":
            box.value = [""]

    def handle_endtag(self, tag: str) -> None:
        """Leave a form, or a box."""
        if tag == "form":
            self._form = None
        if tag == "button":
            self._in_button = False
        if tag in ("textarea", "select", "div", "fieldset"):
            self._box = None
        if tag == "div":
            self._need = self._wrong = False

    def handle_data(self, data: str) -> None:
        """Read what stands in a box of several lines, or on the first button of a form."""
        if self._in_button and self._form and not self._form.words:
            self._form.words = data.strip()
        if self._box and self._box.kind == "textarea":
            self._box.value = [(self._box.value or [""])[0] + data]


def forms_on(page: str, action: str) -> Iterator[Form]:
    """The forms on a page that are sent to an address."""
    yield from (form for form in FormsOn(page).forms if form.action.partition("?")[0] == action.partition("?")[0])


def filled(form: Form, words: Mapping[str, str]) -> Fields:
    """The fields of a form with what it asks for filled in; what stands stays, unless it is said otherwise."""
    given = form.sent()
    for name, box in form.boxes.items():
        plain = name.rpartition("-")[2]
        if plain in words:
            given[name] = next((offer for offer in box.offers if offer.startswith(words[plain])), words[plain])
        elif (box.asked or name in ONE_OF) and box.kind != "hidden" and not any(box.value):
            given[name] = _some(plain, box)
    return given


def _some(name: str, box: Box) -> str:
    word = WORDS.get(name, "")
    if box.offers:
        return word if word in box.offers else next(offer for offer in box.offers if offer)
    return word or ("R6.6.3" if box.dated else f"{OFFICE}で確かめて記録した内容")


@dataclass(frozen=True)
class Ready:
    """A form that only has to be sent once more to be recorded: its address, its fields, its files."""

    action: str
    fields: Mapping[str, Any]
    files: Files = None


def ready(visitor: Visitor, page: str, action: str, words: Mapping[str, str]) -> Ready:
    """Fill in the form of a page and send it on until only the record is left: after the page that reads it back."""
    answer = visitor.get(page)
    assert answer.status_code == 200, (page, answer.status_code)
    for _ in range(_TURNS):
        forms = [form for to in (action, page) for form in forms_on(answer.text, to)]
        assert forms, f"no form for {action} on {page}"
        form = forms[0]
        if form.buttons.get("record") == "step":
            return Ready(action, form.sent() | {"step": "record"})
        fields: Fields = filled(form, words)
        files: Files = [(name, _FILES[name]) for name in _FILES if name in form.boxes] or None
        if form.words not in LOOKS_THROUGH:
            return Ready(form.action, fields, files)
        answer = visitor.send(form.action, fields, files)
        if answer.status_code == 303:
            page = answer.headers["location"]
            answer = visitor.get(page)
    raise AssertionError(f"{page}: {answer.status_code} {answer.text}")
