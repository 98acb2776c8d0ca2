"""Ctrl-C anywhere: a word, exit code 10, nothing half done; and terminals whose encoding lacks a letter."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import AUDIT_DAY, INCURABLE, CommandLine
from installation import ID, OFFICER, Installation

import lifecycle.demo
from lifecycle.cli.streams import NEAREST, register_nearest

SAMPLE = Path(lifecycle.demo.__file__).with_name("audit_r6_ledger.xlsx")
_STRUCK = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from lifecycle.cli.main import run

seen, wanted, at = 0, sys.argv.pop(1), int(sys.argv.pop(1))

def met(kind):
    global seen
    seen += kind == wanted
    if kind == wanted and seen == at:
        os.kill(os.getpid(), signal.SIGINT)

event.listen(Engine, "before_cursor_execute", lambda *_: met("statement"))
sys.addaudithook(lambda name, words: met("page") if name == "open" and str(words[0]).endswith(".html") else None)
run()
"""
_INTERRUPTED = "中断しました。"


def interrupted(home: Path, words: tuple[str, ...], *, kind: str, at: int) -> tuple[int, str]:
    """The exit code and the words of a command that gets SIGINT at its n-th statement, or at its n-th page.

    A moment counted in what the command does is the same moment on a loaded machine and on an idle one.
    """
    done = subprocess.run(
        [sys.executable, "-c", _STRUCK, kind, str(at), *words],
        capture_output=True,
        encoding="utf-8",
        env={
            "LIFECYCLE_HOME": str(home),
            "LIFECYCLE_NOW": AUDIT_DAY,
            "PYTHONPATH": ":".join(sys.path),
            "PATH": os.environ["PATH"],
        },
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.slow
def test_an_interrupted_import_says_so_and_stores_nothing(bare: CommandLine) -> None:
    """10, a word, no traceback; the same import goes in afterwards."""
    made = bare.events()
    for at in (1, 200, 650):  # while the ledger is looked through, and while it is put on record
        code, said = interrupted(bare.home, ("import", str(SAMPLE)), kind="statement", at=at)
        assert (code, _INTERRUPTED in said, "Traceback" in said) == (10, True, False), said
        assert bare.events() == made
    assert bare.clean()
    assert bare("import", str(SAMPLE)).code == 0


@pytest.mark.slow
def test_an_interrupted_report_leaves_no_debris(sample: CommandLine, tmp_path: Path) -> None:
    """Neither a folder half filled nor a temporary one beside it."""
    beside = tmp_path / "beside"
    beside.mkdir()
    code, said = interrupted(sample.home, ("report", "--output", str(beside / "pages")), kind="page", at=100)
    assert (code, _INTERRUPTED in said) == (10, True), said
    assert list(beside.iterdir()) == []


@pytest.mark.slow
def test_an_interrupted_command_with_json_answers_one_document(bare: CommandLine) -> None:
    """A script reads what happened as it reads every failure."""
    code, said = interrupted(bare.home, ("import", str(SAMPLE), "--json"), kind="statement", at=40)
    assert (code, _INTERRUPTED in said) == (10, False), said


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_ctrl_c_in_a_prompt_stores_nothing(installation: Installation) -> None:
    """In the middle of the fields of a new contract."""
    from terminal import Terminal

    at = Terminal(("contract", "register", ID, "--actor", OFFICER), installation.home, "2024-06-03T09:00:00+09:00")
    at.sees("* 所属(文字): ")
    at.interrupts()
    assert at.ends() == 10
    assert _INTERRUPTED in at.said
    assert "Traceback" not in at.said
    assert installation.count("contract") == 0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("期限 —", "期限 ―"),
        ("1−2", "1－2"),
        ("〜まで", "～まで"),
        ("髙﨑", "髙﨑"),
        ("\U00020b9f", "?"),
        ("•項目", "・項目"),
    ],
)
def test_what_cp932_lacks_is_shown_by_its_nearest_letter(text: str, shown: str) -> None:
    """A Japanese Windows terminal showed 「期限 ?」."""
    register_nearest()
    assert text.encode("cp932", NEAREST).decode("cp932") == shown


@pytest.mark.parametrize(
    "words", [("--help",), ("override", "show", f"{INCURABLE}-E1"), ("contract", "show", "R6-0012")]
)
def test_no_question_mark_stands_for_a_dash_on_a_cp932_terminal(asking: CommandLine, words: tuple[str, ...]) -> None:
    """Help, a date that is not there, a page: what leaves in cp932 has a dash that it knows."""
    done = subprocess.run(
        [sys.executable, "-c", "from lifecycle.cli.main import run; run()", *words],
        capture_output=True,
        env={
            "LIFECYCLE_HOME": str(asking.home),
            "LIFECYCLE_NOW": AUDIT_DAY,
            "PYTHONPATH": ":".join(sys.path),
            "PATH": os.environ["PATH"],
            "PYTHONIOENCODING": "cp932",
        },
        check=False,
    )
    assert "?" not in (done.stdout + done.stderr).decode("cp932")
