"""What is installed elsewhere: the wheel holds every file the reports are made of, not the modules alone."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
KINDS = (".ttf", ".txt", ".typ", ".html", ".docx", ".j2", ".toml", ".css", ".js", ".json", ".xlsx", ".vl", ".md")
ROOMS = ("config", "states", "notifications", "lifecycle", "flows")


@pytest.mark.slow
def test_the_wheel_holds_fonts_licence_templates_and_letters(tmp_path: Path) -> None:
    """SIL OFL 1.1 no. 2: the licence goes with the fonts; the cover and the letters need theirs at run time."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as container:
        held = set(container.namelist())
    ours = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.suffix in KINDS and path.is_file() and "__pycache__" not in path.parts
    }
    assert ours <= held
    fonts = "lifecycle/papers/fonts"
    assert {f"{fonts}/OFL.txt", f"{fonts}/BIZUDPGothic-Regular.ttf", f"{fonts}/BIZUDPGothic-Bold.ttf"} <= held
    assert "lifecycle/papers/pack/templates/cover.typ" in held
    assert {"lifecycle/papers/letters/request.docx", "lifecycle/papers/letters/reminder.docx"} <= held
