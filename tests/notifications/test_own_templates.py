"""Templates of an installation run in a sandbox, apart and under a deadline; a message leaves whatever they do."""

import os
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from message_samples import DIGESTS, NOTICES

from notifications.alert import Wording
from notifications.notice import render_notice
from notifications.render import render_digest
from notifications.template_samples import every_kind, template_faults

DIGEST = DIGESTS["officer"]
ENDLESS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"

FAULTY = {
    "a program": "{{ cycler.__init__.__globals__.os.popen('touch %s').read() }}",
    "the class of a value": "{{ digest.__class__.__mro__[1].__subclasses__() }}",
    "the module of a function": "{{ due.__globals__['__builtins__'] }}",
    "the class by a format": "{{ '{0.__class__}'.format(digest) }}",
    "a list that is changed": "{% set x = [1] %}{{ x.append(2) }}",
    "a file": "{{ wording.templates.read_text() }}",
    "a file of the machine": "{% include '/etc/passwd' %}",
    "a file above": "{% include '../../../../etc/passwd' %}",
    "a division by zero": "{{ 1/0 }}",
    "itself": "{% extends 'digest.txt.j2' %}",
    "itself within": "{% include 'digest.txt.j2' %}",
    "a macro without end": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a loop without end": ENDLESS,
    "a number without end": "{{ 2 ** (2 ** 40) }}",
    "a text without end": "{{ 'x' * 10**10 }}",
    "texts without end": "{% for a in range(99999) %}{{ 'x' * 9999 }}{% endfor %}",
    "an unknown name": "{{ person }}",
    "an unknown field": "{{ digest.officer_name }}",
    "a tag that is not closed": "{% if digest %}",
    "no text": "{# #}\n \n",
    "a text of 300 KB": "あ" * 100_000,
}


@pytest.mark.parametrize("template", FAULTY.values(), ids=FAULTY.keys())
def test_a_faulty_template_is_named_and_ours_takes_its_place(tmp_path: Path, template: str) -> None:
    """Nothing is run or read, it is over in seconds, and the second message doesn't wait again."""
    folder, trace = tmp_path / "own", tmp_path / "trace"
    folder.mkdir()
    (folder / "digest.txt.j2").write_text(template.replace("%s", str(trace)), encoding="utf-8")
    own = Wording(templates=folder)
    rendered = render_digest(DIGEST, own)
    assert dict(rendered.faults)["digest.txt.j2"]
    assert (rendered.subject, rendered.body) == (render_digest(DIGEST).subject, render_digest(DIGEST).body)
    assert not trace.exists()
    began = time.monotonic()
    again = render_digest(DIGEST, own)
    assert again == rendered
    assert time.monotonic() - began < 1.5


def test_a_template_that_was_mended_is_used(tmp_path: Path) -> None:
    """A fault is remembered only until the folder is changed."""
    path = tmp_path / "digest.txt.j2"
    path.write_text("{{ 1/0 }}", encoding="utf-8")
    assert render_digest(DIGEST, Wording(templates=tmp_path)).faults
    path.write_text("{{ digest.division }}の皆様", encoding="utf-8")
    rendered = render_digest(DIGEST, Wording(templates=tmp_path))
    assert rendered.body == f"{DIGEST.division}の皆様\n"
    assert not rendered.faults


def test_a_part_of_ones_own_is_taken_in(tmp_path: Path) -> None:
    """Our frame may be replaced, and a template may take in ours."""
    (tmp_path / "_frame.txt.j2").write_text("{{ top[0][1] }}\n{% block more %}{% endblock %}", encoding="utf-8")
    rendered = render_notice(NOTICES["gap"], Wording(templates=tmp_path))
    assert not rendered.faults
    assert rendered.body.startswith(NOTICES["gap"].top()[0][1])


def _link(folder: Path) -> None:
    (folder / "digest.txt.j2").symlink_to("/etc/passwd")


def _fifo(folder: Path) -> None:
    os.mkfifo(folder / "digest.txt.j2")


def _sub(folder: Path) -> None:
    (folder / "digest.txt.j2").mkdir()


def _foreign(folder: Path) -> None:
    (folder / "passwd.j2").write_text("x", encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="no such files")
@pytest.mark.parametrize("make", [_link, _fifo, _sub, _foreign])
def test_a_folder_holds_templates_and_nothing_else(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """A link, a device, a folder or a file of another name: the folder is not used, and the reason is told."""
    make(tmp_path)
    ((name, problem),) = template_faults(tmp_path)
    assert name == tmp_path.name
    assert "j2" in problem
    rendered = render_digest(DIGEST, Wording(templates=tmp_path))
    assert rendered.faults
    assert rendered.body == render_digest(DIGEST).body


@pytest.mark.parametrize("folder", ["/etc", "/etc/passwd", "/nowhere/at/all", "/proc"])
def test_any_folder_of_the_machine_is_refused(folder: str) -> None:
    """`templates = "/etc"` passed as a folder of templates."""
    ((_, problem),) = template_faults(Path(folder))
    assert problem


def test_every_kind_of_message_is_tried_by_a_sample(tmp_path: Path) -> None:
    """A fault in any template of ours by name is found beforehand; our own templates say every sample."""
    assert all(not rendered.faults for rendered in every_kind(Wording()))
    ours = Path(render_digest.__code__.co_filename).parent / "templates"
    names = sorted(path.name for path in ours.iterdir())
    for name in names:
        (tmp_path / name).write_text("{{ nothing_of_this_name }}", encoding="utf-8")
    assert [name for name, _ in template_faults(tmp_path)] == [name for name in names if not name.startswith("_")]


def test_dates_of_a_message_may_be_worded(tmp_path: Path) -> None:
    """Filters of ours work in the sandbox."""
    (tmp_path / "digest.txt.j2").write_text("{{ digest.as_of|wareki }} {{ 'x'|hang('・') }}", encoding="utf-8")
    rendered = render_digest(DIGEST, Wording(templates=tmp_path))
    assert not rendered.faults
    assert "令和" in rendered.body
    assert isinstance(DIGEST.as_of, date)
