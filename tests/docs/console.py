"""Console blocks of the docs: read, typed again in a fresh installation, and written as the program answers.

A ```console block holds commands after `$ ` (a backslash at a line's end goes on) and, below each, what it printed, on
stdout and stderr alike. A line `…` alone stands for any number of lines. All blocks of a document are one session in
one folder, which holds the sample ledger where the project has it. A ```text block whose first line is `$ make demo`
is the demonstration, of which only `make` itself is left out; one that begins with `件名: ` is the mail of that subject
as it lies in the session's outbox.

A page of docs/手引き says nothing of setting up: it begins in a prepared installation, the sample imported, after what
`guide_set_up` lists for it, and it is typed at a terminal, so that lists are answered as tables.
"""

import contextlib
import email
import email.policy
import io
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from docs.guide_set_up import BEFORE

from lifecycle.records.flags import TRIAL

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ("lifecycle/demo/audit_r6_ledger.xlsx", "lifecycle/demo/audit_r6_expected.json")
ANY = "…"
_WIDTH = 120
"""Columns of the terminal at which a guide is typed."""
_BLOCK = re.compile(r"^```(console|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SETTING_UP = (
    "export LIFECYCLE_HOME=trial LIFECYCLE_NOW=2024-12-02T09:00:00+09:00",
    "lifecycle init --identity declared",
    "lifecycle import lifecycle/demo/audit_r6_ledger.xlsx --actor 管理者",
)
_BOLD = re.compile(r"\x1b\[[\d;]*m")
_PREFIX = re.compile(r"^(?:\w+=\S+ )+")


@dataclass(frozen=True)
class Step:
    """One command as it stands in the document, and the lines below it."""

    typed: tuple[str, ...]
    shown: tuple[str, ...]

    @property
    def command(self) -> str:
        """The command in one line."""
        return " ".join(line.removeprefix("$ ").removesuffix("\\").strip() for line in self.typed)


def steps_of(block: str) -> list[Step]:
    """The commands of a console block with what stands below each."""
    steps: list[tuple[list[str], list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            steps.append(([line], []))
        elif steps and not steps[-1][1] and steps[-1][0][-1].endswith("\\"):
            steps[-1][0].append(line)
        elif steps:
            steps[-1][1].append(line)
        else:
            raise ValueError(f"a console block begins with a command, not with: {line}")
    return [Step(tuple(typed), tuple(shown)) for typed, shown in steps]


class _Terminal(io.StringIO):
    """What is printed, taken for a terminal by those who ask."""

    def isatty(self) -> bool:
        """A list is shown as a table."""
        return True


class Session:
    """A shell of the document: variables that stay, a folder, the last exit code."""

    def __init__(self, folder: Path, *, at_a_terminal: bool = False) -> None:
        self.folder = folder
        self.at_a_terminal = at_a_terminal
        self.code = 0
        self._variables = {name: value for name, value in os.environ.items() if not name.startswith("LIFECYCLE_")}
        self._variables |= {"PWD": str(folder), "COLUMNS": str(_WIDTH), "TERM": "xterm"}
        for name in SAMPLES:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)

    def run(self, command: str) -> list[str]:
        """The lines a command prints, stdout and stderr together; what every command of a home for trial adds aside.

        The documents say once that each ends with that mark.
        """
        return [line for line in self._printed(command) if line != TRIAL]

    def _printed(self, command: str) -> list[str]:
        if command == "echo $?":
            return [str(self.code)]
        with patch.dict(os.environ, self._variables, clear=True), contextlib.chdir(self.folder):
            words = command
            if given := _PREFIX.match(command):
                os.environ.update(_assignments(given.group()))
                words = command[given.end() :]
            if words.startswith("export "):
                self._variables.update(_assignments(words.removeprefix("export ")))
                return []
            if words.startswith(("lifecycle ", "lifecycle-flows ")):
                return self._own(words)
            done = subprocess.run(["bash", "-c", words], capture_output=True, text=True, check=False)
            self.code = done.returncode
            return [*done.stdout.splitlines(), *done.stderr.splitlines()]

    def mail(self, subject: str) -> list[str]:
        """The text of the mail of that subject in the outbox. Raises ValueError where there is none."""
        for path in sorted((self.folder / self._variables["LIFECYCLE_HOME"] / "outbox").glob("*.eml")):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if mail["subject"] == subject:
                return [line.rstrip() for line in mail.get_content().splitlines()]
        raise ValueError(f"no mail with the subject «{subject}»")

    def must(self, command: str) -> None:
        """Run a command that is not shown. Raises ValueError where it fails."""
        self.code = 0
        printed = self.run(command)
        if self.code:
            raise ValueError(f"{command}: {self.code} {printed}")

    def _own(self, words: str) -> list[str]:
        """A command of the project, in this process; what it prints may go on through a pipe."""
        words, _, pipe = words.partition(" | ")
        program, *arguments = shlex.split(words)
        printed, talk = _Terminal() if self.at_a_terminal else io.StringIO(), io.StringIO()
        both = talk if pipe else printed
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(both):
            self.code = _call(program, arguments)
        text = printed.getvalue()
        if pipe:
            done = subprocess.run(["bash", "-c", pipe], input=text, capture_output=True, text=True, check=True)
            text = done.stdout + talk.getvalue()
        return [_BOLD.sub("", line).rstrip() for line in _left_standing(text)]


def _left_standing(text: str) -> list[str]:
    """The lines as they stand on a terminal in the end: what was written over (the progress of long work) is gone."""
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n") if text else []
    return [line.rpartition("\r")[2] for line in lines]


def _assignments(text: str) -> dict[str, str]:
    pairs = (word.partition("=") for word in shlex.split(text))
    return {name: os.path.expandvars(value) for name, _, value in pairs}


def _call(program: str, arguments: list[str]) -> int:
    if program == "lifecycle":
        from lifecycle.cli.main import run
    else:
        from flows.cli import run
    try:
        run(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def prepared(folder: Path) -> Path:
    """An installation with the sample imported, made in the folder, for pages to begin with copies of it."""
    session = Session(folder)
    for command in _SETTING_UP:
        session.must(command)
    return folder / "trial"


def page_replayed(path: Path, folder: Path, home: Path) -> str:
    """A guide that begins in a copy of the prepared home, after what was done before its reader sat down."""
    shutil.copytree(home, folder / "trial")
    session = Session(folder, at_a_terminal=True)
    session.must(_SETTING_UP[0])
    for command in BEFORE[path.stem]:
        session.must(command)
    return replayed(path.read_text(encoding="utf-8"), folder, session)


@cache
def demonstration() -> list[str]:
    """What the demonstration prints, which two documents show."""
    with TemporaryDirectory() as folder:
        return Session(Path(folder)).run(f"lifecycle demo --home {folder}/demonstration")


def replayed(document: str, folder: Path, session: Session | None = None) -> str:
    """The document with every console block as the program answers now, what is left out left out again."""
    session = session or Session(folder)

    def answered(block: re.Match[str]) -> str:
        if block[1] == "console":
            lines = [line for step in steps_of(block[2]) for line in _lines(step, session.run(step.command))]
            return "\n".join(["```console", *lines, "```"])
        first, _, rest = block[2].partition("\n")
        step = Step((first,), tuple(rest.splitlines()))
        if first.startswith("件名: "):
            return "\n".join(["```text", *_lines(step, session.mail(first.removeprefix("件名: "))), "```"])
        if first != "$ make demo":
            return block[0]
        return "\n".join(["```text", *_lines(step, demonstration()), "```"])

    return _BLOCK.sub(answered, document)


def _lines(step: Step, printed: list[str]) -> Iterator[str]:
    """The step with what was printed in the place of what is shown."""
    yield from step.typed
    if ANY not in step.shown:
        yield from printed
        return
    segments: list[list[str]] = [[]]
    for line in step.shown:
        if line == ANY:
            segments.append([])
        else:
            segments[-1].append(line)
    first, *middle, last = segments
    yield from printed[: len(first)]
    rest = printed[len(first) :]
    for segment in middle:
        yield ANY
        if segment[0] not in rest:
            raise ValueError(f"{step.command}: no line says «{segment[0]}» any more; choose another line to show")
        start = rest.index(segment[0])
        yield from rest[start : start + len(segment)]
        rest = rest[start + len(segment) :]
    yield ANY
    yield from printed[len(printed) - len(last) :]
