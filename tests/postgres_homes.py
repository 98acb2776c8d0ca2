"""Homes whose record lies on a PostgreSQL of a test's own, and commands on them in processes of their own."""

import subprocess
import sys
from pathlib import Path

import pytest
from command_line import AUDIT_DAY, Said
from installation import Installation

from lifecycle.usecases.audit import verify
from lifecycle.usecases.installation import initialise

PROGRAM = "from lifecycle.cli.main import run; run()"


def made(home: Path, url: str, environment: pytest.MonkeyPatch) -> Installation:
    """A home whose record lies on that database, as commands find it."""
    environment.setenv("LIFECYCLE_HOME", str(home))
    environment.setenv("LIFECYCLE_DATABASE_URL", url)
    app = initialise(home, "declared", {"LIFECYCLE_NOW": AUDIT_DAY, "LIFECYCLE_DATABASE_URL": url})
    app.engine.dispose()
    return Installation(home, url)


def is_clean(home: Installation) -> bool:
    """Whether `verify` finds no fault of it."""
    home.engine.dispose()
    clean = verify(home.app("管理者", AUDIT_DAY)).faults == []
    home.engine.dispose()
    return clean


def started(*words: str) -> "subprocess.Popen[str]":
    """A command in a process of its own, with the environment of the test."""
    command = [sys.executable, "-c", PROGRAM, *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")


def said_by(*words: str) -> Said:
    """What a command says in a process of its own."""
    process = started(*words)
    out, err = process.communicate(timeout=300)
    return Said(process.returncode, out, err)
