"""How the command line starts: what it never loads; whole processes of the commands that must start fast."""

import subprocess
import sys
from pathlib import Path

import pytest
from command_line import AUDIT_DAY

pytestmark = pytest.mark.slow

NEVER = ("prefect", "apprise", "apscheduler", "jinja2", "python_calamine", "sqlmodel", "sqlalchemy.orm", "rich.live")
PROBE = """
import sys
from lifecycle.cli.main import run
code = 0
try:
    run({words!r})
except SystemExit as ended:
    code = ended.code
print([name for name in {never!r} if name in sys.modules], file=sys.stderr)
sys.exit(code)
"""


def process(words: list[str], home: Path) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own that ends with the names it should not have loaded."""
    code = PROBE.format(words=words, never=NEVER)
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={
            "LIFECYCLE_HOME": str(home),
            "LIFECYCLE_NOW": AUDIT_DAY,
            "PYTHONUTF8": "1",
            "PYTHONPATH": ":".join(sys.path),
        },
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [(["--help"], 0), (["why", "R6-0012"], 5), (["why", "R6-0012", "--json"], 5), (["advance", "--help"], 0)],
    ids=["help", "why", "why as JSON", "advance help"],
)
def test_help_and_why_load_no_orchestrator_no_mailer_and_no_orm(sample_home: Path, words: list[str], code: int) -> None:
    """`--help` and `why` start without loading prefect, apprise or charts."""
    done = process(words, sample_home)
    assert done.returncode == code, done.stderr
    assert done.stderr.splitlines()[-1] == "[]"


def test_help_loads_no_database_at_all(sample_home: Path) -> None:
    """What a command needs is loaded when it is called."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(words=["--help"], never=("sqlalchemy", "pydantic", "orjson", "states"))],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stderr.splitlines()[-1] == "[]"


def test_the_installed_command_answers(sample_home: Path) -> None:
    """The script that pip puts beside Python."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lifecycle")), "why", "R6-0012"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={"LIFECYCLE_HOME": str(sample_home), "LIFECYCLE_NOW": AUDIT_DAY},
    )
    assert done.returncode == 5
    assert "S3-01" in done.stdout
    assert "根拠" in done.stdout
    assert "次にすること" in done.stdout
