"""The check of an audit file on another machine: whatever was changed is noticed, and where."""

import hashlib
import json
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packs import Made

from config.errors import InputRejectedError, NotFoundError
from lifecycle.papers.pack.assemble import content_digest, document_bytes, listed, manifest_line
from lifecycle.papers.pack.check import Checked, check
from lifecycle.papers.pack.container import Member, chunks, member


def checked(content: bytes, folder: Path, **kept: Any) -> Checked:
    """The check of these bytes."""
    path = folder / "copy.zip"
    path.write_bytes(content)
    return check(path, **kept)


def resealed(made: Made, change: dict[str, bytes | None]) -> bytes:
    """A file whose contents were changed by somebody who computes the manifest anew."""
    with zipfile.ZipFile(made.path) as container:
        files = {name: container.read(name) for name in container.namelist()}
    manifest = json.loads(files["manifest.json"])
    inside: dict[str, bytes] = {n: c for n, c in files.items() if n not in ("MANIFEST.sha256", "manifest.json")}
    for name, content in change.items():
        if content is None:
            del inside[name]
        else:
            inside[name] = content
    members = [member(name, content) for name, content in sorted(inside.items())]
    manifest["files"] = listed(members)
    manifest["content_digest"] = content_digest(manifest, manifest["files"])
    protected = member("manifest.json", document_bytes(manifest))
    guard: Member = member("MANIFEST.sha256", manifest_line(protected.sha256))
    return b"".join(chunks([guard, protected, *members]))


def changed(made: Made, name: str, old: str, new: str) -> bytes:
    """A file in which a text was changed and the manifest computed anew."""
    with zipfile.ZipFile(made.path) as container:
        text = container.read(name).decode()
    assert old in text
    return resealed(made, {name: text.replace(old, new).encode()})


def test_a_copy_is_as_it_was_written(made: Made, tmp_path: Path) -> None:
    """Without database or home: only the file is asked."""
    found = checked(made.path.read_bytes(), tmp_path)
    assert found.faults == []
    assert found.content_digest == made.packed.content_digest
    assert found.hashes is False


def test_with_the_names_kept_apart_every_hash_is_computed_anew(made: Made, tmp_path: Path) -> None:
    """Decision 0032: an event's hash covers who wrote it, and names are in no audit file."""
    found = checked(made.path.read_bytes(), tmp_path, accounts_file=made.accounts)
    assert found.faults == []
    assert found.hashes is True


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_any_flipped_bit_is_noticed(made: Made, tmp_path: Path, at: float, bit: int) -> None:
    """Also in the zip's own fields that nothing reads."""
    content = bytearray(made.path.read_bytes())
    content[int(at * len(content))] ^= 1 << bit
    assert checked(bytes(content), tmp_path).faults


def test_every_byte_of_the_structure_is_held(made: Made, tmp_path: Path) -> None:
    """Every byte of the first file, its header, the manifest's header, the directory and the end."""
    content = made.path.read_bytes()
    ends = [*range(400), *range(len(content) - 1200, len(content))]
    unnoticed = []
    for at in ends:
        broken = bytearray(content)
        broken[at] ^= 0x01
        if not checked(bytes(broken), tmp_path).faults:
            unnoticed.append(at)
    assert unnoticed == []


def test_the_file_that_was_changed_is_named(made: Made, tmp_path: Path) -> None:
    """So that an auditor knows where to look."""
    content = made.path.read_bytes()
    at = content.index(b"%PDF-1.4 report") + 4
    broken = content[:at] + b"X" + content[at + 1 :]
    assert any("evidence/other_2024-04-15" in fault for fault in checked(broken, tmp_path).faults)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.9999])
def test_a_truncated_file_is_noticed(made: Made, tmp_path: Path, part: float) -> None:
    """A copy that was broken off."""
    content = made.path.read_bytes()
    (fault,) = checked(content[: int(len(content) * part)], tmp_path).faults
    assert "切れて" in fault


def test_other_hands_on_the_container_are_noticed(made: Made, tmp_path: Path) -> None:
    """A comment, a file added by a zip program, one renamed, something before the beginning, a size that lies."""
    content = made.path.read_bytes()
    added = BytesIO(content)
    with zipfile.ZipFile(added, "a") as container:
        container.writestr("extra.txt", "x")
    second = content.index(b"PK\3\4", 4)
    handled = {
        "comment": content[:-1] + b"2",
        "longer comment": content.replace(b"lifecycle audit file 1", b"lifecycle audit file 1, and more"),
        "added": added.getvalue(),
        "renamed": content.replace(b"history.html", b"historx.html"),
        "before": b"#!/bin/sh\n" + content,
        "size": content[: second + 18] + b"\xff" * 8 + content[second + 26 :],
    }
    assert [how for how, bytes_ in handled.items() if not checked(bytes_, tmp_path).faults] == []


def test_something_behind_the_end_is_noticed(made: Made, tmp_path: Path) -> None:
    """Nothing rides along."""
    assert checked(made.path.read_bytes() + b"x", tmp_path).faults


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"hello" * 100, bytes(2000), b"PK\3\4" + bytes(500)])
def test_what_is_no_audit_file_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    """Exit 9, not a traceback."""
    with pytest.raises(InputRejectedError, match="監査調書"):
        checked(content, tmp_path)
    with pytest.raises(NotFoundError):
        check(tmp_path / "nowhere.zip")
    with pytest.raises(InputRejectedError):
        check(tmp_path)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tail=st.binary(max_size=300))
def test_garbage_in_our_clothes_is_a_finding_and_no_traceback(tmp_path: Path, tail: bytes) -> None:
    """Whatever follows our first name: a finding, or words."""
    start = bytes.fromhex("504b03040a000000000000002100") + bytes(12) + b"\x0f\0\0\0MANIFEST.sha256"
    assert checked(start + tail, tmp_path).faults


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a//b", "C:x", "ひな形.txt", "a/../b", ".hidden", "a\\b"])
def test_names_that_lead_elsewhere_are_refused(made: Made, tmp_path: Path, name: str) -> None:
    """Nobody unpacks over something else."""
    raw = name.encode("utf-8").decode("latin-1").encode("ascii", "replace").decode()
    content = b"".join(chunks([*_members(made), member(raw, b"x")]))
    assert any("名前" in fault for fault in checked(content, tmp_path).faults)


def _members(made: Made) -> list[Member]:
    with zipfile.ZipFile(made.path) as container:
        return [member(name, container.read(name)) for name in container.namelist()]


def test_a_name_that_stands_twice_is_refused(made: Made, tmp_path: Path) -> None:
    """Programs differ in which of the two they take."""
    content = b"".join(chunks([*_members(made), member("cover.html", b"other")]))
    assert any("2つ" in fault for fault in checked(content, tmp_path).faults)


def test_a_file_more_or_less_is_noticed(made: Made, tmp_path: Path) -> None:
    """Against the manifest, and for originals against the events."""
    more = b"".join(chunks([*_members(made), member("zz.txt", b"x")]))
    assert any("余分" in fault for fault in checked(more, tmp_path).faults)
    less = b"".join(chunks([m for m in _members(made) if m.name != "history.html"]))
    assert any("history.html: ありません" in fault for fault in checked(less, tmp_path).faults)
    original = next(m.name for m in _members(made) if m.name.startswith("evidence/"))
    assert any("原本がありません" in f for f in checked(resealed(made, {original: None}), tmp_path).faults)
    added = resealed(made, {"evidence/other_2024-04-15_000000000000.pdf": b"x"})
    assert any("記録にない原本" in f for f in checked(added, tmp_path).faults)


def test_a_repacked_or_compressed_copy_is_not_the_file(made: Made, tmp_path: Path) -> None:
    """What an ordinary zip program makes of it can hide things; no compressed bomb is ever unpacked."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as container:
        for one in _members(made):
            container.writestr(one.name, one.source)  # type: ignore[arg-type]
    assert checked(target.getvalue(), tmp_path).faults


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("history.json", "担当者", "所属長", "history.json"),
        ("history.html", "記録した", "記録しない", "history.html"),
        ("verdicts.json", '"outcome": "refused"', '"outcome": "moved"', "verdicts.json"),
        ("verdicts.html", "拒否", "移動", "verdicts.html"),
        ("cover.html", "要是正", "順調", "cover.html"),
        ("journal/events.jsonl", '"number":2', '"number":3', "events.jsonl"),
        ("journal/events.jsonl", "advance_refused", "advance_tried", "history.json"),
        ("journal/texts.json", "復命書", "報告書", "texts.json"),
    ],
)
def test_who_changes_a_document_and_signs_anew_is_still_noticed(
    made: Made, tmp_path: Path, name: str, old: str, new: str, told: str
) -> None:
    """The documents must agree with the events, the pages with the documents."""
    assert any(told in fault for fault in checked(changed(made, name, old, new), tmp_path).faults)


def test_a_changed_event_needs_the_names_or_the_kept_digest(made: Made, tmp_path: Path) -> None:
    """What the file alone can't know: an event's content changed, everything computed anew. Both anchors see it."""
    forged = changed(made, "journal/events.jsonl", '\\"length\\":3', '\\"length\\":4')
    assert any("内容" in f for f in checked(forged, tmp_path, accounts_file=made.accounts).faults)
    assert any("控え" in f for f in checked(forged, tmp_path, expected=made.packed.content_digest).faults)
    assert checked(made.path.read_bytes(), tmp_path, expected=made.packed.content_digest).faults == []


def test_the_names_of_another_contract_are_refused(made: Made, tmp_path: Path) -> None:
    """A file of names belongs to one chain and its head."""
    other = tmp_path / "other.json"
    for content in (b"[]", b"nonsense", b'{"contract": "R6-0002", "head": {}, "accounts": {}}'):
        other.write_bytes(content)
        with pytest.raises(InputRejectedError, match="控え"):
            check(made.path, other)


def test_a_manifest_of_another_shape_is_a_finding(made: Made, tmp_path: Path) -> None:
    """Signed nonsense is nonsense."""
    for nonsense in (b"[]", b"{}", b'{\n  "files": 3\n}\n', b"\xff"):
        protected = member("manifest.json", nonsense)
        guard = member("MANIFEST.sha256", manifest_line(hashlib.sha256(nonsense).hexdigest()))
        assert checked(b"".join(chunks([guard, protected])), tmp_path).faults


@pytest.mark.slow
def test_the_command_checks_without_home_or_database(made: Made, tmp_path: Path) -> None:
    """Another machine: nothing but the product and the file; 0, 3 where it was changed, 9 for something else."""
    copy = tmp_path / "copy.zip"
    copy.write_bytes(made.path.read_bytes())

    def run() -> subprocess.CompletedProcess[str]:
        environment = {"PATH": "/usr/bin:/bin", "LIFECYCLE_HOME": str(tmp_path / "no home"), "LANG": "C.UTF-8"}
        command = [str(Path(sys.executable).with_name("lifecycle")), "pack", "verify", str(copy)]
        return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False)

    fine = run()
    assert fine.returncode == 0, fine.stderr
    assert made.packed.content_digest in fine.stdout
    broken = bytearray(copy.read_bytes())
    broken[5000] ^= 1
    copy.write_bytes(bytes(broken))
    assert run().returncode == 3
    copy.write_text("something else")
    refused = run()
    assert refused.returncode == 9
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "no home").exists()
