"""The code that a form made for a contract carries, and where its values stand: `papers` writes it, `usecases` read it.

A form is one sheet. Somewhere in it stands the code, in a cell of its own and printed at the foot of every page:
【checklist:R6-0012/1:R5.12.26:7F3A2C】 is the kind of evidence (or SUBCONTRACT, of an application), the contract with
the number of its subcontract, the edition of the form where it has one, and a check of what stands before it. One cell
says KEYS. Below it, in each row that has a value to read back, stands the ledger's name of the field (問1, 点検日; the
word of the place before it where the office fills the field and the contractor need not), and the value stands in the
cell immediately left of that name. Nothing is computed: no formula, no hidden sheet.
"""

import hashlib
import re
from dataclasses import dataclass
from unicodedata import normalize

from config.place import here

KEYS = "読取欄"
"""The heading of the column that names the fields."""
CODE_LABEL = "様式コード"
"""The words beside the cell of the code."""
LOST_TEXT = "〔本文欠落"
"""How a text begins that the source lost and that the office must write before the form goes out."""

_CODE = re.compile(r"【\s*([a-z][a-z0-9_]*)\s*:([^:/]+)(?:/([0-9.]+)\s*)?:([^:【】]*):\s*([0-9A-F]{6})\s*】")


class AlteredCode(ValueError):  # noqa: N818  (it names what the code is)
    """Raised where a code does not agree with its own check: it was typed over, or copied in part."""


@dataclass(frozen=True, slots=True)
class FormCode:
    """What a form is: its kind of evidence, whose it is, and its edition (`R5.12.26`, blank where it has none).

    `subcontract` is blank for the contractor itself, and in an application for a subcontract not yet on record.
    """

    kind: str
    contract: str
    subcontract: str = ""
    edition: str = ""

    @property
    def subject(self) -> str:
        """Whose form it is: `R6-0012`, or `R6-0012/1` for its subcontract 1."""
        return f"{self.contract}/{self.subcontract}" if self.subcontract else self.contract

    @property
    def text(self) -> str:
        """The code as it is printed."""
        said = f"{self.kind}:{self.subject}:{self.edition}"
        return f"【{said}:{_check(said)}】"


def form_code_in(text: str) -> FormCode | None:
    """The code that stands in a text, in whatever widths; None where none does. Raises AlteredCode."""
    match = _CODE.search(normalize("NFKC", text).replace("\n", ""))
    if match is None:
        return None
    code = FormCode(match[1], match[2].strip(), match[3] or "", match[4].strip())
    if _check(f"{code.kind}:{code.subject}:{code.edition}") != match[5]:
        raise AlteredCode(match[0])
    return code


def key_text(label: str, *, ours: bool = False) -> str:
    """The words of the key column for a field of that name."""
    return f"{_ours()}{label}" if ours else label


def key_label(text: str) -> tuple[str, bool]:
    """The name of the field that a cell of the key column names, and whether the prefecture fills it."""
    named = normalize("NFKC", text).strip()
    return named.removeprefix(_ours()).strip(), named.startswith(_ours())


def _check(said: str) -> str:
    return hashlib.sha256(normalize("NFKC", said).encode()).hexdigest()[:6].upper()


def _ours() -> str:
    """What stands before the name of a field that the office fills."""
    return f"{here().government}:"
