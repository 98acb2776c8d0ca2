"""Cures: what to do next about duties that are unmet, once for each kind of evidence and subject.

Rule data and guards name the command that records the cure of one duty. Where several duties lack fields of the same
document, the commands are put together: the document is recorded once, with every field that any of them lacks.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from config.place import said_here
from states.columns import CONTRACT, SUBCONTRACT, columns_of
from states.documents import Column, ValueType
from states.evidence import KINDS

OPEN = "…"
"""The sign that stands in a command where a value is to be typed."""

_ATTACH, _OF, _VERSION = "lifecycle attach", "--subcontract", "--of"
_SHEETS = {
    "lifecycle contract amend": (CONTRACT, "契約の内容"),
    "lifecycle subcontract amend": (SUBCONTRACT, "内容"),
    "lifecycle subcontract approve": (SUBCONTRACT, "承認({所属長}が行う)"),
}
"""Commands that write a fact sheet: which one, and what that is called."""
_SET = re.compile(r"(?<= --set )(\w+)=")
_EXCEPTION = "lifecycle override request"
_WRITTEN = {"--reason": "理由", "--document-no": "てん末書の文書番号"}
_PAPERS = {"--file": "原本のファイル", "--from": "記入済みのExcel"}
_SELF_EVIDENT = (ValueType.DATE, ValueType.TEXT, ValueType.PERSON, ValueType.CONTACT)
"""Types of which nobody need be told what to type."""


class Asking(Protocol):
    """What asks for a record: a duty, or its item in a message. Several commands stand on lines of their own."""

    @property
    def subject(self) -> str:
        """The contract or subcontract it concerns."""

    @property
    def code(self) -> str:
        """The rule, or the occasion of an alert."""

    @property
    def command(self) -> str:
        """The commands that record the cure, one a line; empty where nothing is to be recorded."""


@dataclass(frozen=True, slots=True)
class Cure:
    """One thing to do next: what is recorded, the fields lacking in Japanese, the command, the duties it is for.

    `fields` says of each field what to type where its name does not; it is empty where the command records nothing.
    `kind` is the kind of record that is written, and `no` the subcontract that it is of; both may be empty.
    """

    subject: str
    title: str
    fields: tuple[str, ...]
    command: str
    codes: tuple[str, ...]
    kind: str = ""
    no: str = ""

    @property
    def words(self) -> str:
        """What to record, in words: 「契約書確認: 確認日、実地調査・報告条項(有/無)」."""
        return f"{self.title}: {'、'.join(self.fields)}" if self.fields else self.title

    @property
    def command_in_words(self) -> str:
        """The command with the fields named as the ledger names them: --set 実施日=…."""
        columns = columns_of(self.kind) if self.kind else ()
        return _SET.sub(
            lambda typed: f"{next((c.label for c in columns if c.name == typed[1]), typed[1])}=", self.command
        )


@dataclass(slots=True)
class _Typed:
    """A command taken apart: its words up to the first option, and the options by name, with the field of a --set."""

    head: str
    subject: str
    options: dict[tuple[str, str], str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The kind of record that it writes; empty where it writes none."""
        if self.head.startswith(_ATTACH):
            return self.head.split()[3]
        return next((kind for start, (kind, _) in _SHEETS.items() if self.head.startswith(start)), "")

    @property
    def no(self) -> str:
        """The subcontract that it is of; empty where it is of the contract."""
        return self.options.get((_OF, ""), "") or (self.head.split()[4] if self.kind == SUBCONTRACT else "")

    @property
    def title(self) -> str:
        """What it records, in Japanese; empty where it records nothing."""
        if self.head.startswith(_EXCEPTION):
            return f"例外承認の申請({'、'.join(self.codes)})"
        no = self.no
        names = [said_here(name) for start, (_, name) in _SHEETS.items() if self.head.startswith(start)]
        label = KINDS[self.kind].label if self.kind in KINDS else "".join(names)
        return f"再委託{no}の{label}" if no and label else label

    @property
    def place(self) -> tuple[str, str]:
        """The record that it writes: the same head and the same subcontract write the same one."""
        return self.head, self.options.get((_OF, ""), "")

    def is_same(self, other: "_Typed") -> bool:
        """Whether another command is the same one; then it is for the duties of both."""
        same = self.text() == other.text()
        self.codes += [code for code in other.codes if same and code not in self.codes]
        return same

    def takes(self, other: "_Typed") -> bool:
        """Take over the options of another command for the same record; False where the two disagree."""
        shared = self.options.keys() & other.options.keys()
        if not self.kind or any(self._disagrees(other, key) for key in shared):
            return False
        for key, value in other.options.items():
            if value != OPEN or key not in self.options:
                self.options[key] = value
        self.codes += other.codes
        return True

    def _disagrees(self, other: "_Typed", key: tuple[str, str]) -> bool:
        mine, theirs = self.options[key], other.options[key]
        return OPEN not in (mine, theirs) and mine != theirs

    def ordered(self) -> list[tuple[tuple[str, str], str]]:
        """The options in the order in which they are typed: which subcontract, then the fields, then the papers."""
        return sorted(
            self.options.items(), key=lambda option: (option[0][0] in _PAPERS) - (option[0][0] in (_OF, _VERSION))
        )

    def text(self) -> str:
        """The command as it is typed."""
        return " ".join((self.head, *(_spelt(*key, value) for key, value in self.ordered())))


def _spelt(option: str, name: str, value: str) -> str:
    return f"{option} {name}={value}" if name else f"{option} {value}"


def cures_of(duties: Iterable[Asking]) -> tuple[Cure, ...]:
    """What to do next about duties, each record once, in the order in which the duties first ask for it."""
    records: dict[tuple[str, str], list[_Typed]] = {}
    for duty in duties:
        for line in filter(None, duty.command.split("\n")):
            typed = _taken_apart(line, duty)
            known = records.setdefault(typed.place, [])
            if not any(one.is_same(typed) or one.takes(typed) for one in known):
                known.append(typed)
    return tuple(_cure(typed) for same in records.values() for typed in same)


def _taken_apart(line: str, duty: Asking) -> _Typed:
    head, *parts = re.split(r" (?=--)", line)
    typed = _Typed(head, duty.subject, codes=[duty.code])
    for part in parts:
        option, _, value = part.partition(" ")
        name, equals, given = value.partition("=") if option == "--set" else ("", "", value)
        typed.options[option, name] = given if equals else value
    return typed


def _cure(typed: _Typed) -> Cure:
    fields = [told for key, value in typed.ordered() if (told := _field(typed, key, value))]
    codes = tuple(dict.fromkeys(typed.codes))
    return Cure(typed.subject, typed.title, tuple(fields), typed.text(), codes, typed.kind, typed.no)


def _field(typed: _Typed, key: tuple[str, str], value: str) -> str:
    """A field to be typed, in Japanese, with what may stand in it; of a value that is given already, the value."""
    (option, name), kind = key, typed.kind
    if option in _PAPERS:
        return _PAPERS[option]
    if typed.head.startswith(_EXCEPTION):
        return _WRITTEN.get(option, "")
    if not kind or option in (_OF, _VERSION):
        return ""
    wanted, columns = name or option.removeprefix("--").replace("-", "_"), columns_of(kind)
    column = next((c for c in columns if c.name == wanted), None) or next(
        (c for c in columns if c.label == wanted), None
    )
    if column is None:
        return ""
    return _asked(column) if value == OPEN else f"{column.label}={value}"


def _asked(column: Column) -> str:
    told = column.expected
    return column.label if column.value_type in _SELF_EVIDENT else f"{column.label}({told})"
